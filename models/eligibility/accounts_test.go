package eligibility

import "testing"

func TestTheQualifyingAccount(t *testing.T) {
	t.Parallel()
	type change = func(b *bundle, rule *QualifyingAccount, account *Account)
	for _, row := range []struct {
		name   string
		change change
		result Result
		reason Reason
		why    Reason // on the account
	}{
		{"a checking account qualifies", func(*bundle, *QualifyingAccount, *Account) {}, Met, "", ""},
		{"any deposit account qualifies when no kind is named", func(_ *bundle, r *QualifyingAccount, a *Account) {
			r.Include, a.Kind = nil, AccountSavings
		}, Met, "", ""},
		{"a loan does not qualify when no kind is named", func(_ *bundle, r *QualifyingAccount, a *Account) {
			r.Include, a.Kind = nil, AccountLoan
		}, NotYet, ReasonNoAccount, ReasonAccountKind},
		{"an untold kind is unknown when no kind is named", func(_ *bundle, r *QualifyingAccount, a *Account) {
			r.Include, a.Kind = nil, AccountUnknown
		}, Unknown, ReasonKindUnknown, ReasonKindUnknown},
		{"another kind is not yet", func(_ *bundle, _ *QualifyingAccount, a *Account) { a.Kind = AccountSavings },
			NotYet, ReasonNoAccount, ReasonAccountKind},
		{"an untold sub-type is unknown", func(_ *bundle, _ *QualifyingAccount, a *Account) { a.Kind = AccountDeposit },
			Unknown, ReasonKindUnknown, ReasonKindUnknown},
		{"an untold sub-type is another kind when a loan is asked for", func(_ *bundle, r *QualifyingAccount, a *Account) {
			r.Include, a.Kind = []AccountKind{AccountLoan}, AccountDeposit
		}, NotYet, ReasonNoAccount, ReasonAccountKind},
		{"an excluded kind is not yet", func(_ *bundle, r *QualifyingAccount, a *Account) {
			r.Include, r.Exclude, a.Kind = nil, []AccountKind{AccountSavings}, AccountSavings
		}, NotYet, ReasonNoAccount, ReasonAccountExcluded},
		{"an excluded name is not yet", func(_ *bundle, r *QualifyingAccount, a *Account) {
			r.ExcludeNames, a.Name = []string{"hsa"}, "My HSA 2026"
		}, NotYet, ReasonNoAccount, ReasonAccountExcluded},
		{"a closed account is not yet, because another may be opened", func(_ *bundle, _ *QualifyingAccount, a *Account) {
			a.Standing = StandingClosed
		}, NotYet, ReasonAccountClosed, ReasonAccountClosed},
		{"a frozen account is not yet", func(_ *bundle, _ *QualifyingAccount, a *Account) { a.Standing = StandingBad },
			NotYet, ReasonBadStanding, ReasonBadStanding},
		{"a frozen account is impossible once the window is over", func(b *bundle, _ *QualifyingAccount, a *Account) {
			a.Standing = StandingBad
			b.at("2026-03-17")
		}, Impossible, ReasonBadStanding, ReasonBadStanding},
		{"untold standing is fine", func(_ *bundle, _ *QualifyingAccount, a *Account) { a.Standing = StandingUnknown },
			Met, "", ""},
		{"untold standing is unknown where it must be known", func(_ *bundle, r *QualifyingAccount, a *Account) {
			r.RequireKnownStanding, a.Standing = true, StandingUnknown
		}, Unknown, ReasonStandingUnknown, ReasonStandingUnknown},
		{"opened on the first day that is granted before acceptance", func(_ *bundle, r *QualifyingAccount, a *Account) {
			r.OpenedWithinDaysBefore, a.OpenedOn = within(30), day("2025-12-11")
		}, Met, "", ""},
		{"opened a day too early is impossible at once", func(_ *bundle, r *QualifyingAccount, a *Account) {
			r.OpenedWithinDaysBefore, a.OpenedOn = within(30), day("2025-12-10")
		}, Impossible, ReasonOpenedTooEarly, ReasonOpenedTooEarly},
		{"opened too early is not yet while days after acceptance are granted", func(_ *bundle, r *QualifyingAccount, a *Account) {
			r.OpenedWithinDaysBefore, r.OpenedWithinDaysAfter, a.OpenedOn = within(30), within(30), day("2025-12-10")
		}, NotYet, ReasonOpenedTooEarly, ReasonOpenedTooEarly},
		{"opened too early is impossible when these days are over", func(b *bundle, r *QualifyingAccount, a *Account) {
			r.OpenedWithinDaysBefore, r.OpenedWithinDaysAfter, a.OpenedOn = within(30), within(30), day("2025-12-10")
			b.at("2026-02-13") // 9 February and three days of grace
		}, Impossible, ReasonOpenedTooEarly, ReasonOpenedTooEarly},
		{"opened on the last day that is granted after acceptance", func(_ *bundle, r *QualifyingAccount, a *Account) {
			r.OpenedWithinDaysAfter, a.OpenedOn = within(2), day("2026-01-12")
		}, Met, "", ""},
		{"opened a day too late is impossible", func(_ *bundle, r *QualifyingAccount, a *Account) {
			r.OpenedWithinDaysAfter, a.OpenedOn = within(2), day("2026-01-13")
		}, Impossible, ReasonOpenedTooLate, ReasonOpenedTooLate},
		{"an untold opening day is unknown where it matters", func(_ *bundle, r *QualifyingAccount, a *Account) {
			r.OpenedWithinDaysBefore, a.OpenedOn = within(30), Date{}
		}, Unknown, ReasonOpeningDayUnknown, ReasonOpeningDayUnknown},
		{"an untold opening day is fine where it does not matter", func(_ *bundle, _ *QualifyingAccount, a *Account) {
			a.OpenedOn = Date{}
		}, Met, "", ""},
		{"one account on part of a list is enough", func(b *bundle, _ *QualifyingAccount, _ *Account) {
			b.facts.AccountsKnown = KnownDown
		}, Met, "", ""},
		{"no account on part of a list is unknown", func(b *bundle, _ *QualifyingAccount, a *Account) {
			b.facts.AccountsKnown, a.Kind = KnownMalformed, AccountSavings
		}, Unknown, ReasonMalformed, ReasonAccountKind},
		{"one that qualifies is enough beside one that does not", func(b *bundle, r *QualifyingAccount, _ *Account) {
			r.OpenedWithinDaysBefore = within(30)
			b.facts.Accounts = append(b.facts.Accounts, Account{ID: "old", Kind: AccountChecking, OpenedOn: day("2019-01-01")})
		}, Met, "", ""},
		{"a doubt beside one that does not qualify is unknown", func(b *bundle, r *QualifyingAccount, a *Account) {
			r.OpenedWithinDaysBefore, a.OpenedOn = within(30), day("2019-01-01")
			b.facts.Accounts = append(b.facts.Accounts, Account{ID: "what", Kind: AccountUnknown, OpenedOn: day("2026-01-12")})
		}, Unknown, ReasonKindUnknown, ReasonOpenedTooEarly},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			row.change(&b, b.terms.Rule.Rules[0].QualifyingAccount, &b.facts.Accounts[0])
			b.terms.AnchoredOn = day("2026-01-12")
			leaf := b.leaf(t, "account")
			if leaf.Result != row.result || leaf.Reason != row.reason {
				t.Errorf("got %s (%s), want %s (%s)", leaf.Result, leaf.Reason, row.result, row.reason)
			}
			if got := leaf.Evidence[0]; got.AccountID != "chk" || got.Why != row.why || got.Counted != (row.why == "") {
				t.Errorf("account counted %t (%s), want reason %q", got.Counted, got.Why, row.why)
			}
		})
	}
}

