package providers

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxRetryAfter bounds what a bank may ask for: a header of a year must not switch a tenant off.
const maxRetryAfter = time.Minute

// ErrTooLarge is the cause of a KindMalformed whose answer was longer than allowed; asking for less may help.
var ErrTooLarge = errors.New("answer too large")

// The other causes. The originals may quote URLs, addresses or bytes of an answer and are not kept.
var (
	errBadURL         = errors.New("not a usable URL")
	errNotJSON        = errors.New("answer is not JSON")
	errRedirect       = errors.New("answer is a redirect")
	errPrivateAddress = errors.New("address is not public")
	errTLS            = errors.New("TLS failed")
	errName           = errors.New("name not resolved")
	errConnection     = errors.New("connection failed")
	errTimeout        = errors.New("no answer in time")
)

func networkCause(err error) error {
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var alert *net.OpError
	var timeout net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		return errTimeout
	case errors.Is(err, errPrivateAddress):
		return errPrivateAddress
	case errors.As(err, &cert), errors.As(err, &alert) && strings.HasSuffix(alert.Op, " error"):
		// "remote error" and "local error" are how crypto/tls reports alerts.
		return errTLS
	case errors.As(err, &dns):
		return errName
	case errors.As(err, &timeout) && timeout.Timeout():
		return errTimeout
	}
	return errConnection
}

// statusError classifies an answer other than success.
func statusError(op string, res *http.Response, now time.Time) *Error {
	e := &Error{Kind: KindMalformed, Op: op, Status: res.StatusCode, RequestID: requestID(res)}
	switch code := res.StatusCode; {
	case code == http.StatusUnauthorized:
		e.Kind = KindExpired
	case code == http.StatusForbidden:
		e.Kind = KindDenied
	case code == http.StatusTooManyRequests:
		e.Kind = KindThrottled
		e.RetryAfter = retryAfter(res.Header.Get("Retry-After"), now)
	case code >= 500, code == http.StatusRequestTimeout:
		e.Kind = KindDown
		e.RetryAfter = retryAfter(res.Header.Get("Retry-After"), now)
	case code >= 300 && code < 400:
		e.Err = errRedirect
	}
	return e
}

// worthRetrying is true for the failures that pass by themselves within a second.
func worthRetrying(err error) bool {
	var e *Error
	if !errors.As(err, &e) || e.Kind != KindDown || e.RetryAfter > 0 {
		return false
	}
	switch e.Err {
	case context.Canceled, errTimeout, errPrivateAddress, errTLS:
		return false
	}
	return true
}

// retryAfter reads both forms of the header (RFC 9110, 10.2.3); without a clock a date is not told.
func retryAfter(header string, now time.Time) time.Duration {
	header = strings.TrimSpace(header)
	var d time.Duration
	if seconds, err := strconv.ParseInt(header, 10, 64); err == nil {
		d = time.Duration(min(seconds, int64(maxRetryAfter/time.Second))) * time.Second
	} else if at, err := http.ParseTime(header); err == nil && !now.IsZero() {
		d = at.Sub(now)
	}
	return max(0, min(d, maxRetryAfter))
}

// requestID keeps what support needs and nothing that could break a log line.
func requestID(res *http.Response) string {
	id := res.Header.Get("X-Request-Id")
	if len(id) > 128 {
		return ""
	}
	for _, r := range id {
		if r <= ' ' || r > '~' {
			return ""
		}
	}
	return id
}
