package handlers

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

// crowd presses one button many times at once, over real connections, at several instances in turn.
type crowd struct {
	instances []*httptest.Server
	client    *http.Client
}

func newCrowd(tb testing.TB, servers ...*Server) *crowd {
	tb.Helper()
	c := &crowd{client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 200, MaxConnsPerHost: 200},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	for _, s := range servers {
		instance := httptest.NewServer(s)
		tb.Cleanup(instance.Close)
		c.instances = append(c.instances, instance)
	}
	tb.Cleanup(c.client.CloseIdleConnections)
	return c
}

// press posts a form of Garden to the nth instance and says how it was answered.
func (c *crowd) press(tb testing.TB, n int, path string, cookies []*http.Cookie, form url.Values) int {
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, c.instances[n%len(c.instances)].URL+"/t/garden"+path, strings.NewReader(form.Encode()))
	if err != nil {
		tb.Error(err)
		return 0
	}
	r.Host = sharedHost
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "http://"+sharedHost)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, cookie := range cookies {
		r.AddCookie(cookie)
	}
	answer, err := c.client.Do(r)
	if err != nil {
		tb.Error(err)
		return 0
	}
	_, err = io.Copy(io.Discard, answer.Body)
	if closed := answer.Body.Close(); err != nil || closed != nil {
		tb.Error(err, closed)
	}
	return answer.StatusCode
}

// all lets n people press at once, the first half with one key, everybody else with a key of their own.
func (c *crowd) all(t *testing.T, n int, path string, k *clerk, fields ...string) map[int]int {
	t.Helper()
	base, err := url.Parse(k.base)
	if err != nil {
		t.Fatal(err)
	}
	base.Path += path
	cookies, token, one := k.jar.Cookies(base), k.staffToken(), models.NewID()
	var mu sync.Mutex
	var group sync.WaitGroup
	start, outcomes := make(chan struct{}), map[int]int{}
	for i := range n {
		form := url.Values{"form_token": {token}, program.FieldKey: {one}}
		if i >= n/2 {
			form.Set(program.FieldKey, models.NewID())
		}
		for j := 0; j+1 < len(fields); j += 2 {
			form.Set(fields[j], fields[j+1])
		}
		group.Go(func() {
			<-start
			status := c.press(t, i, path, cookies, form)
			mu.Lock()
			defer mu.Unlock()
			outcomes[status]++
		})
	}
	close(start)
	group.Wait()
	return outcomes
}

// TestManyPaysOfOneReferralPayOnce is every step of one payment, pressed by many at once: asking, releasing and confirming
// that it was paid by a thousand at two instances on PostgreSQL, asking for that record, and all of it at the one small
// instance that SQLite serves, by a hundred. Half of them send the same form. One request, one release, one record and one payout a leg come of
// it; everybody else is answered in order.
func TestManyPaysOfOneReferralPayOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		const few = 100
		presses, servers := few, []*Server{h.server}
		if h.db.Config.OnPostgres() {
			presses, servers = 1000, append(servers, h.another(t))
		}
		p, c := h.till(t), newCrowd(t, servers...)
		orderly := func(step string, presses int, outcomes map[int]int) {
			t.Helper()
			if good := outcomes[http.StatusSeeOther]; good < 1 || good > presses/2 || good+outcomes[http.StatusConflict] != presses {
				t.Errorf("%s: outcomes %v; want 303 for one form, 409 for all others, and nothing else", step, outcomes)
			}
			t.Logf("%s: %v", step, outcomes)
		}
		once := func(what, table, where string, want int) {
			t.Helper()
			if n := h.count(t, sandbox.Garden, table, where); n != want {
				t.Errorf("%s: %d, want %d", what, n, want)
			}
		}
		orderly("ask", presses, c.all(t, presses, p.payPath(), p.maker))
		once("requests", "approval_requests", "", 1)
		once("audit rows of asking", "audit_log", "action = 'approval.requested'", 1)
		a := h.open(t, program.ActionPay, p.r.ID)
		orderly("release", presses, c.all(t, presses, web.ApprovalPath(a.ID, "approve"), p.checker, desk.FieldSeal, a.PayloadSHA256))
		once("audit rows of the release", "audit_log", "action = 'referral.approve'", 1)
		once("payable legs", "reward_legs", "status = 'payable'", 2)
		orderly("mark paid", few, c.all(t, few, p.markPath(), p.maker, desk.FieldReference, "ACH-1", desk.FieldPaidOn, "2026-12-02"))
		once("requests", "approval_requests", "", 2)
		a = h.open(t, program.ActionMarkPaid, p.r.ID)
		orderly("settle", presses, c.all(t, presses, web.ApprovalPath(a.ID, "approve"), p.checker, desk.FieldSeal, a.PayloadSHA256))
		once("audit rows of the record", "audit_log", "action = 'referral.settle'", 1)
		for _, side := range []string{"acceptor", "inviter"} {
			once("payouts of the "+side, "payouts", fmt.Sprintf("external_ref = 'ACH-1-%s'", side), 1)
		}
		once("payouts", "payouts", "", 2)
		once("keys", "idempotency_keys", "", 4)
	})
}

// another is a second instance on a store of its own, as another machine has it.
func (h *house) another(t *testing.T) *Server {
	t.Helper()
	store, err := models.Open(h.db.Config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return h.serve(t, store, Config{})
}