func TestEveryWayOfNotKnowingIsUnknownWithItsReason(t *testing.T) {
	t.Parallel()
	for known, want := range map[Known]Reason{KnownDenied: ReasonDenied, KnownExpired: ReasonExpired,
		KnownThrottled: ReasonThrottled, KnownDown: ReasonDown, KnownMalformed: ReasonMalformed,
		KnownNeverAsked: ReasonNeverAsked, "": ReasonNeverAsked, "a word of tomorrow": ReasonNeverAsked} {
		b := setup(t)
		b.facts.Accounts, b.facts.AccountsKnown = nil, known
		b.at("2027-01-01") // however late it is
		verdict := b.judge()
		if verdict.Outcome != Unknown || verdict.Reason != want {
			t.Errorf("%q: got %s (%s), want unknown (%s)", known, verdict.Outcome, verdict.Reason, want)
		}
		for _, leaf := range verdict.Leaves {
			if leaf.Result != Unknown || leaf.Reason != want {
				t.Errorf("%q: %s is %s (%s)", known, leaf.RuleID, leaf.Result, leaf.Reason)
			}
		}
	}
}

func TestTheEarliestQualifyingAccountIsTheDayTheRuleWasMet(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.facts.Accounts = append(b.facts.Accounts, Account{ID: "a", Kind: AccountChecking, OpenedOn: day("2026-01-20")},
		Account{ID: "z", Kind: AccountChecking, OpenedOn: day("2026-01-11")})
	if got := b.leaf(t, "account").On.String(); got != "2026-01-11" {
		t.Errorf("got %s", got)
	}
}

