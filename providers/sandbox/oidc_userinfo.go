package sandbox

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// userinfoLies are what the endpoint says that no client may take for the member's claims.
func userinfoLies() []string { return []string{"other_sub", "missing_sub", "signed_jwt"} }

// userinfo is the UserInfo endpoint, /me.
func (in *institution) userinfo(w http.ResponseWriter, r *http.Request) {
	in.bank.mu.Lock()
	defer in.bank.mu.Unlock()
	t, m := in.bearer(r)
	if t == nil {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		writeJSON(w, http.StatusUnauthorized, oauthError{Code: "invalid_token", Description: "invalid token provided"})
		return
	}
	claims := in.claimsFor(m, t.Scopes, in.grants[t.GrantID].Claims.Userinfo)
	claims["sub"] = m.Subject
	if f := in.takeFault(OnUserinfo, userinfoLies()...); f != nil {
		switch f.Kind {
		case "other_sub":
			claims["sub"] = newID()
		case "missing_sub":
			delete(claims, "sub")
		case "signed_jwt": // what a client gets that has registered a signing algorithm; ours has not
			w.Header().Set("Content-Type", "application/jwt")
			_, _ = w.Write([]byte("eyJhbGciOiJub25lIn0.e30."))
			return
		}
	}
	writeJSON(w, http.StatusOK, claims)
}

// revocation ends a token (RFC 7009). A refresh token takes its grant along, an access token only itself; a token
// nobody knows is revoked already.
func (in *institution) revocation(w http.ResponseWriter, r *http.Request) {
	if refusal, status := in.authenticateClient(w, r); refusal != nil {
		writeJSON(w, status, refusal)
		return
	}
	value := r.PostForm.Get("token")
	if value == "" {
		writeJSON(w, http.StatusBadRequest, oauthError{Code: "invalid_request", Description: "missing required parameter 'token'"})
		return
	}
	in.bank.mu.Lock()
	defer in.bank.mu.Unlock()
	if t := in.refresh[value]; t != nil {
		in.revokeGrant(t.GrantID)
	} else if in.access[value] != nil {
		in.counters.Revocations++
		delete(in.access, value)
	}
	in.bank.save()
	w.WriteHeader(http.StatusOK)
}

// endSession is RP-initiated logout: the client names itself by id or by a token of ours, and may be returned to
// only at an address it has registered.
func (in *institution) endSession(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back := q.Get("post_logout_redirect_uri")
	in.bank.mu.Lock()
	client := q.Get("client_id")
	if hint := q.Get("id_token_hint"); hint != "" && client == "" {
		client = in.audienceOf(hint)
	}
	known := client == in.fi.ClientID
	registered := slices.Contains(in.fi.RedirectURIs, back)
	in.bank.mu.Unlock()
	switch {
	case (client != "" || back != "") && !known:
		in.refuse(w, r, &oauthError{Code: "invalid_client", Description: "client is invalid"})
		return
	case back != "" && !registered:
		in.refuse(w, r, &oauthError{Code: "invalid_request", Description: "post_logout_redirect_uri not registered"})
		return
	}
	in.endBrowserSession(w, r)
	if back == "" {
		http.Redirect(w, r, "/login?out=1", http.StatusSeeOther)
		return
	}
	if state := q.Get("state"); state != "" {
		target, err := url.Parse(back)
		if err == nil {
			params := target.Query()
			params.Set("state", state)
			target.RawQuery = params.Encode()
			back = target.String()
		}
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// audienceOf reads the client from an id token that we signed ourselves, however old it is.
func (in *institution) audienceOf(idToken string) string {
	parsed, err := jwt.ParseSigned(idToken, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		return ""
	}
	for _, k := range in.keys {
		var claims jwt.Claims
		if parsed.Claims(k.Private.Public(), &claims) == nil && len(claims.Audience) == 1 {
			return claims.Audience[0]
		}
	}
	return ""
}
