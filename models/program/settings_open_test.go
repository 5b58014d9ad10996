package program_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/models"
)

// What settings do to referrals that are under way: nothing. They stand under the terms they were accepted with.
func TestSettingsLeaveReferralsUnderWayAsTheyAre(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, admin := s.offer(t, 1000000), s.staff(t, "admin", models.RoleAdmin)
		friend := s.member(t, "friend")
		s.accepted(t, friend, s.member(t, "inviter"), c)
		r := s.referral(t, friend)
		frozen := *r.Version
		row := s.settings(t)
		row.Timezone, row.SamePerson, row.InviterVisibility = "Pacific/Honolulu", !row.SamePerson, models.VisibilityStage
		checker := s.staff(t, "checker", models.RoleChecker)
		asked, err := s.ChangeSettings(t.Context(), row.Settings, row.Version, admin)
		if err != nil || len(asked) != 1 {
			t.Fatalf("%d requests, %v", len(asked), err)
		}
		if _, err := s.Approve(t.Context(), asked[0].ID, asked[0].PayloadSHA256, checker); err != nil {
			t.Fatal(err)
		}
		if got := s.settings(t); got.Timezone != row.Timezone || got.SamePerson != row.SamePerson {
			t.Fatal("nothing changed: the test proves nothing")
		}
		now := s.referral(t, friend)
		if diff := cmp.Diff(frozen.Terms, now.Version.Terms); diff != "" || now.Version.Terms.Timezone != "America/Chicago" || now.Version.Terms.Visibility != "counts" {
			t.Errorf("the terms changed (-accepted +now):\n%s", diff)
		}
		if now.State != r.State || now.HoldCount != r.HoldCount || now.WindowTo != r.WindowTo || now.NextOn != r.NextOn {
			t.Errorf("it was %s until %s with %d holds and is %s until %s with %d", r.State, r.WindowTo, r.HoldCount, now.State, now.WindowTo, now.HoldCount)
		}
	})
}