func TestCountingRulesAreImpossibleWhenNoAccountCanQualifyAnyMore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.terms.Rule.Rules[0].QualifyingAccount.OpenedWithinDaysBefore = within(30)
	b.facts.Accounts[0].OpenedOn = day("2019-01-01")
	if leaf := b.leaf(t, "cards"); leaf.Result != Impossible || leaf.Reason != ReasonNoAccount {
		t.Errorf("got %s (%s)", leaf.Result, leaf.Reason)
	}
	b.terms.Rule.Rules[0].QualifyingAccount.OpenedWithinDaysAfter = within(60)
	if leaf := b.leaf(t, "cards"); leaf.Result != NotYet || leaf.Reason != ReasonNoAccount {
		t.Errorf("got %s (%s)", leaf.Result, leaf.Reason)
	}
	b.terms.Rule = b.terms.Rule.Rules[2] // the purchases alone, without a word about accounts
	b.facts.Accounts = nil
	if leaf := b.leaf(t, "cards"); leaf.Result != NotYet || leaf.Reason != ReasonNoAccount {
		t.Errorf("got %s (%s)", leaf.Result, leaf.Reason)
	}
}

func TestGoodStanding(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		change func(*bundle, *Account)
		result Result
		reason Reason
	}{
		{"a zero balance is good", func(_ *bundle, a *Account) { a.Balance = minor(0) }, Met, ""},
		{"untold standing is good", func(_ *bundle, a *Account) { a.Standing = StandingUnknown }, Met, ""},
		{"a negative balance is not", func(_ *bundle, a *Account) { a.Balance = minor(-1) }, NotYet, ReasonNegativeBalance},
		{"a frozen account is not", func(_ *bundle, a *Account) { a.Standing = StandingBad }, NotYet, ReasonBadStanding},
		{"an untold balance is unknown", func(_ *bundle, a *Account) { a.Balance = nil }, Unknown, ReasonBalanceUnknown},
		{"an untold balance of a frozen account is bad all the same", func(_ *bundle, a *Account) {
			a.Balance, a.Standing = nil, StandingBad
		}, NotYet, ReasonBadStanding},
		{"a loan that is owed is ignored", func(b *bundle, _ *Account) { b.also(AccountLoan, StandingBad, minor(-900000)) }, Met, ""},
		{"a card that is owed is ignored", func(b *bundle, _ *Account) { b.also(AccountCredit, StandingGood, minor(-500)) }, Met, ""},
		{"an investment without a balance is ignored", func(b *bundle, _ *Account) {
			b.also(AccountInvestment, StandingGood, nil)
		}, Met, ""},
		{"every deposit account must be in order", func(b *bundle, _ *Account) {
			b.also(AccountSavings, StandingGood, minor(-5))
		}, NotYet, ReasonNegativeBalance},
		{"a known fault counts beside an untold balance", func(b *bundle, a *Account) {
			a.Balance = nil
			b.also(AccountSavings, StandingGood, minor(-5))
		}, NotYet, ReasonNegativeBalance},
		{"an account of untold kind that is owed may be a loan", func(b *bundle, _ *Account) {
			b.also(AccountUnknown, StandingGood, minor(-5))
		}, Unknown, ReasonKindUnknown},
		{"an account of untold kind that is not owed is good", func(b *bundle, _ *Account) {
			b.also(AccountUnknown, StandingGood, minor(5))
		}, Met, ""},
		{"a closed account is ignored", func(b *bundle, _ *Account) { b.also(AccountSavings, StandingClosed, nil) }, Met, ""},
		{"a closed account that owes is not", func(b *bundle, _ *Account) {
			b.also(AccountSavings, StandingClosed, minor(-5))
		}, NotYet, ReasonNegativeBalance},
		{"nobody is in good standing without an account", func(b *bundle, _ *Account) { b.facts.Accounts = nil },
			NotYet, ReasonNoAccount},
		{"part of a list never shows good standing", func(b *bundle, _ *Account) { b.facts.AccountsKnown = KnownDown },
			Unknown, ReasonDown},
		{"part of a list without accounts is unknown", func(b *bundle, _ *Account) {
			b.facts.AccountsKnown, b.facts.Accounts = KnownDenied, nil
		}, Unknown, ReasonDenied},
		{"part of a list may show a fault", func(b *bundle, a *Account) {
			b.facts.AccountsKnown, a.Balance = KnownDown, minor(-1)
		}, NotYet, ReasonNegativeBalance},
		{"a fault can be cured until the window is over", func(b *bundle, a *Account) {
			a.Balance = minor(-1)
			b.at("2026-03-16")
		}, NotYet, ReasonNegativeBalance},
		{"a fault is final when the window is over", func(b *bundle, a *Account) {
			a.Balance = minor(-1)
			b.at("2026-03-17")
		}, Impossible, ReasonNegativeBalance},
		{"a fault is not final on part of a list", func(b *bundle, a *Account) {
			b.terms.AnchoredOn = day("2026-01-12")
			a.Balance = minor(-1)
			b.at("2026-03-17")
			b.facts.AccountsKnown = KnownDown
		}, NotYet, ReasonNegativeBalance},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			row.change(&b, &b.facts.Accounts[0])
			leaf := b.leaf(t, "standing")
			if leaf.Result != row.result || leaf.Reason != row.reason {
				t.Errorf("got %s (%s), want %s (%s)", leaf.Result, leaf.Reason, row.result, row.reason)
			}
			if met := leaf.Progress == 1; met != (row.result == Met) || leaf.Target != 1 {
				t.Errorf("progress %d of %d", leaf.Progress, leaf.Target)
			}
		})
	}
}

