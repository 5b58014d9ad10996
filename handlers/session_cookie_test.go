package handlers

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"raf/handlers/web"
	"raf/models"
	"raf/models/secret"
	"raf/providers/sandbox"
)

// signed makes a token as we do, after change has had its way with it.
func (h *house) signed(t *testing.T, good string, change func(header, claims map[string]any) jwt.SigningMethod) string {
	t.Helper()
	var header, claims map[string]any
	parts := strings.Split(good, ".")
	for i, into := range []*map[string]any{&header, &claims} {
		raw, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, into); err != nil {
			t.Fatal(err)
		}
	}
	method := change(header, claims)
	token := jwt.NewWithClaims(method, jwt.MapClaims(claims))
	header["alg"] = method.Alg()
	token.Header = header
	var key any = h.keys.Current(secret.PurposeSessionJWT).Bytes()
	if method.Alg() == "none" {
		key = jwt.UnsafeAllowNoneSignatureType
	}
	raw, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestATokenThatIsNotOursOpensNothing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	owner, avery := h.enter(t, sandbox.Garden, "avery")
	good := owner.token()
	stranger, err := secret.NewKeyring("another-key-of-the-handler-tests-0123456789-abc", nil)
	if err != nil {
		t.Fatal(err)
	}
	atOrchard := h.browser(t, sandbox.Orchard)
	atOrchard.enter(sandbox.Orchard, h.member(t, sandbox.Orchard, "avery"))
	claim := func(name string, value any) func(_, claims map[string]any) jwt.SigningMethod {
		return func(_, claims map[string]any) jwt.SigningMethod {
			if claims[name] = value; value == nil {
				delete(claims, name)
			}
			return jwt.SigningMethodHS256
		}
	}
	header := func(name string, value any) func(header, _ map[string]any) jwt.SigningMethod {
		return func(header, _ map[string]any) jwt.SigningMethod {
			header[name] = value
			return jwt.SigningMethodHS256
		}
	}
	other := h.member(t, sandbox.Garden, "gale")
	last := good[len(good)-1]
	rows := map[string]string{
		"empty":                     "",
		"no token":                  "abc",
		"cut short":                 good[:len(good)-10],
		"without a signature":       good[:strings.LastIndexByte(good, '.')+1],
		"another last character":    good[:len(good)-1] + string(rune('A'+(last-'A'+1)%26)),
		"100 kB":                    strings.Repeat("a", 100_000),
		"of the other institution":  atOrchard.token(),
		"alg none":                  h.signed(t, good, func(_, _ map[string]any) jwt.SigningMethod { return jwt.SigningMethodNone }),
		"HS512 under the right key": h.signed(t, good, func(_, _ map[string]any) jwt.SigningMethod { return jwt.SigningMethodHS512 }),
		"another kid":               h.signed(t, good, header("kid", stranger.Current(secret.PurposeSessionJWT).ID())),
		"another type":              h.signed(t, good, header("typ", "JWT")),
		"the type of the API":       h.signed(t, good, header("typ", "raf-api+jwt")),
		"a header more":             h.signed(t, good, header("jku", "https://evil.test/keys")),
		"another member's sub":      h.signed(t, good, claim("sub", other.ID)),
		"another session":           h.signed(t, good, claim("sid", models.NewID())),
		"another id":                h.signed(t, good, claim("jti", "AAAAAAAAAAAAAAAAAAAAAA")),
		"no id":                     h.signed(t, good, claim("jti", nil)),
		"no expiry":                 h.signed(t, good, claim("exp", nil)),
		"a year of life":            h.signed(t, good, claim("exp", h.clock.Now().AddDate(1, 0, 0).Unix())),
		"issued tomorrow":           h.signed(t, good, claim("iat", h.clock.Now().AddDate(0, 0, 1).Unix())),
		"another issuer":            h.signed(t, good, claim("iss", "fra")),
		"a list of audiences":       h.signed(t, good, claim("aud", []string{string(h.garden.ID())})),
	}
	before := h.dump(t)
	for name, token := range rows {
		t.Run(name, func(t *testing.T) {
			b := h.browser(t, sandbox.Garden)
			cookie := "raf_access_token=" + token
			got := b.get(web.PathShare, "Cookie", cookie)
			got.wants(http.StatusSeeOther).without(avery.Code.Code[:4])
			b.get(web.PathShare, "Cookie", cookie, scripted, "true").wants(http.StatusUnauthorized)
			b.get(web.PathDashboard, "Cookie", cookie).wantState(http.StatusOK, "anonymous").without(avery.Code.Code[:4])
		})
	}
	// The one under our own key with another id is how a replaced token looks: it leaves its row, once a minute.
	replayed := func(row string) bool { return strings.Contains(row, "action=session.token_replayed") }
	after := h.dump(t)
	if n := len(after) - len(before); n != 1 || h.count(t, sandbox.Garden, "audit_log", "action = 'session.token_replayed'") != 1 {
		t.Errorf("%d rows more, want the one of the replaced token", n)
	}
	after = slices.DeleteFunc(after, replayed)
	for i, row := range after { // and its session remembers when
		after[i] = strings.ReplaceAll(row, "replayed_at="+models.At(h.clock.Now()).UTC().Format("2006-01-02T15:04:05.000000Z"), "replayed_at=<nil>")
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("rows changed:\n%s", diff)
	}
	h.browser(t, sandbox.Garden).get(web.PathShare, "Cookie", "raf_access_token="+good).wants(http.StatusOK)
}

