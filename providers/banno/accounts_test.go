package banno

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/providers"
)

const accountsPath = apiPath + "/users/" + testSubject + "/accounts"

// answer makes the fake bank answer one path with a body.
func (f *fakeBank) answer(path, body string) {
	f.set(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != path {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(body))
		return true
	})
}

func cents(n int64) *int64 { return &n }

func TestAccountsSpeakTheContractsWords(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	f.answer(accountsPath, `{"accounts":[
		{"id":"a1","name":"Everyday   Checking","numbers":"x4821","accountType":"Deposit","accountSubType":"Checking",
		 "accountStatus":"Active","balance":"1517.25","availableBalance":"1990.00","originationDate":"2026-08-03",
		 "fetchedDate":"2026-09-01T12:00:00.000Z","hidden":false,"institution":{"id":"`+testInstitution+`","name":"Garden"}},
		{"id":"a2","name":"Hidden savings","accountType":"Deposit","accountSubType":"Savings","hidden":true,
		 "balance":"-0.05","accountStatus":"Unknown"},
		{"id":"a3","name":"Car","accountType":"Debt","accountSubType":"Auto Loan","balance":"1200.00","accountStatus":"Charged off"},
		{"id":"a4","name":"Line","accountType":"Line of Credit","balance":"-20.00","accountStatus":"Frozen with accrual"},
		{"id":"a5","name":"Elsewhere","accountType":"Deposit","accountSubType":"Checking","institution":{"id":"another"}},
		{"id":"a6","name":"Bills","accountType":"Bill Pay"},
		{"id":"a7","name":"Gone","accountType":"Deposit","accountSubType":"Checking","accountStatus":"Closed"},
		{"id":"a8","name":"Nothing told","balance":null,"institution":null,"formattedMetaData":null},
		{"id":"a9","name":"Sub-cent","accountType":"Deposit","balance":"1.005","accountStatus":"Active"}],
		"inactivatedAccountIds":["a9"]}`)
	got, err := f.bank(t).Accounts(t.Context(), f.access())
	if err != nil {
		t.Fatal(err)
	}
	want := []providers.Account{
		{ID: "a1", Name: "Everyday Checking", MaskedNumber: "x4821", Kind: providers.KindChecking, Standing: providers.StandingGood,
			OpenedOn: providers.Date{Year: 2026, Month: 8, Day: 3}, Balance: cents(151725),
			BalanceAt: time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)},
		{ID: "a2", Name: "Hidden savings", Kind: providers.KindSavings, Standing: providers.StandingUnknown, Balance: cents(-5)},
		{ID: "a3", Name: "Car", Kind: providers.KindLoan, Standing: providers.StandingBad, Balance: cents(-120000)},
		{ID: "a4", Name: "Line", Kind: providers.KindCredit, Standing: providers.StandingBad, Balance: cents(2000)},
		{ID: "a7", Name: "Gone", Kind: providers.KindChecking, Standing: providers.StandingClosed},
		{ID: "a8", Name: "Nothing told", Kind: providers.KindUnknownAccount, Standing: providers.StandingUnknown},
		{ID: "a9", Name: "Sub-cent", Kind: providers.KindOtherDeposit, Standing: providers.StandingClosed},
	}
	for i := range want {
		want[i].Currency = "USD"
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
}

