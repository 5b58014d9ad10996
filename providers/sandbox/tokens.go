package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"time"
)

// tokenResponse is the success answer of the token endpoint.
type tokenResponse struct {
	AccessToken  string `json:"access_token"`
	ExpiresIn    int    `json:"expires_in"`
	IDToken      string `json:"id_token,omitempty"`
	RefreshToken string `json:"refresh_token,omitempty"`
	Scope        string `json:"scope"`
	TokenType    string `json:"token_type"`
}

// mint makes an access token and an id token for a grant; the id token lies in the way that is named, if one is.
func (in *institution) mint(g *grant, m *Member, scopes []string, lie string) (tokenResponse, error) {
	now := in.now()
	life := accessLifetime
	if in.switches.AccessSeconds > 0 {
		life = time.Duration(in.switches.AccessSeconds) * time.Second
	}
	access, err := in.signer().sign(map[string]any{
		"iss": in.issuer(), "sub": m.Subject, "aud": in.fi.Origin + consumerPath, "client_id": in.fi.ClientID,
		"jti": newID(), "iat": now.Unix(), "exp": now.Add(life).Unix(), "scope": strings.Join(scopes, " "),
	}, "at+jwt")
	if err != nil {
		return tokenResponse{}, err
	}
	id, err := in.idToken(g, m, access, lie, now)
	if err != nil {
		return tokenResponse{}, err
	}
	in.access[access] = &accessToken{GrantID: g.ID, Scopes: scopes, Expires: now.Add(life)}
	return tokenResponse{
		AccessToken: access, ExpiresIn: int(life / time.Second), IDToken: id,
		Scope: strings.Join(scopes, " "), TokenType: "Bearer",
	}, nil
}

// newRefreshToken is an opaque handle of a grant.
func (in *institution) newRefreshToken(g *grant) string {
	value := newSecret()
	in.refresh[value] = &refreshToken{GrantID: g.ID, Expires: in.now().Add(refreshLifetime)}
	return value
}

func (in *institution) idToken(g *grant, m *Member, access, lie string, now time.Time) (string, error) {
	claims := in.claimsFor(m, g.Scopes, g.Claims.IDToken)
	maps.Copy(claims, map[string]any{
		"iss": in.issuer(), "sub": m.Subject, "aud": in.fi.ClientID, "sid": g.Sid, "at_hash": atHash(access),
		"iat": now.Unix(), "exp": now.Add(idTokenLifetime).Unix(),
	})
	if g.Nonce != "" {
		claims["nonce"] = g.Nonce
	}
	if g.TellAuthTime {
		claims["auth_time"] = g.AuthTime.Unix()
	}
	location := ""
	if f := in.takeFault(OnIDToken, append(FaultKinds(OnIDToken), HarmlessKinds(OnIDToken)...)...); f != nil {
		lie, location = f.Kind, f.Location
	}
	if f := in.faults[OnJWKS]; f != nil && f.Kind == kindWeakRSA && lie == "" {
		lie = kindWeakRSA
	}
	if lie == "" {
		return in.signer().sign(claims, "JWT")
	}
	if token, ok, err := in.twistedIDToken(lie, location, claims, now); ok || err != nil {
		return token, err
	}
	return in.spoiltIDToken(lie, claims, now)
}

// spoiltIDToken is a token that no client may accept.
func (in *institution) spoiltIDToken(kind string, claims map[string]any, now time.Time) (string, error) {
	key := in.signer()
	switch kind {
	case "bad_nonce":
		claims["nonce"] = newSecret()
	case "missing_nonce":
		delete(claims, "nonce")
	case "bad_issuer":
		claims["iss"] = "https://elsewhere.test/oidc"
	case "bad_audience":
		claims["aud"] = "another-client"
	case "extra_audience":
		claims["aud"] = []string{in.fi.ClientID, "another-client"}
	case "expired":
		claims["iat"], claims["exp"] = now.Add(-2*time.Hour).Unix(), now.Add(-time.Hour).Unix()
	case "future_iat":
		claims["iat"], claims["exp"] = now.Add(time.Hour).Unix(), now.Add(2*time.Hour).Unix()
	case "missing_iat":
		delete(claims, "iat")
	case "missing_sub":
		delete(claims, "sub")
	case "other_sub":
		claims["sub"] = newID()
	case "other_institution":
		claims[claimPrefix+"institution_id"] = newID()
	case "bad_at_hash":
		claims["at_hash"] = atHash(newSecret())
	case "bad_signature":
		stranger, err := newSigningKey()
		if err != nil {
			return "", err
		}
		key.Private = stranger.Private // the right kid, the wrong key
	case "unknown_kid":
		key.ID = newID()
	case "alg_none":
		return unsigned(claims, "none", nil)
	case "alg_hs256":
		return unsigned(claims, "HS256", []byte(in.fi.ClientSecret))
	}
	return key.sign(claims, "JWT")
}

// unsigned writes a token that go-jose rightly refuses to make: without a signature, or with a keyed hash under the
// client secret.
func unsigned(claims map[string]any, alg string, secret []byte) (string, error) {
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	b64 := base64.RawURLEncoding.EncodeToString
	signed := b64([]byte(`{"alg":"`+alg+`","typ":"JWT"}`)) + "." + b64(payload)
	if secret == nil {
		return signed + ".", nil
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(signed))
	return signed + "." + b64(mac.Sum(nil)), nil
}

// atHash binds an id token to its access token (OpenID Connect Core 3.1.3.6).
func atHash(access string) string {
	sum := sha256.Sum256([]byte(access))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}
