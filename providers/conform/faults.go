package conform

import (
	"cmp"
	"errors"
	"slices"
	"testing"
	"time"

	"raf/providers"
)

// busy is for a machine that runs a whole suite beside this one on two cores; an adapter that does not give up is caught all
// the same.
const busy = 3 * time.Second

// The bounds of an adapter's calls.
const (
	perCall  = 3*time.Second + busy  // one document
	perCheck = 8*time.Second + busy  // all that a member waits for
	perCore  = 25*time.Second + busy // a refresh of the core, which no member waits for
	// afterSilence is how many calls of one kind may go unanswered before the bank is left alone.
	afterSilence = 5
)

// call is the bound of one document: the suite's own tests, which show that waiting too long fails, have a shorter one.
func (f Fixture) call() time.Duration { return cmp.Or(f.perCall, perCall) }

// bounded runs a call and holds it to its time.
func bounded(t testing.TB, within time.Duration, call func()) {
	t.Helper()
	begun := time.Now()
	call()
	if took := time.Since(begun); took > within {
		t.Errorf("it took %s, want %s at most", took, within)
	}
}

func throttles(fault Fault) bool { return kinds()[fault] == providers.KindThrottled }

func testFault(t testing.TB, f Fixture, fault Fault, want providers.Kind) {
	f.Break(fault)
	var err error
	bounded(t, perCheck, func() {
		bounded(t, f.call(), func() {
			var accounts []providers.Account
			accounts, err = f.Bank.Accounts(t.Context(), f.Access)
			wantFailure(t, f, len(accounts), err, want)
		})
		bounded(t, f.call(), func() {
			var rows []providers.Transaction
			rows, err = f.Bank.Transactions(t.Context(), f.Access, f.Histories[0].Query)
			wantFailure(t, f, len(rows), err, want)
		})
	})
	var e *providers.Error
	if errors.As(err, &e) && throttles(fault) && (e.RetryAfter < 0 || e.RetryAfter > time.Minute || e.RetryAfter == 0 && fault != ThrottlingBare) {
		t.Errorf("retry after = %s, want the bank's, up to a minute", e.RetryAfter)
	}
	f.Break(Healthy)
	if throttles(fault) {
		for name, ask := range map[string]func() error{
			"accounts":     func() error { _, err := f.Bank.Accounts(t.Context(), f.Access); return err },
			"transactions": func() error { _, err := f.Bank.Transactions(t.Context(), f.Access, f.Histories[0].Query); return err },
		} {
			if err := ask(); !errors.As(err, &e) || e.Kind != providers.KindThrottled || !e.Unsent {
				t.Errorf("%s: within the time it asked for the bank is not left alone: %v", name, err)
			}
		}
		f.Wait(time.Minute)
	}
	if _, err := f.Bank.Accounts(t.Context(), f.Access); err != nil {
		t.Errorf("after the fault: %v", err)
	}
}

// testPage lets the first page through: what follows is unknown, so all of it is.
func testPage(t testing.TB, f Fixture, fault Fault, want providers.Kind) {
	f.Break(fault)
	longest := slices.MaxFunc(f.Histories, func(a, b History) int { return cmp.Compare(len(a.Rows), len(b.Rows)) })
	bounded(t, perCheck, func() {
		rows, err := f.Bank.Transactions(t.Context(), f.Access, longest.Query)
		if err == nil {
			t.Fatalf("got %d of %d rows without an error", len(rows), len(longest.Rows))
		}
		wantFailure(t, f, len(rows), err, want)
	})
	f.Break(Healthy)
	f.Wait(time.Minute)
	if rows, err := f.Bank.Transactions(t.Context(), f.Access, longest.Query); err != nil || len(rows) != len(longest.Rows) {
		t.Errorf("after the fault: %d rows, %v", len(rows), err)
	}
}

// testBreaker counts the calls of one kind that find nobody. The next is not sent; another kind is, and so is the same one
// of another institution; and when time has passed the bank is asked again.
func testBreaker(t testing.TB, f, other Fixture) {
	f.Break(Failing)
	for n := range afterSilence + 1 {
		accounts, err := f.Bank.Accounts(t.Context(), f.Access)
		wantFailure(t, f, len(accounts), err, providers.KindDown)
		var e *providers.Error
		if errors.As(err, &e) && e.Unsent != (n == afterSilence) {
			t.Errorf("call %d: unsent is %v", n+1, e.Unsent)
		}
	}
	f.Break(Healthy)
	if _, err := f.Bank.Transactions(t.Context(), f.Access, f.Histories[0].Query); err != nil {
		t.Errorf("another kind of call: %v", err)
	}
	if _, err := other.Bank.Accounts(t.Context(), other.Access); err != nil {
		t.Errorf("another institution: %v", err)
	}
	f.Wait(time.Minute)
	if _, err := f.Bank.Accounts(t.Context(), f.Access); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}

// testMoney never lets a number through that the bank has not written: what can't be read is not told, or the call fails.
func testMoney(t testing.TB, f Fixture) {
	for way, want := range Amounts() {
		f.Money.Write(way)
		accounts, err := f.Bank.Accounts(t.Context(), f.Access)
		if want != nil && err != nil {
			t.Errorf("%q: %v", way, err)
		}
		for _, a := range accounts {
			if a.ID == f.Money.Query.AccountID {
				wantAmount(t, "the balance "+string(way), a.Balance, want)
			}
		}
		rows, err := f.Bank.Transactions(t.Context(), f.Access, f.Money.Query)
		switch {
		case want != nil && (err != nil || len(rows) != 1):
			t.Errorf("%q: %d rows, %v", way, len(rows), err)
		case want == nil && err == nil:
			t.Errorf("%q: a posted row without an amount is no failure: %+v", way, rows)
		case want == nil:
			wantFailure(t, f, len(rows), err, providers.KindMalformed)
		default:
			wantAmount(t, "the amount "+string(way), rows[0].Amount, want)
		}
	}
}

// testCurrency has the row's amount written in another currency: it is told with its name, and never as the institution's
// own money. Of a currency that has other than two decimals, or of none that there is, the amount means nothing.
func testCurrency(t testing.TB, f Fixture) {
	if f.Money.In == nil {
		return
	}
	f.Money.Write("12.34")
	f.Money.In("CAD")
	rows, err := f.Bank.Transactions(t.Context(), f.Access, f.Money.Query)
	if err != nil || len(rows) != 1 || rows[0].Currency != "CAD" {
		t.Errorf("money of another country: %+v, %v", rows, err)
	}
	for _, code := range []string{"JPY", "KWD", "dollars", "$", "U.S"} {
		f.Money.In(code)
		rows, err := f.Bank.Transactions(t.Context(), f.Access, f.Money.Query)
		wantFailure(t, f, len(rows), err, providers.KindMalformed)
	}
}

func wantAmount(t testing.TB, what string, got, want *int64) {
	t.Helper()
	if (got == nil) != (want == nil) || got != nil && *got != *want {
		t.Errorf("%s is read as %v, want %v", what, show(got), show(want))
	}
}

func show(n *int64) any {
	if n == nil {
		return "nothing"
	}
	return *n
}
