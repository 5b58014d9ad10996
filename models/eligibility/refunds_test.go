package eligibility

import "testing"

func TestRefundsTakePurchasesBack(t *testing.T) {
	t.Parallel()
	refund := func(id, on string, amount int64) Posting { return purchaseOf(id, on, amount) }
	waiting := refund("r", "2026-01-25", 1000)
	waiting.Pending = true
	other := refund("r", "2026-01-25", 1000)
	other.Currency = "EUR"
	for _, row := range []struct {
		name string
		rows []Posting
		want int64
	}{
		{"of the same amount", []Posting{refund("r", "2026-01-25", 1000)}, 4},
		{"of part of the amount", []Posting{refund("r", "2026-01-25", 400)}, 4},
		{"one each", []Posting{refund("r", "2026-01-25", 1000), refund("s", "2026-01-25", 900)}, 3},
		{"never below nothing", []Posting{refund("1", "2026-01-25", 1), refund("2", "2026-01-25", 1), refund("3", "2026-01-25", 1),
			refund("4", "2026-01-25", 1), refund("5", "2026-01-25", 1), refund("6", "2026-01-25", 1)}, 0},
		{"but not one that is smaller than the refund", []Posting{refund("r", "2026-01-25", 1001)}, 5},
		{"but first one that does not count anyway", []Posting{purchaseOf("small", "2026-01-25", -250), refund("r", "2026-01-26", 250)}, 5},
		{"but not from before the window", []Posting{refund("r", "2026-01-11", 1000)}, 5},
		{"but not while they are pending", []Posting{waiting}, 5},
		{"but not in another currency", []Posting{other}, 5},
		{"but not by a small purchase outside the window", []Posting{purchaseOf("small", "2026-01-11", -250), refund("r", "2026-01-26", 250)}, 4},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.rows("chk", append(purchases(5), row.rows...)...)
			leaf := b.leaf(t, "cards")
			if leaf.Progress != row.want {
				t.Errorf("got %d purchases, want %d: %+v", leaf.Progress, row.want, leaf.Evidence)
			}
			if len(leaf.Evidence) != 5+len(row.rows) {
				t.Errorf("%d rows kept", len(leaf.Evidence))
			}
			refunded := int64(0)
			for _, evidence := range leaf.Evidence {
				if evidence.Why == ReasonRefunded {
					refunded++
				}
			}
			if refunded != 5-row.want {
				t.Errorf("%d purchases say that they were refunded", refunded)
			}
		})
	}
}

func TestARefundOnOneAccountTakesNothingFromAnother(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.rows("chk", purchases(5)...)
	b.also(AccountChecking, StandingGood, minor(0))
	b.rows("also", purchaseOf("r", "2026-01-25", 1000))
	if leaf := b.leaf(t, "cards"); leaf.Result != Met {
		t.Errorf("got %s with %d", leaf.Result, leaf.Progress)
	}
}
