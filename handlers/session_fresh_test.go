package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"raf/components/tile"
	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

func TestWhoeverSignsInAtTheBankNextGetsTheirOwnTile(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.browser(t, sandbox.Garden)
	first := b.signIn(sandbox.Garden, "avery")
	avery, old := h.member(t, sandbox.Garden, "avery"), b.token()
	b.atBank(sandbox.Garden, "gale") // takes avery's place at the bank
	h.clock.Advance(61 * time.Second)
	second := b.load(web.PathTile).wantState(http.StatusOK, "inviter_ready")
	gale := h.member(t, sandbox.Garden, "gale")
	display := avery.Code.Code[:4]
	if !strings.Contains(first.body, display) {
		t.Fatal("avery's tile does not show avery's code")
	}
	second.without(display, "Avery")
	b.get(web.PathMe).wants(http.StatusOK, "About Gale").without("Avery")
	if n := h.count(t, sandbox.Garden, "sessions", "member_id = '"+avery.ID+"' AND revoked_at IS NULL"); n != 0 {
		t.Errorf("%d of avery's sessions are alive", n)
	}
	if n := h.count(t, sandbox.Garden, "sessions", "member_id = '"+gale.ID+"' AND revoked_at IS NULL"); n != 1 {
		t.Errorf("%d of gale's sessions are alive", n)
	}
	thief := h.browser(t, sandbox.Garden)
	thief.keep("raf_access_token", old)
	thief.get(web.PathShare).wants(http.StatusSeeOther).without(display)
}

func TestAfterSigningOutAtTheBankTheNextLoadIsAnonymous(t *testing.T) {
	t.Parallel()
	for _, path := range []string{web.PathTile, web.PathDashboard} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, h *house) {
				b := h.browser(t, sandbox.Garden)
				b.signIn(sandbox.Garden, "avery")
				code, old := h.member(t, sandbox.Garden, "avery").Code.Code, b.token()
				b.leaveBank(sandbox.Garden)
				b.get(path).wantState(http.StatusOK, "inviter_ready") // the bank has confirmed them within the minute
				h.clock.Advance(61 * time.Second)
				b.load(path).wantState(http.StatusOK, "anonymous").without(code[:4], "Avery")
				if b.token() != "" || h.count(t, sandbox.Garden, "sessions", "revoked_at IS NULL") != 0 {
					t.Error("the session outlived the bank's")
				}
				thief := h.browser(t, sandbox.Garden)
				thief.keep("raf_access_token", old)
				thief.get(web.PathShare).wants(http.StatusSeeOther)
			})
		})
	}
}

func TestAConfirmationOlderThanAMinuteIsRenewedBeforeTheTileIsShown(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.browser(t, sandbox.Garden)
	b.signIn(sandbox.Garden, "avery")
	h.clock.Advance(60 * time.Second)
	b.get(web.PathTile).wantState(http.StatusOK, "inviter_ready")
	h.clock.Advance(time.Second)
	got := b.get(web.PathTile).wants(http.StatusSeeOther)
	if !strings.Contains(got.location(), "prompt=none") {
		t.Errorf("the round is not silent: %s", got.location())
	}
	if len(strings.TrimSpace(got.body)) != 0 {
		t.Error("the redirect carries a page")
	}
	b.load(web.PathTile).wantState(http.StatusOK, "inviter_ready")
	if n := h.count(t, sandbox.Garden, "sessions", "revoked_at IS NULL"); n != 1 {
		t.Errorf("%d sessions are alive, want the new one only", n)
	}
}

// With the bank away nobody can be confirmed; for a quarter of an hour the last known tile is better than none.
func TestWithTheBankAwayTheLastTileStaysForAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, _ := h.enter(t, sandbox.Garden, "avery")
	h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnDiscovery, Kind: "500"})
	h.clock.Advance(14 * time.Minute)
	b.get(web.PathTile).wantState(http.StatusOK, "inviter_ready")
	h.clock.Advance(61 * time.Second)
	b.get(web.PathTile).wantState(http.StatusOK, "anonymous").wants(http.StatusOK, "We can’t reach Garden")
}

