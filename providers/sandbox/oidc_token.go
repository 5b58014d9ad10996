package sandbox

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// tokenOrRefresh counts a renewal and lets it fail apart from the exchange of a code.
func (in *institution) tokenOrRefresh(w http.ResponseWriter, r *http.Request) {
	if r.ParseForm() == nil && r.PostForm.Get("grant_type") == "refresh_token" {
		in.counted(OnRefresh, in.token)(w, r)
		return
	}
	whole(in.token)(w, r)
}

// token is the token endpoint.
func (in *institution) token(w http.ResponseWriter, r *http.Request) {
	if refusal, status := in.authenticateClient(w, r); refusal != nil {
		writeJSON(w, status, refusal)
		return
	}
	in.bank.mu.Lock()
	defer in.bank.mu.Unlock()
	if f := in.takeFault(OnToken, tokenRefusals()...); f != nil {
		in.refuseToken(w, f.Kind)
		return
	}
	switch r.PostForm.Get("grant_type") {
	case "authorization_code":
		in.exchangeCode(w, r.PostForm)
	case "refresh_token":
		in.exchangeRefresh(w, r.PostForm)
	case "":
		writeJSON(w, http.StatusBadRequest, oauthError{Code: "invalid_request", Description: "missing required parameter 'grant_type'"})
	default:
		writeJSON(w, http.StatusBadRequest, oauthError{Code: "unsupported_grant_type", Description: "unsupported grant_type requested"})
	}
}

// authenticateClient accepts the secret in the header or in the body, but not both at once (RFC 6749, 2.3).
func (in *institution) authenticateClient(w http.ResponseWriter, r *http.Request) (*oauthError, int) {
	mime, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if err := r.ParseForm(); err != nil || mime != "application/x-www-form-urlencoded" {
		return &oauthError{Code: "invalid_request", Description: "only application/x-www-form-urlencoded content-type bodies are supported"}, http.StatusBadRequest
	}
	for name, values := range r.PostForm {
		if len(values) > 1 {
			return &oauthError{Code: "invalid_request", Description: "'" + name + "' parameter must not be provided twice"}, http.StatusBadRequest
		}
	}
	id, secret := r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	basicID, basicSecret, basic := r.BasicAuth()
	if basic {
		if secret != "" {
			return &oauthError{Code: "invalid_request", Description: "client authentication must only be provided using one mechanism"}, http.StatusBadRequest
		}
		// The halves are form-encoded inside the header (RFC 6749, 2.3.1); one that is not decodes to nobody.
		headerID, err1 := url.QueryUnescape(basicID)
		headerSecret, err2 := url.QueryUnescape(basicSecret)
		if id != "" && id != headerID {
			return &oauthError{Code: "invalid_request", Description: "mismatch in body and authorization client ids"}, http.StatusBadRequest
		}
		id, secret = headerID, headerSecret
		if err1 != nil || err2 != nil {
			id = ""
		}
	}
	if id == "" && !basic {
		return &oauthError{Code: "invalid_request", Description: "no client authentication mechanism provided"}, http.StatusBadRequest
	}
	in.bank.mu.Lock()
	ok := id == in.fi.ClientID && subtle.ConstantTimeCompare([]byte(secret), []byte(in.fi.ClientSecret)) == 1
	in.bank.mu.Unlock()
	if !ok {
		if basic {
			w.Header().Set("WWW-Authenticate", `Basic realm="`+in.issuer()+`"`)
		}
		return &oauthError{Code: "invalid_client", Description: "client authentication failed"}, http.StatusUnauthorized
	}
	return nil, 0
}

func (in *institution) exchangeCode(w http.ResponseWriter, form url.Values) {
	code := in.codes[form.Get("code")]
	if code == nil {
		in.refuseGrant(w)
		return
	}
	g, now := in.grants[code.GrantID], in.now()
	if code.Used {
		// A second use means that somebody else has the code as well: what came of it dies (RFC 6749, 4.1.2).
		in.revokeGrant(code.GrantID)
		in.bank.save()
		in.refuseGrant(w)
		return
	}
	verifier := form.Get("code_verifier")
	if g == nil || g.Revoked || now.After(code.Expires) || form.Get("redirect_uri") != code.RedirectURI ||
		!pkceShape.MatchString(verifier) || s256(verifier) != code.Challenge {
		in.refuseGrant(w)
		return
	}
	code.Used = true
	in.counters.CodeGrants++
	in.counters.VerifiedCodeGrants++ // there is no way here without a verifier; the counter says so to whoever asks
	in.issue(w, g, g.Scopes, slices.Contains(g.Scopes, offlineScope), "")
}

func (in *institution) exchangeRefresh(w http.ResponseWriter, form url.Values) {
	if in.takeFault(OnRefresh, "invalid_grant") != nil {
		in.refuseGrant(w)
		return
	}
	old := in.refresh[form.Get("refresh_token")]
	if old == nil {
		in.refuseGrant(w)
		return
	}
	g, now := in.grants[old.GrantID], in.now()
	if old.Used {
		// A consumed token that comes back was stolen, or its holder lost a race with himself: the grant ends.
		if in.switches.Rotation != RotateHarmless {
			in.revokeGrant(old.GrantID)
			in.bank.save()
		}
		in.refuseGrant(w)
		return
	}
	if g == nil || g.Revoked || now.After(old.Expires) {
		in.refuseGrant(w)
		return
	}
	scopes := g.Scopes
	if asked := strings.Fields(form.Get("scope")); len(asked) > 0 {
		if !subset(asked, g.Scopes) {
			writeJSON(w, http.StatusBadRequest, oauthError{Code: "invalid_scope", Description: "refresh token missing requested scope"})
			return
		}
		scopes = asked
	}
	rotate := in.switches.Rotation != RotateNever && in.takeFault(OnToken, "no_rotation") == nil && in.takeFault(OnRefresh, "no_rotation") == nil
	lie := ""
	if f := in.takeFault(OnRefresh, refreshLies()...); f != nil {
		lie = f.Kind
	}
	if lie == kindFewerScopes {
		scopes = slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return strings.Contains(s, "transactions") })
	}
	old.Used = rotate
	in.counters.Refreshes++
	in.issue(w, g, scopes, rotate, lie)
}

// issue answers with fresh tokens of a grant, and with the lie of a renewal if there is one.
func (in *institution) issue(w http.ResponseWriter, g *grant, scopes []string, withRefresh bool, lie string) {
	m := in.member(g.Username)
	if m == nil {
		in.refuseGrant(w)
		return
	}
	in.prune(in.now())
	answer, err := in.mint(g, m, scopes, refreshedAs()[lie])
	if err != nil {
		in.bank.cfg.Logger.Error("sandbox token", "error", err)
		writeJSON(w, http.StatusInternalServerError, oauthError{Code: "server_error", Description: "oops! something went wrong"})
		return
	}
	if withRefresh {
		answer.RefreshToken = in.newRefreshToken(g)
	}
	if lie == kindNoIDToken || in.takeFault(OnToken, kindNoIDToken) != nil {
		answer.IDToken = ""
	}
	in.bank.save()
	if f := in.takeFault(OnToken, append(spoiltAnswers(), HarmlessKinds(OnToken)...)...); f != nil {
		writeSpoilt(w, f.Kind, answer)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

// refuseGrant says no in the same words whatever the reason was.
func (in *institution) refuseGrant(w http.ResponseWriter) {
	in.counters.InvalidGrants++
	writeJSON(w, http.StatusBadRequest, oauthError{Code: "invalid_grant", Description: "grant request is invalid"})
}

func s256(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
