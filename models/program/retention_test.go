package program_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
)

// keeps is how many rows an institution has of each kind that does not last.
func (s site) keeps(t *testing.T) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	for _, table := range []string{"signin_flows", "sessions", "staff_sessions", "bank_grants"} {
		all[table] = s.count(t, "SELECT count(*) FROM "+table+" WHERE tenant_id = '"+string(s.Tenant().ID())+"'")
	}
	return all
}

// visited leaves one row of each kind, and the grant of a friend whose referral is under way.
func (s site) visited(t *testing.T) models.Referral {
	t.Helper()
	app, _ := s.enrolled(t, "maya@bank.test", models.RoleMaker)
	s.proven(t, "maya@bank.test", s.codeOf(t, app))
	inviter := s.signedIn(t, "inviter").Member
	s.bank.knows("code-friend", person("friend"))
	friend := s.signedIn(t, "friend").Member
	s.exec(t, "UPDATE members SET person_key = id WHERE tenant_id = '"+string(s.Tenant().ID())+"'") // two people
	s.begin(t, "state-left")
	friend.PersonKey = friend.ID
	return s.accepted(t, friend, inviter, s.offer(t, 1000000))
}

func TestRowsAreForgottenWhenTheirTimeIsOverAndNotBefore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		other := s.world.site(t, "orchard")
		r := s.visited(t)
		other.visited(t)
		all := map[string]int64{"signin_flows": 1, "sessions": 2, "staff_sessions": 1, "bank_grants": 2}
		wait := func(d time.Duration, want map[string]int64) {
			t.Helper()
			s.Clock.Advance(d)
			if err := s.house.ForgetOld(t.Context()); err != nil {
				t.Fatal(err)
			}
			for name, institution := range map[string]site{"garden": s, "orchard": other} {
				if diff := cmp.Diff(want, institution.keeps(t)); diff != "" {
					t.Errorf("%s after %v more (-want +got):\n%s", name, d, diff)
				}
			}
		}
		wait(0, all)
		wait(time.Hour, all) // the attempt has been over for less than an hour
		all["signin_flows"] = 0
		wait(15*time.Minute, all)
		wait(22*time.Hour, all)
		all["bank_grants"] = 1 // the inviter's; the friend's referral wants to be asked about
		wait(time.Hour, all)
		wait(29*24*time.Hour, all)
		all["staff_sessions"] = 0
		wait(8*time.Hour, all)
		all["sessions"] = 0
		wait(4*time.Hour+time.Hour, all)
		s.exec(t, "UPDATE referrals SET state = 'expired' WHERE id = '"+r.ID+"'")
		if err := s.house.ForgetOld(t.Context()); err != nil {
			t.Fatal(err)
		}
		if mine, theirs := s.keeps(t)["bank_grants"], other.keeps(t)["bank_grants"]; mine != 0 || theirs != 1 {
			t.Errorf("%d and %d grants: the friend's is kept while the referral is under way, and no longer", mine, theirs)
		}
	})
}

func TestOneJobForgetsMoreThanOneBatch(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		for range 1200 {
			id := models.NewID()
			s.exec(t, "INSERT INTO signin_flows (tenant_id, id, state_hash, browser_hash, place, blob, created_at, expires_at) VALUES ('"+string(s.Tenant().ID())+"', '"+id+"', '"+id+
				"', 'b', 'card', 'x', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')")
		}
		if err := s.house.ForgetOld(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := s.keeps(t)["signin_flows"]; n != 0 {
			t.Errorf("%d flows are left", n)
		}
	})
}
