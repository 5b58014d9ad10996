package eligibility

import "testing"

func TestAReversalTakesADepositBack(t *testing.T) {
	t.Parallel()
	back := func(on, memo string, amount int64) Posting {
		row := payrollOf("back", on, amount)
		row.Memo = memo
		return row
	}
	waiting, check := back("2026-01-22", "ACME PAYROLL REVERSAL", -30000), back("2026-01-22", "PAYROLL REVERSAL", -30000)
	waiting.Pending, check.Kind = true, PostingCheck
	for _, row := range []struct {
		name string
		rows []Posting
		want int64
	}{
		{"that says so", []Posting{back("2026-01-22", "ACH REVERSAL 0122", -30000)}, 30000},
		{"that says payroll again", []Posting{back("2026-01-22", "ACME PAYROLL 0131", -30000)}, 30000},
		{"on the same day", []Posting{back("2026-01-20", "RETURN", -30000)}, 30000},
		{"on the last day it can be one", []Posting{back("2026-02-05", "REVERSED", -30000)}, 30000},
		{"but not a day later", []Posting{back("2026-02-06", "REVERSED", -30000)}, 60000},
		{"but not from before the deposit", []Posting{back("2026-01-19", "REVERSAL", -30000)}, 60000},
		{"but not of another amount", []Posting{back("2026-01-22", "REVERSAL", -29999)}, 60000},
		{"but not money that merely leaves", []Posting{back("2026-01-22", "CITY WATER", -30000)}, 60000},
		{"but not while it is pending", []Posting{waiting}, 60000},
		{"but not by a check", []Posting{check}, 60000},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.rows("chk", append([]Posting{payrollOf("one", "2026-01-20", 30000), payrollOf("two", "2026-01-25", 30000)}, row.rows...)...)
			leaf := b.leaf(t, "payroll")
			if leaf.Progress != row.want || (leaf.Result == Met) != (row.want >= leaf.Target) {
				t.Errorf("got %d and %s, want %d: %+v", leaf.Progress, leaf.Result, row.want, leaf.Evidence)
			}
			reversed := 0
			for _, evidence := range leaf.Evidence {
				if evidence.Why == ReasonReversed {
					reversed++
				}
			}
			if reversed != int((60000-row.want)/30000) {
				t.Errorf("%d deposits say that they were taken back", reversed)
			}
		})
	}
}

func TestTwoReversalsTakeTwoDepositsBackAndOneNoMoreThanOne(t *testing.T) {
	t.Parallel()
	for n, want := range []int64{90000, 60000, 30000, 0} {
		b := setup(t)
		rows := []Posting{payrollOf("1", "2026-01-20", 30000), payrollOf("2", "2026-01-21", 30000), payrollOf("3", "2026-01-22", 30000)}
		for i := range n {
			back := payrollOf("r"+string(rune('a'+i)), "2026-01-25", -30000)
			rows = append(rows, back)
		}
		b.rows("chk", rows...)
		if leaf := b.leaf(t, "payroll"); leaf.Progress != want {
			t.Errorf("%d reversals leave %d, want %d", n, leaf.Progress, want)
		}
	}
}

func TestAReversalOnOneAccountTakesNothingFromAnother(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.rows("chk", payrollOf("one", "2026-01-20", 50000))
	b.also(AccountChecking, StandingGood, minor(0))
	b.rows("also", payrollOf("back", "2026-01-22", -50000))
	if leaf := b.leaf(t, "payroll"); leaf.Result != Met {
		t.Errorf("got %s with %d", leaf.Result, leaf.Progress)
	}
}
