package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

const newerFacts = web.PathEligibility + "?" + web.QueryNewer

// untilNewer asks as a waiting tile does, until it is answered with content.
func (b *browser) untilNewer() reply {
	b.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; <-time.After(5 * time.Millisecond) {
		got := b.get(newerFacts, scripted, "true")
		if got.status != http.StatusNoContent {
			return got
		}
		if got.body != "" || time.Now().After(deadline) {
			b.t.Fatalf("no newer facts in a minute; 204 with %q", got.body)
		}
	}
}

// wantCore switches the core on in the settings, and waits until every process knows.
func (b *browser) wantCore() {
	t, h := b.t, b.h
	t.Helper()
	admin := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	admin.submit(admin.get(web.PathSettings), "form#settings", map[string]string{desk.FieldCore: "yes"}).wants(http.StatusOK, "Saved")
	h.clock.Advance(2 * time.Second)
	b.load(web.PathTile)
}

func (h *house) inCore(t *testing.T, id string) {
	t.Helper()
	if err := h.bank.PostInCore(sandbox.Garden, "blake", sandbox.Posting{ID: id, AmountMinor: -23_50, Type: "POS", SubType: "PinDebit"}); err != nil {
		t.Fatal(err)
	}
}

func TestACheckIsAnsweredAtOnceAndTheTileIsMadeAnewWhenTheCoreHasAnswered(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.friend(t, "blake")
		h.inCore(t, "first")
		b.check().wantState(http.StatusOK, "acceptor_pending").without("newer")
		if n := h.calls(sandbox.Garden, sandbox.OnFetch); n != 0 {
			t.Fatalf("a core was asked %d times at an institution that does not want it", n)
		}
		b.wantCore()
		h.bank.SetSwitches(sandbox.Garden, sandbox.Switches{FetchNeverEnds: true})
		waits := b.check().wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "0 of 5", "Garden is looking for newer postings…").without(neverSaid()...)
		if at := waits.doc().Find("#newer").AttrOr("hx-get", ""); !strings.HasSuffix(b.at(newerFacts), at) || at == "" {
			t.Errorf("the tile waits at %q", at)
		}
		b.get(newerFacts, scripted, "true").wants(http.StatusNoContent)
		b.check().wants(http.StatusOK, "0 of 5") // while it goes on, and again: one at a time
		h.bank.SetSwitches(sandbox.Garden, sandbox.Switches{})
		b.untilNewer().wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "1 of 5").without("newer")
		b.get(web.PathTile).wants(http.StatusOK, "1 of 5").without("newer")

		h.inCore(t, "second")
		h.clock.Advance(14 * time.Minute)
		b.load(web.PathTile)
		b.check().wants(http.StatusOK, "1 of 5").without("newer")
		if n := h.calls(sandbox.Garden, sandbox.OnFetch); n != 1 {
			t.Errorf("the core was asked %d times within a quarter of an hour, want once", n)
		}
		h.clock.Advance(2 * time.Minute)
		b.load(web.PathTile)
		b.check().wantState(http.StatusOK, "acceptor_pending")
		b.untilNewer().wants(http.StatusOK, "2 of 5")
		if n := h.calls(sandbox.Garden, sandbox.OnFetch); n != 2 {
			t.Errorf("the core was asked %d times, want twice", n)
		}
	})
}

func TestACoreInTroubleNeitherFailsNorDelaysTheCheck(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.patience = hangPatience
		b := h.friend(t, "blake")
		b.wantCore()
		h.inCore(t, "never")
		for _, fault := range []sandbox.Fault{
			{Endpoint: sandbox.OnFetch, Kind: "400"}, {Endpoint: sandbox.OnFetch, Kind: "403"}, {Endpoint: sandbox.OnFetch, Kind: "500"},
			{Endpoint: sandbox.OnFetch, Kind: "hang"}, {Endpoint: sandbox.OnFetch, Kind: "html_200"},
			{Endpoint: sandbox.OnTask, Kind: "truncated"}, {Endpoint: sandbox.OnTask, Kind: "403"}, {Endpoint: sandbox.OnTask, Kind: "429"},
		} {
			h.set(t, sandbox.Garden, "UPDATE members SET core_asked_at = NULL WHERE core_asked_at IS NOT NULL")
			h.clock.Advance(time.Second) // or the end of the last one would be as late as this one's beginning
			h.fault(t, sandbox.Garden, fault)
			before := h.calls(sandbox.Garden, fault.Endpoint)
			b.check().wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "0 of 5").without("We can’t reach", "These facts are from")
			b.untilNewer().wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "0 of 5").without("We can’t reach", "These facts are from")
			if h.calls(sandbox.Garden, fault.Endpoint) == before {
				t.Errorf("%s of %s was never met", fault.Kind, fault.Endpoint)
			}
			h.bank.ClearFaults(sandbox.Garden)
		}
	})
}
