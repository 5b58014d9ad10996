package program_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"raf/models"
	"raf/models/program"
)

func TestWhoIsDisabledDuringAPaymentIsRefused(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(t *testing.T, other *program.Program, in program.StaffChange, admin program.Staff) error{
		"disabled": func(t *testing.T, other *program.Program, in program.StaffChange, admin program.Staff) error {
			_, err := other.Disable(t.Context(), in, admin)
			return err
		},
		"another role": func(t *testing.T, other *program.Program, in program.StaffChange, admin program.Staff) error {
			_, err := other.ChangeRole(t.Context(), in, models.RoleViewer, admin)
			return err
		},
		"signed out everywhere": func(t *testing.T, other *program.Program, in program.StaffChange, admin program.Staff) error {
			_, err := other.EndSessions(t.Context(), in, admin)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				other := s.another(reopened(t, s.DB)).For(s.Tenant())
				r, maker, admin := s.eligible(t), s.staff(t, "maker", models.RoleMaker), s.staff(t, "admin", models.RoleAdmin)
				app, _ := s.enrolled(t, "chris@bank.test", models.RoleChecker)
				token := s.proven(t, "chris@bank.test", s.codeOf(t, app))
				checker, err := s.StaffOf(t.Context(), token, "") // the request has begun
				if err != nil {
					t.Fatal(err)
				}
				asked, err := s.RequestPayment(t.Context(), r.ID, maker)
				if err != nil {
					t.Fatal(err)
				}
				if err := end(t, other, s.as(t, checker), admin); err != nil {
					t.Fatal(err)
				}
				_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, checker)
				wantKind(t, "release", err, models.Denied)
				_, err = s.Refuse(t.Context(), asked.ID, asked.PayloadSHA256, "no", checker)
				wantKind(t, "refuse", err, models.Denied)
				if n := s.count(t, "SELECT count(*) FROM referrals WHERE state = 'eligible'"); n != 1 {
					t.Error("the referral moved")
				}
				if who, err := other.StaffOf(t.Context(), token, ""); err == nil && who.May(program.ActRelease) {
					t.Error("the session goes on with the old rights")
				}
			})
		})
	}
}

func TestAMakerWhoBecameCheckerReleasesNothingOfTheirOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, admin, checker := s.eligible(t), s.staff(t, "admin", models.RoleAdmin), s.staff(t, "checker", models.RoleChecker)
		maya := s.staff(t, "maya", models.RoleMaker)
		asked, err := s.RequestPayment(t.Context(), r.ID, maya)
		if err != nil {
			t.Fatal(err)
		}
		role, err := s.ChangeRole(t.Context(), s.as(t, maya), models.RoleChecker, admin)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Approve(t.Context(), role.Asked.ID, role.Asked.PayloadSHA256, checker); err != nil {
			t.Fatal(err)
		}
		maya.User = s.person(t, maya.User.ID)
		if !maya.May(program.ActRelease) {
			t.Fatal("she is no checker: the test proves nothing")
		}
		_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, maya)
		wantKind(t, "her own request", err, models.Denied)
		if _, err := s.raw.ExecContext(t.Context(), "UPDATE approval_requests SET status = 'approved', decided_at = requested_at, decided_by = '"+maya.User.ID+"' WHERE id = '"+asked.ID+"'"); err == nil {
			t.Error("the database let her decide")
		}
	})
}

// TestSigningSomebodyOutWaitsForWhatTheyHaveUnderWay: whoever is signed out while a release of theirs runs is signed out
// after it; no release can end behind that.
func TestSigningSomebodyOutWaitsForWhatTheyHaveUnderWay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		other, admin, checker := s.another(reopened(t, s.DB)).For(s.Tenant()), s.staff(t, "admin", models.RoleAdmin), s.staff(t, "checker", models.RoleChecker)
		in := s.as(t, checker)
		err := s.rows.InTx(t.Context(), func(tx *models.Tx) error {
			if _, err := tx.HoldStaff(checker.User.ID); err != nil { // what every write of a person begins with
				return err
			}
			soon, done := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer done()
			if _, err := other.EndSessions(soon, in, admin); err == nil {
				t.Error("the sessions ended in the middle of it")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := other.EndSessions(t.Context(), in, admin); err != nil {
			t.Errorf("after it: %v", err)
		}
	})
}

func TestAReleaseAndADisablingAtOnceEndInOrder(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		other := s.another(reopened(t, s.DB)).For(s.Tenant())
		r, maker, admin, checker := s.eligible(t), s.staff(t, "maker", models.RoleMaker), s.staff(t, "admin", models.RoleAdmin), s.staff(t, "checker", models.RoleChecker)
		asked, err := s.RequestPayment(t.Context(), r.ID, maker)
		if err != nil {
			t.Fatal(err)
		}
		in := s.as(t, checker)
		var wg sync.WaitGroup
		var released, disabled error
		wg.Go(func() { _, released = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, checker) })
		wg.Go(func() { _, disabled = other.Disable(t.Context(), in, admin) })
		wg.Wait()
		if disabled != nil {
			t.Errorf("disable: %v", disabled)
		}
		if released != nil && models.KindOf(released) != models.Denied {
			t.Errorf("release: %v", released)
		}
		moved := s.count(t, "SELECT count(*) FROM referrals WHERE state = 'approved'") == 1
		if moved != (released == nil) {
			t.Errorf("the referral moved: %v, and the answer was %v", moved, released)
		}
	})
}
