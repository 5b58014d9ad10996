package banno

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"raf/providers"
)

func TestPagesAreFollowedToTheEnd(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 499, 500, 501, 994, 995, 996, 1700} {
		f := newFakeBank(t)
		f.history(rows(n), nil)
		got, err := f.bank(t).Transactions(t.Context(), f.access(), window())
		if err != nil || len(got) != n {
			t.Errorf("%d rows: got %d, %v", n, len(got), err)
		}
	}
}

func TestASmallerCapOfTheBankIsNotTheEnd(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	f.history(rows(250), func(_ int, page map[string]any) {
		list := page["transactions"].([]any)
		page["transactions"], page["limit"] = list[:min(100, len(list))], 100
	})
	if got, err := f.bank(t).Transactions(t.Context(), f.access(), window()); err != nil || len(got) != 250 {
		t.Errorf("got %d rows, %v, want 250", len(got), err)
	}
}

func TestRowsThatMoveBetweenPagesAreNeitherLostNorDoubled(t *testing.T) {
	t.Parallel()
	base := rows(700)
	tests := []struct {
		name  string
		later []any
		again bool // the pages are turned under each reading
		want  providers.Kind
		count int
		calls int
	}{
		{"rows came in front", append([]any{row("new1"), row("new2")}, base...), false, "", 700, 2},
		{"three rows left", base[3:], false, "", 697, 4}, // none of the three counts
		{"a row left, and another came", append([]any{row("new1")}, base[1:]...), false, "", 700, 2},
		{"three rows leave at each reading", base[3:], true, providers.KindMalformed, 0, 4},
		{"ten rows left", base[10:], false, providers.KindMalformed, 0, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			f.history(base, func(offset int, page map[string]any) {
				if offset > 0 || f.count(rowsPath) > 2 && !tt.again {
					page["transactions"] = tt.later[offset:min(offset+500, len(tt.later))]
				}
			})
			got, err := f.bank(t).Transactions(t.Context(), f.access(), window())
			if n := f.count(rowsPath); n != tt.calls {
				t.Errorf("%d pages were asked for, want %d", n, tt.calls)
			}
			if tt.want != "" {
				if kindOf(err) != tt.want || got != nil {
					t.Errorf("got %d rows, %v, want %s", len(got), err, tt.want)
				}
				return
			}
			if err != nil || len(got) != tt.count {
				t.Errorf("got %d rows, %v, want %d", len(got), err, tt.count)
			}
		})
	}
}

func TestALaterCopyOfARowWinsAndInactivatedRowsAreOut(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	all := rows(600)
	f.history(all, func(offset int, page map[string]any) {
		if offset == 0 {
			if f.count(rowsPath) > 2 { // by now the bank says so on each page
				page["inactivatedTransactionIds"] = []string{"r0000"}
			}
			return
		}
		changed := row("r0495")
		changed["amount"] = "2.00"
		page["transactions"] = append([]any{changed}, page["transactions"].([]any)[1:]...)
		page["inactivatedTransactionIds"] = []string{"r0000"}
	})
	got, err := f.bank(t).Transactions(t.Context(), f.access(), window())
	if err != nil || len(got) != 599 {
		t.Fatalf("got %d rows, %v, want 599", len(got), err)
	}
	for _, r := range got {
		if r.ID == "r0000" || r.ID == "r0495" && *r.Amount != 200 {
			t.Errorf("row %s = %d", r.ID, *r.Amount)
		}
	}
}

func TestRowsThatAreReplacedUnderEachReadingAreNotKnown(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	f.history(rows(600), func(offset int, page map[string]any) {
		if offset > 0 {
			page["inactivatedTransactionIds"] = []string{"r0000"}
		}
	})
	got, err := f.bank(t).Transactions(t.Context(), f.access(), window())
	if kindOf(err) != providers.KindMalformed || got != nil {
		t.Errorf("got %d rows, %v, want malformed", len(got), err)
	}
	if n := f.count(rowsPath); n != 4 {
		t.Errorf("%d pages were read, want two readings of two", n)
	}
}

func TestABankThatIgnoresTheOffsetDoesNotHoldUsForEver(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ step, calls int }{"the same page for ever": {0, 2}, "new rows for ever": {5, maxPages}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			f.set(func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != rowsPath {
					return false
				}
				list := make([]any, 10)
				begin := tt.step * (f.count(rowsPath) - 1)
				for i := range list {
					list[i] = row(strconv.Itoa(begin + i))
				}
				writeJSON(w, http.StatusOK, map[string]any{"transactions": list, "limit": len(list)})
				return true
			})
			if _, err := f.bank(t).Transactions(t.Context(), f.access(), window()); kindOf(err) != providers.KindMalformed {
				t.Errorf("error = %v, want malformed", err)
			}
			if got := f.count(rowsPath); got != tt.calls {
				t.Errorf("%d pages, want %d", got, tt.calls)
			}
		})
	}
}

