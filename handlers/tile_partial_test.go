package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/providers/sandbox"
)

// history writes rows longer than a page: some purchases in it stand where one page ends and the next begins.
func (h *house) history(t *testing.T, who string, purchases int) {
	t.Helper()
	fee := sandbox.Posting{AmountMinor: -1, Type: "FEE", Memo: "FEE"}
	for _, step := range []struct {
		n   int
		row sandbox.Posting
	}{{100, fee}, {purchases, sandbox.Posting{AmountMinor: -23_50, Type: "POS", SubType: "PinDebit", Memo: "SHOP"}}, {499 - purchases, fee}} {
		if err := h.bank.PostMany(sandbox.Garden, who, step.n, step.row); err != nil {
			t.Fatal(err)
		}
	}
}

// saysNotYet are the words of a requirement that is known to be unmet.
func saysNotYet() []string {
	return append(neverSaid(), "0 of 5", "1 of 5", "2 of 5", "3 of 5", "to go")
}

func TestAHistoryOfWhichAPageIsMissingIsNotKnownAndNeverNotYet(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		for _, row := range []struct {
			who   string
			fault sandbox.Fault
		}{
			{"blake", sandbox.Fault{Kind: "second_page"}},
			{"casey", sandbox.Fault{Kind: "second_page_429", RetryAfter: 30}},
			{manyAccounts, sandbox.Fault{Kind: "second_page_truncated"}},
		} {
			b := h.unchecked(t, row.who)
			h.history(t, row.who, 4)
			row.fault.Endpoint = sandbox.OnTransactions
			h.fault(t, sandbox.Garden, row.fault)
			b.check().wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "Not known yet", "not known yet").without(saysNotYet()...)
			b.get(web.PathTile).wants(http.StatusOK, "Not known yet").without(saysNotYet()...)
			if n := h.calls(sandbox.Garden, sandbox.OnTransactions); n == 0 {
				t.Error("no page was asked for")
			}
			h.bank.ClearFaults(sandbox.Garden)
			h.clock.Advance(90 * time.Second)
			b.load(web.PathTile)
			b.check().wantState(http.StatusOK, "acceptor_pending").without("Not known yet")
		}
	})
}

func TestRowsThatShiftBetweenPagesCountOnceEach(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.unchecked(t, "blake")
	h.history(t, "blake", 4)
	for name, shift := range map[string]sandbox.Switches{
		"nothing": {}, "rows come": {RowsInserted: 3}, "rows go": {RowsRemoved: 3}, "more come than a page repeats": {RowsInserted: 40},
	} {
		h.bank.SetSwitches(sandbox.Garden, shift)
		if got := b.check().wantState(http.StatusOK, "acceptor_pending"); !strings.Contains(got.text(), "4 of 5") {
			t.Errorf("%s: %s", name, got.text())
		}
	}
	// Purchases that were read and went while the pages were turned, which the bank does not say, do not count in this check.
	before := h.calls(sandbox.Garden, sandbox.OnTransactions)
	for range 2 {
		if err := h.bank.PostPurchase(sandbox.Garden, "blake", 2350, false); err != nil {
			t.Fatal(err)
		}
	}
	h.bank.SetSwitches(sandbox.Garden, sandbox.Switches{RowsRemoved: 2})
	b.check().wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "4 of 5").without("These facts are from")
	if n := h.calls(sandbox.Garden, sandbox.OnTransactions) - before; n != 4 {
		t.Errorf("%d pages were asked for, want each of two twice", n)
	}
	// More go than a page repeats: some may have slipped through between the pages, so the last facts stay.
	h.bank.SetSwitches(sandbox.Garden, sandbox.Switches{RowsRemoved: 20})
	b.check().wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "4 of 5", "These facts are from")
	if err := h.bank.PostMany(sandbox.Garden, "blake", 60, sandbox.Posting{AmountMinor: -1, Type: "FEE"}); err != nil {
		t.Fatal(err)
	}
	if err := h.bank.PostPurchase(sandbox.Garden, "blake", 2350, false); err != nil {
		t.Fatal(err)
	}
	// The newest row, a purchase, comes back under another id while the pages are turned: it counts, and once.
	h.bank.SetSwitches(sandbox.Garden, sandbox.Switches{RowInactivated: true})
	b.check().wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "5 of 5")
}

func TestAPostedRowWithoutAmountOrDayMakesNothingNotYet(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for who, row := range map[string]sandbox.Posting{
		"blake": {NoAmount: true, Type: "POS", Memo: "SHOP"}, "casey": {AmountMinor: -23_50, NoDate: true, Type: "POS", Memo: "SHOP"},
	} {
		b := h.unchecked(t, who)
		if err := h.bank.Post(sandbox.Garden, who, row); err != nil {
			t.Fatal(err)
		}
		b.check().wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "Not known yet").without(saysNotYet()...)
	}
}

func TestAnAccountWithoutABalanceStillCountsItsRows(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.unchecked(t, "blake")
	if _, err := h.bank.OpenAccount(sandbox.Garden, "blake", sandbox.Account{Name: "Second", SubType: "Checking", NoBalance: true, OriginationDate: h.clock.Now().Format(time.DateOnly),
		Postings: []sandbox.Posting{{AmountMinor: -23_50, At: h.clock.Now(), Type: "POS", Memo: "SHOP"}}}); err != nil {
		t.Fatal(err)
	}
	b.check().wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "1 of 5").without("Not known yet")
}
