package program_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/models"
)

func TestTheFoldingJobFoldsEveryInstitutionAndChangesNoNumber(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		other := s.world.site(t, "orchard")
		for _, of := range []site{s, other} {
			of.friends(t, 3, of.member(t, "inviter"), of.offer(t, 0, unlimited), toPaid)
		}
		stored := func(of site) int64 {
			return of.count(t, "SELECT count(*) FROM daily_rollup WHERE tenant_id = '"+string(of.Tenant().ID())+"'")
		}
		before := s.overview(t, s.staff(t, "viewer", models.RoleViewer), "")
		rows := [2]int64{stored(s), stored(other)}
		if err := s.house.FoldAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		after := s.overview(t, s.staff(t, "second", models.RoleViewer), "")
		if diff := cmp.Diff([]any{before.Counts, before.Funnel, before.Weeks}, []any{after.Counts, after.Funnel, after.Weeks}); diff != "" {
			t.Errorf("the fold changed what is told (-before +after):\n%s", diff)
		}
		for i, of := range []site{s, other} {
			if now := stored(of); now >= rows[i] {
				t.Errorf("institution %d has %d rows, had %d", i, now, rows[i])
			}
		}
	})
}
