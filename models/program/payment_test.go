package program_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
)

// staff adds an active person with a role.
func (s site) staff(t *testing.T, name string, role models.Role) program.Staff {
	t.Helper()
	var u models.StaffUser
	err := s.rows.InTx(t.Context(), func(tx *models.Tx) (err error) {
		u, err = tx.AddStaff(models.StaffUser{Email: name + "@bank.test", Name: name, Role: role, MemberRef: models.NoAccount, InviteHash: name}, models.Actor{Kind: models.ActorSystem})
		if err != nil {
			return err
		}
		return tx.Enrol(u, "hash", []byte("app"), 0, models.JSON("[]"))
	})
	if err != nil {
		t.Fatal(err)
	}
	return program.Staff{User: u, RequestID: "req"}
}

// eligible is a referral that has met everything.
func (s site) eligible(t *testing.T) models.Referral {
	t.Helper()
	c := s.offer(t, 1000000)
	friend := s.member(t, "friend")
	r := s.accepted(t, friend, s.member(t, "inviter"), c)
	s.exec(t, "UPDATE referrals SET state = 'eligible' WHERE id = '"+r.ID+"'")
	return s.referral(t, friend)
}

func wantKind(t *testing.T, what string, err error, want models.Kind) {
	t.Helper()
	if err == nil || models.KindOf(err) != want {
		t.Errorf("%s: error = %v, want %s", what, err, want)
	}
}

func TestTwoPeopleReleaseAndRecordAPayment(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, maker, checker := s.eligible(t), s.staff(t, "maker", models.RoleMaker), s.staff(t, "checker", models.RoleChecker)
		asked, err := s.RequestPayment(t.Context(), r.ID, maker)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.RequestPayment(t.Context(), r.ID, maker)
		wantKind(t, "a second request", err, models.Conflict)
		if _, err := s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, checker); err != nil {
			t.Fatal(err)
		}
		_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, checker)
		wantKind(t, "a second release", err, models.Conflict)
		paid, err := s.RequestMarkPaid(t.Context(), program.MarkPaidRequest{ReferralID: r.ID, Reference: "CORE-1", PaidOn: "2026-12-02"}, maker)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Approve(t.Context(), paid.ID, paid.PayloadSHA256, checker); err != nil {
			t.Fatal(err)
		}
		for query, want := range map[string]int64{
			"SELECT count(*) FROM referrals WHERE state = 'paid'":                                                       1,
			"SELECT count(*) FROM reward_legs WHERE status = 'settled'":                                                 2,
			"SELECT count(*) FROM payouts WHERE status = 'settled' AND recorded_by = '" + checker.User.ID + "'":         2,
			"SELECT count(*) FROM audit_log WHERE action = 'referral.approve' AND actor_id = '" + checker.User.ID + "'": 1,
			"SELECT count(*) FROM audit_log WHERE action = 'referral.settle'":                                           1,
			"SELECT count(*) FROM referral_events WHERE to_state IN ('approved', 'paid')":                               2,
		} {
			if got := s.count(t, query); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
	})
}

func TestNobodyPaysAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, maker, viewer := s.eligible(t), s.staff(t, "maker", models.RoleMaker), s.staff(t, "viewer", models.RoleViewer)
		_, err := s.RequestPayment(t.Context(), r.ID, viewer)
		wantKind(t, "a viewer asks", err, models.Denied)
		asked, err := s.RequestPayment(t.Context(), r.ID, maker)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, maker)
		wantKind(t, "a maker releases", err, models.Denied)
		// The same person with another role by now: the approval itself and the database still say no.
		s.exec(t, "UPDATE staff_users SET role = 'checker' WHERE id = '"+maker.User.ID+"'")
		both := maker
		both.User.Role = models.RoleChecker
		_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, both)
		wantKind(t, "the requester releases as checker", err, models.Denied)
		if n := s.count(t, "SELECT count(*) FROM referrals WHERE state = 'eligible'"); n != 1 {
			t.Error("the referral moved")
		}
	})
}

func TestWhatChangedSinceItWasAskedForIsNotReleased(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(t *testing.T, s site, r models.Referral, maker program.Staff){
		"a leg went away": func(t *testing.T, s site, r models.Referral, _ program.Staff) {
			s.exec(t, "UPDATE reward_legs SET status = 'void' WHERE side = 'inviter' AND referral_id = '"+r.ID+"'")
		},
		"a hold was opened": func(t *testing.T, s site, r models.Referral, maker program.Staff) {
			if err := s.rows.InTx(t.Context(), func(tx *models.Tx) error {
				return tx.OpenHold(r, "staff", "look at this", models.Actor{Kind: models.ActorStaff, ID: maker.User.ID})
			}); err != nil {
				t.Fatal(err)
			}
		},
		"a day has passed": func(_ *testing.T, s site, _ models.Referral, _ program.Staff) { s.Clock.Advance(models.ApprovalLife) },
		"it was refused": func(t *testing.T, s site, r models.Referral, _ program.Staff) {
			other := s.staff(t, "other", models.RoleChecker)
			s.exec(t, "UPDATE approval_requests SET status = 'refused', decided_by = '"+other.User.ID+"', decided_at = requested_at")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				r, maker, checker := s.eligible(t), s.staff(t, "maker", models.RoleMaker), s.staff(t, "checker", models.RoleChecker)
				asked, err := s.RequestPayment(t.Context(), r.ID, maker)
				if err != nil {
					t.Fatal(err)
				}
				change(t, s, r, maker)
				_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, checker)
				wantKind(t, "release", err, models.Conflict)
				_, err = s.Approve(t.Context(), asked.ID, "another hash", checker)
				wantKind(t, "release of something else", err, models.Conflict)
				if n := s.count(t, "SELECT count(*) FROM referrals WHERE state = 'eligible'"); n != 1 {
					t.Error("the referral moved")
				}
			})
		})
	}
}

