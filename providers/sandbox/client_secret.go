package sandbox

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"
)

// authenticateClient accepts the secret in the header or in the body, or an assertion of a client that has registered keys, but
// not two of them at once (RFC 6749, 2.3).
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
	assertion := r.PostForm.Get("client_assertion")
	if basic && secret != "" || assertion != "" && (basic || secret != "") {
		return &oauthError{Code: "invalid_request", Description: "client authentication must only be provided using one mechanism"}, http.StatusBadRequest
	}
	if basic {
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
	if assertion != "" {
		return in.authenticateByKey(r.Context(), r.PostForm)
	}
	if id == "" && !basic {
		return &oauthError{Code: "invalid_request", Description: "no client authentication mechanism provided"}, http.StatusBadRequest
	}
	in.bank.mu.Lock()
	ok := !in.fi.signs() && id == in.fi.ClientID && subtle.ConstantTimeCompare([]byte(secret), []byte(in.fi.ClientSecret)) == 1
	in.bank.mu.Unlock()
	if !ok {
		if basic {
			w.Header().Set("WWW-Authenticate", `Basic realm="`+in.issuer()+`"`)
		}
		return &oauthError{Code: "invalid_client", Description: "client authentication failed"}, http.StatusUnauthorized
	}
	return nil, 0
}