func TestAPageThatIsTooLargeIsAskedForInParts(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	all := rows(600)
	for _, r := range all {
		r.(map[string]any)["notes"] = strings.Repeat("n", 4000)
	}
	f.history(all, nil)
	if got, err := f.bank(t).Transactions(t.Context(), f.access(), window()); err != nil || len(got) != 600 {
		t.Errorf("got %d rows, %v, want 600", len(got), err)
	}
}

func TestTheWindowCoversBothMidnights(t *testing.T) {
	t.Parallel()
	chicago := time.FixedZone("UTC-5", -5*3600)
	sydney := time.FixedZone("UTC+10", 10*3600)
	for _, tt := range []struct {
		zone         *time.Location
		since, until string
	}{
		{nil, "2026-08-01T00:00:00Z", "2026-09-01T00:00:00Z"},
		{chicago, "2026-08-01T00:00:00Z", "2026-09-01T05:00:00Z"},
		{sydney, "2026-07-31T14:00:00Z", "2026-09-01T00:00:00Z"},
	} {
		f := newFakeBank(t)
		var got []string
		f.set(func(w http.ResponseWriter, r *http.Request) bool {
			got = []string{r.FormValue("since"), r.FormValue("until"), r.FormValue("offset"), r.FormValue("limit")}
			writeJSON(w, http.StatusOK, map[string]any{})
			return true
		})
		q := window()
		q.Zone = tt.zone
		if _, err := f.bank(t).Transactions(t.Context(), f.access(), q); err != nil {
			t.Fatal(err)
		}
		if want := []string{tt.since, tt.until, "0", "500"}; !slices.Equal(got, want) {
			t.Errorf("zone %v: asked %v, want %v", tt.zone, got, want)
		}
	}
}

func TestAQueryWithoutAWindowIsNotSent(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*providers.TransactionQuery){
		"no account": func(q *providers.TransactionQuery) { q.AccountID = "" },
		"a path":     func(q *providers.TransactionQuery) { q.AccountID = ".." },
		"no since":   func(q *providers.TransactionQuery) { q.Since = providers.Date{} },
		"no until":   func(q *providers.TransactionQuery) { q.Until = providers.Date{} },
		"backwards":  func(q *providers.TransactionQuery) { q.Since, q.Until = q.Until, q.Since },
	}
	for name, change := range tests {
		f := newFakeBank(t)
		q := window()
		change(&q)
		if _, err := f.bank(t).Transactions(t.Context(), f.access(), q); kindOf(err) != providers.KindMalformed {
			t.Errorf("%s: %v, want malformed", name, err)
		}
		if f.total() != 0 {
			t.Errorf("%s: the bank was asked", name)
		}
	}
}

func TestARowsKindComesFromItsTypeAndElseItsSubtype(t *testing.T) {
	t.Parallel()
	tests := []struct {
		typ, sub string
		want     providers.TransactionKind
	}{
		{"POS", "PinDebit", providers.TxnPurchase}, {"POS", "", providers.TxnPurchase}, {"ATM", "PinDebit", providers.TxnATM},
		{"CHECK", "", providers.TxnCheck}, {"ECHECK", "EFT", providers.TxnACH}, {"ONLINE", "", providers.TxnACH},
		{"TRANSFER", "EFT", providers.TxnTransfer}, {"FEE", "", providers.TxnFee}, {"INTEREST", "", providers.TxnInterest},
		{"TAX", "", providers.TxnOther}, {"UNKNOWN", "EFT", providers.TxnACH}, {"UNKNOWN", "PinDebit", providers.TxnPurchase},
		{"UNKNOWN", "Undefined", providers.TxnOther}, {"", "", providers.TxnOther}, {"BARTER", "PinDebit", providers.TxnOther},
	}
	for _, tt := range tests {
		w := wireTransaction{Type: providers.Text(tt.typ), SubType: providers.Text(tt.sub)}
		if got := transactionKind(w); got != tt.want {
			t.Errorf("%s/%s = %s, want %s", tt.typ, tt.sub, got, tt.want)
		}
	}
}
