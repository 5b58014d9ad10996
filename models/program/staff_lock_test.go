package program_test

import (
	"testing"
	"time"

	"raf/models"
)

func TestTenWrongTriesShutTheDoorForAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		app, _ := s.enrolled(t, "maya@bank.test", models.RoleMaker)
		working := s.proven(t, "maya@bank.test", s.codeOf(t, app))
		for range models.DoorTries {
			_, err := s.StaffPassword(t.Context(), "maya@bank.test", "a wrong password")
			wantKind(t, "a wrong password", err, models.Denied)
		}
		other := s.another(reopened(t, s.DB)).For(s.Tenant())
		_, err := other.StaffPassword(t.Context(), "maya@bank.test", rightPassword)
		wantKind(t, "the right password at another instance", err, models.Denied)
		if who, err := s.StaffOf(t.Context(), working, ""); err != nil || who.User.Name == "" {
			t.Errorf("a colleague's guesses ended the session: %v", err)
		}
		s.Clock.Advance(30 * time.Second)
		if _, err := s.StaffAtOnce(t.Context(), "maya@bank.test", rightPassword, s.codeOf(t, app), "req"); err != nil {
			t.Errorf("both factors at once: %v", err)
		}
		if _, err := s.StaffPassword(t.Context(), "maya@bank.test", rightPassword); err != nil {
			t.Errorf("after both factors the door is open again: %v", err)
		}
	})
}

func TestTheDoorOpensAgainAfterTheWindow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.enrolled(t, "maya@bank.test", models.RoleMaker)
		for range models.DoorTries {
			_, _ = s.StaffPassword(t.Context(), "maya@bank.test", "a wrong password")
		}
		s.Clock.Advance(models.DoorWindow - time.Second)
		_, err := s.StaffPassword(t.Context(), "maya@bank.test", rightPassword)
		wantKind(t, "a second before its end", err, models.Denied)
		s.Clock.Advance(time.Second)
		if _, err := s.StaffPassword(t.Context(), "maya@bank.test", rightPassword); err != nil {
			t.Errorf("after the window: %v", err)
		}
	})
}

func TestWithBothFactorsAtOnceOneWrongHalfSaysNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		app, _ := s.enrolled(t, "maya@bank.test", models.RoleMaker)
		code := s.codeOf(t, app)
		_, password := s.StaffAtOnce(t.Context(), "maya@bank.test", "a wrong password", code, "req")
		_, second := s.StaffAtOnce(t.Context(), "maya@bank.test", rightPassword, "000000", "req")
		_, nobody := s.StaffAtOnce(t.Context(), "nobody@bank.test", rightPassword, code, "req")
		for what, err := range map[string]error{"password": password, "code": second, "person": nobody} {
			wantKind(t, what, err, models.Denied)
			if err.Error() != password.Error() {
				t.Errorf("a wrong %s answers %q", what, err)
			}
		}
	})
}

// TestAHundredGuessesOfStrangersShutNobodyOut: whoever knows an e-mail can use up the window, never the way in with both
// factors at once, whatever code their forms carried.
func TestAHundredGuessesOfStrangersShutNobodyOut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		app, _ := s.enrolled(t, "maya@bank.test", models.RoleMaker)
		for i := range models.DoorStop + 5 {
			if i%9 == 0 {
				_, err := s.StaffPassword(t.Context(), "maya@bank.test", "a guess")
				wantKind(t, "a guess", err, models.Denied)
			}
			_, err := s.StaffAtOnce(t.Context(), "maya@bank.test", "a guess", "123456", "req")
			wantKind(t, "a guess with a code", err, models.Denied)
		}
		if _, err := s.StaffAtOnce(t.Context(), "maya@bank.test", rightPassword, s.codeOf(t, app), "req"); err != nil {
			t.Errorf("both factors after them: %v", err)
		}
		if n := s.count(t, "SELECT count(*) FROM staff_users WHERE wrong_total = 0 AND failures = 0"); n != 1 {
			t.Error("the second factor did not clear the counts")
		}
	})
}

// TestAHundredCodesWithTheRightPasswordStopForGoodUntilANewLink: that many prove that the password was stolen.
func TestAHundredCodesWithTheRightPasswordStopForGoodUntilANewLink(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		app, _ := s.enrolled(t, "maya@bank.test", models.RoleMaker)
		working := s.proven(t, "maya@bank.test", s.codeOf(t, app))
		s.Clock.Advance(30 * time.Second)
		s.exec(t, "UPDATE staff_users SET wrong_total = 98")
		_, err := s.StaffAtOnce(t.Context(), "maya@bank.test", rightPassword, "12345", "req")
		wantKind(t, "the 99th code", err, models.Denied)
		half, err := s.StaffPassword(t.Context(), "maya@bank.test", rightPassword)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.StaffCode(t.Context(), half, "12345", "req")
		wantKind(t, "the 100th", err, models.Denied)
		_, err = s.StaffCode(t.Context(), half, s.codeOf(t, app), "req")
		wantKind(t, "the right code in the half-open session", err, models.Denied)
		_, err = s.StaffPassword(t.Context(), "maya@bank.test", rightPassword)
		wantKind(t, "the right password", err, models.Denied)
		_, err = s.StaffAtOnce(t.Context(), "maya@bank.test", rightPassword, s.codeOf(t, app), "req")
		wantKind(t, "both factors", err, models.Denied)
		// Whoever is signed in can't be locked out, and their second factor opens the door again.
		if _, err := s.StaffCode(t.Context(), working, s.codeOf(t, app), "req"); err != nil {
			t.Fatalf("the second factor in a session: %v", err)
		}
		if _, err := s.StaffPassword(t.Context(), "maya@bank.test", rightPassword); err != nil {
			t.Errorf("after it: %v", err)
		}
	})
}

func TestTenWrongCodesEndASession(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		app, _ := s.enrolled(t, "maya@bank.test", models.RoleMaker)
		token := s.proven(t, "maya@bank.test", s.codeOf(t, app))
		s.Clock.Advance(30 * time.Second)
		for range models.SessionTries {
			_, err := s.StaffCode(t.Context(), token, "12345", "req")
			wantKind(t, "a wrong code", err, models.Denied)
		}
		_, err := s.StaffCode(t.Context(), token, s.codeOf(t, app), "req")
		wantKind(t, "the right code after ten wrong ones", err, models.Denied)
		_, err = s.StaffOf(t.Context(), token, "")
		wantKind(t, "the session", err, models.Denied)
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'staff.codes_used_up'"); n != 1 {
			t.Errorf("%d rows say why", n)
		}
		if _, err := s.StaffPassword(t.Context(), "maya@bank.test", rightPassword); err != nil {
			t.Errorf("the door is shut for it: %v", err)
		}
	})
}
