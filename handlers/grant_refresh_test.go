package handlers

import (
	"net/http"
	"testing"

	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// What a bank may do when it is asked to renew a grant, and what becomes of session, grant, tile and audit. What ends the
// session ends it on every instance at once, and a grant that came back as somebody else's is given back to the bank.
func TestWhatARenewalComesTo(t *testing.T) {
	t.Parallel()
	const unreachable, again = "We can’t reach Garden right now. These facts are from", "Sign in again to see what is new. These facts are from"
	type outcome struct {
		fault   sandbox.Fault
		ends    string // the audit's word, empty if the session lives on
		checks  int    // how many are made
		sent    int    // renewals that reached the bank
		revoked int    // grants that we gave back
		shows   string // in the end
	}
	rows := []outcome{
		{sandbox.Fault{Kind: "drop"}, "lost", 2, 2, 1, again},
		{sandbox.Fault{Kind: "drop", Times: 1}, "expired", 2, 2, 0, again}, // the bank has used it, and says so
		{sandbox.Fault{Kind: "hang"}, "lost", 2, 2, 1, again},
		{sandbox.Fault{Kind: "500"}, "", 3, 3, 0, unreachable},
		{sandbox.Fault{Kind: "html"}, "", 3, 3, 0, unreachable},
		{sandbox.Fault{Kind: "429", RetryAfter: 50}, "", 3, 1, 0, "asked us to wait a little"},
		{sandbox.Fault{Kind: "html_200"}, "expired", 1, 1, 0, again},
		{sandbox.Fault{Kind: "truncated"}, "expired", 1, 1, 0, again},
		{sandbox.Fault{Kind: "huge"}, "expired", 1, 1, 0, again},
		{sandbox.Fault{Kind: "slow"}, "expired", 1, 1, 0, again}, // it begins to answer, so the bank has used it
		{sandbox.Fault{Kind: "302"}, "", 3, 3, 0, unreachable},
		{sandbox.Fault{Kind: "307"}, "", 3, 3, 0, unreachable},
		{sandbox.Fault{Kind: "invalid_grant"}, "expired", 1, 1, 0, again},
		{sandbox.Fault{Kind: "other_sub"}, "malformed", 1, 1, 1, again},
		{sandbox.Fault{Kind: "other_issuer"}, "malformed", 1, 1, 1, again},
		{sandbox.Fault{Kind: "other_audience"}, "malformed", 1, 1, 1, again},
		{sandbox.Fault{Kind: "other_institution"}, "malformed", 1, 1, 1, again},
		{sandbox.Fault{Kind: "bad_signature"}, "expired", 1, 1, 1, again},
		{sandbox.Fault{Kind: "no_id_token"}, "", 2, 1, 0, "5 purchases"},
		{sandbox.Fault{Kind: "no_rotation"}, "", 2, 1, 0, "5 purchases"},
		{sandbox.Fault{Kind: "fewer_scopes"}, "", 2, 1, 0, "5 purchases"},
	}
	told := map[string]bool{}
	for _, row := range rows {
		told[row.fault.Kind] = true
		name := row.fault.Kind
		if row.fault.Times > 0 {
			name += " once"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := setupFor(t, row.fault.Kind)
			b := h.friend(t, "blake")
			page, token := b.get(web.PathTile), b.token()
			h.set(t, sandbox.Garden, "UPDATE bank_grants SET expires_at = '2020-01-01T00:00:00.000000Z' WHERE refreshable")
			before := h.bank.Counters(sandbox.Garden)
			row.fault.Endpoint, row.fault.Location = sandbox.OnRefresh, h.origins[sandbox.Orchard]+"/collect"
			h.fault(t, sandbox.Garden, row.fault)
			var got reply
			for n := range row.checks {
				if n > 0 && n == row.checks-1 && row.ends != "" && b.token() == "" {
					t.Error("it ended too early")
				}
				got = b.submit(page, checkForm, nil, scripted, "true").wantState(http.StatusOK, "acceptor_pending")
			}
			got.wants(http.StatusOK, row.shows).without(neverSaid()...)
			h.drained(t)
			after := h.bank.Counters(sandbox.Garden)
			if n := after.Requests[sandbox.OnRefresh] - before.Requests[sandbox.OnRefresh]; n != row.sent {
				t.Errorf("%d renewals were sent, want %d", n, row.sent)
			}
			if n := after.Requests[sandbox.OnRevocation] - before.Requests[sandbox.OnRevocation]; n != row.revoked {
				t.Errorf("%d grants were given back, want %d", n, row.revoked)
			}
			h.wantEnded(t, b, token, row.ends)
			if n := h.allCalls(sandbox.Orchard); n != 0 {
				t.Errorf("another bank was asked %d times", n)
			}
		})
	}
	for _, kind := range sandbox.FaultKinds(sandbox.OnRefresh) {
		if !told[kind] {
			t.Errorf("%s: no row", kind)
		}
	}
}

// wantEnded says whether the session of a token is over, on a second instance too, with its grant and a row that says why.
func (h *house) wantEnded(t *testing.T, b *browser, token, why string) {
	t.Helper()
	store, err := models.Open(h.db.Config)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	other := h.browser(t, sandbox.Garden)
	other.keep("raf_access_token", token)
	other.server = h.serve(t, store, Config{})
	alive, audited, ended := 1, 0, why != ""
	status := http.StatusOK
	if ended {
		alive, audited, status = 0, 1, http.StatusSeeOther
	}
	if (b.token() == "") != ended {
		t.Errorf("the browser's token is %q", b.token())
	}
	other.get(web.PathShare).wants(status)
	if n := h.count(t, sandbox.Garden, "bank_grants", ""); n != alive {
		t.Errorf("%d grants, want %d", n, alive)
	}
	if n := h.count(t, sandbox.Garden, "sessions", "revoked_at IS NULL"); n != alive {
		t.Errorf("%d live sessions, want %d", n, alive)
	}
	if n := h.count(t, sandbox.Garden, "audit_log", "action = 'grant.ended' AND CAST(diff AS text) LIKE '%"+why+"%'"); n != audited {
		t.Errorf("%d audit rows of the end by %q, want %d", n, why, audited)
	}
}

// Who signs out takes back what the bank has given us for them, and does not wait for it.
func TestSigningOutGivesTheGrantBackToTheBank(t *testing.T) {
	t.Parallel()
	for _, hangs := range []bool{false, true} {
		h := setup(t)
		b := h.browser(t, sandbox.Garden)
		b.signIn(sandbox.Garden, "avery")
		before := h.bank.Counters(sandbox.Garden).Revocations
		if hangs {
			h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnRevocation, Kind: "hang"})
		}
		b.submit(b.get(web.PathDashboard), `form[action$="/auth/signout"]`, nil).wants(http.StatusSeeOther)
		if n := h.bank.Counters(sandbox.Garden).Revocations; hangs && n != before {
			t.Error("the bank answered although it hangs")
		}
		h.bank.ClearFaults(sandbox.Garden)
		h.drained(t)
		if n := h.bank.Counters(sandbox.Garden).Revocations - before; n != 1 {
			t.Errorf("hanging %v: %d grants were given back, want 1", hangs, n)
		}
		if n := h.count(t, sandbox.Garden, "bank_grants", ""); n != 0 {
			t.Errorf("%d grants are left", n)
		}
	}
}
