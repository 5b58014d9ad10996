package handlers

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// The bank's clock may be two minutes ahead of ours and ten behind; nothing else of it can be believed. What it gives lives
// as long as it says by our own clock, so that a difference costs no renewal more and none less.
func TestTheBanksClockMayDifferFromOurs(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "casey") // what the bank published is known
	const minute = 60
	for _, ahead := range []int{119, 121, 5 * minute, -119, -121, -5 * minute, -10*minute + 1, -10*minute - 1} {
		t.Run(fmt.Sprintf("%d s ahead", ahead), func(t *testing.T) {
			h.bank.SetSwitches(sandbox.Garden, sandbox.Switches{ClockSeconds: ahead})
			before := h.bank.Counters(sandbox.Garden)
			b := h.browser(t, sandbox.Garden)
			b.atBank(sandbox.Garden, "avery")
			got := b.load(web.PathTile)
			h.drained(t)
			revoked := h.bank.Counters(sandbox.Garden).Revocations - before.Revocations
			if ahead > 2*minute || ahead < -10*minute {
				got.wantState(http.StatusBadRequest, "anonymous").wants(http.StatusBadRequest, "Sign-in did not work")
				if b.token() != "" || revoked != 1 {
					t.Errorf("token %q, %d revocations, want none and one", b.token(), revoked)
				}
				return
			}
			got.wantState(http.StatusOK, "inviter_ready")
			if revoked != 0 {
				t.Errorf("%d revocations, want none", revoked)
			}
		})
	}
}

func TestARenewalUnderAnotherClockIsTheOnlyOne(t *testing.T) {
	t.Parallel()
	for _, ahead := range []int{119, -119, -300} {
		t.Run(fmt.Sprintf("%d s ahead", ahead), func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			h.bank.SetSwitches(sandbox.Garden, sandbox.Switches{ClockSeconds: ahead})
			b := h.friend(t, "blake")
			b.get(web.PathTile)
			before := h.bank.Counters(sandbox.Garden)
			for range 3 { // 14 minutes in all, of which the first grant lives ten
				h.clock.Advance(280 * time.Second)
				b.load(web.PathTile)
				b.check().wantState(http.StatusOK, "acceptor_pending").without("Sign in again")
			}
			after := h.bank.Counters(sandbox.Garden)
			if n := after.InvalidGrants - before.InvalidGrants; n != 0 {
				t.Errorf("%d renewals were refused", n)
			}
			if n := h.count(t, sandbox.Garden, "audit_log", "action = 'grant.ended'"); n != 0 {
				t.Errorf("%d grants ended", n)
			}
		})
	}
}

// Two instances whose clocks differ take each other's tokens up to five seconds; beyond that one of them starts the silent
// round again, which is all that the member loses: no page fails, nothing is taken for a replay, nobody is signed out.
func TestTwoInstancesWhoseClocksDiffer(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		for _, row := range []struct {
			ahead time.Duration
			taken bool
		}{{4 * time.Second, true}, {-4 * time.Second, true}, {6 * time.Second, false}, {-6 * time.Second, true}} {
			t.Run(row.ahead.String(), func(t *testing.T) {
				other := h.anotherBy(t, func() time.Time { return h.clock.Now().Add(row.ahead) })
				b := h.browser(t, sandbox.Garden)
				b.server = other
				b.signIn(sandbox.Garden, "avery")
				b.server = h.server
				want := http.StatusOK
				if !row.taken {
					want = http.StatusSeeOther
				}
				b.get(web.PathShare).wants(want)
				for range 4 { // back and forth, across the end of a token on one of them and not yet on the other
					for _, server := range []*Server{other, h.server} {
						b.server = server
						if got := b.load(web.PathTile); got.status != http.StatusOK || got.state() != "inviter_ready" {
							t.Fatalf("the tile answered %d as %q", got.status, got.state())
						}
					}
					h.clock.Advance(200 * time.Second)
				}
			})
		}
		if n := h.count(t, sandbox.Garden, "audit_log", "action = 'session.token_replayed'"); n != 0 {
			t.Errorf("%d tokens were taken for replayed ones", n)
		}
	})
}

// anotherBy is an instance more with a clock of its own.
func (h *house) anotherBy(t *testing.T, now func() time.Time) *Server {
	t.Helper()
	cfg := h.db.Config
	cfg.Now = now
	store, err := models.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return h.serveBy(t, now, store, Config{})
}
