package handlers

import (
	"context"
	"net/http"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/models/program"
	"raf/providers/sandbox"
)

// hangAll makes every endpoint that we call hang.
func (h *house) hangAll(t *testing.T) {
	t.Helper()
	for _, endpoint := range []string{sandbox.OnDiscovery, sandbox.OnJWKS, sandbox.OnToken, sandbox.OnRevocation, sandbox.OnAccounts, sandbox.OnTransactions} {
		h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: endpoint, Kind: "hang"})
	}
}

// restarted starts the house anew, knowing nothing, with so much time for what somebody waits for at the bank.
func (h *house) restarted(t *testing.T, bankTime time.Duration) *Server {
	t.Helper()
	deps := h.app.Deps
	deps.BankTime = bankTime
	h.app = program.New(deps)
	return h.serve(t, h.db.Store, Config{})
}

// While everything at the bank hangs, a check is answered within the check's own time, and at once when it is known that
// nobody answers there. The bank's client alone would wait many times as long.
func TestACheckIsAnsweredInItsTimeWhileAllOfTheBankHangs(t *testing.T) {
	t.Parallel()
	const bankTime = 300 * time.Millisecond
	for _, row := range []struct {
		name, expires string
		checks        int
		spared        string // what the breaker spares in the end
	}{
		{"with a permission that lives", "2030-01-01T00:00:00.000000Z", 5, sandbox.OnAccounts},
		{"with one that must be renewed first", "2020-01-01T00:00:00.000000Z", 1, ""}, // shown a second time it ends (C4)
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			b := h.friend(t, "blake")
			h.set(t, sandbox.Garden, "UPDATE bank_grants SET expires_at = '"+row.expires+"' WHERE refreshable")
			page := b.get(web.PathTile)
			b.server = h.restarted(t, bankTime)
			h.hangAll(t)
			check := func() {
				t.Helper()
				begun := time.Now()
				got := b.submit(page, checkForm, nil, scripted, "true").wantState(http.StatusOK, "acceptor_pending")
				if took := time.Since(begun); took > bankPatience/2 {
					t.Errorf("it took %s", took)
				}
				got.wants(http.StatusOK, "We can’t reach Garden right now. These facts are from").without(neverSaid()...)
			}
			for range row.checks {
				h.clock.Advance(2 * time.Second) // a failed fetch of metadata is repeated after a second
				check()
			}
			if row.spared == "" {
				return
			}
			before := h.calls(sandbox.Garden, row.spared)
			check()
			if n := h.calls(sandbox.Garden, row.spared) - before; n != 0 {
				t.Errorf("the sixth time the bank was asked %d times, although nobody answers there", n)
			}
		})
	}
}

// A bank that throttles one member's check is not asked for the next member either: it counts the calls of one client.
func TestABankThatThrottlesIsLeftAloneByAllMembers(t *testing.T) {
	t.Parallel()
	for name, retryAfter := range map[string]int{"with Retry-After": 50, "without": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			blake, casey := h.friend(t, "blake"), h.friend(t, "casey")
			first, second := blake.get(web.PathTile), casey.get(web.PathTile)
			h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnAccounts, Kind: "429", RetryAfter: retryAfter, Times: 1})
			blake.submit(first, checkForm, nil, scripted, "true").wants(http.StatusOK, "asked us to wait a little")
			before := h.allCalls(sandbox.Garden)
			casey.submit(second, checkForm, nil, scripted, "true").wantState(http.StatusOK, "acceptor_pending").
				wants(http.StatusOK, "asked us to wait a little", "These facts are from").without(neverSaid()...)
			if n := h.allCalls(sandbox.Garden) - before; n != 0 {
				t.Errorf("the bank was asked %d times for the next member", n)
			}
			h.clock.Advance(59 * time.Second)
			casey.submit(second, checkForm, nil, scripted, "true").wantState(http.StatusOK, "acceptor_pending").without("wait a little")
		})
	}
}

// drained waits for what goes on beside requests.
func (h *house) drained(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if err := h.app.Drain(ctx); err != nil {
		t.Fatal(err)
	}
}

// The answer of a sign-in is taken in one time for all that is asked at the bank, and nobody waits while tokens are given
// back that came with an identity we do not believe.
func TestTheAnswerOfASignInIsTakenInItsTimeWhileTheBankHangs(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		endpoint, lie string
		status        int
		shows         string
	}{
		{sandbox.OnToken, "", http.StatusOK, "We can’t reach Garden"},
		{sandbox.OnJWKS, "unknown_kid", 0, ""},
		{sandbox.OnRevocation, "bad_nonce", http.StatusBadRequest, "Sign-in did not work"},
	} {
		t.Run(row.endpoint, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			bankTime := 300 * time.Millisecond
			if row.endpoint == sandbox.OnRevocation {
				bankTime = 0 // the house's own: what is not waited for needs no bound
			}
			h.server = h.restarted(t, bankTime)
			b := h.browser(t, sandbox.Garden)
			b.atBank(sandbox.Garden, "avery")
			callback := b.toBank(web.PathTile)
			h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: row.endpoint, Kind: "hang"})
			if row.lie != "" {
				h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnIDToken, Kind: row.lie})
			}
			begun := time.Now()
			got := b.get(callback)
			if took := time.Since(begun); took > bankPatience/2 {
				t.Errorf("it took %s", took)
			}
			if row.shows != "" {
				got.wants(row.status, row.shows)
			}
			h.wantNobody(t, sandbox.Garden, b)
			h.bank.ClearFaults(sandbox.Garden)
			h.drained(t)
			if row.endpoint == sandbox.OnRevocation && h.bank.Counters(sandbox.Garden).Revocations != 1 {
				t.Error("the tokens were not given back")
			}
		})
	}
}
