package program_test

import (
	"testing"
	"time"

	"raf/models"
	"raf/models/program"
)

// lookingOn admits somebody of the platform and signs them in.
func (s site) lookingOn(t *testing.T, hours int) (token string) {
	t.Helper()
	link, _, err := s.AdmitOperator(t.Context(), program.Admission{Email: "dana@platform.test", Name: "Dana", Reason: "Ticket 12", Hours: hours}, models.Actor{Kind: models.ActorSystem, ID: "command"})
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.BeginEnrolment(t.Context(), link)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.FinishEnrolment(t.Context(), link, e.Offer, rightPassword, s.codeOf(t, e.Secret)); err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(30 * time.Second)
	return s.proven(t, "dana@platform.test", s.codeOf(t, e.Secret))
}

func TestALookEndsByTheClockSessionsToo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		token := s.lookingOn(t, 1)
		who, err := s.StaffOf(t.Context(), token, "")
		if err != nil || !who.LooksOn() || !who.May(program.ActRead) || !who.May(program.ActSeeHouse) || who.May(program.ActExport) {
			t.Fatalf("%s: %v", who.User.Role, err)
		}
		for range 5 {
			s.Clock.Advance(10 * time.Minute)
			if err := s.Seen(t.Context(), who); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.StaffOf(t.Context(), token, ""); err != nil {
			t.Fatalf("after fifty minutes: %v", err)
		}
		s.Clock.Advance(10*time.Minute - 30*time.Second)
		_, err = s.StaffOf(t.Context(), token, "")
		wantKind(t, "after the hour", err, models.Denied)
		_, err = s.StaffPassword(t.Context(), "dana@platform.test", rightPassword)
		wantKind(t, "signing in again", err, models.Denied)
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'operator.admitted' AND diff LIKE '%Ticket 12%'"); n != 1 {
			t.Errorf("%d audit rows name the reason", n)
		}
	})
}

func TestAnAdminEndsALookAtOnceAndTheNextOneBeginsAnew(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		admin, token := s.staff(t, "admin", models.RoleAdmin), s.lookingOn(t, 8)
		who, err := s.StaffOf(t.Context(), token, "")
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.ChangeRole(t.Context(), s.as(t, who), models.RoleViewer, admin)
		wantKind(t, "a role for an operator", err, models.Invalid)
		_, err = s.NewLink(t.Context(), s.as(t, who), admin)
		wantKind(t, "a link for an operator", err, models.Denied)
		if _, err := s.Disable(t.Context(), s.as(t, who), admin); err != nil {
			t.Fatal(err)
		}
		_, err = s.StaffOf(t.Context(), token, "")
		wantKind(t, "after it was ended", err, models.Denied)
		if again, err := s.StaffOf(t.Context(), s.lookingOn(t, 2), ""); err != nil || again.User.ID != who.User.ID {
			t.Errorf("the next look: %v", err)
		}
	})
}

func TestALookIsBounded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.staff(t, "maya", models.RoleMaker)
		good := program.Admission{Email: "dana@platform.test", Name: "Dana", Reason: "Ticket 12", Hours: 8}
		for field, spoil := range map[string]func(*program.Admission){
			"hours":  func(a *program.Admission) { a.Hours = 9 },
			"hours ": func(a *program.Admission) { a.Hours = 0 },
			"reason": func(a *program.Admission) { a.Reason = " " },
			"email":  func(a *program.Admission) { a.Email = "Dana <dana@platform.test>" },
			"name":   func(a *program.Admission) { a.Name = "\u202e" },
		} {
			in := good
			spoil(&in)
			_, _, err := s.AdmitOperator(t.Context(), in, models.Actor{Kind: models.ActorSystem})
			wantKind(t, field, err, models.Invalid)
		}
		taken := good
		taken.Email = "maya@bank.test"
		_, _, err := s.AdmitOperator(t.Context(), taken, models.Actor{Kind: models.ActorSystem})
		wantKind(t, "one of their own", err, models.Conflict)
		if n := s.count(t, "SELECT count(*) FROM staff_users WHERE role = 'operator'"); n != 0 {
			t.Errorf("%d operators", n)
		}
	})
}
