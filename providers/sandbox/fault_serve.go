package sandbox

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// counted counts a request of an endpoint and lets the endpoint's transport fault have its way with it.
func (in *institution) counted(endpoint string, next http.HandlerFunc) http.HandlerFunc {
	return in.faulty(endpoint, whole(next))
}

// faulty is counted for what keeps its answer back itself.
func (in *institution) faulty(endpoint string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		in.bank.mu.Lock()
		in.counters.Requests[endpoint]++
		kinds := append(append(transportKinds(), GarbledKinds()...), "400", "401", "403")
		if offset := r.URL.Query().Get("offset"); offset != "" && offset != "0" {
			kinds = append(kinds, SecondPageKinds()...)
		}
		f := in.takeFault(endpoint, kinds...)
		in.bank.mu.Unlock()
		in.noted(endpoint, f, func(w http.ResponseWriter, r *http.Request) {
			if f == nil {
				next(w, r)
				return
			}
			in.misbehave(w, r, f, next)
		})(w, r)
	}
}

func (in *institution) misbehave(w http.ResponseWriter, r *http.Request, f *activeFault, next http.HandlerFunc) {
	switch kind := strings.TrimPrefix(f.Kind, kindSecondPage+"_"); kind {
	case kindIgnoredOffset:
		ignoringOffset(next)(w, r)
	case "400":
		refuseAPI(w, http.StatusBadRequest, "The user is not fully authenticated.")
	case "401":
		refuseAPI(w, http.StatusUnauthorized, "The access token is missing, has ended or belongs to another user.")
	case "403":
		refuseAPI(w, http.StatusForbidden, "The access token lacks the scope.")
	case "500", kindSecondPage:
		writeJSON(w, http.StatusInternalServerError, oauthError{Code: "server_error", Description: "oops! something went wrong"})
	case "429":
		switch after := time.Duration(f.RetryAfter) * time.Second; {
		case f.RetryDate:
			w.Header().Set("Retry-After", in.now().Add(after).UTC().Format(http.TimeFormat))
		case f.RetryAfter > 0:
			w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
		}
		writeJSON(w, http.StatusTooManyRequests, apiError{ErrorCode: http.StatusTooManyRequests, Messages: "Too many requests."})
	case "html", "html_200":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if f.Kind == "html" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_, _ = w.Write([]byte("<!doctype html><title>Maintenance</title><h1>We will be right back</h1>"))
	case "huge":
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"padding":"` + strings.Repeat("x", 8<<20) + `"}`))
	case "302", "307":
		status, _ := strconv.Atoi(f.Kind)
		w.Header().Set("Location", f.Location)
		w.WriteHeader(status)
	case "hang":
		// No goroutine of its own: the request's waits, and ends with its client or with the fault.
		select {
		case <-r.Context().Done():
		case <-f.cleared:
			next(w, r)
		}
	case "truncated":
		answer := newBuffered(w.Header())
		next(answer, r)
		answer.sendTo(w, answer.body.Len()/2)
	case "drop":
		next(newBuffered(http.Header{}), r)
		panic(http.ErrAbortHandler) // the server closes the connection without an answer
	case kindSlow:
		drip(w, r, f, next)
	default:
		garble(w, r, f.Kind, next)
	}
}

// whole lets a handler finish before its first byte leaves: handlers work under the bank's lock, and a client that
// reads slowly must not hold it.
func whole(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer := newBuffered(w.Header())
		next(answer, r)
		answer.sendTo(w, answer.body.Len())
	}
}

// buffered keeps an answer back.
type buffered struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newBuffered(h http.Header) *buffered { return &buffered{header: h, status: http.StatusOK} }

func (b *buffered) Header() http.Header         { return b.header }
func (b *buffered) WriteHeader(status int)      { b.status = status }
func (b *buffered) Write(p []byte) (int, error) { return b.body.Write(p) }

// sendTo sends the first n bytes; the client may be gone, which is nothing to us.
func (b *buffered) sendTo(w http.ResponseWriter, n int) {
	w.WriteHeader(b.status)
	_, _ = w.Write(b.body.Bytes()[:n])
}
