package program_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/hotp"

	"raf/models"
	"raf/models/program"
)

const rightPassword = "a long enough password"

// enrolled invites a person and walks the one-time link; it returns the app's secret and the recovery codes.
func (s site) enrolled(t *testing.T, email string, role models.Role) (app string, recovery []string) {
	t.Helper()
	token, err := s.InviteStaff(t.Context(), email, "Maya Ortiz", role, "", models.Actor{Kind: models.ActorSystem, ID: "operator"})
	if err != nil {
		t.Fatal(err)
	}
	app, recovery = s.enrol(t, token)
	s.Clock.Advance(30 * time.Second) // the next time step
	return app, recovery
}

// enrol walks a one-time link to its end.
func (s site) enrol(t *testing.T, token string) (app string, recovery []string) {
	t.Helper()
	e, err := s.BeginEnrolment(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	recovery, err = s.FinishEnrolment(t.Context(), token, e.Offer, rightPassword, s.codeOf(t, e.Secret))
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.FinishEnrolment(t.Context(), token, e.Offer, rightPassword, s.codeOf(t, e.Secret))
	wantKind(t, "the link a second time", err, models.NotFound)
	return e.Secret, recovery
}

func (s site) codeOf(t *testing.T, app string) string {
	t.Helper()
	code, err := hotp.GenerateCode(app, uint64(s.Clock.Now().Unix()/30))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// proven signs a person in with both factors.
func (s site) proven(t *testing.T, email, code string) string {
	t.Helper()
	token, err := s.StaffPassword(t.Context(), email, rightPassword)
	if err != nil {
		t.Fatal(err)
	}
	if token, err = s.StaffCode(t.Context(), token, code, "req"); err != nil {
		t.Fatal(err)
	}
	return token
}

func TestStaffSignInNeedsBothFactorsAndEachCodeOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		app, recovery := s.enrolled(t, "Maya@Bank.test", models.RoleMaker)
		half, err := s.StaffPassword(t.Context(), "maya@bank.test", rightPassword)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.StaffOf(t.Context(), half, "")
		wantKind(t, "a session with the password alone", err, models.Denied)
		code := s.codeOf(t, app)
		whole, err := s.StaffCode(t.Context(), half, code, "req")
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.StaffOf(t.Context(), half, "")
		wantKind(t, "the token from before the second factor", err, models.Denied)
		if who, err := s.StaffOf(t.Context(), whole, ""); err != nil || who.User.Name != "Maya Ortiz" || !s.Fresh(who) {
			t.Errorf("signed in as %+v, %v", who.User, err)
		}
		again, err := s.StaffPassword(t.Context(), "maya@bank.test", rightPassword)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.StaffCode(t.Context(), again, code, "req")
		wantKind(t, "the same code again", err, models.Denied)
		used := s.proven(t, "maya@bank.test", strings.ToLower(recovery[3]))
		if _, err := s.StaffOf(t.Context(), used, ""); err != nil {
			t.Errorf("a recovery code did not sign in: %v", err)
		}
		again, _ = s.StaffPassword(t.Context(), "maya@bank.test", rightPassword)
		_, err = s.StaffCode(t.Context(), again, recovery[3], "req")
		wantKind(t, "a recovery code twice", err, models.Denied)
	})
}

func TestWrongFirstFactorsLookAlike(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.enrolled(t, "maya@bank.test", models.RoleMaker)
		var texts []string
		for email, password := range map[string]string{"maya@bank.test": "wrong", "nobody@bank.test": rightPassword, "": "", "MAYA@bank.test ": strings.Repeat("x", 100_000)} {
			_, err := s.StaffPassword(t.Context(), email, password)
			wantKind(t, email, err, models.Denied)
			texts = append(texts, err.Error())
		}
		for _, text := range texts {
			if text != texts[0] {
				t.Errorf("answers differ: %q and %q", texts[0], text)
			}
		}
	})
}

func TestStaffSessionsEnd(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(t *testing.T, s site, who program.Staff){
		"a quarter of an hour without a request": func(_ *testing.T, s site, _ program.Staff) { s.Clock.Advance(models.StaffIdle) },
		"eight hours of work": func(t *testing.T, s site, who program.Staff) {
			for range 8 * 6 {
				s.Clock.Advance(10 * time.Minute)
				if err := s.Seen(t.Context(), who); err != nil {
					t.Fatal(err)
				}
			}
		},
		"the person is disabled": func(t *testing.T, s site, who program.Staff) {
			s.exec(t, "UPDATE staff_users SET status = 'disabled' WHERE id = '"+who.User.ID+"'")
		},
		"signing out": func(t *testing.T, s site, who program.Staff) {
			if err := s.SignOutStaff(t.Context(), who); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				app, _ := s.enrolled(t, "maya@bank.test", models.RoleMaker)
				token := s.proven(t, "maya@bank.test", s.codeOf(t, app))
				who, err := s.StaffOf(t.Context(), token, "")
				if err != nil {
					t.Fatal(err)
				}
				end(t, s, who)
				_, err = s.StaffOf(t.Context(), token, "")
				wantKind(t, name, err, models.Denied)
			})
		})
	}
}

func TestTheSecondFactorIsFreshForFiveMinutes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		app, _ := s.enrolled(t, "maya@bank.test", models.RoleMaker)
		token := s.proven(t, "maya@bank.test", s.codeOf(t, app))
		s.Clock.Advance(models.StaffFresh)
		who, err := s.StaffOf(t.Context(), token, "")
		if err != nil || s.Fresh(who) {
			t.Fatalf("after five minutes fresh = %v, %v", s.Fresh(who), err)
		}
		if token, err = s.StaffCode(t.Context(), token, s.codeOf(t, app), "req"); err != nil {
			t.Fatal(err)
		}
		if who, err = s.StaffOf(t.Context(), token, ""); err != nil || !s.Fresh(who) {
			t.Errorf("after a new code fresh = %v, %v", s.Fresh(who), err)
		}
	})
}

func TestAnEnrolmentIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		token, err := s.InviteStaff(t.Context(), "maya@bank.test", "Maya", models.RoleMaker, "", models.Actor{Kind: models.ActorSystem})
		if err != nil {
			t.Fatal(err)
		}
		e, err := s.BeginEnrolment(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		for field, in := range map[string][2]string{"password": {"short", s.codeOf(t, e.Secret)}, "code": {rightPassword, "12345"}} {
			_, err := s.FinishEnrolment(t.Context(), token, e.Offer, in[0], in[1])
			if wantKind(t, field, err, models.Invalid); err != nil && err.Error() != "invalid: "+field {
				t.Errorf("error %v names no field %s", err, field)
			}
		}
		s.Clock.Advance(73 * time.Hour)
		_, err = s.BeginEnrolment(t.Context(), token)
		wantKind(t, "the link after three days", err, models.NotFound)
	})
}