// TestAReferenceRecordsOnePayment also where the two have no leg of one side in common.
func TestAReferenceRecordsOnePayment(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		by := s.seats(t)
		inviter := s.member(t, "inviter")
		one := s.earned(t, "one", inviter, s.offer(t, 1000000, func(x *models.Terms) { x.InviterMinor = 0 }))
		s.exec(t, "UPDATE campaigns SET status = 'ended'")
		two := s.earned(t, "two", inviter, s.offer(t, 1000000, func(x *models.Terms) { x.AcceptorMinor = 0 }))
		ask := func(r models.Referral, reference string) (models.ApprovalRequest, error) {
			return s.RequestMarkPaid(t.Context(), program.MarkPaidRequest{ReferralID: r.ID, Reference: reference, PaidOn: "2026-12-02"}, by.maker)
		}
		var asked []models.ApprovalRequest
		for _, r := range []models.Referral{one, two} {
			if err := s.pay(t, r, by); err != nil {
				t.Fatal(err)
			}
			a, err := ask(r, "Core-1")
			if err != nil {
				t.Fatal(err)
			}
			asked = append(asked, a)
		}
		if _, err := s.Approve(t.Context(), asked[0].ID, asked[0].PayloadSHA256, by.checker); err != nil {
			t.Fatal(err)
		}
		_, err := s.Approve(t.Context(), asked[1].ID, asked[1].PayloadSHA256, by.checker)
		wantKind(t, "the same reference again", err, models.Conflict)
		if n := s.count(t, "SELECT count(*) FROM payouts"); n != 1 {
			t.Errorf("%d payouts, want 1", n)
		}
		if _, err := s.Refuse(t.Context(), asked[1].ID, asked[1].PayloadSHA256, "Another reference.", by.checker); err != nil {
			t.Fatal(err)
		}
		if _, err := ask(two, "CORE-1"); models.KindOf(err) != models.Invalid || !strings.Contains(err.Error(), "reference:taken") {
			t.Errorf("a reference that is used, in capitals: %v, want it told at its field", err)
		}
	})
}

func TestAPaymentIsNotRecordedBeforeItsRelease(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, by := s.eligible(t), s.seats(t)
		if err := s.pay(t, r, by); err != nil {
			t.Fatal(err)
		}
		for day, want := range map[string]string{"2026-12-01": "paid_on:before_release", "1999-01-02": "paid_on:before_release", "2026-12-03": "paid_on"} {
			_, err := s.RequestMarkPaid(t.Context(), program.MarkPaidRequest{ReferralID: r.ID, Reference: "CORE-1", PaidOn: day}, by.maker)
			if models.KindOf(err) != models.Invalid || !strings.HasSuffix(err.Error(), want) {
				t.Errorf("paid on %s: %v, want %s", day, err, want)
			}
		}
	})
}

func TestOfManyReleasesAtOnceByTwoProcessesOnePays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, maker, checker := s.eligible(t), s.staff(t, "maker", models.RoleMaker), s.staff(t, "checker", models.RoleChecker)
		asked, err := s.RequestPayment(t.Context(), r.ID, maker)
		if err != nil {
			t.Fatal(err)
		}
		houses := []*program.Program{s.Program, s.another(reopened(t, s.DB)).For(s.Tenant())}
		var mu sync.Mutex
		outcomes := map[models.Kind]int{}
		race(200, func(i int) {
			_, err := houses[i%2].Approve(t.Context(), asked.ID, asked.PayloadSHA256, checker)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				outcomes[""]++
			} else {
				outcomes[models.KindOf(err)]++
			}
		})
		if outcomes[""] != 1 || outcomes[models.Conflict] != 199 {
			t.Errorf("outcomes = %v, want one release and 199 conflicts", outcomes)
		}
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'referral.approve'"); n != 1 {
			t.Errorf("%d audit rows of the release, want 1", n)
		}
	})
}

// reopened is a second store on the same database, as another process has it.
func reopened(t *testing.T, db modelstest.DB) *models.Store {
	t.Helper()
	store, err := models.Open(db.Config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func TestAPaymentOfTomorrowOrWithoutReferenceIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker := s.staff(t, "maker", models.RoleMaker)
		tomorrow := s.Clock.Now().Add(48 * time.Hour).Format(time.DateOnly)
		for field, in := range map[string]program.MarkPaidRequest{
			"reference": {ReferralID: "x", Reference: " ", PaidOn: "2026-12-01"},
			"paid_on":   {ReferralID: "x", Reference: "A", PaidOn: tomorrow},
		} {
			_, err := s.RequestMarkPaid(t.Context(), in, maker)
			if wantKind(t, field, err, models.Invalid); err != nil && err.Error() != "invalid: "+field {
				t.Errorf("error %v names no field %s", err, field)
			}
		}
	})
}
