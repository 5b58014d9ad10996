package program_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
)

// TestAWrongFirstFactorCostsOneHashWhoeverIsMeant: how long the door takes tells whether an e-mail is staff, if it hashes
// for some and not for others (security.md, H2). What is counted here is timed by BenchmarkDoor.
func TestAWrongFirstFactorCostsOneHashWhoeverIsMeant(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.enrolled(t, "maya@bank.test", models.RoleMaker)
		s.enrolled(t, "gone@bank.test", models.RoleMaker)
		s.exec(t, "UPDATE staff_users SET status = 'disabled' WHERE email = 'gone@bank.test'")
		if _, err := s.InviteStaff(t.Context(), "invited@bank.test", "I", models.RoleViewer, "", models.Actor{Kind: models.ActorSystem}); err != nil {
			t.Fatal(err)
		}
		fresh := s.another(s.Store) // a process that has just begun
		p := fresh.For(s.Tenant())
		for _, email := range []string{"nobody@bank.test", "maya@bank.test", "invited@bank.test", "gone@bank.test", ""} {
			for _, both := range []bool{false, true} {
				before := fresh.Hashes()
				var err error
				if both {
					_, err = p.StaffAtOnce(t.Context(), email, "wrong", "123456", "")
				} else {
					_, err = p.StaffPassword(t.Context(), email, "wrong")
				}
				wantKind(t, email, err, models.Denied)
				if n := fresh.Hashes() - before; n != 1 {
					t.Errorf("%q, both factors %v: %d passwords were hashed, want 1", email, both, n)
				}
			}
		}
		for range models.DoorTries { // shut out, and still one
			_, _ = p.StaffPassword(t.Context(), "maya@bank.test", "wrong")
		}
		before := fresh.Hashes()
		_, err := p.StaffPassword(t.Context(), "maya@bank.test", rightPassword)
		if wantKind(t, "shut out", err, models.Denied); fresh.Hashes()-before != 1 {
			t.Errorf("of somebody shut out %d passwords were hashed", fresh.Hashes()-before)
		}
	})
}

// BenchmarkDoor times wrong passwords for an e-mail that is staff and for one that nobody has, in turn, and reports the
// medians of both and how far apart they are.
func BenchmarkDoor(b *testing.B) {
	w := newWorld(b, kit.Postgres(b, nil))
	s := site{world: w}
	t := modelstest.Tenant(b, w.Store, "garden")
	s.Program, s.rows = w.house.For(t), w.Store.For(t)
	if _, err := s.InviteStaff(b.Context(), "known@bank.test", "K", models.RoleViewer, "", models.Actor{Kind: models.ActorSystem}); err != nil {
		b.Fatal(err)
	}
	var known, unknown []time.Duration
	for i := 0; b.Loop(); i++ {
		for _, turn := range []struct {
			email string
			took  *[]time.Duration
		}{{"known@bank.test", &known}, {fmt.Sprintf("nobody%d@bank.test", i), &unknown}} {
			begin := time.Now()
			_, err := s.StaffPassword(b.Context(), turn.email, "wrong")
			*turn.took = append(*turn.took, time.Since(begin))
			if models.KindOf(err) != models.Denied {
				b.Fatal(err)
			}
		}
		w.Clock.Advance(time.Hour) // nobody is shut out
	}
	ms := func(all []time.Duration) float64 {
		slices.Sort(all)
		return float64(all[len(all)/2].Microseconds()) / 1000
	}
	b.ReportMetric(ms(known), "known-p50-ms")
	b.ReportMetric(ms(unknown), "unknown-p50-ms")
	b.ReportMetric(ms(known)-ms(unknown), "apart-ms")
}
