package handlers

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// BenchmarkForeign asks one institution's staff for the other's referral and for one that nobody has, in turn, and reports
// how long they wait for the same "not found": what lies between the medians is all that an id can be told by.
func BenchmarkForeign(b *testing.B) {
	const pairs = 400
	eachDatabase(b, func(b *testing.B, h *house) {
		h.friend(b, "casey")
		var theirs models.Referral
		err := h.rows(sandbox.Garden).View(b.Context(), func(v *models.View) error {
			m, err := v.MemberBySubject(h.bank.Subject(sandbox.Garden, "casey"))
			if err != nil {
				return err
			}
			theirs, err = v.AcceptorReferral(m.ID)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		k := h.hireAs(b, sandbox.Orchard, "theirs", models.RoleAdmin)
		k.enterConsole()
		for range b.N {
			var foreign, nobodys []time.Duration
			for range pairs {
				for _, turn := range []struct {
					id   string
					took *[]time.Duration
				}{{theirs.ID, &foreign}, {models.NewID(), &nobodys}} {
					began := time.Now()
					k.get(web.ReferralPath(turn.id)).wants(http.StatusNotFound)
					*turn.took = append(*turn.took, time.Since(began))
				}
			}
			median := func(all []time.Duration) float64 {
				slices.Sort(all)
				return float64(all[len(all)/2].Microseconds())
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(median(foreign), "anothers-p50-µs")
			b.ReportMetric(median(nobodys), "nobodys-p50-µs")
			b.ReportMetric(median(foreign)-median(nobodys), "apart-µs")
		}
	})
}
