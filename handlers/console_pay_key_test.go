package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/providers/sandbox"
)

// till is a deployment with one earned referral and both people at their desks.
type till struct {
	*house
	r              models.Referral
	maker, checker *clerk
}

func (h *house) till(t *testing.T) till {
	t.Helper()
	_, r := h.earned(t)
	return till{h, r, h.arrive(t, sandbox.Garden, models.RoleMaker), h.arrive(t, sandbox.Garden, models.RoleChecker)}
}

func (p till) payPath() string  { return web.ReferralPath(p.r.ID) + "pay/" }
func (p till) markPath() string { return web.ReferralPath(p.r.ID) + "mark-paid" }

// asked asks for the release and finds the request.
func (p till) asked(t *testing.T) models.ApprovalRequest {
	t.Helper()
	p.maker.send(p.payPath()).wants(http.StatusSeeOther)
	return p.open(t, program.ActionPay, p.r.ID)
}

// released asks and releases.
func (p till) released(t *testing.T) {
	t.Helper()
	a := p.asked(t)
	p.checker.send(web.ApprovalPath(a.ID, "approve"), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusSeeOther)
}

// marked is a released payment that was recorded and waits for the second person.
func (p till) marked(t *testing.T, reference string) models.ApprovalRequest {
	t.Helper()
	p.released(t)
	p.maker.send(p.markPath(), desk.FieldReference, reference, desk.FieldPaidOn, "2026-12-02").wants(http.StatusSeeOther)
	return p.open(t, program.ActionMarkPaid, p.r.ID)
}

// money is everything that a payment may change.
func (p till) money(t *testing.T) map[string]int {
	t.Helper()
	out := map[string]int{}
	for table, where := range map[string]string{"approval_requests": "", "payouts": "", "idempotency_keys": "", "audit_log": "action NOT LIKE 'staff.%'", "referral_events": ""} {
		out[table] = p.count(t, sandbox.Garden, table, where)
	}
	for _, state := range []models.State{models.StateEligible, models.StateApproved, models.StatePaid} {
		out[string(state)] = p.count(t, sandbox.Garden, "referrals", "state = '"+string(state)+"'")
	}
	for _, status := range []models.LegStatus{models.LegReserved, models.LegPayable, models.LegSettled, models.LegVoid} {
		out["leg "+string(status)] = p.count(t, sandbox.Garden, "reward_legs", "status = '"+string(status)+"'")
	}
	return out
}

// unchanged runs f and holds what a payment may change against what it was; more names what f changes on purpose.
func (p till) unchanged(t *testing.T, f func(), more ...string) {
	t.Helper()
	before := p.money(t)
	f()
	after := p.money(t)
	for what, n := range before {
		want := n
		for _, changes := range more {
			if changes == what {
				want++
			}
		}
		if after[what] != want {
			t.Errorf("%s went from %d to %d, want %d", what, n, after[what], want)
		}
	}
}

