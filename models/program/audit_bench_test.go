package program_test

import (
	"testing"

	"raf/models"
	"raf/models/modelstest"
)

// BenchmarkWalk walks a sealed trail of 50,000 rows (a tenth of it with -short) from its first row, on both databases, and
// reports how many rows a second hold.
func BenchmarkWalk(b *testing.B) {
	rows := 50_000
	if testing.Short() {
		rows /= 10
	}
	for name, db := range map[string]func() modelstest.DB{
		"sqlite": func() modelstest.DB { return modelstest.SQLite(b, nil) }, "postgres": func() modelstest.DB { return kit.Postgres(b, nil) },
	} {
		b.Run(name, func(b *testing.B) {
			store := db().Store
			ts := store.For(modelstest.Tenant(b, store, "garden"))
			err := ts.InTx(b.Context(), func(tx *models.Tx) error {
				for range rows {
					if err := tx.Audit(models.Actor{Kind: models.ActorSystem}, "test.done", "thing", "x", nil, map[string]any{"state": "eligible"}); err != nil {
						return err
					}
				}
				_, err := tx.SealAudit(rows + 1)
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
			n := 0
			for b.Loop() {
				err := ts.View(b.Context(), func(v *models.View) error {
					check, err := v.VerifyAudit()
					if check.Break != nil || check.Rows != int64(rows)+1 {
						b.Fatalf("%+v", check)
					}
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
				n++
			}
			b.ReportMetric(float64(n)*float64(rows)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