// also gives the member a second account.
func (b *bundle) also(kind AccountKind, standing Standing, balance *int64) {
	b.facts.Accounts = append(b.facts.Accounts, Account{ID: "also", Kind: kind, Standing: standing, Balance: balance,
		OpenedOn: day("2026-01-20")})
}

func TestStandingIsReadAlikeOutsideOfRules(t *testing.T) {
	t.Parallel()
	plus, minus := int64(100), int64(-1)
	for _, row := range []struct {
		name     string
		accounts []Account
		want     Result
		why      Reason
	}{
		{"one account in order", []Account{{Kind: AccountChecking, Standing: StandingGood, Balance: &plus}}, Met, ""},
		{"standing that is never told is no fault", []Account{{Kind: AccountChecking, Standing: StandingUnknown, Balance: &plus}}, Met, ""},
		{"none at all", nil, NotYet, ReasonNoAccount},
		{"all are closed", []Account{{Kind: AccountChecking, Standing: StandingClosed, Balance: &plus}}, NotYet, ReasonNoAccount},
		{"frozen", []Account{{Kind: AccountChecking, Standing: StandingBad, Balance: &plus}}, NotYet, ReasonBadStanding},
		{"overdrawn beside one in order", []Account{{Kind: AccountSavings, Standing: StandingGood, Balance: &plus}, {Kind: AccountChecking, Standing: StandingGood, Balance: &minus}}, NotYet, ReasonNegativeBalance},
		{"a loan is none of it", []Account{{Kind: AccountChecking, Standing: StandingGood, Balance: &plus}, {Kind: AccountLoan, Standing: StandingBad, Balance: &minus}}, Met, ""},
		{"a balance that is not told", []Account{{Kind: AccountChecking, Standing: StandingGood}}, Unknown, ReasonBalanceUnknown},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			if got, why := StandingOf(row.accounts); got != row.want || why != row.why {
				t.Errorf("standing = %s (%s), want %s (%s)", got, why, row.want, row.why)
			}
		})
	}
}
