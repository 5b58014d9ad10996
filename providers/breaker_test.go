package providers

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"
)

// shaken is a client whose bank is silent, with a clock that can be moved.
func shaken(t *testing.T, handle http.HandlerFunc) (c *Client, ask func(op string) *Error, calls func() int32, wait func(time.Duration)) {
	t.Helper()
	now := clock()
	c, target, count := serve(t, handle, func(cfg *ClientConfig) {
		cfg.Retries, cfg.Timeout = -1, time.Minute // on a busy machine our own bank takes a while to answer
		cfg.Now = func() time.Time { return now }
	})
	ask = func(op string) *Error {
		t.Helper()
		_, err := c.GetJSON(t.Context(), Call{Op: op, URL: target, Limit: 64})
		var e *Error
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("error %T is not an *Error", err)
		}
		return e
	}
	return c, ask, count.Load, func(d time.Duration) { now = now.Add(d) }
}

func TestABankThatDoesNotAnswerIsSparedAndTriedAgain(t *testing.T) {
	t.Parallel()
	healthy := false
	_, ask, calls, wait := shaken(t, func(w http.ResponseWriter, r *http.Request) {
		if healthy {
			answer(200, "application/json", `{}`)(w, r)
			return
		}
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	for range breakAfter {
		if e := ask("accounts"); e == nil || e.Kind != KindDown {
			t.Fatalf("error = %v, want down", e)
		}
	}
	e := ask("accounts")
	if e == nil || e.Kind != KindDown || !errors.Is(e, errBreakerOpen) || e.RetryAfter != breakFor || calls() != breakAfter {
		t.Errorf("the call after it ended with %v after %d calls, want down at once, with when to come back", e, calls())
	}
	if e := ask("transactions"); e == nil || errors.Is(e, errBreakerOpen) {
		t.Errorf("another operation ended with %v, want the bank's own answer", e)
	}
	wait(breakFor)
	if e := ask("accounts"); e == nil || errors.Is(e, errBreakerOpen) {
		t.Errorf("after the pause nobody tried: %v", e)
	}
	if e := ask("accounts"); !errors.Is(e, errBreakerOpen) {
		t.Errorf("after a trial without an answer the next call went through: %v", e)
	}
	healthy = true
	wait(breakFor)
	for range 2 {
		if e := ask("accounts"); e != nil {
			t.Errorf("a bank that is well again is not asked: %v", e)
		}
	}
}

func TestAfterThePauseSeveralCallsOfOneCheckGoThrough(t *testing.T) {
	t.Parallel()
	now := clock()
	b := newBreaker(func() time.Time { return now })
	for range breakAfter {
		if err := b.enter("x"); err != nil {
			t.Fatal(err)
		}
		b.leave("x", &Error{Kind: KindDown})
	}
	now = now.Add(breakFor)
	for range 4 {
		if err := b.enter("x"); err != nil {
			t.Errorf("a call after the pause: %v", err)
		}
	}
	b.leave("x", nil)
	if err := b.enter("x"); err != nil {
		t.Errorf("after an answer: %v", err)
	}
}

func TestWhatIsAnAnswerKeepsTheBreakerShut(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"a refusal": &Error{Kind: KindDenied}, "an ended grant": &Error{Kind: KindExpired}, "nonsense": &Error{Kind: KindMalformed},
		"a caller who left": &Error{Kind: KindDown, Err: context.Canceled},
	} {
		b := newBreaker(clock)
		for range 2 * breakAfter {
			if err := b.enter("x"); err != nil {
				t.Fatalf("%s opened it: %v", name, err)
			}
			b.leave("x", err)
		}
	}
}

func TestTheTokenEndpointHasABreakerToo(t *testing.T) {
	t.Parallel()
	c, target, calls := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	for range breakAfter + 3 {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := c.Exchange("token", 64).Do(req)
		if err == nil {
			_ = res.Body.Close()
			t.Fatal("a broken token endpoint answered")
		}
	}
	if calls.Load() != breakAfter {
		t.Errorf("%d calls, want %d", calls.Load(), breakAfter)
	}
}

func TestABankThatWantsQuietIsLeftAloneByEverybody(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		status int
		after  string
		kind   Kind
		quiet  time.Duration
	}{
		{http.StatusTooManyRequests, "40", KindThrottled, 40 * time.Second},
		{http.StatusTooManyRequests, "", KindThrottled, quietFor},
		{http.StatusServiceUnavailable, "30", KindDown, 30 * time.Second},
		{http.StatusTooManyRequests, "86400", KindThrottled, maxRetryAfter},
	} {
		asked := false
		_, ask, calls, wait := shaken(t, func(w http.ResponseWriter, r *http.Request) {
			if asked {
				answer(200, "application/json", `{}`)(w, r)
				return
			}
			asked = true
			w.Header().Set("Retry-After", row.after)
			w.WriteHeader(row.status)
		})
		if e := ask("accounts"); e == nil || e.Kind != row.kind || e.Unsent {
			t.Fatalf("%d %s: error = %v", row.status, row.after, e)
		}
		wait(row.quiet - time.Second)
		if e := ask("accounts"); e == nil || e.Kind != row.kind || !errors.Is(e, errQuiet) || !e.Unsent || e.RetryAfter != time.Second || calls() != 1 {
			t.Errorf("%d %s: a second before its time it ended with %v after %d calls", row.status, row.after, e, calls())
		}
		if e := ask("transactions"); e != nil {
			t.Errorf("%d %s: another operation ended with %v", row.status, row.after, e)
		}
		wait(time.Second)
		if e := ask("accounts"); e != nil {
			t.Errorf("%d %s: once its time is over: %v", row.status, row.after, e)
		}
	}
}
