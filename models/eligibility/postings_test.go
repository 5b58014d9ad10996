package eligibility

import (
	"math"
	"testing"
)

// Every row is looked at beside four purchases of $10: is it the fifth, and if not, why?
func TestWhichRowsCountAsAPurchase(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		change func(b *bundle, p *Posting)
		why    Reason
		result Result
		reason Reason
	}{
		{"a posted purchase counts", func(*bundle, *Posting) {}, "", Met, ""},
		{"a purchase of just the minimum counts", func(_ *bundle, p *Posting) { p.Amount = minor(-300) }, "", Met, ""},
		{"a purchase on the first day counts", func(_ *bundle, p *Posting) { p.PostedOn = day("2026-01-12") }, "", Met, ""},
		{"a purchase on the last day counts", func(b *bundle, p *Posting) {
			p.PostedOn = day("2026-03-13")
			b.at("2026-04-01")
		}, "", Met, ""},
		{"a currency that the row leaves out is the account's", func(_ *bundle, p *Posting) { p.Currency = "" }, "", Met, ""},
		{"a currency that nobody names is the FI's", func(b *bundle, p *Posting) {
			p.Currency, b.facts.Accounts[0].Currency = "", ""
		}, "", Met, ""},
		{"a currency in small letters counts", func(_ *bundle, p *Posting) { p.Currency = "usd" }, "", Met, ""},
		{"any currency counts where the terms name none", func(b *bundle, p *Posting) { b.terms.Currency = "" }, "", Met, ""},
		{"the largest purchase of all counts", func(_ *bundle, p *Posting) { p.Amount = minor(math.MinInt64) }, "", Met, ""},
		{"one below the minimum does not", func(_ *bundle, p *Posting) { p.Amount = minor(-299) }, ReasonBelowMinimum, NotYet, ReasonNotEnough},
		{"one of nothing does not", func(_ *bundle, p *Posting) { p.Amount = minor(0) }, ReasonNoMoneyOut, NotYet, ReasonNotEnough},
		{"cash from a machine does not", func(_ *bundle, p *Posting) { p.Kind = PostingATM }, ReasonATM, NotYet, ReasonNotEnough},
		{"a pending one does not", func(_ *bundle, p *Posting) { p.Pending, p.PostedOn = true, Date{} }, ReasonPending, NotYet, ReasonNotEnough},
		{"pending cash from a machine will not", func(_ *bundle, p *Posting) { p.Kind, p.Pending = PostingATM, true }, ReasonATM, NotYet, ReasonNotEnough},
		{"a pending refund will not", func(_ *bundle, p *Posting) { p.Amount, p.Pending = minor(1000), true }, ReasonRefund, NotYet, ReasonNotEnough},
		{"a pending one with a day does not", func(_ *bundle, p *Posting) { p.Pending = true }, ReasonPending, NotYet, ReasonNotEnough},
		{"one before the window does not", func(_ *bundle, p *Posting) { p.PostedOn = day("2026-01-11") }, ReasonOutsideWindow, NotYet, ReasonNotEnough},
		{"one after the window does not", func(b *bundle, p *Posting) {
			p.PostedOn = day("2026-03-14")
			b.at("2026-03-16")
		}, ReasonOutsideWindow, NotYet, ReasonNotEnough},
		{"one that waits after the window does not", func(b *bundle, p *Posting) {
			p.Pending, p.PostedOn = true, Date{}
			b.at("2026-03-14")
		}, ReasonOutsideWindow, NotYet, ReasonNotEnough},
		{"one in another currency does not", func(_ *bundle, p *Posting) { p.Currency = "EUR" }, ReasonOtherCurrency, NotYet, ReasonNotEnough},
		{"one of another account does not", func(_ *bundle, p *Posting) { p.AccountID = "someone's" }, ReasonOtherAccount, NotYet, ReasonNotEnough},
		{"one of untold amount may count", func(_ *bundle, p *Posting) { p.Amount = nil }, ReasonAmountUnknown, Unknown, ReasonAmountUnknown},
		{"one posted on an untold day may count", func(_ *bundle, p *Posting) { p.PostedOn = Date{} }, ReasonMalformed, Unknown, ReasonMalformed},
		{"one without an id may count", func(_ *bundle, p *Posting) { p.ID = "" }, ReasonMalformed, Unknown, ReasonMalformed},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			looked := purchaseOf("x", "2026-01-25", -1000)
			b.rows("chk", purchases(4)...)
			row.change(&b, &looked)
			b.add("chk", looked)
			leaf := b.leaf(t, "cards")
			if leaf.Result != row.result || leaf.Reason != row.reason {
				t.Errorf("got %s (%s), want %s (%s)", leaf.Result, leaf.Reason, row.result, row.reason)
			}
			checkEvidence(t, leaf, looked.ID, row.why)
			wantPending := int64(0)
			if row.why == ReasonPending {
				wantPending = 1
			}
			if leaf.Pending != wantPending {
				t.Errorf("pending %d, want %d", leaf.Pending, wantPending)
			}
		})
	}
}