// The row of security.md, section 5, "POST pay, approve, release, mark-paid": every bad input with its status, and nothing
// of the money moved.
func TestBadInputMovesNoMoney(t *testing.T) {
	t.Parallel()
	approve := func(a models.ApprovalRequest) string { return web.ApprovalPath(a.ID, "approve") }
	for name, try := range map[string]func(t *testing.T, p till){
		"not eligible": func(t *testing.T, p till) {
			p.set(t, sandbox.Garden, "UPDATE referrals SET state = 'pending' WHERE state = 'eligible'")
			p.unchanged(t, func() { p.maker.send(p.payPath()).wants(http.StatusConflict) })
		},
		"held when it is asked for": func(t *testing.T, p till) {
			p.checker.send(web.ReferralPath(p.r.ID)+"hold", desk.FieldReason, "A question.").wants(http.StatusSeeOther)
			p.unchanged(t, func() { p.maker.send(p.payPath()).wants(http.StatusConflict, "On hold") })
		},
		"held when it is recorded": func(t *testing.T, p till) {
			a := p.marked(t, "ACH-1")
			p.checker.send(web.ReferralPath(p.r.ID)+"hold", desk.FieldReason, "A question.").wants(http.StatusSeeOther)
			p.unchanged(t, func() { p.checker.send(approve(a), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusConflict) })
		},
		"in flight": func(t *testing.T, p till) {
			p.released(t)
			p.unchanged(t, func() { p.maker.send(p.payPath()).wants(http.StatusConflict, "Ready to pay") })
		},
		"already paid": func(t *testing.T, p till) {
			a := p.marked(t, "ACH-1")
			p.checker.send(approve(a), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusSeeOther)
			p.unchanged(t, func() {
				p.maker.send(p.payPath()).wants(http.StatusConflict)
				p.maker.send(p.markPath(), desk.FieldReference, "ACH-2", desk.FieldPaidOn, "2026-12-02").wants(http.StatusConflict)
				p.checker.send(approve(a), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusConflict)
			})
		},
		"an amount was added to the form": func(t *testing.T, p till) {
			p.maker.send(p.payPath(), "amount", "999999", "amount_minor", "999999", "total_minor", "1", "Legs", "x", "currency", "EUR").wants(http.StatusSeeOther)
			var pay program.Payment
			if err := p.open(t, program.ActionPay, p.r.ID).Read(&pay); err != nil || pay.TotalMinor != 10000 || pay.Currency != "USD" {
				t.Errorf("asked for %+v, %v", pay, err)
			}
		},
		"an account that is nobody's": func(t *testing.T, p till) {
			p.unchanged(t, func() {
				p.maker.send(p.payPath(), desk.FieldAccountOf(models.SideAcceptor), "4417").wants(http.StatusUnprocessableEntity, "can’t be paid into")
			})
		},
		"the same person approves": func(t *testing.T, p till) {
			a := p.asked(t)
			p.set(t, sandbox.Garden, "UPDATE staff_users SET role = 'checker' WHERE id = '"+p.maker.user.ID+"'")
			p.unchanged(t, func() { p.maker.send(approve(a), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusForbidden) })
		},
		"the approval is over": func(t *testing.T, p till) {
			a := p.asked(t)
			p.clock.Advance(models.ApprovalLife)
			p.checker.enterConsole()
			p.unchanged(t, func() { p.checker.send(approve(a), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusConflict) })
		},
		"the approval is for something else": func(t *testing.T, p till) {
			a := p.asked(t)
			p.unchanged(t, func() { p.checker.send(approve(a), desk.FieldSeal, strings.Repeat("0", 64)).wants(http.StatusConflict) })
		},
		"no approval at all": func(t *testing.T, p till) {
			p.unchanged(t, func() {
				p.checker.send(web.ApprovalPath(models.NewID(), "approve"), desk.FieldSeal, strings.Repeat("0", 64)).wants(http.StatusNotFound)
				p.checker.send(web.ApprovalPath("1%20OR%201=1", "approve"), desk.FieldSeal, "x").wants(http.StatusNotFound)
				p.maker.send(web.ReferralPath(models.NewID()) + "pay/").wants(http.StatusNotFound)
			})
		},
		"the role may not": func(t *testing.T, p till) {
			a := p.asked(t)
			viewer := p.arrive(t, sandbox.Garden, models.RoleViewer)
			p.unchanged(t, func() {
				viewer.send(p.payPath()).wants(http.StatusForbidden)
				viewer.send(p.markPath(), desk.FieldReference, "A", desk.FieldPaidOn, "2026-12-02").wants(http.StatusForbidden)
				viewer.send(approve(a), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusForbidden)
				p.maker.send(approve(a), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusForbidden)
				p.checker.send(p.payPath()).wants(http.StatusForbidden)
			})
		},
		"the role was lost after the page was read": func(t *testing.T, p till) {
			a := p.asked(t)
			page := p.checker.get(web.ReferralPath(p.r.ID)).wants(http.StatusOK)
			p.set(t, sandbox.Garden, "UPDATE staff_users SET role = 'viewer' WHERE id = '"+p.checker.user.ID+"'")
			p.unchanged(t, func() { p.checker.submit(page, `form[action$="`+approve(a)+`"]`, nil).wants(http.StatusForbidden) })
		},
		"a reference that was used": func(t *testing.T, p till) {
			a := p.marked(t, "ACH-1")
			p.set(t, sandbox.Garden, "INSERT INTO payouts (tenant_id, id, leg_id, payee_id, amount_minor, currency, recorded_by, method, external_ref, idem_key, status, created_at) "+
				"SELECT tenant_id, 'x', id, 'x', 1, 'USD', 'x', 'manual', 'ACH-1-acceptor', 'x', 'failed', created_at FROM reward_legs WHERE side = 'acceptor'")
			p.unchanged(t, func() { p.checker.send(approve(a), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusConflict) })
		},
		"a card number for a reference": func(t *testing.T, p till) {
			p.released(t)
			p.unchanged(t, func() {
				p.maker.send(p.markPath(), desk.FieldReference, "4111 1111 1111 1111", desk.FieldPaidOn, "2026-12-02").wants(http.StatusUnprocessableEntity, "looks like a card number")
			})
		},
		"no key": func(t *testing.T, p till) {
			a := p.asked(t)
			p.unchanged(t, func() {
				p.maker.send(p.payPath(), program.FieldKey, "").wants(http.StatusPreconditionRequired, "without its key")
				p.maker.send(p.markPath(), program.FieldKey, "").wants(http.StatusPreconditionRequired)
				p.checker.send(approve(a), desk.FieldSeal, a.PayloadSHA256, program.FieldKey, "").wants(http.StatusPreconditionRequired)
			})
		},
		"a key of a kilobyte": func(t *testing.T, p till) {
			a := p.asked(t)
			long := strings.Repeat("k", 1000)
			p.unchanged(t, func() {
				p.maker.send(p.payPath(), program.FieldKey, long).wants(http.StatusUnprocessableEntity)
				p.checker.send(approve(a), desk.FieldSeal, a.PayloadSHA256, program.FieldKey, long).wants(http.StatusUnprocessableEntity)
			})
		},
		"a key that stands for something else": func(t *testing.T, p till) {
			p.maker.send(p.payPath(), program.FieldKey, "used").wants(http.StatusSeeOther)
			a := p.open(t, program.ActionPay, p.r.ID)
			p.unchanged(t, func() {
				p.maker.send(p.payPath(), program.FieldKey, "used", desk.FieldAccountOf(models.SideAcceptor), "x").wants(http.StatusUnprocessableEntity, "used for something else")
				p.checker.send(approve(a), desk.FieldSeal, a.PayloadSHA256, program.FieldKey, "used").wants(http.StatusUnprocessableEntity)
			})
		},
		"no fresh second factor": func(t *testing.T, p till) {
			a := p.asked(t)
			p.clock.Advance(6 * time.Minute)
			p.unchanged(t, func() {
				p.maker.send(p.payPath()).wants(http.StatusUnauthorized, "Confirm that it is you")
				p.checker.send(approve(a), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusUnauthorized)
			})
		},
		"there is no way back": func(t *testing.T, p till) {
			a := p.marked(t, "ACH-1")
			p.checker.send(approve(a), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusSeeOther)
			p.unchanged(t, func() {
				for _, path := range []string{"unpay", "mark-unpaid", "reverse", "pay/undo"} {
					p.maker.send(web.ReferralPath(p.r.ID) + path).wants(http.StatusNotFound)
				}
				p.maker.send(approve(a), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusForbidden)
				p.maker.send(web.ApprovalPath(a.ID, "refuse"), desk.FieldSeal, a.PayloadSHA256, desk.FieldReason, "Undo.").wants(http.StatusConflict)
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, h *house) { try(t, h.till(t)) })
		})
	}
}