func TestAccountListsThatContradictThemselvesAreMalformed(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"an id twice":          `{"accounts":[{"id":"a"},{"id":"a"}]}`,
		"no id":                `{"accounts":[{"name":"x"}]}`,
		"an id with a blank":   `{"accounts":[{"id":"a b"}]}`,
		"an id as number":      `{"accounts":[{"id":7}]}`,
		"a balance as number":  `{"accounts":[{"id":"a","balance":12.5}]}`,
		"numbers as object":    `{"accounts":[{"id":"a","numbers":{"account":"1"}}]}`,
		"accounts as object":   `{"accounts":{"id":"a"}}`,
		"a list":               `[]`,
		"a text":               `"no"`,
		"nothing":              ``,
		"half":                 `{"accounts":[{"id":"a"}`,
		"something behind":     `{"accounts":[]} <p>`,
		"a key twice":          `{"accounts":[],"ACCOUNTS":[{"id":"a"}]}`,
		"33 levels":            strings.Repeat(`{"a":`, 33) + `1` + strings.Repeat(`}`, 33),
		"a million levels":     strings.Repeat(`[`, 1_000_000),
		"5,001 accounts":       `{"accounts":[` + strings.Repeat(`{},`, 5000) + `{}]}`,
		"a name of 5 kB":       `{"accounts":[{"id":"a","name":"` + strings.Repeat("n", 5000) + `"}]}`,
		"more than a mebibyte": `{"accounts":[],"pad":"` + strings.Repeat("p", largeAnswer) + `"}`,
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			f.answer(accountsPath, body)
			got, err := f.bank(t).Accounts(t.Context(), f.access())
			if kindOf(err) != providers.KindMalformed || got != nil {
				t.Errorf("got %d accounts and %v, want malformed", len(got), err)
			}
		})
	}
}

