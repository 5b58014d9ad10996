package banno

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/providers"
)

const rowsPath = accountsPath + "/a1/transactions"

func window() providers.TransactionQuery {
	return providers.TransactionQuery{
		AccountID: "a1", Kind: providers.KindChecking,
		Since: providers.Date{Year: 2026, Month: 8, Day: 1}, Until: providers.Date{Year: 2026, Month: 8, Day: 31},
	}
}

func row(id string) map[string]any {
	return map[string]any{
		"id": id, "accountId": "a1", "amount": "1.00", "datePosted": "2026-08-15T00:00:00.000Z",
		"pendingStatus": "NoReconciliation", "type": "POS", "memo": "SHOP",
	}
}

func rows(n int) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = row(fmt.Sprintf("r%04d", i))
	}
	return list
}

// history serves rows by offset and limit; change sees the page before it is sent.
func (f *fakeBank) history(all []any, change func(offset int, page map[string]any)) {
	f.set(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != rowsPath {
			return false
		}
		offset, _ := strconv.Atoi(r.FormValue("offset"))
		limit, _ := strconv.Atoi(r.FormValue("limit"))
		from := min(offset, len(all))
		page := map[string]any{"transactions": all[from:min(from+limit, len(all))]}
		if change != nil {
			change(offset, page)
		}
		writeJSON(w, http.StatusOK, page)
		return true
	})
}

func TestRowsSpeakTheContractsWords(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	f.answer(rowsPath, `{"transactions":[
		{"id":"1","accountId":"a1","amount":"1543.00","currency":"USD","datePosted":"2026-08-15T00:00:00.000Z",
		 "date":"2026-08-15T00:00:00.000Z","pendingStatus":"NoReconciliation","type":"ECHECK","memo":"ACME PAYROLL\u0000"},
		{"id":"2","amount":"-3.5","date":"2026-08-31","datePosted":null,"pendingStatus":"Reconciled","type":"POS"},
		{"id":"3","amount":"-9.00","datePosted":null,"pendingStatus":"InstitutionPending","type":"POS"},
		{"id":"4","pendingStatus":"BannoPending","type":"ATM"},
		{"id":"5","amount":"7.00","datePosted":"2026-08-02","pendingStatus":"Settling","type":"POS"},
		{"id":"6","amount":"7.00","datePosted":"2026-08-02","type":"POS"},
		{"id":"7","amount":"half","pendingStatus":"InstitutionPending"},
		{"id":"8","amount":"7.00","datePosted":"2026-07-31","pendingStatus":"NoReconciliation","type":"POS"},
		{"id":"9","amount":"unreadable","datePosted":"2026-09-01","pendingStatus":"NoReconciliation"}]}`)
	got, err := f.bank(t).Transactions(t.Context(), f.access(), window())
	if err != nil {
		t.Fatal(err)
	}
	day := func(d int) providers.Date { return providers.Date{Year: 2026, Month: 8, Day: d} }
	want := []providers.Transaction{
		{ID: "1", Amount: cents(154300), PostedOn: day(15), Kind: providers.TxnACH, Memo: "ACME PAYROLL"},
		{ID: "2", Amount: cents(-350), PostedOn: day(31), Kind: providers.TxnPurchase},
		{ID: "3", Amount: cents(-900), Pending: true, Kind: providers.TxnPurchase},
		{ID: "4", Pending: true, Kind: providers.TxnATM},
		{ID: "5", Amount: cents(700), Pending: true, Kind: providers.TxnPurchase},
		{ID: "6", Amount: cents(700), Pending: true, Kind: providers.TxnPurchase},
		{ID: "7", Pending: true, Kind: providers.TxnOther},
	}
	for i := range want {
		want[i].AccountID, want[i].Currency = "a1", "USD"
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestAPostedRowThatCannotBeReadFailsTheCall(t *testing.T) {
	t.Parallel()
	tests := map[string]func(map[string]any){
		"no amount":               func(r map[string]any) { delete(r, "amount") },
		"amount is null":          func(r map[string]any) { r["amount"] = nil },
		"amount of half a cent":   func(r map[string]any) { r["amount"] = "1.005" },
		"amount with a comma":     func(r map[string]any) { r["amount"] = "1,000.00" },
		"amount as a number":      func(r map[string]any) { r["amount"] = 1.5 },
		"empty amount":            func(r map[string]any) { r["amount"] = "" },
		"no date":                 func(r map[string]any) { delete(r, "datePosted") },
		"a date that is none":     func(r map[string]any) { r["datePosted"] = "yesterday" },
		"no id":                   func(r map[string]any) { delete(r, "id") },
		"another account's row":   func(r map[string]any) { r["accountId"] = "a2" },
		"a currency without name": func(r map[string]any) { r["currency"] = "$" },
		"yen":                     func(r map[string]any) { r["currency"] = "JPY" },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			bad := row("bad")
			change(bad)
			f.history([]any{row("good"), bad}, nil)
			got, err := f.bank(t).Transactions(t.Context(), f.access(), window())
			if kindOf(err) != providers.KindMalformed || got != nil {
				t.Errorf("got %d rows and %v, want malformed", len(got), err)
			}
		})
	}
}

func TestAnAccountWithoutRowsHasNone(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"transactions":[]}`, `{"transactions":null}`, `{"inactivatedTransactionIds":[]}`} {
		f := newFakeBank(t)
		f.answer(rowsPath, body)
		if got, err := f.bank(t).Transactions(t.Context(), f.access(), window()); err != nil || len(got) != 0 {
			t.Errorf("%s: %v, %v, want none", body, got, err)
		}
	}
}

func TestDebtsAreInverted(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind    providers.AccountKind
		account string
		want    int64
	}{
		{providers.KindChecking, "", 100}, {providers.KindLoan, "", -100}, {providers.KindCredit, "", -100},
		{providers.KindUnknownAccount, "", 100}, {providers.KindUnknownAccount, "Debt", -100},
		{providers.KindCredit, "Line of Credit", -100}, {providers.KindChecking, "Deposit", 100},
	}
	for _, tt := range tests {
		f := newFakeBank(t)
		f.history(rows(1), func(_ int, page map[string]any) {
			page["account"] = map[string]any{"accountType": tt.account}
		})
		q := window()
		q.Kind = tt.kind
		got, err := f.bank(t).Transactions(t.Context(), f.access(), q)
		if err != nil {
			t.Fatal(err)
		}
		if *got[0].Amount != tt.want {
			t.Errorf("%s (%q): %d, want %d", tt.kind, tt.account, *got[0].Amount, tt.want)
		}
	}
}
