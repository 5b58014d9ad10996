package web

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"raf/models"
)

// StatusOf is the one map from kinds of errors to statuses.
func StatusOf(err error) int {
	switch models.KindOf(err) {
	case models.Invalid:
		return http.StatusUnprocessableEntity
	case models.NotFound:
		return http.StatusNotFound
	case models.Conflict:
		return http.StatusConflict
	case models.Denied:
		return http.StatusUnauthorized
	case models.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// Refuse answers an error of a handler and logs it, once.
func (k *Kit) Refuse(c *gin.Context, err error) {
	v := VisitOf(c.Request.Context())
	k.Log.Error("request failed", "request_id", v.RequestID, "path", ShownPath(v.Path), "kind", string(models.KindOf(err)), "cause", err)
	k.Stop(c, StatusOf(err))
}

// Stop answers with the error page of a status.
func (k *Kit) Stop(c *gin.Context, status int) {
	k.Fail(c.Writer, c.Request, status)
	c.Abort()
}

// Fail writes the error page of a status, inside the card or as a whole page. It needs no tenant and no database.
func (k *Kit) Fail(w http.ResponseWriter, r *http.Request, status int) {
	v := VisitOf(r.Context())
	var body bytes.Buffer
	page := k.Presenter(r, "").Failure(status, v.Program != nil && Framed(v.Path))
	if status == http.StatusForbidden && r.Header.Get("Origin") == "null" && v.Program != nil && Framed(v.Path) {
		page = k.Presenter(r, "").Shut()
	}
	if v.Program != nil && OfStaff(v.Path) {
		page = k.staffFailure(k.Presenter(r, ""), status)
		if FromScript(r) {
			w.Header().Set("HX-Reswap", "none") // a whole page is no part of one; the script says that it failed
		}
	}
	if err := page.Render(r.Context(), &body); err != nil {
		k.Log.Error("render error page", "request_id", v.RequestID, "cause", err)
		body.Reset()
		body.WriteString(http.StatusText(status))
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(body.Len()))
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body.Bytes()) // the client may be gone; there is nobody left to tell
	}
}

// PublicOf is the public part of an error of ours: for an Invalid one the name of the field.
func PublicOf(err error) string {
	var known *models.Error
	if errors.As(err, &known) {
		return known.Public
	}
	return ""
}
