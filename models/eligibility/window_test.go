package eligibility

import (
	"testing"
	"time"
)

func TestTheWindow(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		change func(*bundle)
		from   string // empty: not known
		to     string
		reason Reason // of the counting leaf
	}{
		{"runs from the opening day of the account", func(*bundle) {}, "2026-01-12", "2026-03-13", ReasonNotEnough},
		{"runs from the earliest of two accounts", func(b *bundle) {
			b.facts.Accounts = append(b.facts.Accounts, Account{ID: "two", Kind: AccountChecking, OpenedOn: day("2026-01-11")})
			b.rows("two")
		}, "2026-01-11", "2026-03-12", ReasonNotEnough},
		{"does not run from an account of another kind", func(b *bundle) {
			b.facts.Accounts = append(b.facts.Accounts, Account{ID: "two", Kind: AccountSavings, OpenedOn: day("2026-01-02")})
		}, "2026-01-12", "2026-03-13", ReasonNotEnough},
		{"does not run from a closed account", func(b *bundle) {
			b.facts.Accounts = append(b.facts.Accounts, Account{ID: "two", Kind: AccountChecking,
				Standing: StandingClosed, OpenedOn: day("2026-01-02")})
		}, "2026-01-12", "2026-03-13", ReasonNotEnough},
		{"is not moved by an account that may be of the right kind", func(b *bundle) {
			b.facts.Accounts = append(b.facts.Accounts, Account{ID: "two", Kind: AccountDeposit, OpenedOn: day("2025-01-02")})
			b.rows("two")
		}, "2026-01-12", "2026-03-13", ReasonNotEnough},
		{"runs from acceptance when the terms say so", func(b *bundle) { b.terms.Anchor = AnchorAccepted },
			"2026-01-10", "2026-03-11", ReasonNotEnough},
		{"runs from the day of acceptance in the FI's zone, not in UTC", func(b *bundle) {
			b.terms.Anchor = AnchorAccepted
			b.terms.AcceptedAt = time.Date(2026, 1, 11, 3, 0, 0, 0, time.UTC) // 10 pm on the 10th in New York
		}, "2026-01-10", "2026-03-11", ReasonNotEnough},
		{"stays where it was pinned", func(b *bundle) {
			b.terms.AnchoredOn = day("2026-01-11")
			b.facts.AccountsKnown, b.facts.Accounts = KnownDown, nil
		}, "2026-01-11", "2026-03-12", ReasonDown},
		{"is unknown while the opening day is", func(b *bundle) { b.facts.Accounts[0].OpenedOn = Date{} },
			"", "", ReasonOpeningDayUnknown},
		{"is unknown while one of two opening days is", func(b *bundle) {
			b.facts.Accounts = append(b.facts.Accounts, Account{ID: "two", Kind: AccountChecking})
		}, "", "", ReasonOpeningDayUnknown},
		{"is unknown while the only account may be of another kind", func(b *bundle) { b.facts.Accounts[0].Kind = AccountUnknown },
			"", "", ReasonKindUnknown},
		{"is unknown while the list of accounts is not whole", func(b *bundle) { b.facts.AccountsKnown = KnownThrottled },
			"", "", ReasonThrottled},
		{"has not begun before there is an account", func(b *bundle) { b.facts.Accounts = nil }, "", "", ReasonNoAccount},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			row.change(&b)
			window := b.judge().Window
			if window.From.String() != row.from || window.To.String() != row.to || window.Known != (row.from != "") {
				t.Errorf("got %s to %s, known %t; want %s to %s", window.From, window.To, window.Known, row.from, row.to)
			}
			leaf := b.leaf(t, "cards")
			wantResult := Unknown
			if row.reason == ReasonNotEnough || row.reason == ReasonNoAccount {
				wantResult = NotYet
			}
			if leaf.Result != wantResult || leaf.Reason != row.reason {
				t.Errorf("leaf is %s (%s), want %s (%s)", leaf.Result, leaf.Reason, wantResult, row.reason)
			}
		})
	}
}

