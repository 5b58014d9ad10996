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

const checkForm = "form#check"

// friend is a member who signed in at the bank, joined with avery's code and was checked once.
func (h *house) friend(t testing.TB, who string) *browser {
	t.Helper()
	b := h.unchecked(t, who)
	b.check().wantState(http.StatusOK, "acceptor_pending")
	return b
}

// unchecked is a friend of whom nobody has asked the bank yet.
func (h *house) unchecked(t testing.TB, who string) *browser {
	t.Helper()
	b := h.browser(t, sandbox.Garden)
	b.signIn(sandbox.Garden, who)
	avery := h.member(t, sandbox.Garden, "avery")
	b.submit(b.get(web.PathCode), codeForm, typed(avery.Code.Code)).wants(http.StatusSeeOther)
	return b
}

// check presses "check again" with htmx.
func (b *browser) check() reply {
	b.t.Helper()
	return b.submit(b.get(web.PathTile), checkForm, nil, scripted, "true")
}

// neverSaid are the words of a refusal that a bank in trouble must not cause.
func neverSaid() []string {
	return []string{"not eligible", "Not eligible", "ineligible", "do not qualify", "no longer", "no elegible", "rule-impossible", "out of reach"}
}

func TestTheLiveCheckMovesTheTileFromPendingToEligible(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.friend(t, "blake")
		b.get(web.PathTile).wants(http.StatusOK, "5 purchases")
		for range 5 {
			if err := h.bank.PostPurchase(sandbox.Garden, "blake", 2350, false); err != nil {
				t.Fatal(err)
			}
		}
		// Without scripts: a form, a redirect, the same tile.
		plainly := b.submit(b.get(web.PathTile), checkForm, nil).wants(http.StatusSeeOther)
		if plainly.location() != "/t/garden/plugin/" {
			t.Errorf("the check leads to %s", plainly.location())
		}
		b.get(web.PathTile).wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "5 of 5")
		if err := h.bank.PostPayroll(sandbox.Garden, "blake", 50000); err != nil {
			t.Fatal(err)
		}
		got := b.check().wantState(http.StatusOK, "acceptor_eligible")
		if strings.Contains(got.body, "<html") {
			t.Error("htmx was answered with a whole page")
		}
		b.get(web.PathTile).wantState(http.StatusOK, "acceptor_eligible")
		if n := h.count(t, sandbox.Garden, "evaluations", ""); n != 3 {
			t.Errorf("%d evaluations, want 3", n)
		}
		if n := h.count(t, sandbox.Garden, "audit_log", "action = 'referral.met'"); n != 1 {
			t.Errorf("%d audit rows, want 1", n)
		}
		calls := h.calls(sandbox.Garden, sandbox.OnAccounts)
		form := url.Values{tile.FieldToken: {h.formToken(sandbox.Garden, models.Session{Keys: models.Keys{ID: b.sessionID()}})}}
		b.post(web.PathEligibility, form, scripted, "true").wantState(http.StatusOK, "acceptor_eligible")
		if h.calls(sandbox.Garden, sandbox.OnAccounts) != calls {
			t.Error("the bank was asked although nothing can change")
		}
	})
}

