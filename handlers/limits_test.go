package handlers

import (
	"net/http"
	"net/netip"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/providers/sandbox"
)

func TestAnAddressThatBeginsTooManySignInsGetsAButton(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for range roundsBurst {
		h.browser(t, sandbox.Garden).get(web.PathTile).wants(http.StatusSeeOther)
	}
	h.browser(t, sandbox.Garden).get(web.PathTile).wantState(http.StatusOK, "anonymous")
	got := h.browser(t, sandbox.Garden).get(web.PathSignIn).wants(http.StatusTooManyRequests)
	if got.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	if n := h.count(t, sandbox.Garden, "signin_flows", ""); n != roundsBurst {
		t.Errorf("%d attempts stored, want %d", n, roundsBurst)
	}
	h.browser(t, sandbox.Orchard).get(web.PathTile).wants(http.StatusSeeOther) // one institution's flood is not another's
	h.clock.Advance(2 * time.Second)
	h.browser(t, sandbox.Garden).get(web.PathTile).wants(http.StatusSeeOther)
}

func TestTheTableOfAddressesIsBounded(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.December, 2, 12, 0, 0, 0, time.UTC)
	r := newRounds()
	at := netip.MustParseAddr("10.0.0.0")
	for range web.MaxRemembered {
		if !r.allow("t", at, now) {
			t.Fatalf("%s was refused", at)
		}
		at = at.Next()
	}
	if !r.allow("t", at, now.Add(time.Second)) || r.limit.Remembered() != web.MaxRemembered {
		t.Errorf("%d addresses after one more than fit, want %d and the new one let in", r.limit.Remembered(), web.MaxRemembered)
	}
	if !r.allow("t", at.Next(), now.Add(idleAddress+2*time.Second)) || r.limit.Remembered() != 1 {
		t.Errorf("%d addresses after all were idle, want the new one alone", r.limit.Remembered())
	}
}

func TestAHouseholdsAddressesCountAsOne(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.December, 2, 12, 0, 0, 0, time.UTC)
	r := newRounds()
	at := netip.MustParseAddr("2001:db8::1")
	for range roundsBurst {
		r.allow("t", at, now)
		at = at.Next()
	}
	if r.allow("t", at, now) {
		t.Error("another address of the same /64 has an allowance of its own")
	}
}

func TestAMemberWhoPressesAgainAndAgainDoesNotHaveTheBankAskedEachTime(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.friend(t, "blake")
	b.get(web.PathTile)
	asked := func(presses int) int {
		t.Helper()
		before := h.calls(sandbox.Garden, sandbox.OnAccounts)
		for range presses {
			b.check().wantState(http.StatusOK, "acceptor_pending").without("We can’t reach")
		}
		return h.calls(sandbox.Garden, sandbox.OnAccounts) - before
	}
	if n := asked(checksBurst + 5); n != checksBurst-1 { // one was the first look
		t.Errorf("%d questions at the bank for %d presses, want %d", n, checksBurst+5, checksBurst-1)
	}
	h.clock.Advance(checksEvery)
	if n := asked(3); n != 1 {
		t.Errorf("%d questions after a while, want 1", n)
	}
	colleague := h.friend(t, "casey")
	before := h.calls(sandbox.Garden, sandbox.OnAccounts)
	colleague.check()
	if h.calls(sandbox.Garden, sandbox.OnAccounts) == before {
		t.Error("one member's impatience made the bank silent for another")
	}
}
