package providers

import (
	"net/http"
	"slices"
	"testing"
	"time"
)

func TestEachCallIsToldOnceWithItsOutcomeAndTime(t *testing.T) {
	t.Parallel()
	now, status := clock(), http.StatusOK
	var told []string
	c, target, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		now = now.Add(40 * time.Millisecond)
		if status == http.StatusOK {
			answer(status, "application/json", `{}`)(w, r)
			return
		}
		w.WriteHeader(status)
	}, func(cfg *ClientConfig) {
		cfg.Retries = 1
		cfg.Now = func() time.Time { return now }
		cfg.Observe = func(op string, took time.Duration, err error) {
			told = append(told, op+" "+Outcome(err)+" "+took.String())
		}
	})
	get := func() { _, _ = c.GetJSON(t.Context(), Call{Op: "accounts", URL: target, Limit: 64}) }
	get()
	status = http.StatusForbidden
	get()
	status = http.StatusBadRequest // an answer of OAuth, which its reader understands
	if res, err := c.Exchange("token", 64).Get(target); err == nil {
		_ = res.Body.Close()
	}
	status = http.StatusBadGateway
	for range breakAfter + 1 {
		get()
	}
	want := []string{"accounts answered 40ms", "accounts denied 40ms", "token answered 40ms"}
	want = append(want, slices.Repeat([]string{"accounts down 80ms"}, breakAfter)...)
	want = append(want, "accounts held 0s")
	if !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}