func TestAMemberWithoutAccountsHasNone(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"accounts":[]}`, `{"accounts":null}`, `{}`} {
		f := newFakeBank(t)
		f.answer(accountsPath, body)
		if got, err := f.bank(t).Accounts(t.Context(), f.access()); err != nil || len(got) != 0 {
			t.Errorf("%s: %v, %v, want none", body, got, err)
		}
	}
}

func TestASubjectThatIsNoPathIsNotSent(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	for _, subject := range []string{"", ".", "..", "a b", "ü", strings.Repeat("s", 256)} {
		as := f.access()
		as.Subject = subject
		if _, err := f.bank(t).Accounts(t.Context(), as); kindOf(err) != providers.KindMalformed {
			t.Errorf("subject %q: %v, want malformed", subject, err)
		}
	}
	if got := f.total(); got != 0 {
		t.Errorf("%d calls, want none", got)
	}
	as := f.access()
	as.Subject = "a/../b?c#d"
	var path string
	f.set(func(w http.ResponseWriter, r *http.Request) bool {
		path = r.RequestURI
		return false
	})
	if _, err := f.bank(t).Accounts(t.Context(), as); err == nil {
		t.Error("an unknown subject has accounts")
	}
	if want := apiPath + "/users/a%2F..%2Fb%3Fc%23d/accounts"; path != want {
		t.Errorf("path = %q, want %q", path, want)
	}
}

func TestAnAccountsKindComesFromTheWholeSubType(t *testing.T) {
	t.Parallel()
	tests := []struct {
		typ, sub string
		want     providers.AccountKind
	}{
		{"Deposit", "Checking", providers.KindChecking},
		{"Deposit", " CHECKING ", providers.KindChecking},
		{"Deposit", "Share Draft", providers.KindChecking},
		{"Deposit", "Savings", providers.KindSavings},
		{"Deposit", "HSA Checking", providers.KindOtherDeposit},
		{"Deposit", "HSA", providers.KindOtherDeposit},
		{"Deposit", "Health Savings", providers.KindOtherDeposit},
		{"Deposit", "Certificate", providers.KindOtherDeposit},
		{"Deposit", "", providers.KindOtherDeposit},
		{"Debt", "Auto Loan", providers.KindLoan},
		{"Debt", "Credit Card", providers.KindCredit},
		{"Debt", "Checking", providers.KindLoan},
		{"Line of Credit", "", providers.KindCredit},
		{"Investment", "", providers.KindInvestment},
		{"Other", "Checking", providers.KindUnknownAccount},
		{"Unknown", "Checking", providers.KindUnknownAccount},
		{"", "Checking", providers.KindUnknownAccount},
		{"Crypto", "", providers.KindUnknownAccount},
	}
	for _, tt := range tests {
		w := wireAccount{AccountType: providers.Text(tt.typ), AccountSubType: providers.Text(tt.sub)}
		if got := accountKind(w); got != tt.want {
			t.Errorf("%s/%s = %s, want %s", tt.typ, tt.sub, got, tt.want)
		}
	}
}

func TestStandingIsUnknownUnlessTheWordLeavesNoDoubt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		status, until string
		want          providers.Standing
	}{
		{"Active", "", providers.StandingGood}, {"Normal", "", providers.StandingGood}, {"New", "", providers.StandingGood},
		{"active", "", providers.StandingGood},
		{"Closed", "", providers.StandingClosed}, {"Paid off", "", providers.StandingClosed},
		{"Charged off", "", providers.StandingBad}, {"Frozen", "", providers.StandingBad},
		{"Freeze with zero accrual", "", providers.StandingBad}, {"Restricted", "", providers.StandingBad},
		{"Active nonaccruing", "", providers.StandingBad},
		{"Dormant", "", providers.StandingUnknown}, {"Inactive", "", providers.StandingUnknown},
		{"Unknown", "", providers.StandingUnknown}, {"", "", providers.StandingUnknown},
		{"Sparkling", "", providers.StandingUnknown},
		{"Unknown", "2026-12-01", providers.StandingClosed}, {"Active", "2026-12-01", providers.StandingClosed},
	}
	for _, tt := range tests {
		w := wireAccount{AccountStatus: providers.Text(tt.status), ClosedUntil: providers.Text(tt.until)}
		if got := standing(w); got != tt.want {
			t.Errorf("%q until %q = %s, want %s", tt.status, tt.until, got, tt.want)
		}
	}
}

func TestTheOpeningDayIsToldOrNot(t *testing.T) {
	t.Parallel()
	detail := func(typ, label string, value any) wireDetail {
		return wireDetail{Type: providers.Text(typ), Label: providers.Text(label), Value: value}
	}
	day := providers.Date{Year: 2026, Month: 8, Day: 3}
	tests := []struct {
		name        string
		origination string
		details     []wireDetail
		want        providers.Date
	}{
		{"origination date", "2026-08-03", nil, day},
		{"origination instant", "2026-08-03T05:00:00Z", nil, day},
		{"origination wins", "2026-08-03", []wireDetail{detail("Date", "Date opened", "2020-01-01")}, day},
		{"metadata", "", []wireDetail{detail("Date", "Date opened", "2026-08-03")}, day},
		{"metadata as screens show it", "", []wireDetail{detail("Date", "Open date", "08/03/2026")}, day},
		{"metadata behind nonsense", "soon", []wireDetail{detail("Date", "Origination Date:", "Aug 3, 2026")}, day},
		{"the same day twice", "", []wireDetail{detail("Date", "Opened", "2026-08-03"), detail("Date", "Account opened on", "8/3/2026")}, day},
		{"two different days", "", []wireDetail{detail("Date", "Opened", "2026-08-03"), detail("Date", "Open date", "2026-08-04")}, providers.Date{}},
		{"another type", "", []wireDetail{detail("Text", "Date opened", "2026-08-03")}, providers.Date{}},
		{"another label", "", []wireDetail{detail("Date", "Maturity date", "2026-08-03")}, providers.Date{}},
		{"a label that only contains it", "", []wireDetail{detail("Date", "Reopened", "2026-08-03")}, providers.Date{}},
		{"a label about something else", "", []wireDetail{detail("Date", "Last statement opened", "2026-08-03")}, providers.Date{}},
		{"a value that is no text", "", []wireDetail{detail("Date", "Date opened", 7.0)}, providers.Date{}},
		{"the first day of a core's calendar", "0001-01-01", nil, providers.Date{}},
		{"a day that is none", "2026-02-30", nil, providers.Date{}},
		{"a longer number", "2026-08-031", nil, providers.Date{}},
	}
	for _, tt := range tests {
		w := wireAccount{Origination: providers.Text(tt.origination)}
		w.MetaData.Details = []wireGroup{{Values: tt.details}}
		if got := openedOn(w); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
