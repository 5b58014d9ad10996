package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"raf/providers/sandbox"
)

// No page ever waits for a bank.
func TestATileWithASessionAsksNoBankAnything(t *testing.T) {
	t.Parallel()
	h := setup(t)
	friend := h.friend(t, "blake")
	inviter, _ := h.enter(t, sandbox.Garden, "avery")
	for _, endpoint := range []string{sandbox.OnDiscovery, sandbox.OnJWKS, sandbox.OnToken, sandbox.OnAccounts, sandbox.OnTransactions, sandbox.OnUserinfo} {
		h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: endpoint, Kind: "hang"})
	}
	asked := h.allCalls(sandbox.Garden)
	for name, b := range map[string]*browser{"inviter_ready": inviter, "acceptor_pending": friend} {
		for _, path := range []string{pathTile, pathDashboard, pathEligibility} {
			b.get(path).wantState(http.StatusOK, name)
		}
		for _, path := range []string{pathShare, pathTerms, pathCode} {
			if got := b.get(path); got.status >= 400 {
				t.Errorf("%s answered %d", path, got.status)
			}
		}
	}
	if n := h.allCalls(sandbox.Garden) - asked; n != 0 {
		t.Errorf("the bank was asked %d times", n)
	}
}

func TestATileChecksItselfOnceAMinuteAndOnlyOnLoad(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.friend(t, "blake")
	trigger := func() string { return b.get(pathTile).doc().Find(checkForm).AttrOr("hx-trigger", "") }
	if got := trigger(); strings.Contains(got, "load") {
		t.Errorf("a tile checked just now checks again: %q", got)
	}
	h.clock.Advance(59 * time.Second)
	b.load(pathTile)
	h.clock.Advance(2 * time.Second)
	b.load(pathTile)
	if got := trigger(); !strings.Contains(got, "load") {
		t.Errorf("a tile checked a minute ago does not check itself: %q", got)
	}
	if got := b.check().doc().Find(checkForm).AttrOr("hx-trigger", ""); strings.Contains(got, "load") {
		t.Errorf("the answer of a check checks again: %q", got)
	}
}
