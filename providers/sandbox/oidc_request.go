package sandbox

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// oauthError is a refusal in the words of OAuth 2.0.
type oauthError struct {
	Code        string `json:"error"`
	Description string `json:"error_description,omitempty"`
	Scope       string `json:"scope,omitempty"`
}

// authRequest is an authorization request that has passed every check that needs no member.
type authRequest struct {
	RedirectURI, State, Nonce, Challenge string
	Scopes                               []string
	Claims                               claimsRequest
	Prompts                              []string
	MaxAge                               int // seconds, -1 if not asked for
}

func (r authRequest) prompts(p string) bool { return slices.Contains(r.Prompts, p) }

// pkceShape is the alphabet and length of verifiers and challenges (RFC 7636, 4.1 and 4.2).
var pkceShape = regexp.MustCompile(`^[A-Za-z0-9._~-]{43,128}$`)

// checkClient finds what must not be answered by a redirect: sending a browser to an address that nobody
// registered would make the bank an open redirector and hand codes to strangers.
func (in *institution) checkClient(q url.Values) *oauthError {
	in.bank.mu.Lock()
	defer in.bank.mu.Unlock()
	switch {
	case len(q["client_id"]) != 1 || q.Get("client_id") != in.fi.ClientID:
		return &oauthError{Code: "invalid_client", Description: "client is invalid"}
	case len(q["redirect_uri"]) != 1 || !slices.Contains(in.fi.RedirectURIs, q.Get("redirect_uri")):
		return &oauthError{Code: "invalid_redirect_uri",
			Description: "redirect_uri did not match any of the client's registered redirect_uris"}
	}
	return nil
}

// parseAuthRequest checks the rest. The request is filled as far as an error answer needs it.
func (in *institution) parseAuthRequest(q url.Values) (authRequest, *oauthError) {
	req := authRequest{RedirectURI: q.Get("redirect_uri"), State: q.Get("state"), Nonce: q.Get("nonce"),
		Challenge: q.Get("code_challenge"), Prompts: strings.Fields(q.Get("prompt")), MaxAge: -1}
	invalid := func(description string) (authRequest, *oauthError) {
		return req, &oauthError{Code: "invalid_request", Description: description}
	}
	for name, values := range q {
		if len(values) > 1 {
			return invalid("'" + name + "' parameter must not be provided twice")
		}
	}
	switch {
	case q.Get("response_type") == "":
		return invalid("missing required parameter 'response_type'")
	case q.Get("response_type") != "code":
		return req, &oauthError{Code: "unsupported_response_type", Description: "unsupported response_type requested"}
	case q.Has("response_mode") && q.Get("response_mode") != "query":
		return req, &oauthError{Code: "unsupported_response_mode", Description: "unsupported response_mode requested"}
	case q.Has("request"):
		return req, &oauthError{Code: "request_not_supported", Description: "request parameter provided but not supported"}
	case q.Has("request_uri"):
		return req, &oauthError{Code: "request_uri_not_supported", Description: "request_uri parameter provided but not supported"}
	case req.Challenge == "" && !q.Has("code_challenge_method"):
		return invalid("Authorization Server policy requires PKCE to be used for this request")
	case req.Challenge == "":
		return invalid("code_challenge must be provided with code_challenge_method")
	case q.Get("code_challenge_method") != "S256":
		return invalid("not supported value of code_challenge_method")
	case !pkceShape.MatchString(req.Challenge):
		return invalid("code_challenge must be 43 to 128 characters of A-Z a-z 0-9 - . _ ~")
	}
	for _, p := range req.Prompts {
		if !slices.Contains([]string{"none", "login", "consent"}, p) {
			return invalid("unsupported prompt value requested")
		}
	}
	if req.prompts("none") && len(req.Prompts) > 1 {
		return invalid("prompt none must only be used alone")
	}
	if q.Has("max_age") {
		n, err := strconv.Atoi(q.Get("max_age"))
		if err != nil || n < 0 {
			return invalid("invalid max_age parameter value")
		}
		req.MaxAge = n
	}
	return in.parseScopeAndClaims(req, q)
}

func (in *institution) parseScopeAndClaims(req authRequest, q url.Values) (authRequest, *oauthError) {
	in.bank.mu.Lock()
	allowed, unoffered := in.fi.AllowedScopes, in.switches.Unoffered
	in.bank.mu.Unlock()
	for _, scope := range strings.Fields(q.Get("scope")) {
		switch {
		case slices.Contains(req.Scopes, scope):
		case slices.Contains(identityScopes(), scope):
			req.Scopes = append(req.Scopes, scope)
		case !slices.Contains(resourceScopes(), scope), names(unoffered, scope): // a name nobody knows is dropped silently
		case allowed != nil && !names(allowed, scope):
			return req, &oauthError{Code: "invalid_scope", Description: "requested scope is not allowed", Scope: scope}
		default:
			req.Scopes = append(req.Scopes, scope)
		}
	}
	if !slices.Contains(req.Scopes, "openid") {
		return req, &oauthError{Code: "invalid_request", Description: "openid scope must be requested"}
	}
	claims, err := parseClaims(q.Get("claims"))
	if err != nil {
		return req, &oauthError{Code: "invalid_request", Description: err.Error()}
	}
	req.Claims = claims
	return req, nil
}
