package providers

import (
	"errors"
	"fmt"
	"time"
)

// Kind says in which of five ways a bank did not answer the question. None of them means "no".
type Kind string

// The five kinds.
const (
	KindDenied    Kind = "denied"    // a scope, claim or permission is missing (403)
	KindExpired   Kind = "expired"   // the grant ended or was revoked (401, invalid_grant)
	KindThrottled Kind = "throttled" // asked too often; RetryAfter says when to come back
	KindDown      Kind = "down"      // no answer in time, 5xx, maintenance page, network
	KindMalformed Kind = "malformed" // an answer that does not verify, parse or add up
)

// Error is every failure of a bank. Its text is for logs: it carries no token, no account number and no raw body.
type Error struct {
	Kind       Kind
	Op         string        // "accounts", "transactions", "token", "discovery", …
	Status     int           // HTTP status, 0 if there was no answer
	RetryAfter time.Duration // only with KindThrottled or KindDown, 0 if the bank named none
	RequestID  string        // the bank's x-request-id, to quote to its support
	Unsent     bool          // the bank was not asked: nothing that was to be sent has reached it
	Held       Holder        // who keeps back what the call needs, where that is known; only with Unsent
	Err        error         // the cause, nil if the status says it all
}

func (e *Error) Error() string {
	s := fmt.Sprintf("bank %s: %s", e.Op, e.Kind)
	if e.Status != 0 {
		s += fmt.Sprintf(" (status %d)", e.Status)
	}
	if e.Held != "" {
		s += ", held by " + string(e.Held)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of a bank's failure; an error of another origin counts as down, never as an answer.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindDown
}

// ErrNotOffered is the cause of an Error where the bank says beforehand that it has no such call: trying again is no use.
var ErrNotOffered = errors.New("the bank does not offer it")

// SignInRefused is the bank's own refusal at the callback (OAuth 2.0 section 4.1.2.1, OpenID Connect Core 3.1.2.6).
type SignInRefused struct {
	Code string // "login_required", "access_denied", …; unknown codes arrive as "other"
	// Without are the permissions that the institution lets nobody give us, in the platform's words. Where there are any, a
	// new attempt with them in BeginRequest.Without may succeed; each refusal names more than the attempt left out.
	Without []string
}

func (e *SignInRefused) Error() string { return "bank refused the sign-in: " + e.Code }
