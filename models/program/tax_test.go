package program_test

import (
	"fmt"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
)

func TestThresholdsAreDataWithASource(t *testing.T) {
	t.Parallel()
	all, err := program.Thresholds()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range all {
		if row.Source == "" || row.Minor <= 0 || row.Currency == "" || row.FromYear == 0 {
			t.Errorf("a row that says too little: %+v", row)
		}
	}
}

// paidBefore plants what a person was paid earlier, under a login.
func (s site) paidBefore(t *testing.T, m models.Member, form string, year int, minor int64) {
	t.Helper()
	id := models.NewID()
	s.exec(t, fmt.Sprintf("INSERT INTO payouts (tenant_id, id, leg_id, payee_id, amount_minor, currency, recorded_by, method, external_ref, idem_key, status, created_at, "+
		"tax_form, tax_year, taxable_minor) SELECT tenant_id, '%s', id, '%s', %d, 'USD', 'x', 'manual', '%s', '%s', 'settled', created_at, '%s', %d, %d FROM reward_legs WHERE status = 'void' LIMIT 1",
		id, m.ID, minor, id, id, form, year, minor))
}

// spare makes legs to hang earlier payments on.
func (s site) spare(t *testing.T, c models.Campaign, n int) {
	t.Helper()
	for i := range n {
		r := s.accepted(t, s.member(t, fmt.Sprintf("spare-%d", i)), s.member(t, fmt.Sprintf("spare-inviter-%d", i)), c)
		s.exec(t, "UPDATE reward_legs SET status = 'void' WHERE referral_id = '"+r.ID+"'")
	}
}

// The thresholds of product.md 2.3, at their edges: the form of the year, each form for itself, both roles and every
// login of a person together.
func TestCrossingAThresholdWaitsForAW9(t *testing.T) {
	t.Parallel()
	type prior struct {
		form  string
		year  int
		minor int64
	}
	for _, row := range []struct {
		name   string
		before []prior
		paidOn string
		held   bool
	}{
		{"far below", []prior{{"MISC", 2026, 10000}}, "2026-12-02", false},
		{"one cent below", []prior{{"MISC", 2026, 194999}}, "2026-12-02", false},
		{"exactly there", []prior{{"MISC", 2026, 195000}}, "2026-12-02", true},
		{"crossed long ago", []prior{{"MISC", 2026, 200000}}, "2026-12-02", false},
		{"another year's", []prior{{"MISC", 2025, 195000}}, "2026-12-02", false},
		{"another form's", []prior{{"INT", 2026, 195000}}, "2026-12-02", false},
		{"failed payments do not count", []prior{{"MISC", 2026, -1}}, "2026-12-02", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				by := s.seats(t)
				c := s.offer(t, 10000000)
				s.spare(t, c, 1)
				inviter := s.member(t, "inviter")
				other := modelstest.Member(t, s.rows, "inviter-again") // the same person under another login
				s.exec(t, "UPDATE members SET person_key = 'person-inviter' WHERE id = '"+other.ID+"'")
				for _, p := range row.before {
					minor := p.minor
					if minor < 0 {
						minor = 195000
					}
					s.paidBefore(t, other, p.form, p.year, minor)
					if p.minor < 0 {
						s.exec(t, "UPDATE payouts SET status = 'failed'")
					}
				}
				r := s.earned(t, "friend", inviter, c)
				_, err := s.RequestPayment(t.Context(), r.ID, by.maker)
				if !row.held {
					if err != nil {
						t.Fatalf("ask: %v", err)
					}
					return
				}
				wantKind(t, "ask", err, models.Conflict)
				if n := s.count(t, "SELECT count(*) FROM holds WHERE kind = 'tax_threshold' AND reason LIKE '%200000%' AND resolved_at IS NULL"); n != 1 {
					t.Fatalf("%d holds on the tax, want 1", n)
				}
				s.resolveHolds(t, r.ID, by.checker)
				if err := s.pay(t, r, by); err != nil {
					t.Errorf("with a W-9 seen: %v", err)
				}
			})
		})
	}
}

func TestTheThresholdOfTheYearOfPaymentCounts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		by := s.seats(t)
		c := s.offer(t, 10000000)
		s.spare(t, c, 1)
		inviter := s.member(t, "inviter")
		s.paidBefore(t, inviter, "MISC", 2027, 195000)
		r := s.earned(t, "friend", inviter, c)
		if err := s.pay(t, r, by); err != nil {
			t.Fatal(err)
		}
		// Released in December, paid in January: the new year's total is the one that it crosses.
		s.Clock.Advance(34 * 24 * time.Hour)
		wantKind(t, "record", s.record(t, r, "CORE-1", "2027-01-04", by), models.Conflict)
		if n := s.count(t, "SELECT count(*) FROM holds WHERE kind = 'tax_threshold' AND side = 'inviter' AND reason LIKE '%200000%in 2027%'"); n != 1 {
			t.Errorf("%d holds on the tax of 2027, want 1", n)
		}
	})
}

func TestAPaymentFreezesItsTax(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		by := s.seats(t)
		c := s.offer(t, 1000000, func(x *models.Terms) { x.TaxFormAcceptor = "NONE" })
		r := s.earned(t, "friend", s.member(t, "inviter"), c)
		if err := s.pay(t, r, by); err != nil {
			t.Fatal(err)
		}
		if err := s.record(t, r, "CORE-1", "2026-12-02", by); err != nil {
			t.Fatal(err)
		}
		for query, want := range map[string]int64{
			"SELECT count(*) FROM payouts WHERE tax_form = 'MISC' AND tax_year = 2026 AND taxable_minor = 5000 AND paid_on = '2026-12-02'": 1,
			"SELECT count(*) FROM payouts WHERE tax_form = 'NONE' AND tax_year = 2026 AND taxable_minor = 0":                               1,
		} {
			if got := s.count(t, query); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
	})
}