func TestABankInTroubleLeavesTheLastFactsWithTheirAge(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		fault sandbox.Fault
		shows string
	}{
		{"500", sandbox.Fault{Endpoint: sandbox.OnAccounts, Kind: "500"}, "We can’t reach Garden right now. These facts are from"},
		{"hangs", sandbox.Fault{Endpoint: sandbox.OnAccounts, Kind: "hang"}, "We can’t reach Garden right now. These facts are from"},
		{"loses its answer", sandbox.Fault{Endpoint: sandbox.OnAccounts, Kind: "drop"}, "We can’t reach Garden right now. These facts are from"},
		{"throttles", sandbox.Fault{Endpoint: sandbox.OnAccounts, Kind: "429", RetryAfter: 90}, "asked us to wait a little"},
		{"answers with a maintenance page", sandbox.Fault{Endpoint: sandbox.OnAccounts, Kind: "html"}, "These facts are from"},
		{"stops in the middle", sandbox.Fault{Endpoint: sandbox.OnAccounts, Kind: "truncated"}, "These facts are from"},
		{"answers with 8 MiB", sandbox.Fault{Endpoint: sandbox.OnAccounts, Kind: "huge"}, "These facts are from"},
		{"sends us elsewhere", sandbox.Fault{Endpoint: sandbox.OnAccounts, Kind: "307"}, "These facts are from"},
		{"tells accounts and not one account's rows", sandbox.Fault{Endpoint: sandbox.OnTransactions, Kind: "429", Times: 1, RetryAfter: 90}, "asked us to wait a little"},
		{"tells accounts and no rows", sandbox.Fault{Endpoint: sandbox.OnTransactions, Kind: "500"}, "We can’t reach Garden right now. These facts are from"},
		{"stops in the middle of the rows", sandbox.Fault{Endpoint: sandbox.OnTransactions, Kind: "truncated"}, "These facts are from"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			h := setupFor(t, row.fault.Kind)
			if err := h.bank.PostPurchase(sandbox.Garden, manyAccounts, 2350, false); err != nil {
				t.Fatal(err)
			}
			b := h.friend(t, manyAccounts)
			verdict := h.distinct(t, sandbox.Garden, "referrals", "verdict")
			h.clock.Advance(30 * time.Second)
			row.fault.Location = h.origins[sandbox.Orchard] + "/collect"
			h.fault(t, sandbox.Garden, row.fault)
			page := b.get(web.PathTile)
			scripts := b.submit(page, checkForm, nil, scripted, "true").wantState(http.StatusOK, "acceptor_pending")
			scripts.wants(http.StatusOK, row.shows, "1 of 5").without(neverSaid()...)
			asked := h.calls(sandbox.Garden, sandbox.OnAccounts)
			b.submit(page, checkForm, nil).wants(http.StatusSeeOther)
			b.get(web.PathTile).wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, row.shows, "1 of 5").without(neverSaid()...)
			if throttled := row.fault.RetryAfter > 0; throttled != (h.calls(sandbox.Garden, sandbox.OnAccounts) == asked) {
				t.Errorf("Retry-After %d, and the bank was asked %d times more", row.fault.RetryAfter, h.calls(sandbox.Garden, sandbox.OnAccounts)-asked)
			}
			if got := h.distinct(t, sandbox.Garden, "referrals", "verdict"); strings.Join(got, "") != strings.Join(verdict, "") {
				t.Error("the stored verdict changed")
			}
			if n := h.count(t, sandbox.Garden, "evaluations", ""); n != 1 {
				t.Errorf("%d evaluations, want the first alone", n)
			}
			if n := h.allCalls(sandbox.Orchard); n != 0 {
				t.Errorf("another bank was asked %d times", n)
			}
			h.bank.ClearFaults(sandbox.Garden)
			h.clock.Advance(90 * time.Second)
			b.load(web.PathTile)
			b.check().wantState(http.StatusOK, "acceptor_pending").without("These facts are from", "wait a little")
		})
	}
}

func TestTheRowsOfAllAccountsAreAskedForSideBySide(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.friend(t, manyAccounts)
	h.inFlight.together(4) // they are answered only once all four are there
	b.check().wantState(http.StatusOK, "acceptor_pending").without("These facts are from")
	if n := h.inFlight.atMost(); n != 4 {
		t.Errorf("%d calls were at the bank at once, want 4", n)
	}
}

func TestAfterTheAppWasRevokedTheLastFactsStayAndTheWayBackIsASignIn(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.friend(t, "blake")
		old := b.token()
		page := b.get(web.PathTile)
		if err := h.bank.RevokeApp(sandbox.Garden, "blake"); err != nil {
			t.Fatal(err)
		}
		got := b.submit(page, checkForm, nil, scripted, "true").wantState(http.StatusOK, "acceptor_pending")
		got.wants(http.StatusOK, "Sign in again to see what is new. These facts are from").without(neverSaid()...)
		if got.doc().Find(`a[href="/t/garden/auth/"][target="_top"]`).Length() == 0 {
			t.Error("no link to sign in that leaves the frame")
		}
		if got.doc().Find(checkForm).Length() != 0 {
			t.Error("a check is offered that can only fail")
		}
		if b.token() != "" {
			t.Error("the cookie stayed")
		}
		if n := h.count(t, sandbox.Garden, "bank_grants", "") + h.count(t, sandbox.Garden, "sessions", "revoked_at IS NULL"); n != 0 {
			t.Errorf("%d grants and live sessions are left", n)
		}
		if n := h.count(t, sandbox.Garden, "audit_log", "action = 'grant.ended'"); n != 1 {
			t.Errorf("%d audit rows, want 1", n)
		}
		if n := h.bank.Counters(sandbox.Garden).InvalidGrants; n != 1 {
			t.Errorf("the dead grant was tried %d times, want once", n)
		}
		copied := h.browser(t, sandbox.Garden)
		copied.keep("raf_access_token", old)
		copied.get(web.PathShare).wants(http.StatusSeeOther)
		h.clock.Advance(time.Second)
		b.load(web.PathTile).wantState(http.StatusOK, "acceptor_pending")
		b.check().wantState(http.StatusOK, "acceptor_pending").without("Sign in again")
	})
}

