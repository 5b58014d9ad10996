package models_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
)

func TestTheTrailIsNarrowedAndTurnedLikeAList(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		ts := db.Store.For(modelstest.Tenant(t, db.Store, "garden"))
		start := db.Clock.Now()
		for i := range 120 {
			db.Clock.Advance(time.Minute)
			by := models.Actor{Kind: []models.ActorKind{models.ActorStaff, models.ActorSecond, models.ActorMember}[i%3], ID: fmt.Sprint("p", i%3), RequestID: fmt.Sprint("r", i)}
			write(t, ts, func(tx *models.Tx) error {
				return tx.Audit(by, []string{"referral.approved", "referrals.listed", "hold.opened", "staff.invited"}[i%4], "referral", fmt.Sprint("s", i%5), nil, nil)
			})
		}
		ids := func(f models.AuditFilter) (pages []int, seen map[string]bool) {
			seen = map[string]bool{}
			read(t, ts, func(v *models.View) error {
				cursor := ""
				for {
					page, err := v.ListAudit(f, cursor)
					if err != nil {
						return err
					}
					last := models.Instant{}
					for _, r := range page.Rows {
						if seen[r.ID] || !last.IsZero() && r.At.After(last.Time) {
							t.Errorf("row %s twice or out of order", r.ID)
						}
						seen[r.ID], last = true, r.At
					}
					pages = append(pages, len(page.Rows))
					if page.Newer != "" {
						newer, err := v.ListAudit(f, page.Newer)
						if err != nil || len(newer.Rows) != models.PageSize || newer.Older == "" {
							t.Errorf("back: %d rows, %v", len(newer.Rows), err)
						}
					}
					if cursor = page.Older; cursor == "" {
						break
					}
				}
				if n, err := v.CountAudit(f); err != nil || int(n) != len(seen) {
					t.Errorf("counted %d, listed %d: %v", n, len(seen), err)
				}
				all := 0
				whole, err := v.ExportAudit(f, "")
				if all = len(whole.Rows); err != nil || whole.Older != "" || all != len(seen) {
					t.Errorf("exported %d of %d: %v", all, len(seen), err)
				}
				return err
			})
			return pages, seen
		}
		for name, c := range map[string]struct {
			f    models.AuditFilter
			want []int
		}{
			"all":                       {models.AuditFilter{}, []int{50, 50, 21}},
			"a group":                   {models.AuditFilter{Actions: []string{"referral."}}, []int{30}},
			"an action and a group":     {models.AuditFilter{Actions: []string{"staff.invited", "hold."}}, []int{50, 10}},
			"staff, alone or second":    {models.AuditFilter{ActorKind: models.ActorStaff}, []int{50, 30}},
			"one person":                {models.AuditFilter{ActorKind: models.ActorMember, ActorID: "p2"}, []int{40}},
			"one subject":               {models.AuditFilter{Subject: "s1"}, []int{24}},
			"from":                      {models.AuditFilter{From: start.Add(111 * time.Minute)}, []int{10}},
			"to":                        {models.AuditFilter{To: start.Add(10 * time.Minute)}, []int{10}},
			"a search by request":       {models.AuditFilter{Search: &models.AuditSearch{IDs: []string{"r7"}}}, []int{1}},
			"a search of two kinds":     {models.AuditFilter{Search: &models.AuditSearch{IDs: []string{"s1"}, Actions: []string{"hold."}}}, []int{48}},
			"a search narrowed besides": {models.AuditFilter{Subject: "s0", Search: &models.AuditSearch{IDs: []string{"p1", "s1"}}}, []int{8}},
			"a search for nothing":      {models.AuditFilter{Search: &models.AuditSearch{}}, []int{0}},
		} {
			if got, _ := ids(c.f); !cmp.Equal(got, c.want) {
				t.Errorf("%s: pages of %v, want %v", name, got, c.want)
			}
		}
		for _, cursor := range []string{"x", "o.", "o.%%", "o." + strings.Repeat("a", 99), "n.MjAyNi0xMi0wMnwx"} {
			err := ts.View(t.Context(), func(v *models.View) error { _, err := v.ListAudit(models.AuditFilter{}, cursor); return err })
			if models.KindOf(err) != models.Invalid {
				t.Errorf("cursor %q: error = %v, want invalid", cursor, err)
			}
		}
	})
}
