package program_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
)

// BenchmarkOverview reads overviews over 20 institutions with 1,000,000 referrals between them on PostgreSQL (a fiftieth
// of it with -short) and reports the 95th of a hundred readings.
func BenchmarkOverview(b *testing.B) {
	db := kit.Postgres(b, nil)
	house := newWorld(b, db).house
	tenants, each := 20, 50000
	if testing.Short() {
		each /= 50
	}
	var programs []*program.Program
	for i := range tenants {
		t := modelstest.Tenant(b, db.Store, fmt.Sprintf("fi%d", i))
		modelstest.Crowd(b, db, t, each)
		programs = append(programs, house.For(t))
	}
	viewer := program.Staff{User: models.StaffUser{Role: models.RoleMaker}}
	var took []time.Duration
	i := 0
	for b.Loop() {
		begin := time.Now()
		o, err := programs[i%tenants].Overview(b.Context(), viewer, "")
		took = append(took, time.Since(begin))
		if err != nil || o.Counts.Total != int64(each) {
			b.Fatalf("%d referrals, want %d: %v", o.Counts.Total, each, err)
		}
		i++
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}
