package program_test

import (
	"strings"
	"testing"
	"time"

	"raf/models"
)

// TestWhoeverOpenedALinkFirstDoesNotHoldTheSecondFactor: an admin sees the link of whoever they invite. What they saw
// behind it is worth nothing once the person has enrolled, and the person reads that it was opened before.
func TestWhoeverOpenedALinkFirstDoesNotHoldTheSecondFactor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		token, err := s.InviteStaff(t.Context(), "maya@bank.test", "Maya", models.RoleMaker, "", models.Actor{Kind: models.ActorSystem})
		if err != nil {
			t.Fatal(err)
		}
		if u, err := s.Invited(t.Context(), token); err != nil || !u.InviteOpenedAt.IsZero() {
			t.Errorf("looking at the link opened it: %v, %v", u.InviteOpenedAt, err)
		}
		admin, err := s.BeginEnrolment(t.Context(), token)
		if err != nil || !admin.Before.IsZero() {
			t.Fatalf("the first opening: before %v, %v", admin.Before, err)
		}
		opened := s.Clock.Now()
		s.Clock.Advance(time.Minute)
		maya, err := s.BeginEnrolment(t.Context(), token)
		if err != nil || !maya.Before.Equal(opened) {
			t.Fatalf("the second opening: before %v, %v", maya.Before, err)
		}
		if maya.Secret == admin.Secret || maya.Offer == admin.Offer {
			t.Fatal("both were shown the same secret")
		}
		if again, err := s.ResumeEnrolment(t.Context(), token, maya.Offer); err != nil || again.Secret != maya.Secret {
			t.Errorf("the form came back with another secret, %v", err)
		}
		_, err = s.FinishEnrolment(t.Context(), token, maya.Offer, rightPassword, s.codeOf(t, admin.Secret))
		wantKind(t, "a code of the other opening", err, models.Invalid)
		if _, err := s.FinishEnrolment(t.Context(), token, maya.Offer, rightPassword, s.codeOf(t, maya.Secret)); err != nil {
			t.Fatal(err)
		}
		s.Clock.Advance(30 * time.Second)
		_, err = s.StaffAtOnce(t.Context(), "maya@bank.test", rightPassword, s.codeOf(t, admin.Secret), "req")
		wantKind(t, "the admin's secret at the door", err, models.Denied)
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'staff.link_opened'"); n != 2 {
			t.Errorf("%d openings are on record", n)
		}
	})
}

func TestAnOfferIsGoodForItsLinkOnly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		var tokens, offers, apps []string
		for _, name := range []string{"maya", "noor"} {
			token, err := s.InviteStaff(t.Context(), name+"@bank.test", name, models.RoleMaker, "", models.Actor{Kind: models.ActorSystem})
			if err != nil {
				t.Fatal(err)
			}
			e, err := s.BeginEnrolment(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			tokens, offers, apps = append(tokens, token), append(offers, e.Offer), append(apps, e.Secret)
		}
		for name, offer := range map[string]string{"of another link": offers[1], "none": "", "cut": offers[0][:20], "made up": strings.Repeat("A", 80), "NUL": "\x00"} {
			_, err := s.FinishEnrolment(t.Context(), tokens[0], offer, rightPassword, s.codeOf(t, apps[1]))
			wantKind(t, name, err, models.NotFound)
		}
	})
}

// TestAUsedRecoveryCodeIsToldToItsPerson: a second factor that somebody else used must not be found in the log alone.
func TestAUsedRecoveryCodeIsToldToItsPerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		app, recovery := s.enrolled(t, "maya@bank.test", models.RoleMaker)
		if len(recovery) != 10 || len(recovery[0]) != len("K7PM-3QXD-4RND-8YLC") {
			t.Fatalf("%d codes such as %q", len(recovery), recovery[0])
		}
		s.proven(t, "maya@bank.test", s.codeOf(t, app))
		token := s.proven(t, "maya@bank.test", recovery[2])
		who, err := s.StaffOf(t.Context(), token, "")
		if err != nil || !who.User.RecoveryAt.Equal(s.Clock.Now()) {
			t.Errorf("used at %v, %v", who.User.RecoveryAt, err)
		}
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'staff.recovery_used'"); n != 1 {
			t.Errorf("%d uses are on record", n)
		}
	})
}
