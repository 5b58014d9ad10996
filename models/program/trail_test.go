package program_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/riverqueue/river"

	"raf/models"
	"raf/models/program"
)

func TestOneSealingJobSealsMoreThanOneBatch(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		err := s.rows.InTx(t.Context(), func(tx *models.Tx) (err error) {
			for range 450 {
				err = errors.Join(err, tx.Audit(models.Actor{Kind: models.ActorSystem, ID: "test"}, "test.done", "thing", "x", nil, nil))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.SealTrail(t.Context()); err != nil {
			t.Fatal(err)
		}
		if c := check(t, s.rows); c.Rows != 451 || c.Waiting != 0 || c.Break != nil {
			t.Errorf("%+v, want 451 sealed rows and none waiting", c)
		}
	})
}

func TestAWalkThatIsNotOverIsTheSameJobsAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.house.WalkStep = 2
		s.sealed(t, 40)
		for turn := range 3 {
			err := s.house.WalkTurn(t.Context(), s.Tenant().ID())
			var again *river.JobSnoozeError
			if over := !errors.As(err, &again); over != (turn == 2) || over && err != nil {
				t.Errorf("turn %d ended with %v", turn, err)
			}
		}
	})
}

func TestAnExportIsNewestFirstHoweverTheListIsSorted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, inviter := s.offer(t, 1000000), s.member(t, "inviter")
		var want []string
		for range 3 {
			r := s.friends(t, 1, inviter, c, nil)[0]
			s.Clock.Advance(time.Second) // apart, so that their order is known
			want = append([]string{r.ID}, want...)
		}
		s.exec(t, "UPDATE referrals SET friend_name = 'zoe', amount_minor = 1 WHERE id = '"+want[1]+"'")
		for _, sort := range []models.ReferralSort{{By: models.ByAmount}, {By: models.ByFriend, Up: true}} {
			var got []string
			_, err := s.ExportReferrals(t.Context(), models.ReferralFilter{Sort: sort}, s.staff(t, "admin-"+sort.By, models.RoleAdmin), func(page program.ReferralsPage) error {
				for _, r := range page.Rows {
					got = append(got, r.ID)
				}
				return nil
			})
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("by %s: %v (-want +got):\n%s", sort.By, err, diff)
			}
		}
	})
}

func TestAnExportWhoseBrowserIsGoneIsWrittenDownAsBrokenOff(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.friends(t, 2, s.member(t, "inviter"), s.offer(t, 1000000), nil)
		ctx, gone := context.WithCancel(t.Context())
		done, err := s.ExportReferrals(ctx, models.ReferralFilter{}, s.staff(t, "admin", models.RoleAdmin), func(program.ReferralsPage) error {
			gone()
			return ctx.Err()
		})
		if !errors.Is(err, context.Canceled) || done.Complete {
			t.Errorf("got %+v, %v", done, err)
		}
		rows := s.dump(t, "audit_log")
		end := slices.IndexFunc(rows, func(row string) bool { return strings.Contains(row, "referrals.exported") })
		if end < 0 || !slices.ContainsFunc(rows, func(row string) bool { return strings.Contains(row, "referrals.export_begun") }) {
			t.Errorf("the trail tells\n%s", strings.Join(rows, "\n"))
		}
	})
}
