package handlers

import (
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
		asked         string // what the breaker spares in the end
	}{
		{"with a permission that lives", "2030-01-01T00:00:00.000000Z", sandbox.OnAccounts},
		{"with one that must be renewed first", "2020-01-01T00:00:00.000000Z", sandbox.OnDiscovery},
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
			for range 5 {
				h.clock.Advance(2 * time.Second) // a failed fetch of metadata is repeated after a second
				check()
			}
			before := h.calls(sandbox.Garden, row.asked)
			check()
			if n := h.calls(sandbox.Garden, row.asked) - before; n != 0 {
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