// B5: a sibling of the bank's host can plant a second cookie; which one is ours can't be told.
func TestTwoCookiesOfOneNameAreNoneAndAreCleared(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, avery := h.enter(t, sandbox.Garden, "avery")
	planted, _ := h.enter(t, sandbox.Garden, "gale")
	for _, cookie := range []string{
		"raf_access_token=" + b.token() + "; raf_access_token=" + planted.token(),
		"raf_access_token=" + b.token() + "; raf_access_token=" + b.token(),
		"raf_access_token=; raf_access_token=" + b.token(),
	} {
		got := h.browser(t, sandbox.Garden).get(web.PathDashboard, "Cookie", cookie).wantState(http.StatusOK, "anonymous")
		got.without(avery.Code.Code[:4])
		if !strings.Contains(strings.Join(got.header.Values("Set-Cookie"), "\n"), "raf_access_token=; Path=/t/garden; Max-Age=0") {
			t.Errorf("not cleared: %q", got.header.Values("Set-Cookie"))
		}
	}
}

// B8: the cookie says whose it is and nothing about them.
func TestTheTokenCarriesIdsAndTimesOnly(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.browser(t, sandbox.Garden)
	b.signIn(sandbox.Garden, "avery")
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(b.token(), ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(raw, &claims); err != nil {
		t.Fatal(err)
	}
	got := slices.Sorted(maps.Keys(claims))
	if diff := cmp.Diff([]string{"aud", "exp", "iat", "iss", "jti", "sid", "sub"}, got); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
	if life := claims["exp"].(float64) - claims["iat"].(float64); life != 600 {
		t.Errorf("it lives %v s", life)
	}
	for _, said := range []string{"Avery", "Birch", h.bank.Subject(sandbox.Garden, "avery"), "100101", "900550101"} {
		if strings.Contains(string(raw), said) {
			t.Errorf("the token says %q", said)
		}
	}
}

// B6: where our host stands relative to the bank's decides the flags of every cookie.
func TestEveryCookieHasTheFlagsOfItsPlace(t *testing.T) {
	t.Parallel()
	h := setup(t)
	p := h.profile(sandbox.Garden)
	p.Slug, p.Host, p.InstitutionID = "elsewhere", "refer.localhost", "institution-of-elsewhere"
	h.onboard(t, p, "secret")
	proxied := []string{"X-Forwarded-Proto", "https"}
	for _, row := range []struct {
		name, base string
		header     []string
		peer       string
		noPrefix   bool
		want       []string
		not        []string
	}{
		{"plain http beside the bank", "http://localhost:8080/t/garden", nil, "", false, []string{"raf_flow_", "Path=/t/garden", "HttpOnly", "SameSite=Lax"}, []string{"Secure", "Partitioned", "Domain", "__Host-"}},
		{"https on the shared host, the bank elsewhere", "http://localhost:8080/t/garden", proxied, trustedProxy().String() + ":1", false,
			[]string{"raf_flow_", "Path=/t/garden", "HttpOnly", "Secure", "SameSite=None", "Partitioned"}, []string{"Domain", "__Host-"}},
		{"https on a host of its own", "https://refer.localhost", nil, "", false,
			[]string{"__Host-raf_flow_", "Path=/;", "HttpOnly", "Secure", "SameSite=None", "Partitioned"}, []string{"Domain"}},
		{"the same with the prefix switched off", "https://refer.localhost", nil, "", true,
			[]string{"raf_flow_", "Path=/;", "HttpOnly", "Secure", "SameSite=None", "Partitioned"}, []string{"Domain", "__Host-"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := h.browserAt(t, row.base)
			b.server = h.serve(t, h.db.Store, Config{NoHostPrefix: row.noPrefix})
			if row.peer != "" {
				b.peer = row.peer
			}
			cookies := b.get(web.PathTile, row.header...).wants(http.StatusSeeOther).header.Values("Set-Cookie")
			// The cookie of a session has the flags of its tie, and so has the one that clears it.
			cookies = append(cookies, b.get(web.PathCallback+"?error=x&state="+strings.Repeat("s", 43), row.header...).header.Values("Set-Cookie")...)
			if len(cookies) < 2 {
				t.Fatalf("cookies: %q", cookies)
			}
			for _, cookie := range cookies {
				for _, w := range row.want {
					if !strings.Contains(cookie+";", w) {
						t.Errorf("%q lacks %q", cookie, w)
					}
				}
				for _, n := range row.not {
					if strings.Contains(cookie, n) {
						t.Errorf("%q has %q", cookie, n)
					}
				}
			}
		})
	}
	// The production way: a host under the bank's own domain. Lax keeps forged posts out there, None would let them in.
	beside := h.ownHost(t).get(web.PathCallback + "?error=x&state=" + strings.Repeat("s", 43)).header.Get("Set-Cookie")
	if _, flags, _ := strings.Cut(beside, ";"); !strings.HasPrefix(beside, "__Host-raf_flow_") || flags != " Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax" {
		t.Errorf("cookie beside the bank: %q", beside)
	}
	b := h.browser(t, sandbox.Garden)
	b.atBank(sandbox.Garden, "avery")
	done := b.get(b.toBank(web.PathTile))
	found := false
	for _, cookie := range done.header.Values("Set-Cookie") {
		if value, ok := strings.CutPrefix(cookie, "raf_access_token="); ok {
			found = true
			_, flags, _ := strings.Cut(value, ";")
			if flags != " Path=/t/garden; Max-Age=43200; HttpOnly; SameSite=Lax" {
				t.Errorf("flags of the session cookie: %q", flags)
			}
		}
	}
	if !found {
		t.Error("no session cookie")
	}
}

// Ids are drawn at random, but nothing may hang on that: a token of one institution is none at the other even where the
// same ids stand in both.
func TestATokenOpensNothingAtAnotherInstitutionEvenWithTheSameIds(t *testing.T) {
	t.Parallel()
	h := setup(t)
	garden, m := h.enter(t, sandbox.Garden, "avery")
	h.copyAcross(t, "members", "id = '"+m.ID+"'")
	h.copyAcross(t, "sessions", "member_id = '"+m.ID+"'")
	h.browser(t, sandbox.Orchard).get(web.PathShare, "Cookie", "raf_access_token="+garden.token()).wants(http.StatusSeeOther)
	garden.get(web.PathShare).wants(http.StatusOK)
}
