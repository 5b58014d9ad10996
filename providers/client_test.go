package providers

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const canary = "canary-token"

func clock() time.Time { return time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC) }

// serve starts a server and a client for it; calls counts what arrived.
func serve(t *testing.T, handle http.HandlerFunc, change ...func(*ClientConfig)) (c *Client, target string, calls *atomic.Int32) {
	t.Helper()
	calls = new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		handle(w, r)
	}))
	t.Cleanup(server.Close)
	cfg := ClientConfig{AllowLoopback: true, Backoff: time.Millisecond, Now: clock}
	for _, f := range change {
		f(&cfg)
	}
	return NewClient(cfg), server.URL + "/" + canary, calls
}

func answer(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("X-Request-Id", "req-1")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func get(t *testing.T, c *Client, target string) ([]byte, *Error) {
	t.Helper()
	body, err := c.GetJSON(t.Context(), Call{Op: "test", URL: target, Bearer: canary, Limit: 64})
	if err == nil {
		return body, nil
	}
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error %T is not an *Error", err)
	}
	if body != nil || strings.Contains(err.Error(), canary) {
		t.Errorf("error %q came with a body or tells the URL, token or answer", err)
	}
	return nil, e
}

func TestAnAnswerArrivesWithItsCredentialsSent(t *testing.T) {
	t.Parallel()
	c, target, calls := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+canary || r.Header.Get("Accept") != "application/json" {
			t.Errorf("headers = %v", r.Header)
		}
		answer(200, "application/json; charset=utf-8", `{"a":1}`)(w, r)
	})
	if body, err := get(t, c, target); err != nil || string(body) != `{"a":1}` || calls.Load() != 1 {
		t.Errorf("body = %q, %v after %d calls", body, err, calls.Load())
	}
}

func TestEveryStatusHasAKindAndOnlySomeAreTriedAgain(t *testing.T) {
	t.Parallel()
	const json = "application/json"
	tests := []struct {
		name   string
		handle http.HandlerFunc
		want   Kind
		calls  int32
	}{
		{"400", answer(400, json, `{"m":"`+canary+`"}`), KindMalformed, 1},
		{"401", answer(401, json, canary), KindExpired, 1},
		{"403", answer(403, json, canary), KindDenied, 1},
		{"404", answer(404, json, canary), KindMalformed, 1},
		{"408", answer(408, json, canary), KindDown, 3},
		{"429", answer(429, json, canary), KindThrottled, 1},
		{"500", answer(500, json, canary), KindDown, 3},
		{"503 page", answer(503, "text/html", canary), KindDown, 3},
		{"204", answer(204, json, ""), KindMalformed, 1},
		{"206", answer(206, json, `{}`), KindMalformed, 1},
		{"a page", answer(200, "text/html", canary), KindMalformed, 1},
		{"no content type", answer(200, "", `{}`), KindMalformed, 1},
		{"not JSON", answer(200, json, canary), KindMalformed, 1},
		{"65 bytes of 64", answer(200, json, `"`+strings.Repeat("x", 63)+`"`), KindMalformed, 1},
		{"connection broken", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, KindDown, 3},
		{"answer broken off", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "50")
			answer(200, json, `{"a":`)(w, r)
		}, KindDown, 3},
		{"not HTTP", func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				panic(err)
			}
			_, _ = io.WriteString(conn, canary+"\r\n\r\n")
			conn.Close()
		}, KindDown, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, target, calls := serve(t, tt.handle)
			_, err := get(t, c, target)
			if err == nil || err.Kind != tt.want || calls.Load() != tt.calls {
				t.Errorf("error = %v after %d calls, want %s after %d", err, calls.Load(), tt.want, tt.calls)
			}
		})
	}
}

func TestALimitIsReachedExactly(t *testing.T) {
	t.Parallel()
	c, target, _ := serve(t, answer(200, "application/json", `"`+strings.Repeat("x", 62)+`"`))
	if body, err := get(t, c, target); err != nil || len(body) != 64 {
		t.Errorf("64 bytes of 64: %d, %v", len(body), err)
	}
	c, target, _ = serve(t, answer(200, "application/json", `"`+strings.Repeat("x", 1000)+`"`))
	if _, err := get(t, c, target); !errors.Is(err, ErrTooLarge) {
		t.Errorf("error = %v, want too large", err)
	}
}

