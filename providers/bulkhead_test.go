package providers

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// stuck is a bank over HTTP/2, which bounds no streams, that answers nobody before let is called.
func stuck(t *testing.T) (c *Client, target string, underWay *atomic.Int32, let func()) {
	t.Helper()
	gate := make(chan struct{})
	let, underWay = sync.OnceFunc(func() { close(gate) }), new(atomic.Int32)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			t.Errorf("asked by %s, which bounds calls by itself", r.Proto)
		}
		underWay.Add(1)
		defer underWay.Add(-1)
		<-gate
		answer(200, "application/json", `{}`)(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	t.Cleanup(let)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	return NewClient(ClientConfig{AllowLoopback: true, RootCAs: roots, Timeout: time.Minute, Now: clock}), server.URL, underWay, let
}

func TestSoManyCallsAreUnderWayAtABankAtOnce(t *testing.T) {
	t.Parallel()
	c, target, underWay, let := stuck(t)
	var outcomes sync.Map
	c.cfg.Observe = func(op string, _ time.Duration, err error) { outcomes.Store(op, Outcome(err)) }
	var all sync.WaitGroup
	fill := func(op string, n int, hold time.Duration) {
		for range n {
			all.Go(func() {
				if _, err := c.GetJSON(t.Context(), Call{Op: op, URL: target, Limit: 64, Timeout: hold}); err != nil {
					t.Errorf("%s: %v", op, err)
				}
			})
		}
	}
	reached := func(n int32) {
		t.Helper()
		for t.Context().Err() == nil && underWay.Load() != n {
			select {
			case <-t.Context().Done():
			case <-time.After(time.Millisecond):
			}
		}
	}
	full := func(op string, hold time.Duration) {
		t.Helper()
		for range breakAfter + 1 { // more would open a breaker that counted them
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
			_, err := c.GetJSON(ctx, Call{Op: op, URL: target, Limit: 64, Timeout: hold})
			cancel()
			var e *Error
			if !errors.As(err, &e) || e.Kind != KindDown || !e.Unsent || !errors.Is(err, errFull) {
				t.Fatalf("%s: one more ended with %v, want not asked because too many are under way", op, err)
			}
		}
		if told, _ := outcomes.Load(op); told != OutcomeHeld {
			t.Errorf("%s is told as %v, want %s", op, told, OutcomeHeld)
		}
	}
	fill("task", maxHeld, time.Minute)
	reached(maxHeld)
	full("task", time.Minute)
	fill("accounts", maxQuick, 0) // a core that is slow leaves the rest its places
	reached(maxHeld + maxQuick)
	full("accounts", 0)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.GetJSON(ctx, Call{Op: "accounts", URL: target, Limit: 64}); !errors.Is(err, context.Canceled) {
		t.Errorf("somebody who went away: %v", err)
	}
	exchange, err := http.NewRequestWithContext(deadline(t), http.MethodPost, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Exchange("token", 64).Do(exchange); !errors.Is(err, errFull) {
		t.Errorf("an exchange: %v", err)
	}
	let()
	all.Wait()
	for _, op := range []string{"task", "accounts"} {
		if _, err := c.GetJSON(t.Context(), Call{Op: op, URL: target, Limit: 64}); err != nil {
			t.Errorf("%s afterwards: %v", op, err)
		}
	}
}

func deadline(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

func TestWhoWaitedForAPlaceAsksNobodyWhoIsSilent(t *testing.T) {
	t.Parallel()
	c, target, underWay, let := stuck(t)
	let()
	for range maxQuick {
		c.bulkhead.quick <- struct{}{}
	}
	done := make(chan error, 1)
	go func() {
		_, err := c.GetJSON(t.Context(), Call{Op: "accounts", URL: target, Limit: 64})
		done <- err
	}()
	passed := func() bool {
		c.breaker.mu.Lock()
		defer c.breaker.mu.Unlock()
		return c.breaker.ops["accounts"] != nil
	}
	for !passed() {
		select {
		case err := <-done:
			t.Fatalf("it did not wait: %v", err)
		case <-time.After(time.Millisecond):
		}
	}
	for range breakAfter {
		c.breaker.leave("accounts", &Error{Kind: KindDown})
	}
	<-c.bulkhead.quick
	if err := <-done; !errors.Is(err, errBreakerOpen) || underWay.Load() != 0 {
		t.Errorf("it ended with %v", err)
	}
	if n := len(c.bulkhead.quick); n != maxQuick-1 {
		t.Errorf("%d places are taken, want %d", n, maxQuick-1)
	}
}

// The queue takes nothing of a call's own time, and what it takes of a caller's is not the bank's silence: else a crowd of ours
// would shut out a bank that answers everybody.
func TestAQueueOfOursIsNoSilenceOfTheBanks(t *testing.T) {
	t.Parallel()
	c, target, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(time.Second):
		case <-r.Context().Done():
		}
		answer(200, "application/json", `{}`)(w, r)
	}, func(cfg *ClientConfig) { cfg.Timeout = 2 * time.Second })
	ask := func(within time.Duration) error {
		for range maxQuick - len(c.bulkhead.quick) {
			c.bulkhead.quick <- struct{}{}
		}
		time.AfterFunc(min(within/2, 1500*time.Millisecond), func() { <-c.bulkhead.quick })
		ctx, cancel := context.WithTimeout(t.Context(), within)
		defer cancel()
		_, err := c.GetJSON(ctx, Call{Op: "accounts", URL: target, Limit: 64})
		return err
	}
	if err := ask(time.Minute); err != nil {
		t.Errorf("after a second and a half in the queue: %v", err)
	}
	for range breakAfter {
		if err := ask(300 * time.Millisecond); !errors.Is(err, errTimeout) {
			t.Errorf("with what was left of its time: %v, want no answer in time", err)
		}
	}
	if err := ask(time.Minute); err != nil {
		t.Errorf("after callers who had no time left: %v", err)
	}
}
