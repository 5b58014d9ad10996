package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/handlers/web"
	"raf/providers/sandbox"
)

// toldIn reads the lists of the page: what each row says.
func toldIn(r reply) map[string]string {
	rows := map[string]string{}
	lines := r.doc().Find("dl.told > div")
	for i := range lines.Nodes {
		rows[lines.Eq(i).Find("dt").Text()+"|"+lines.Eq(i).Closest("section").Find("h2").Text()] = lines.Eq(i).Find("dd").Text()
	}
	return rows
}

func TestAMemberReadsWhatTheBankToldAndWhoHoldsTheRest(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.bank.SetAllowedScopes(sandbox.Garden, []string{"offline_access", "accounts.readonly"})
	b := h.joined(t)
	b.check()
	page := b.get(web.PathMe).wants(http.StatusOK, "What Garden tells us", "About Blake", "Ends in 02").without("100102", "900", "canary")
	want := map[string]string{
		"Name|What we were told": "Blake C.", "Language|What we were told": "English", "Member number|What we were told": "Ends in 02",
		"Tax ID|What we were told":       "Given; we keep only a fingerprint of it",
		"Your accounts|What we may read": "Allowed", "Deposits and purchases|What we may read": "Garden has not switched it on",
		"While you are away|What we may read": "Allowed",
		"Your accounts|How old it is":         "Not read yet", "Deposits and purchases|How old it is": "Not read yet",
		"Your progress|How old it is": "Not read yet", "Last try|How old it is": "today, 9:42 AM",
	}
	if diff := cmp.Diff(want, toldIn(page)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	// Allowed again, asked at the next sign-in, and read: every fact has its age.
	h.bank.SetAllowedScopes(sandbox.Garden, nil)
	h.clock.Advance(2 * time.Minute)
	b.load(web.PathTile)
	b.check().wants(http.StatusOK, "0 of 5")
	got := toldIn(b.get(web.PathMe))
	for name, value := range got {
		if strings.HasSuffix(name, "|How old it is") && value != "today, 9:44 AM" || strings.HasSuffix(name, "|What we may read") && value != "Allowed" {
			t.Errorf("%s: %q", name, value)
		}
	}
	b.get(web.PathDashboard).wants(http.StatusOK, "What Garden tells us")
}

func TestAMemberWhoEndsOurAccessIsOutUntilTheySignInThemselves(t *testing.T) {
	t.Parallel()
	for _, script := range []bool{false, true} {
		onBoth(t, func(t *testing.T, h *house) {
			b := h.joined(t)
			b.check().wants(http.StatusOK, "0 of 5")
			elsewhere := h.browser(t, sandbox.Garden)
			elsewhere.signIn(sandbox.Garden, "blake")
			before := h.bank.Counters(sandbox.Garden).Revocations
			begun := h.browser(t, sandbox.Garden)
			begun.atBank(sandbox.Garden, "blake")
			late := begun.toBank(web.PathSignIn) // asked for before the end, answered after it
			stale := b.get(web.PathTile)
			header := []string{}
			if script {
				header = []string{scripted, "true"}
			}
			got := b.submit(b.get(web.PathMe), "form#withdraw", nil, header...)
			if script {
				got.wants(http.StatusOK, "You ended our access").wantState(http.StatusOK, "anonymous")
			} else if got.wants(http.StatusSeeOther); got.location() != "/t/garden/plugin/" {
				t.Errorf("it leads to %s", got.location())
			}
			h.drained(t)
			if n := h.bank.Counters(sandbox.Garden).Revocations - before; n != 1 {
				t.Errorf("%d revocations at the bank, want 1", n)
			}
			blake := "member_id = (SELECT id FROM members WHERE given_name = 'Blake' AND tenant_id = '" + string(h.garden.ID()) + "')"
			for table, where := range map[string]string{"bank_grants": blake, "sessions": blake + " AND revoked_at IS NULL"} {
				if n := h.count(t, sandbox.Garden, table, where); n != 0 {
					t.Errorf("%d rows of %s are left", n, table)
				}
			}
			for table, where := range map[string]string{"audit_log": "action = 'member.withdrew'", "referrals": "state = 'pending'", "evaluations": ""} {
				if n := h.count(t, sandbox.Garden, table, where); n != 1 {
					t.Errorf("%d rows of %s, want what is kept", n, table)
				}
			}
			// Neither an old page, nor another browser, nor what was begun before, nor the card on its own brings it back.
			begun.get(late).wants(http.StatusOK, "You ended our access")
			h.clock.Advance(6 * time.Second) // our servers' clocks may differ by five
			b.submit(stale, checkForm, nil, scripted, "true").wants(http.StatusUnauthorized)
			for _, who := range []*browser{b, elsewhere} {
				who.load(web.PathTile).wantState(http.StatusOK, "anonymous").wants(http.StatusOK, "You ended our access")
			}
			h.drained(t)
			if n := h.count(t, sandbox.Garden, "bank_grants", blake); n != 0 {
				t.Error("the card brought the permission back")
			}
			if n := h.count(t, sandbox.Garden, "audit_log", "action = 'signin.refused'"); n != 0 {
				t.Errorf("%d refusals in the trail", n)
			}
			b.load(web.PathSignIn).wantState(http.StatusOK, "acceptor_pending")
			b.check().wants(http.StatusOK, "0 of 5")
			b.load(web.PathTile).wantState(http.StatusOK, "acceptor_pending")
		})
	}
}