func TestASecondAttemptMaySucceed(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	c, target, calls := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) < 3 {
			answer(502, "text/html", "")(w, r)
			return
		}
		answer(200, "application/json", `{}`)(w, r)
	})
	if _, err := get(t, c, target); err != nil || calls.Load() != 3 {
		t.Errorf("%v after %d calls, want success after 3", err, calls.Load())
	}
}

func TestRetryAfterIsObeyedAndNotWaitedFor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		header string
		want   time.Duration
	}{
		{"7", 7 * time.Second}, {" 7 ", 7 * time.Second}, {"60", time.Minute}, {"61", time.Minute}, {"99999999999", time.Minute}, {"10000000000", time.Minute},
		{"99999999999999999999", 0}, {"-5", 0}, {"", 0}, {"soon", 0}, {"1.5", 0},
		{clock().Add(9 * time.Second).Format(http.TimeFormat), 9 * time.Second},
		{clock().Add(time.Hour).Format(http.TimeFormat), time.Minute},
		{clock().Add(-time.Hour).Format(http.TimeFormat), 0},
	}
	for _, tt := range tests {
		for _, status := range []int{429, 503} {
			c, target, calls := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Retry-After", tt.header)
				answer(status, "text/html", "")(w, r)
			})
			_, err := get(t, c, target)
			if err == nil || err.RetryAfter != tt.want {
				t.Errorf("%d %q: %+v, want %s", status, tt.header, err, tt.want)
			}
			if tt.want > 0 && calls.Load() != 1 {
				t.Errorf("%d %q: %d calls, want 1", status, tt.header, calls.Load())
			}
		}
	}
	if got := retryAfter(clock().Format(http.TimeFormat), time.Time{}); got != 0 {
		t.Errorf("a date without a clock = %s, want none", got)
	}
}

func TestAHangingBankIsLeftAfterTheTimeoutWithItsRetries(t *testing.T) {
	t.Parallel()
	for name, handle := range map[string]http.HandlerFunc{
		"no answer": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"a drip": func(w http.ResponseWriter, r *http.Request) {
			answer(200, "application/json", `{"a":`)(w, r)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, target, calls := serve(t, handle, func(cfg *ClientConfig) { cfg.Timeout = time.Second })
			_, err := get(t, c, target)
			if err == nil || err.Kind != KindDown || !errors.Is(err, errTimeout) || calls.Load() != 1 {
				t.Errorf("error = %v after %d calls, want one timeout", err, calls.Load())
			}
			if _, err := c.Exchange("token", 64).PostForm(target, nil); !errors.Is(err, errTimeout) {
				t.Errorf("exchange: %v, want a timeout", err)
			}
		})
	}
}

func TestOnlyWhatPassesByItselfIsWorthRetrying(t *testing.T) {
	t.Parallel()
	tests := []struct {
		err  error
		want bool
	}{
		{&Error{Kind: KindDown, Status: 500}, true}, {&Error{Kind: KindDown, Err: errConnection}, true},
		{&Error{Kind: KindDown, Err: errName}, true}, {&Error{Kind: KindDown, RetryAfter: 1}, false},
		{&Error{Kind: KindDown, Err: context.Canceled}, false}, {&Error{Kind: KindDown, Err: errTimeout}, false},
		{&Error{Kind: KindDown, Err: errPrivateAddress}, false}, {&Error{Kind: KindDown, Err: errTLS}, false},
		{&Error{Kind: KindThrottled}, false}, {&Error{Kind: KindMalformed}, false}, {errors.New("x"), false},
	}
	for _, tt := range tests {
		if got := worthRetrying(tt.err); got != tt.want {
			t.Errorf("%v: %t, want %t", tt.err, got, tt.want)
		}
	}
}

func TestABackoffThatOutlastsTheDeadlineIsNotBegun(t *testing.T) {
	t.Parallel()
	c, target, calls := serve(t, answer(500, "text/html", ""), func(cfg *ClientConfig) { cfg.Timeout, cfg.Backoff = time.Hour, 4*time.Hour })
	if _, err := get(t, c, target); err == nil || err.Status != 500 || calls.Load() != 1 {
		t.Errorf("error = %v after %d calls, want the 500 at once", err, calls.Load())
	}
}

func TestACancelledCallIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c, target, calls := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	_, err := c.GetJSON(ctx, Call{Op: "test", URL: target, Limit: 64})
	if err == nil || KindOf(err) != KindDown || !errors.Is(err, context.Canceled) || calls.Load() != 1 {
		t.Errorf("error = %v after %d calls, want one cancelled", err, calls.Load())
	}
}