func TestWhichRowsCountAsPayroll(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		change func(b *bundle, p *Posting)
		why    Reason
		result Result
		reason Reason
	}{
		{"an electronic credit with a payroll word counts", func(*bundle, *Posting) {}, "", Met, ""},
		{"a word counts in any case, with a date glued on", func(_ *bundle, p *Posting) { p.Memo = "Globex PayRoll0131" }, "", Met, ""},
		{"a phrase counts across spaces", func(_ *bundle, p *Posting) { p.Memo = "GLOBEX  DIR\tDEP" }, "", Met, ""},
		{"any electronic credit counts where no word is asked for", func(b *bundle, p *Posting) {
			p.Memo, b.terms.PayrollAllow = "GLOBEX", []string{}
		}, "", Met, ""},
		{"a word inside another word does not", func(_ *bundle, p *Posting) { p.Memo = "PAYROLLER" }, ReasonNotPayroll, NotYet, ReasonNotEnough},
		{"another memo does not", func(_ *bundle, p *Posting) { p.Memo = "GIFT" }, ReasonNotPayroll, NotYet, ReasonNotEnough},
		{"a denied word wins", func(_ *bundle, p *Posting) { p.Memo = "PAYPAL PAYROLL" }, ReasonPayrollDenied, NotYet, ReasonNotEnough},
		{"an electronic debit does not", func(_ *bundle, p *Posting) { p.Amount = minor(-50000) }, ReasonMoneyOut, NotYet, ReasonNotEnough},
		{"a transfer with a payroll word does not", func(_ *bundle, p *Posting) { p.Kind = PostingTransfer }, ReasonPostingKind, NotYet, ReasonNotEnough},
		{"a pending one does not", func(_ *bundle, p *Posting) { p.Pending, p.PostedOn = true, Date{} }, ReasonPending, NotYet, ReasonNotEnough},
		{"one before the window does not", func(_ *bundle, p *Posting) { p.PostedOn = day("2026-01-11") }, ReasonOutsideWindow, NotYet, ReasonNotEnough},
		{"one in another currency does not", func(_ *bundle, p *Posting) { p.Currency = "CAD" }, ReasonOtherCurrency, NotYet, ReasonNotEnough},
		{"one of untold amount may be enough", func(_ *bundle, p *Posting) { p.Amount = nil }, ReasonAmountUnknown, Unknown, ReasonAmountUnknown},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			looked := payrollOf("x", "2026-01-25", 30000)
			row.change(&b, &looked)
			base := payrollOf("base", "2026-01-20", 20000)
			base.Memo = "DIR DEP 7"
			b.rows("chk", base, looked)
			leaf := b.leaf(t, "payroll")
			if leaf.Result != row.result || leaf.Reason != row.reason {
				t.Errorf("got %s (%s), want %s (%s)", leaf.Result, leaf.Reason, row.result, row.reason)
			}
			checkEvidence(t, leaf, looked.ID, row.why)
		})
	}
}

func TestAPendingRowOfUntoldAmountAddsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	purchase, payroll := purchaseOf("1", "2026-01-20", 0), payrollOf("2", "2026-01-20", 0)
	purchase.Pending, purchase.Amount, payroll.Pending, payroll.Amount = true, nil, true, nil
	b.rows("chk", purchase, payroll)
	for _, id := range []string{"cards", "payroll"} {
		leaf := b.leaf(t, id)
		if leaf.Pending != 0 || leaf.Result != NotYet {
			t.Errorf("%s: %d pending, %s", id, leaf.Pending, leaf.Result)
		}
	}
}

func TestWhatComesWithoutAnIDIsNotTakenForTheSameThing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.rows("chk", append(purchases(3), purchaseOf("", "2026-01-20", -1000), purchaseOf("", "2026-01-21", -900))...)
	if leaf := b.leaf(t, "cards"); leaf.Result != Unknown || leaf.Progress != 3 {
		t.Errorf("got %s with %d", leaf.Result, leaf.Progress)
	}
	b.facts.Accounts = append(b.facts.Accounts, Account{Kind: AccountSavings, Balance: minor(5)},
		Account{Kind: AccountSavings, Balance: minor(-5)})
	if leaf := b.leaf(t, "standing"); leaf.Result != NotYet {
		t.Errorf("standing is %s", leaf.Result)
	}
}

func TestAnAccountThatFitsOneOfTwoRulesCarriesRows(t *testing.T) {
	t.Parallel()
	for _, kinds := range [][2]AccountKind{{AccountChecking, AccountLoan}, {AccountLoan, AccountChecking}} {
		b := setup(t)
		b.rows("chk", purchases(5)...)
		rules := b.terms.Rule.Rules
		b.terms.Rule.Rules = []Rule{{ID: "either", Kind: KindAny, Rules: []Rule{
			{ID: "one", Kind: KindQualifyingAccount, QualifyingAccount: &QualifyingAccount{Include: kinds[:1]}},
			{ID: "two", Kind: KindQualifyingAccount, QualifyingAccount: &QualifyingAccount{Include: kinds[1:]}}}}, rules[2]}
		if got := b.judge(); got.Outcome != Met {
			t.Errorf("%v: got %s (%s)", kinds, got.Outcome, got.Reason)
		}
		b.facts.Accounts[0].Kind = AccountDeposit // perhaps checking, surely no loan
		if leaf := b.leaf(t, "cards"); leaf.Result != Unknown || leaf.Reason != ReasonKindUnknown {
			t.Errorf("%v: of untold sub-type got %s (%s)", kinds, leaf.Result, leaf.Reason)
		}
	}
}

func TestRowsOfNoConcernAreNotKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	fee := payrollOf("fee", "2026-01-20", -500)
	fee.Kind = PostingFee
	interest := payrollOf("interest", "2026-01-20", 5)
	interest.Kind, interest.Memo = PostingInterest, "INTEREST"
	b.rows("chk", fee, interest)
	for _, id := range []string{"payroll", "cards"} {
		if got := b.leaf(t, id).Evidence; got != nil {
			t.Errorf("%s keeps %+v", id, got)
		}
	}
}

func TestWhichAccountsCarryTheRows(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		change func(b *bundle, a *Account)
		result Result
		reason Reason
		why    Reason
	}{
		{"a second checking account adds its rows", func(*bundle, *Account) {}, Met, "", ""},
		{"a frozen one keeps them", func(_ *bundle, a *Account) { a.Standing = StandingBad }, Met, "", ""},
		{"a closed one does not", func(_ *bundle, a *Account) { a.Standing = StandingClosed }, NotYet, ReasonNotEnough, ReasonAccountClosed},
		{"one of another kind does not", func(_ *bundle, a *Account) { a.Kind = AccountSavings }, NotYet, ReasonNotEnough, ReasonAccountKind},
		{"one that may be of the kind may add them", func(_ *bundle, a *Account) { a.Kind = AccountUnknown }, Unknown, ReasonKindUnknown, ReasonKindUnknown},
		{"one that is not on the list does not", func(b *bundle, a *Account) { a.ID = "unheard of" }, Unknown, ReasonNeverAsked, ReasonAccountNotTold},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.rows("chk", purchases(4)...)
			b.also(AccountChecking, StandingGood, minor(0))
			b.rows("also", purchaseOf("x", "2026-01-25", -1000))
			row.change(&b, &b.facts.Accounts[1])
			leaf := b.leaf(t, "cards")
			if leaf.Result != row.result || leaf.Reason != row.reason {
				t.Errorf("got %s (%s), want %s (%s)", leaf.Result, leaf.Reason, row.result, row.reason)
			}
			checkEvidence(t, leaf, "x", row.why)
		})
	}
	t.Run("any deposit account does where no account is asked for", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.terms.Rule = b.terms.Rule.Rules[2]
		b.facts.Accounts[0].Kind = AccountSavings
		b.rows("chk", purchases(5)...)
		if got := b.judge().Outcome; got != Met {
			t.Errorf("got %s", got)
		}
	})
}

