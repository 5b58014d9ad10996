package program_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/providers"
)

// two are a maker who asks and a checker who decides.
func (s site) two(t *testing.T) (maker, checker program.Staff) {
	t.Helper()
	return s.staff(t, "maker", models.RoleMaker), s.staff(t, "checker", models.RoleChecker)
}

// agreed lets a request that must have been stored happen.
func (s site) agreed(t *testing.T, a models.ApprovalRequest, err error, by program.Staff) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Approve(t.Context(), a.ID, a.PayloadSHA256, by); err != nil {
		t.Fatal(err)
	}
}

// refused is a referral that two people have refused.
func (s site) refused(t *testing.T, r models.Referral, maker, checker program.Staff) models.Referral {
	t.Helper()
	a, err := s.RequestRefusal(t.Context(), program.RefusalRequest{ReferralID: r.ID, Reason: program.RefusalMisuse, Why: "same deposits as last month"}, maker)
	s.agreed(t, a, err, checker)
	return s.referral(t, models.Member{Keys: models.Keys{ID: r.AcceptorMemberID}})
}

// met makes the bank say that everything is met.
func (s site) met() {
	s.bank.set(func(b *fakeBank) {
		b.accounts = []providers.Account{checking("chk", "2026-12-01")}
		b.rows["chk"] = append(purchases("chk", "2026-12-03", 5), payroll("chk", "2026-12-04", 50000))
	})
}

func TestWhoMayRefuseWhatAndFromWhere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r := s.eligible(t)
		ask := func(by program.Staff, why string, reason program.Refusal) error {
			_, err := s.RequestRefusal(t.Context(), program.RefusalRequest{ReferralID: r.ID, Reason: reason, Why: why}, by)
			return err
		}
		for _, role := range []models.Role{models.RoleViewer, models.RoleSupport, models.RoleEditor, models.RoleAuditor} {
			wantKind(t, string(role), ask(s.staff(t, string(role), role), "why", program.RefusalMisuse), models.Denied)
			wantKind(t, string(role), s.TakeBackRefusal(t.Context(), r.ID, "why", s.staff(t, "2"+string(role), role)), models.Denied)
		}
		maker := s.staff(t, "maker", models.RoleMaker)
		for field, err := range map[string]error{"reason_code": ask(maker, "why", "because"), "reason": ask(maker, " ", program.RefusalMisuse),
			"reason:card_number": ask(maker, "card 4111 1111 1111 1111", program.RefusalMisuse)} {
			if wantKind(t, field, err, models.Invalid); err != nil && err.Error() != "invalid: "+field {
				t.Errorf("error %v names no field %s", err, field)
			}
		}
		for _, state := range []models.State{models.StateApproved, models.StatePaid, models.StateExpired, models.StateRejected, models.StateClosing} {
			s.exec(t, "UPDATE referrals SET state = '"+string(state)+"'")
			wantKind(t, string(state), ask(maker, "why", program.RefusalMisuse), models.Conflict)
		}
		for _, state := range []models.State{models.StateAccepted, models.StatePending} {
			s.exec(t, "UPDATE referrals SET state = '"+string(state)+"'")
			s.exec(t, "UPDATE approval_requests SET status = 'expired', decided_at = requested_at")
			if err := ask(maker, "why", program.RefusalMisuse); err != nil {
				t.Errorf("%s: %v", state, err)
			}
		}
	})
}

func TestARefusalOfSomethingElseIsNotAgreedTo(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"a leg went away": "UPDATE reward_legs SET status = 'void' WHERE side = 'inviter'",
		"it moved on":     "UPDATE referrals SET state = 'pending'",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				maker, checker := s.two(t)
				r := s.eligible(t)
				a, err := s.RequestRefusal(t.Context(), program.RefusalRequest{ReferralID: r.ID, Reason: program.RefusalMisuse, Why: "why"}, maker)
				if err != nil {
					t.Fatal(err)
				}
				s.exec(t, change)
				_, err = s.Approve(t.Context(), a.ID, a.PayloadSHA256, checker)
				wantKind(t, name, err, models.Conflict)
			})
		})
	}
}

func TestStaffDoNotActOnAReferralOfTheirOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		if nobody := (program.Staff{}); !nobody.MayBeParty() {
			t.Error("without a member number it is known that they are no party")
		}
		r := s.eligible(t)
		for name, number := range map[string]string{"the friend": "c-friend", "the inviter": "c-inviter"} {
			own := maker
			own.User.MemberRef = number
			_, err := s.RequestRefusal(t.Context(), program.RefusalRequest{ReferralID: r.ID, Reason: program.RefusalMisuse, Why: "why"}, own)
			wantKind(t, name+" refuses", err, models.Denied)
			if own.MayBeParty() {
				t.Error("with a member number it is still said that nobody knows")
			}
		}
		a, err := s.RequestRefusal(t.Context(), program.RefusalRequest{ReferralID: r.ID, Reason: program.RefusalMisuse, Why: "why"}, maker)
		if err != nil {
			t.Fatal(err)
		}
		party := checker
		party.User.MemberRef = "c-inviter"
		_, err = s.Approve(t.Context(), a.ID, a.PayloadSHA256, party)
		wantKind(t, "the inviter agrees", err, models.Denied)
		s.agreed(t, a, nil, checker)
		own := maker
		own.User.MemberRef = "c-friend"
		wantKind(t, "the friend takes it back", s.TakeBackRefusal(t.Context(), r.ID, "why", own), models.Denied)
	})
}

