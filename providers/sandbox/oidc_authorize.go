package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"time"
)

const codeLifetime = 60 * time.Second

// authorize is the authorization endpoint: checks first, then who is there, then what they have allowed.
func (in *institution) authorize(w http.ResponseWriter, r *http.Request) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		in.refuse(w, r, &oauthError{Code: "invalid_request", Description: "the query can't be read"})
		return
	}
	if refusal := in.checkClient(q); refusal != nil {
		in.refuse(w, r, refusal)
		return
	}
	req, refusal := in.parseAuthRequest(q)
	if refusal != nil {
		in.answerError(w, r, req, *refusal)
		return
	}
	in.bank.mu.Lock()
	s := in.session(r)
	now := in.now()
	in.bank.mu.Unlock()
	signedIn := s != nil && !req.prompts("login") &&
		(req.MaxAge < 0 || now.Sub(s.At) <= time.Duration(req.MaxAge)*time.Second)
	if !signedIn {
		if req.prompts("none") {
			in.answerError(w, r, req, oauthError{Code: "login_required", Description: "End-User authentication is required"})
			return
		}
		in.sendToLogin(w, r, q)
		return
	}
	if in.needsConsent(s.Username, req) {
		if req.prompts("none") {
			in.answerError(w, r, req, oauthError{Code: "consent_required", Description: "requested scopes or claims are not granted"})
			return
		}
		in.consentShow(w, r, s.Username, req)
		return
	}
	in.answerCode(w, r, s, req)
}

// sendToLogin keeps the request for after the sign-in, without what asked for one: it would ask for ever.
func (in *institution) sendToLogin(w http.ResponseWriter, r *http.Request, q url.Values) {
	q.Del("prompt")
	q.Del("max_age")
	back := oidcPath + "/auth?" + q.Encode()
	http.Redirect(w, r, "/login?return="+url.QueryEscape(back), http.StatusSeeOther)
}

func (in *institution) needsConsent(username string, req authRequest) bool {
	if req.prompts("consent") {
		return true
	}
	in.bank.mu.Lock()
	defer in.bank.mu.Unlock()
	if !in.fi.ConsentRequired {
		return false
	}
	given := in.consents[username]
	return given == nil || !subset(req.Scopes, given.AskedScopes) || !subset(req.Claims.all(), given.AskedClaims)
}

// answerCode ends a request well: a grant, and a code for it.
func (in *institution) answerCode(w http.ResponseWriter, r *http.Request, s *session, req authRequest) {
	in.bank.mu.Lock()
	now := in.now()
	in.prune(now)
	req = in.given(s.Username, req)
	g := &grant{ID: newID(), Username: s.Username, Scopes: req.Scopes, Claims: req.Claims, Nonce: req.Nonce,
		Sid: s.Sid, AuthTime: s.At, TellAuthTime: req.MaxAge >= 0, At: now}
	code := newSecret()
	in.grants[g.ID] = g
	in.codes[code] = &authCode{GrantID: g.ID, RedirectURI: req.RedirectURI, Challenge: req.Challenge, Expires: now.Add(codeLifetime)}
	in.bank.mu.Unlock()
	in.answer(w, r, req, url.Values{"code": {code}})
}

func (in *institution) answerError(w http.ResponseWriter, r *http.Request, req authRequest, e oauthError) {
	params := url.Values{"error": {e.Code}, "error_description": {e.Description}}
	if e.Scope != "" {
		params.Set("scope", e.Scope)
	}
	in.answer(w, r, req, params)
}

// answer redirects back to the client, with state and, in every answer, the issuer (RFC 9207).
func (in *institution) answer(w http.ResponseWriter, r *http.Request, req authRequest, params url.Values) {
	if req.State != "" {
		params.Set("state", req.State)
	}
	params.Set("iss", in.issuer())
	in.bank.mu.Lock()
	f := in.takeFault(OnCallback, FaultKinds(OnCallback)...)
	in.bank.mu.Unlock()
	if f != nil {
		params = in.spoilCallback(f.Kind, params)
	}
	target, err := url.Parse(req.RedirectURI)
	if err != nil {
		in.refuse(w, r, &oauthError{Code: "invalid_redirect_uri", Description: "redirect_uri can't be read"})
		return
	}
	if target.RawQuery != "" {
		target.RawQuery += "&"
	}
	target.RawQuery += params.Encode()
	http.Redirect(w, r, target.String(), http.StatusSeeOther)
}

func subset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}