// C3: banks end a grant whose refresh token is used twice.
func TestChecksThatMeetAnExpiredTokenRefreshItOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.friend(t, "blake")
		store, err := models.Open(h.db.Config)
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		second := h.serve(t, store, Config{})
		h.clock.Advance(11 * time.Minute)
		b.load(web.PathTile) // confirmed anew, with a grant of its own
		page := b.get(web.PathTile)
		h.clock.Advance(595 * time.Second) // the access token's margin is gone, the session's token not yet
		action, form := b.fields(page, checkForm)
		token, before := b.token(), h.bank.Counters(sandbox.Garden)
		var all sync.WaitGroup
		for i := range 10 {
			copied := h.browser(t, sandbox.Garden)
			copied.keep("raf_access_token", token)
			if i%2 == 1 {
				copied.server = second
			}
			all.Go(func() {
				if got := copied.post(action, form, scripted, "true"); got.status != http.StatusOK {
					t.Errorf("a check answered %d", got.status)
				}
			})
		}
		all.Wait()
		after := h.bank.Counters(sandbox.Garden)
		if n := after.Refreshes - before.Refreshes; n != 1 {
			t.Errorf("%d refreshes, want 1", n)
		}
		if n := after.InvalidGrants - before.InvalidGrants; n != 0 {
			t.Errorf("%d refused refreshes", n)
		}
		b.load(web.PathTile)
		b.check().wantState(http.StatusOK, "acceptor_pending").without("Sign in again")
	})
}

// The fragment and the page are one component: what htmx swaps in is what a reload shows.
func TestTheStoredVerdictIsTheSameInPageAndFragment(t *testing.T) {
	t.Parallel()
	h := setup(t)
	inviter, _ := h.enter(t, sandbox.Garden, "avery")
	for name, b := range map[string]*browser{"inviter_ready": inviter, "acceptor_pending": h.friend(t, "blake")} {
		before := h.dump(t)
		stored := b.get(web.PathEligibility, scripted, "true").wantState(http.StatusOK, name)
		for _, path := range []string{web.PathTile, web.PathDashboard} {
			if page := b.get(path); !strings.Contains(page.body, stored.body) {
				t.Errorf("%s does not hold the fragment:\n%s\n\n%s", path, stored.body, fragment(t, page))
			}
		}
		if live := b.get(web.PathEligibility); live.body != stored.body {
			t.Error("without htmx it is another answer")
		}
		if len(h.dump(t)) != len(before) {
			t.Error("reading the verdict wrote")
		}
	}
}

func TestACheckWithTheFormOfAnotherSessionIsSentBackToTheCard(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.friend(t, "blake")
	page := b.get(web.PathTile)
	h.clock.Advance(2 * time.Minute)
	b.load(web.PathTile) // a new session
	asked := h.calls(sandbox.Garden, sandbox.OnAccounts)
	got := b.submit(page, checkForm, nil, scripted, "true").wants(http.StatusUnauthorized)
	if got.header.Get("HX-Redirect") != "/t/garden/plugin/" {
		t.Errorf("HX-Redirect = %q", got.header.Get("HX-Redirect"))
	}
	b.submit(page, checkForm, map[string]string{tile.FieldToken: ""}).wants(http.StatusUnauthorized, "could not be opened from there")
	if h.calls(sandbox.Garden, sandbox.OnAccounts) != asked {
		t.Error("the bank was asked")
	}
}