func TestPartOfTheFactsMayShowMetButNeverNotYet(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name    string
		change  func(*bundle)
		cards   Result
		payroll Result
		reason  Reason
	}{
		{"when all was read", func(*bundle) {}, Met, Met, ""},
		{"when another account was not", func(b *bundle) {
			b.also(AccountChecking, StandingGood, minor(0))
			b.facts.Postings["also"] = Postings{Known: KnownDown}
		}, Met, Met, ""},
		{"when the list of accounts is part of a list", func(b *bundle) {
			b.terms.Anchor, b.facts.AccountsKnown = AnchorAccepted, KnownDown
		}, Met, Met, ""},
		{"when the account itself was read in part: the missing rows may take back what is there", func(b *bundle) {
			postings := b.facts.Postings["chk"]
			postings.Known = KnownThrottled
			b.facts.Postings["chk"] = postings
		}, Unknown, Unknown, ReasonThrottled},
		{"when too little was found and another account was not read", func(b *bundle) {
			b.rows("chk", append(purchases(4), payrollOf("d", "2026-01-30", 49999))...)
			b.also(AccountChecking, StandingGood, minor(0))
			b.facts.Postings["also"] = Postings{Known: KnownDown}
		}, Unknown, Unknown, ReasonDown},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.rows("chk", append(purchases(5), payrollOf("d", "2026-01-30", 50000))...)
			row.change(&b)
			cards, payroll := b.leaf(t, "cards"), b.leaf(t, "payroll")
			if cards.Result != row.cards || payroll.Result != row.payroll || cards.Reason != row.reason {
				t.Errorf("got cards %s (%s), payroll %s (%s)", cards.Result, cards.Reason, payroll.Result, payroll.Reason)
			}
		})
	}
}

func TestASumBeyondEveryNumberIsStillEnough(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.rows("chk", payrollOf("1", "2026-01-20", math.MaxInt64), payrollOf("2", "2026-01-21", math.MaxInt64))
	if leaf := b.leaf(t, "payroll"); leaf.Result != Met || leaf.Progress != math.MaxInt64 || leaf.On != day("2026-01-20") {
		t.Errorf("got %s, %d on %s", leaf.Result, leaf.Progress, leaf.On)
	}
}

func TestARowThatComesTwiceCountsOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	waiting := purchaseOf("p00", "2026-01-15", -1000)
	waiting.Pending = true
	b.rows("chk", append(append(purchases(4), purchases(4)...), waiting)...)
	if leaf := b.leaf(t, "cards"); leaf.Progress != 4 || leaf.Pending != 0 || len(leaf.Evidence) != 4 {
		t.Errorf("got %d and %d pending from %d rows", leaf.Progress, leaf.Pending, len(leaf.Evidence))
	}
	b.facts.Accounts = append(b.facts.Accounts, b.facts.Accounts[0])
	if leaf := b.leaf(t, "cards"); leaf.Progress != 4 {
		t.Errorf("an account that came twice counts %d", leaf.Progress)
	}
}

func checkEvidence(t *testing.T, leaf Leaf, postingID string, why Reason) {
	t.Helper()
	for _, evidence := range leaf.Evidence {
		if evidence.PostingID != postingID {
			continue
		}
		if evidence.Why != why || evidence.Counted != (why == "") {
			t.Errorf("row counted %t (%s), want reason %q", evidence.Counted, evidence.Why, why)
		}
		return
	}
	t.Errorf("row %q is not kept", postingID)
}