// The window of the bundle ends on 13 March, its posting grace on 16 March.
func TestNotYetBecomesImpossibleOnlyWhenNothingCanComeAnyMore(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		day    string
		change func(*bundle)
		result Result
		reason Reason
	}{
		{"on the last day", "2026-03-13", nil, NotYet, ReasonNotEnough},
		{"on the last day of the grace", "2026-03-16", nil, NotYet, ReasonNotEnough},
		{"on the day after the grace", "2026-03-17", nil, Impossible, ReasonWindowOver},
		{"with facts from before the end of the grace", "2026-03-20", func(b *bundle) {
			b.facts.AsOf = day("2026-03-16").In(b.terms.Zone)
		}, Unknown, ReasonAwaitingData},
		{"with facts from inside the window", "2026-03-20", func(b *bundle) {
			b.facts.AsOf = day("2026-02-01").In(b.terms.Zone)
		}, Unknown, ReasonAwaitingData},
		{"with a clock behind the facts", "2026-03-20", func(b *bundle) {
			b.now = day("2026-03-10").In(b.terms.Zone)
		}, NotYet, ReasonNotEnough},
		{"with rows that begin too late", "2026-03-20", func(b *bundle) { b.cover("2026-01-13", "2026-03-20") },
			Unknown, ReasonAwaitingData},
		{"with rows that end a day early", "2026-03-20", func(b *bundle) { b.cover("2026-01-12", "2026-03-12") },
			Unknown, ReasonAwaitingData},
		{"with rows for exactly the window", "2026-03-20", func(b *bundle) { b.cover("2026-01-12", "2026-03-13") },
			Impossible, ReasonWindowOver},
		{"with rows for no stated days", "2026-03-20", func(b *bundle) { b.cover("", "") }, Unknown, ReasonAwaitingData},
		{"with rows that were denied", "2026-03-20", func(b *bundle) {
			b.facts.Postings["chk"] = Postings{Known: KnownDenied}
		}, Unknown, ReasonDenied},
		{"with accounts that could not be listed", "2026-03-20", func(b *bundle) {
			b.terms.AnchoredOn = day("2026-01-12")
			b.facts.AccountsKnown = KnownExpired
		}, Unknown, ReasonExpired},
		{"with facts of no stated time", "2026-03-20", func(b *bundle) { b.facts.AsOf = time.Time{} },
			Unknown, ReasonAwaitingData},
		{"with facts of no stated time while the window runs", "2026-02-20", func(b *bundle) { b.facts.AsOf = time.Time{} },
			Unknown, ReasonAwaitingData},
		{"with rows that have an end but no beginning", "2026-03-20", func(b *bundle) {
			postings := b.facts.Postings["chk"]
			postings.CoveredFrom = Date{}
			b.facts.Postings["chk"] = postings
		}, Unknown, ReasonAwaitingData},
		{"with rows that stop while the window runs", "2026-02-20", func(b *bundle) { b.cover("2026-01-12", "2026-02-10") },
			Unknown, ReasonAwaitingData},
		{"with rows up to yesterday", "2026-02-20", func(b *bundle) { b.cover("2026-01-12", "2026-02-19") },
			NotYet, ReasonNotEnough},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.add("chk", purchases(4)...)
			b.at(row.day)
			if row.change != nil {
				row.change(&b)
			}
			leaf := b.leaf(t, "cards")
			if leaf.Result != row.result || leaf.Reason != row.reason {
				t.Errorf("got %s (%s), want %s (%s)", leaf.Result, leaf.Reason, row.result, row.reason)
			}
		})
	}
}

func TestTheFactsReachAsFarAsTheirPoorestAccount(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		change func(*bundle)
		want   string
	}{
		{"the day before the facts", func(*bundle) {}, "2026-01-31"},
		{"the last day that was asked for", func(b *bundle) { b.cover("2026-01-12", "2026-01-20") }, "2026-01-20"},
		{"the least of two accounts", func(b *bundle) {
			b.facts.Accounts = append(b.facts.Accounts, Account{ID: "two", Kind: AccountChecking, OpenedOn: day("2026-01-15")})
			b.rows("two")
			b.cover("2026-01-12", "2026-01-20")
		}, "2026-01-20"},
		{"nothing while an account was not asked", func(b *bundle) {
			b.facts.Accounts = append(b.facts.Accounts, Account{ID: "two", Kind: AccountChecking, OpenedOn: day("2026-01-15")})
		}, ""},
		{"nothing while an account was read in part", func(b *bundle) {
			postings := b.facts.Postings["chk"]
			postings.Known = KnownDown
			b.facts.Postings["chk"] = postings
		}, ""},
		{"nothing while the list is not whole", func(b *bundle) {
			b.terms.AnchoredOn = day("2026-01-12")
			b.facts.AccountsKnown = KnownDown
		}, ""},
		{"nothing while the window is unknown", func(b *bundle) { b.facts.Accounts[0].OpenedOn = Date{} }, ""},
		{"nothing when the facts have no time", func(b *bundle) { b.facts.AsOf = time.Time{} }, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			row.change(&b)
			if got := b.judge().EvaluatedThrough.String(); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func TestADayBeginsAndEndsInTheZoneOfTheFI(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.at("2026-03-17")
	b.now = time.Date(2026, 3, 17, 3, 30, 0, 0, time.UTC) // still 16 March in New York: the grace's last day
	b.facts.AsOf = b.now
	if leaf := b.leaf(t, "cards"); leaf.Result != NotYet {
		t.Errorf("got %s (%s)", leaf.Result, leaf.Reason)
	}
}

// cover sets the posting days that were asked for on the first account.
func (b *bundle) cover(from, to string) {
	postings := b.facts.Postings["chk"]
	postings.CoveredFrom, postings.CoveredTo = Date{}, Date{}
	if from != "" {
		postings.CoveredFrom, postings.CoveredTo = day(from), day(to)
	}
	b.facts.Postings["chk"] = postings
}
