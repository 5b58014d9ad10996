package program_test

import (
	"errors"
	"testing"

	"raf/models"
	"raf/models/program"
)

// TestWhoGetsPaidIsChangedByTwo: a time zone moves the day on which caps and tax years end, and without the same-person
// rule one person is rewarded under two logins.
func TestWhoGetsPaidIsChangedByTwo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		admin := s.staff(t, "admin", models.RoleAdmin)
		change := func(f func(*models.Settings), by program.Staff) ([]models.ApprovalRequest, error) {
			row := s.settings(t)
			f(&row.Settings)
			return s.ChangeSettings(t.Context(), row.Settings, row.Version, by)
		}
		off := func(n *models.Settings) { n.SamePerson = false }
		zone := func(n *models.Settings) { n.Timezone = "Pacific/Honolulu" }
		both := func(n *models.Settings) { n.Name, n.ThresholdMinor = "Anew", 2500; off(n); zone(n) }
		before := s.settings(t)
		for what, f := range map[string]func(*models.Settings){"off": off, "zone": zone} {
			if _, err := change(f, admin); !errors.Is(err, program.ErrNobodyDecides) {
				t.Errorf("%s, with nobody else: %v", what, err)
			}
		}
		if now := s.settings(t); now.Version != before.Version {
			t.Error("something was saved")
		}
		checker := s.staff(t, "checker", models.RoleChecker)
		asked, err := change(both, admin)
		if err != nil || len(asked) != 2 {
			t.Fatalf("%d requests, %v", len(asked), err)
		}
		if now := s.settings(t); now.Name != "Anew" || !now.SamePerson || now.Timezone != before.Timezone || now.ThresholdMinor != before.ThresholdMinor {
			t.Errorf("before anybody agreed: %+v", now.Settings)
		}
		for _, a := range asked {
			_, err := s.Approve(t.Context(), a.ID, a.PayloadSHA256, admin)
			wantKind(t, "who asked agrees", err, models.Denied)
			if _, err := s.Approve(t.Context(), a.ID, a.PayloadSHA256, checker); err != nil {
				t.Fatal(err)
			}
		}
		if now := s.settings(t); now.SamePerson || now.Timezone != "Pacific/Honolulu" || now.ThresholdMinor != 2500 || now.ChangedBy != checker.User.ID {
			t.Errorf("after: %+v by %s", now.Settings, now.ChangedBy)
		}
		if asked, err = change(func(n *models.Settings) { n.SamePerson = true }, admin); err != nil || len(asked) != 0 || !s.settings(t).SamePerson {
			t.Errorf("switched on by one: %d requests, %v", len(asked), err)
		}
		asked, err = change(off, admin)
		if err != nil || len(asked) != 1 {
			t.Fatalf("%d requests, %v", len(asked), err)
		}
		s.exec(t, "UPDATE tenants SET timezone = 'America/Denver'")
		_, err = s.Approve(t.Context(), asked[0].ID, asked[0].PayloadSHA256, checker)
		wantKind(t, "of a zone that has changed since", err, models.Conflict)
		again, err := change(off, admin)
		if err != nil || len(again) != 1 {
			t.Fatalf("%d requests, %v", len(again), err)
		}
		_, err = s.Approve(t.Context(), asked[0].ID, asked[0].PayloadSHA256, checker)
		wantKind(t, "a request that was asked anew", err, models.Conflict)
	})
}