func TestOfARefusalAndAReleaseAtOnceOneHappens(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		second := s.staff(t, "second", models.RoleAdmin)
		r := s.eligible(t)
		pay, err := s.RequestPayment(t.Context(), r.ID, maker)
		if err != nil {
			t.Fatal(err)
		}
		no, err := s.RequestRefusal(t.Context(), program.RefusalRequest{ReferralID: r.ID, Reason: program.RefusalMisuse, Why: "why"}, maker)
		if err != nil {
			t.Fatal(err)
		}
		errs := make([]error, 20)
		race(len(errs), func(i int) {
			if i%2 == 0 {
				_, errs[i] = s.Approve(t.Context(), pay.ID, pay.PayloadSHA256, checker)
			} else {
				_, errs[i] = s.Approve(t.Context(), no.ID, no.PayloadSHA256, second)
			}
		})
		ok := 0
		for _, err := range errs {
			if err == nil {
				ok++
			} else if models.KindOf(err) != models.Conflict {
				t.Errorf("error %v, want a conflict", err)
			}
		}
		state := s.referral(t, models.Member{Keys: models.Keys{ID: r.AcceptorMemberID}}).State
		if ok != 1 || !slices.Contains([]models.State{models.StateApproved, models.StateClosing}, state) {
			t.Errorf("%d happened and the referral is %s, want one of the two", ok, state)
		}
		reserved, payable := s.count(t, "SELECT count(*) FROM reward_legs WHERE status = 'reserved'"), s.count(t, "SELECT count(*) FROM reward_legs WHERE status = 'payable'")
		if (state == models.StateApproved) != (payable == 2) || reserved+payable != 2 {
			t.Errorf("%d legs reserved and %d payable in %s", reserved, payable, state)
		}
	})
}

func TestNobodyActsOnANeighboursReferral(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		w := newWorld(t, db)
		garden, orchard := w.site(t, "garden"), w.site(t, "orchard")
		r := garden.eligible(t)
		maker := orchard.staff(t, "maker", models.RoleMaker)
		_, err := orchard.RequestRefusal(t.Context(), program.RefusalRequest{ReferralID: r.ID, Reason: program.RefusalMisuse, Why: "why"}, maker)
		wantKind(t, "refusing a neighbour's", err, models.NotFound)
		_, err = orchard.RequestCorrection(t.Context(), program.CorrectionRequest{ReferralID: r.ID, Inviter: "c-inviter", Why: "why"}, maker)
		wantKind(t, "correcting a neighbour's", err, models.NotFound)
		_, err = orchard.RequestRelink(t.Context(), program.RelinkRequest{ReferralID: r.ID, Side: models.SideAcceptor, Number: "c-friend", Why: "why"}, maker)
		wantKind(t, "re-linking a neighbour's", err, models.NotFound)
		orchard.offer(t, 0)
		_, err = orchard.RequestAttach(t.Context(), program.AttachRequest{Inviter: "c-inviter", Friend: "c-friend", Why: "why", Evidence: "form", Terms: true}, maker)
		wantKind(t, "attaching a neighbour's members", err, models.Invalid)
	})
}

func TestOnePersonRefusesWhatTheInstitutionLetsOnePersonDecide(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		threshold int
		alone     bool
	}{"nobody decides alone": {0, false}, "more than one may decide": {4999, false}, "just as much": {5000, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				r, maker := s.eligible(t), s.staff(t, "maker", models.RoleMaker)
				s.exec(t, "UPDATE reward_legs SET status = 'void' WHERE side = 'inviter'") // 5000 are left
				s.exec(t, fmt.Sprintf("UPDATE tenants SET threshold_minor = %d", row.threshold))
				s.Clock.Advance(2 * time.Second)
				tenant, err := s.Store.TenantBySlug(t.Context(), "garden")
				if err != nil {
					t.Fatal(err)
				}
				a, err := s.house.For(tenant).RequestRefusal(t.Context(), program.RefusalRequest{ReferralID: r.ID, Reason: program.RefusalMisuse, Why: "why"}, maker)
				if err != nil {
					t.Fatal(err)
				}
				closing := s.count(t, "SELECT count(*) FROM referrals WHERE state = 'closing' AND close_cause = 'refused'") == 1
				if closing != row.alone || (a.ID == "") != row.alone {
					t.Errorf("closing %v, request %q, want alone %v", closing, a.ID, row.alone)
				}
			})
		})
	}
}
