package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"raf/handlers/web"
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
		for _, path := range []string{web.PathTile, web.PathDashboard, web.PathEligibility} {
			b.get(path).wantState(http.StatusOK, name)
		}
		for _, path := range []string{web.PathShare, web.PathTerms, web.PathCode} {
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
	trigger := func() string { return b.get(web.PathTile).doc().Find(checkForm).AttrOr("hx-trigger", "") }
	if got := trigger(); strings.Contains(got, "load") {
		t.Errorf("a tile checked just now checks again: %q", got)
	}
	h.clock.Advance(59 * time.Second)
	b.load(web.PathTile)
	h.clock.Advance(2 * time.Second)
	b.load(web.PathTile)
	if got := trigger(); !strings.Contains(got, "load") {
		t.Errorf("a tile checked a minute ago does not check itself: %q", got)
	}
	if got := b.check().doc().Find(checkForm).AttrOr("hx-trigger", ""); strings.Contains(got, "load") {
		t.Errorf("the answer of a check checks again: %q", got)
	}
}

func TestATileOutlivesItsOffer(t *testing.T) {
	t.Parallel()
	h := setup(t)
	friend := h.friend(t, "blake")
	inviter, avery := h.enter(t, sandbox.Garden, "avery")
	h.endOffer(t)
	friend.get(web.PathTile).wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "$50")
	friend.check().wantState(http.StatusOK, "acceptor_pending")
	inviter.get(web.PathTile).wantState(http.StatusOK, "inviter_ready")
	for _, path := range []string{web.PathShare, web.PathTerms, web.PathLanding + avery.Code.Code} {
		inviter.get(path).wants(http.StatusOK)
	}
	h.browser(t, sandbox.Garden).get(web.PathDashboard).wantState(http.StatusOK, "anonymous").wants(http.StatusOK, "No offer right now").without("$50")
}

// What the URL or htmx's headers claim changes nothing about whose tile it is.
func TestAForgedHeaderOrQueryOpensNothing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	avery := h.member(t, sandbox.Garden, "avery")
	b := h.browser(t, sandbox.Garden)
	for _, header := range [][]string{{scripted, "true"}, {scripted, "true", "HX-History-Restore-Request", "true"}, {"HX-Boosted", "true"}, {"Authorization", "Bearer x"}} {
		for _, query := range []string{"", "?s=1", "?member=" + avery.ID, "?sid=" + avery.ID, "?next=//evil.test"} {
			for _, path := range []string{web.PathTile, web.PathDashboard, web.PathEligibility} {
				got := b.get(path+query, header...)
				if got.status >= 500 {
					t.Errorf("%s%s answered %d", path, query, got.status)
				}
				got.without("Avery", avery.Code.Code[:4])
			}
		}
	}
}