func TestATokenThatRanOutIsReplacedSilentlyForAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b, _ := h.enter(t, sandbox.Garden, "avery")
		first := b.token()
		h.clock.Advance(600 * time.Second) // the leeway between instances' clocks still holds
		b.get(web.PathShare).wants(http.StatusOK)
		if b.token() != first {
			t.Error("a token was replaced before its time")
		}
		h.clock.Advance(5 * time.Second)
		b.get(web.PathShare, scripted, "true").wants(http.StatusOK)
		second := b.token()
		if second == first {
			t.Fatal("the token was not replaced")
		}
		old := h.browser(t, sandbox.Garden)
		old.keep("raf_access_token", first)
		h.clock.Advance(29 * time.Second)
		old.get(web.PathShare).wants(http.StatusOK) // a request that was under way
		h.clock.Advance(time.Second)
		old.get(web.PathShare).wants(http.StatusSeeOther) // a copy
		b.get(web.PathShare).wants(http.StatusOK)
		h.clock.Advance(16 * time.Minute)
		got := b.get(web.PathShare, scripted, "true").wants(http.StatusUnauthorized)
		if got.header.Get("HX-Redirect") != "/t/garden/plugin/" || got.body != "" {
			t.Errorf("htmx is told %q", got.header.Get("HX-Redirect"))
		}
		if b.token() != second {
			t.Error("a token was issued although the bank has not confirmed the member lately")
		}
	})
}

func TestRequestsThatCrossAReissueAllPass(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, _ := h.enter(t, sandbox.Garden, "avery")
	h.clock.Advance(11 * time.Minute)
	token := b.token()
	var all sync.WaitGroup
	for range 20 {
		copied := h.browser(t, sandbox.Garden)
		copied.keep("raf_access_token", token)
		all.Go(func() {
			if got := copied.get(web.PathShare); got.status != http.StatusOK {
				t.Errorf("a request answered %d", got.status)
			}
		})
	}
	all.Wait()
}

func TestASessionEndsAfterHalfAnHourOfSilenceAndAfterTwelveHours(t *testing.T) {
	t.Parallel()
	h := setup(t)
	idle, member := h.enter(t, sandbox.Garden, "avery")
	h.clock.Advance(models.SessionIdle)
	idle.get(web.PathShare).wants(http.StatusSeeOther)
	busy := h.browser(t, sandbox.Garden)
	s := busy.enter(sandbox.Garden, member)
	// A confirmation of now does not lengthen what began twelve hours ago.
	h.set(t, sandbox.Garden, "UPDATE sessions SET created_at = '"+models.At(h.clock.Now().Add(-models.SessionAbsolute)).Format("2006-01-02T15:04:05.000000Z07:00")+"' WHERE id = '"+s.ID+"'")
	busy.get(web.PathShare).wants(http.StatusSeeOther)
}

func TestSigningOutEndsTheSessionEverywhereAtOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.browser(t, sandbox.Garden)
		b.signIn(sandbox.Garden, "avery")
		store, err := models.Open(h.db.Config)
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		elsewhere := h.browser(t, sandbox.Garden)
		elsewhere.server = h.serve(t, store, Config{})
		elsewhere.keep("raf_access_token", b.token())
		elsewhere.get(web.PathShare).wants(http.StatusOK)
		page := b.get(web.PathDashboard)
		action, form := b.fields(page, `form[action$="/auth/signout"]`)
		got := b.post(action, form).wants(http.StatusSeeOther)
		if got.location() != "/t/garden/dashboard/" || b.token() != "" {
			t.Errorf("sign-out leads to %q and leaves the token %q", got.location(), b.token())
		}
		elsewhere.get(web.PathShare).wants(http.StatusSeeOther)
		elsewhere.post(web.PathEligibility, url.Values{tile.FieldToken: form[tile.FieldToken]}, scripted, "true").wants(http.StatusUnauthorized)
		if n := h.count(t, sandbox.Garden, "sessions", "revoked_at IS NULL") + h.count(t, sandbox.Garden, "bank_grants", ""); n != 0 {
			t.Errorf("%d live sessions and grants are left", n)
		}
		audits := h.count(t, sandbox.Garden, "audit_log", "action = 'member.signed_out'")
		if audits != 1 {
			t.Errorf("%d audit rows, want 1", audits)
		}
		b.post(action, form).wants(http.StatusSeeOther) // a second press
		b.get(web.PathDashboard).wantState(http.StatusOK, "anonymous")
		b.get(action).wants(http.StatusMethodNotAllowed)
	})
}