func TestAnotherInstitutionsPaymentDoesNotExist(t *testing.T) {
	t.Parallel()
	p := setup(t).till(t)
	a := p.asked(t)
	maker, checker := p.arrive(t, sandbox.Orchard, models.RoleMaker), p.arrive(t, sandbox.Orchard, models.RoleChecker)
	p.unchanged(t, func() {
		maker.send(p.payPath()).wants(http.StatusNotFound)
		maker.send(p.markPath(), desk.FieldReference, "A", desk.FieldPaidOn, "2026-12-02").wants(http.StatusNotFound)
		checker.send(web.ApprovalPath(a.ID, "approve"), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusNotFound)
	})
}

// The same form again, in a minute or in a year, gets the same answer: a double click, the back button, a proxy's retry.
func TestTheSameFormAgainIsAnsweredAlike(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		p := h.till(t)
		page := p.maker.get(p.payPath()).wants(http.StatusOK, "Ask to release $100.00")
		ask := func(k *clerk) { k.submit(page, `form[action$="/pay/"]`, nil).wants(http.StatusSeeOther) }
		ask(p.maker)
		a := h.open(t, program.ActionPay, p.r.ID)
		panel := p.checker.get(web.ReferralPath(p.r.ID)).wants(http.StatusOK)
		release := func(k *clerk) { k.submit(panel, `form[action$="/approve"]`, nil).wants(http.StatusSeeOther) }
		release(p.checker)
		p.unchanged(t, func() { ask(p.maker); release(p.checker) })
		// A year later it takes a new session, whose forms carry another token; the key is what the old form had.
		old := func(r reply, form string) url.Values {
			_, fields := p.maker.fields(r, form)
			return fields
		}
		asked, approved := old(page, `form[action$="/pay/"]`), old(panel, `form[action$="/approve"]`)
		h.clock.Advance(366 * 24 * time.Hour)
		p.maker.enterConsole()
		p.checker.enterConsole()
		p.unchanged(t, func() {
			p.maker.send(p.payPath(), pairs(asked)...).wants(http.StatusSeeOther)
			p.checker.send(web.ApprovalPath(a.ID, "approve"), pairs(approved)...).wants(http.StatusSeeOther)
		})
	})
}

