package eligibility

import "testing"

func TestAMemberWhoDidEverythingIsMet(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.rows("chk", append(purchases(5), payrollOf("d1", "2026-01-30", 50000))...)
	got := b.judge()
	if got.Outcome != Met {
		t.Fatalf("outcome %s (%s): %+v", got.Outcome, got.Reason, got.Leaves)
	}
}
