package sandbox

import (
	"crypto/sha256"
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
