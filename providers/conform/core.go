package conform

import (
	"cmp"
	"slices"
	"testing"

	"raf/providers"
)

func refreshCore(t testing.TB, f Fixture) error {
	t.Helper()
	bank, ok := f.Bank.(providers.CoreRefresher)
	if !ok {
		t.Fatal("the bank under test can't ask its core")
	}
	return bank.RefreshCore(t.Context(), f.Access)
}

func testCore(t testing.TB, f Fixture) {
	id := f.Core.Write()
	told := func() bool {
		rows, err := f.Bank.Transactions(t.Context(), f.Access, f.Core.Query)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(rows, func(r providers.Transaction) bool { return r.ID == id })
	}
	if told() {
		t.Error("the row was told before the core was asked; the test shows nothing")
	}
	if err := refreshCore(t, f); err != nil {
		t.Fatal(err)
	}
	if !told() {
		t.Error("the refresh ended, and the row is not there")
	}
}

func testStalledCore(t testing.TB, f Fixture) {
	f.Core.Stall()
	bounded(t, cmp.Or(f.perCall, perCore), func() { wantFailure(t, f, 0, refreshCore(t, f), providers.KindDown) })
}

func coreFaultTest(fault Fault) func(testing.TB, Fixture) {
	return func(t testing.TB, f Fixture) {
		f.Break(fault)
		wantFailure(t, f, 0, refreshCore(t, f), kinds()[fault])
	}
}
