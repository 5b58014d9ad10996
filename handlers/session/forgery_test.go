package session

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"hash"
	"maps"
	"strings"
	"testing"

	"raf/models/secret"
)

type object = map[string]any

func goodHeader(tb testing.TB) object {
	tb.Helper()
	return object{"alg": "HS256", "typ": "raf-session+jwt", "kid": ringOf(tb, keyOne).Current(secret.PurposeSessionJWT).ID()}
}

func goodClaims() object {
	return object{
		"iss": "raf", "aud": "tenant-a", "sub": "member-1", "sid": "session-1", "jti": "token-1",
		"iat": noon().Unix(), "exp": noon().Unix() + 600,
	}
}

// forge signs any header and claims with a key, in a way the library knows nothing of.
func forge(tb testing.TB, header, claims any, newHash func() hash.Hash, key []byte) string {
	tb.Helper()
	var parts []string
	for _, part := range []any{header, claims} {
		text, isText := part.(string)
		if !isText {
			encoded, err := json.Marshal(part)
			if err != nil {
				tb.Fatal(err)
			}
			text = string(encoded)
		}
		parts = append(parts, base64.RawURLEncoding.EncodeToString([]byte(text)))
	}
	signed := strings.Join(parts, ".")
	mac := hmac.New(newHash, key)
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func sessionKey(tb testing.TB) []byte {
	tb.Helper()
	return ringOf(tb, keyOne).Current(secret.PurposeSessionJWT).Bytes()
}

func with(o object, key string, value any) object {
	o = maps.Clone(o)
	o[key] = value
	return o
}

func without(o object, key string) object {
	o = maps.Clone(o)
	delete(o, key)
	return o
}

func TestAForgeryThatWouldOtherwiseVerifyIsTheOneWeMake(t *testing.T) {
	t.Parallel()
	raw := forge(t, goodHeader(t), goodClaims(), sha256.New, sessionKey(t))
	if _, err := accessAt(t, noon()).Verify(raw, "tenant-a"); err != nil {
		t.Errorf("the unaltered token, from which the forgeries below differ by one thing: %v", err)
	}
}

func TestEveryForgeryIsRefused(t *testing.T) {
	t.Parallel()
	ring := ringOf(t, keyOne)
	good, h, c, key := issue(t, accessAt(t, noon())), goodHeader(t), goodClaims(), sessionKey(t)
	parts := strings.Split(good, ".")
	now := noon().Unix()
	hs256 := func(header, claims any) string { return forge(t, header, claims, sha256.New, key) }

	for name, raw := range map[string]string{
		"nothing":            "",
		"no dots":            "token",
		"two parts":          parts[0] + "." + parts[1],
		"four parts":         good + ".",
		"empty parts":        "..",
		"no signature":       parts[0] + "." + parts[1] + ".",
		"header is no JSON":  hs256("{", c),
		"header is a list":   hs256("[]", c),
		"header is null":     hs256("null", c),
		"claims are no JSON": hs256(h, "{"),
		"claims are a list":  hs256(h, "[]"),
		"claims are null":    hs256(h, "null"),
		"claims and more":    hs256(h, `{} {}`),
		"too long":           hs256(h, with(c, "x", strings.Repeat("x", 2048))),
		"another signature":  parts[0] + "." + parts[1] + "." + strings.Split(issue(t, accessAt(t, noon())), ".")[2],
		"last character":     good[:len(good)-1] + lastCharacterTwin(good),
		"padding":            good + "=",
		"line break behind":  good + "\n",
		"line break inside":  good[:len(good)-5] + "\r\n" + good[len(good)-5:],
		"space in front":     " " + good,
		"standard base64":    parts[0] + "." + parts[1] + "." + "+/+/" + parts[2][4:],

		"no algorithm":             forge(t, with(h, "alg", "none"), c, sha256.New, key),
		"no algorithm, unsigned":   unsigned(forge(t, with(h, "alg", "none"), c, sha256.New, key)),
		"no algorithm, capitals":   unsigned(forge(t, with(h, "alg", "NONE"), c, sha256.New, key)),
		"algorithm missing":        hs256(without(h, "alg"), c),
		"algorithm is a number":    hs256(with(h, "alg", 256), c),
		"algorithm unknown":        hs256(with(h, "alg", "HS1"), c),
		"HS384 with our key":       forge(t, with(h, "alg", "HS384"), c, sha512.New384, key),
		"HS512 with our key":       forge(t, with(h, "alg", "HS512"), c, sha512.New, key),
		"RS256 with our key":       hs256(with(h, "alg", "RS256"), c),
		"an empty key":             forge(t, h, c, sha256.New, nil),
		"another key":              forge(t, h, c, sha256.New, ringOf(t, keyTwo).Current(secret.PurposeSessionJWT).Bytes()),
		"our key for forms":        forge(t, h, c, sha256.New, ring.Current(secret.PurposeFormToken).Bytes()),
		"SECRET_KEY itself":        forge(t, h, c, sha256.New, []byte(keyOne)),
		"kid missing":              hs256(without(h, "kid"), c),
		"kid unknown, empty key":   forge(t, with(h, "kid", "AAAAAAAA"), c, sha256.New, nil),
		"kid empty":                hs256(with(h, "kid", ""), c),
		"kid unknown":              hs256(with(h, "kid", "AAAAAAAA"), c),
		"kid of another purpose":   hs256(with(h, "kid", ring.Current(secret.PurposeFormToken).ID()), c),
		"kid is a path":            hs256(with(h, "kid", "../../dev/null"), c),
		"kid is a number":          hs256(with(h, "kid", 1), c),
		"typ missing":              hs256(without(h, "typ"), c),
		"typ JWT":                  hs256(with(h, "typ", "JWT"), c),
		"typ of an ID token's kin": hs256(with(h, "typ", "at+jwt"), c),
		"typ in capitals":          hs256(with(h, "typ", "RAF-SESSION+JWT"), c),
		"crit unknown":             hs256(with(h, "crit", []string{"exp2"}), c),
		"crit empty":               hs256(with(h, "crit", []string{}), c),
		"b64 false":                hs256(with(h, "b64", false), c),
		"jku":                      hs256(with(h, "jku", "https://evil.example/keys"), c),
		"jwk":                      hs256(with(h, "jwk", object{"kty": "oct", "k": ""}), c),
		"x5u":                      hs256(with(h, "x5u", "https://evil.example/cert"), c),

		"iss missing":               hs256(h, without(c, "iss")),
		"iss another":               hs256(h, with(c, "iss", "raf.example")),
		"aud missing":               hs256(h, without(c, "aud")),
		"aud empty":                 hs256(h, with(c, "aud", "")),
		"aud another tenant":        hs256(h, with(c, "aud", "tenant-b")),
		"aud of the API":            hs256(h, with(c, "aud", "api:tenant-a")),
		"aud a list":                hs256(h, with(c, "aud", []string{"tenant-a"})),
		"aud a list of tenants":     hs256(h, with(c, "aud", []string{"tenant-b", "tenant-a"})),
		"sub missing":               hs256(h, without(c, "sub")),
		"sub empty":                 hs256(h, with(c, "sub", "")),
		"sub a number":              hs256(h, with(c, "sub", 1)),
		"sid missing":               hs256(h, without(c, "sid")),
		"jti missing":               hs256(h, without(c, "jti")),
		"iat missing":               hs256(h, without(c, "iat")),
		"iat missing, exp long ago": hs256(h, with(without(c, "iat"), "exp", 500)),
		"iat negative, exp too":     hs256(h, with(with(c, "iat", -600), "exp", -1)),
		"iat negative":              hs256(h, with(c, "iat", -1)),
		"iat in the future":         hs256(h, with(with(c, "iat", now+6), "exp", now+600)),
		"exp missing":               hs256(h, without(c, "exp")),
		"exp null":                  hs256(h, with(c, "exp", nil)),
		"exp in quotes":             hs256(h, with(c, "exp", "1795176600")),
		"exp a fraction":            hs256(h, with(c, "exp", float64(now)+600.5)),
		"exp too late":              hs256(h, with(c, "exp", now+601)),
		"exp beyond all time":       hs256(h, with(c, "exp", int64(1)<<62)),
		"exp larger than int64":     hs256(h, with(c, "exp", json.Number("1e30"))),
		"exp before iat":            hs256(h, with(c, "exp", now-1)),
		"exp at iat":                hs256(h, with(c, "exp", now)),
		"times beyond all time":     hs256(h, with(with(c, "iat", int64(1<<63-700)), "exp", int64(1<<63-100))),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := accessAt(t, noon()).Verify(raw, "tenant-a")
			if !errors.Is(err, ErrInvalid) || errors.Is(err, ErrExpired) {
				t.Errorf("got error %v, want ErrInvalid", err)
			}
			if got != (Claims{}) {
				t.Errorf("a refused token has claims: %+v", got)
			}
		})
	}
}

// lastCharacterTwin is another last character of the same signature: the last of 43 characters carries two bits that
// count for nothing, unless decoding is strict.
func lastCharacterTwin(raw string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(alphabet[strings.IndexByte(alphabet, raw[len(raw)-1])|1])
}

func unsigned(raw string) string { return raw[:strings.LastIndexByte(raw, '.')+1] }