// pairs are the fields of a form but for its token.
func pairs(form url.Values) (out []string) {
	for name, values := range form {
		if name != "form_token" {
			out = append(out, name, values[0])
		}
	}
	return out
}

func TestThePayPanelShowsWhatIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		p := h.till(t)
		page := p.maker.get(web.ReferralPath(p.r.ID)).wants(http.StatusOK, "is paid", "Checking ••", "accounts open and in good standing, today",
			"standing not known, the bank was never asked", "No open hold", "Within the yearly cap: 0 of 10", "1099-MISC, $50 of $2,000 this year", "1099-INT, $50 this year")
		p.maker.submit(page, `form[action$="/pay/"]`, nil).wants(http.StatusSeeOther)
		p.checker.get(web.ReferralPath(p.r.ID)).wants(http.StatusOK, "Release payment", "Checking ••", "by member number", "Unchanged since it was asked for, seal", "standing not known")
		p.checker.get(web.PathApprovals).wants(http.StatusOK, "Checking ••", "standing not known", "No open hold")
	})
}

// What is found between the request and the release stops it, in words, and leaves a hold.
func TestALookThatFindsSomethingPutsItOnHold(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		p := h.till(t)
		a := p.asked(t)
		if err := h.rows(sandbox.Garden).InTx(t.Context(), func(tx *models.Tx) error {
			return tx.SaveAccountFacts(models.AccountFacts{MemberID: p.r.AcceptorMemberID, AsOf: models.At(tx.Now()),
				Accounts: []models.KnownAccount{{ID: "a", Kind: "checking", LastFour: "4417", Standing: "bad", Balance: models.SignCovered}}})
		}); err != nil {
			t.Fatal(err)
		}
		p.checker.send(web.ApprovalPath(a.ID, "approve"), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusConflict, "put on hold", "Standing to look at", "bad standing")
		p.unchanged(t, func() {
			p.checker.send(web.ApprovalPath(a.ID, "approve"), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusConflict, "On hold")
		})
	})
}

// Staff ask the bank how both people's accounts stand, though the requirements are long met.
func TestStandingCanBeAskedForAgainBeforePayment(t *testing.T) {
	t.Parallel()
	h := setup(t)
	p := h.till(t)
	inviter := h.browser(t, sandbox.Garden)
	inviter.enter(sandbox.Garden, modelstest.Member(t, h.rows(sandbox.Garden), "nobody-in-particular"))
	p.maker.get(web.ReferralPath(p.r.ID)).wants(http.StatusOK, "Check again")
	before := h.calls(sandbox.Garden, sandbox.OnAccounts)
	p.maker.send(web.ReferralPath(p.r.ID) + "check").wants(http.StatusSeeOther)
	if after := h.calls(sandbox.Garden, sandbox.OnAccounts); after == before {
		t.Error("the bank was not asked")
	}
	if n := h.calls(sandbox.Garden, sandbox.OnTransactions); n == 0 {
		t.Error("the first check read no postings, so nothing was proved")
	}
}
