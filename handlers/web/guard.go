package web

import (
	"errors"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
)

// Open lets anybody through; the route knows no tenant.
func (k *Kit) Open(*gin.Context) {}

// Public needs a tenant, a query that reads one way only and, for writes, one of our own pages behind the request.
func (k *Kit) Public(c *gin.Context) {
	if VisitOf(c.Request.Context()).Program == nil {
		k.Stop(c, http.StatusNotFound)
		return
	}
	if !plainQuery(c.Request.URL.RawQuery) {
		k.Stop(c, http.StatusBadRequest)
		return
	}
	k.sameOrigin(c)
}

// sameOrigin refuses writes that another site could have caused: by Sec-Fetch-Site or Origin, and where a browser sent
// neither (security.md, E1). Siblings of the bank's site count as strangers.
func (k *Kit) sameOrigin(c *gin.Context) {
	r := c.Request
	if Safe(r.Method) {
		return
	}
	if r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "" || k.cross.Check(r) != nil {
		k.Stop(c, http.StatusForbidden)
		return
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site == "none" {
		k.Stop(c, http.StatusForbidden) // nobody types a POST into the address bar
		return
	}
	var err error
	switch kind := c.ContentType(); {
	case kind == "application/x-www-form-urlencoded":
		err = r.ParseForm()
	case kind == "multipart/form-data" && VisitOf(r.Context()).Path == PathLogoSave: // the one form with a file
		err = r.ParseMultipartForm(r.ContentLength)
	default:
		k.Stop(c, http.StatusUnsupportedMediaType)
		return
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		k.Stop(c, http.StatusRequestEntityTooLarge)
	case err != nil, !plain(r.PostForm):
		k.Stop(c, http.StatusBadRequest)
	}
}

// Safe reports a method that writes nothing.
func Safe(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// plainQuery refuses a query that can't be read or that two readers could read differently.
func plainQuery(raw string) bool {
	q, err := url.ParseQuery(raw)
	return err == nil && plain(q)
}

// plain reports whether each field stands once and all of it is text. No page of ours makes others.
func plain(fields url.Values) bool {
	for name, values := range fields {
		if len(values) > 1 || !utf8.ValidString(name+values[0]) {
			return false
		}
	}
	return true
}
