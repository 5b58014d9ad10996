package eligibility

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// Judge says how the facts stand against the terms. It depends on its arguments alone; the order of accounts and rows
// does not matter, and one that comes twice counts once.
func Judge(terms Terms, facts Facts, now time.Time) Verdict {
	verdict := Verdict{Outcome: Unknown, AsOf: facts.AsOf.Round(0).UTC()}
	verdict.Tree = Node{RuleID: terms.Rule.ID, Kind: terms.Rule.Kind, Result: Unknown}
	if terms.Rule.Validate() != nil {
		verdict.Reason, verdict.Tree.Reason = ReasonRuleUnreadable, ReasonRuleUnreadable
		return verdict
	}
	if !terms.readable() {
		verdict.Reason, verdict.Tree.Reason = ReasonTermsUnreadable, ReasonTermsUnreadable
		return verdict
	}
	c := newCase(terms, facts, now)
	verdict.Window = c.window
	verdict.EvaluatedThrough = c.evaluatedThrough()
	verdict.Tree = c.node(terms.Rule, &verdict.Leaves)
	verdict.Outcome, verdict.Reason = verdict.Tree.Result, verdict.Tree.Reason
	return verdict
}

// Reading is what to ask the bank for after the accounts are known.
type Reading struct {
	AccountIDs []string // sorted
	Window     Window   // not known: there is nothing to read yet
}

// PlanReading says which accounts' rows the rules need, and for which posting days. Only AccountsKnown and Accounts
// of the facts are looked at.
func PlanReading(terms Terms, facts Facts) Reading {
	if terms.Rule.Validate() != nil || !terms.readable() {
		return Reading{}
	}
	c := newCase(terms, facts, facts.AsOf)
	reading := Reading{Window: c.window}
	counts := false
	terms.Rule.leaves(func(r Rule) {
		counts = counts || r.Kind == KindDirectDeposit || r.Kind == KindDebitPurchases
	})
	if !counts || !c.window.Known {
		return reading
	}
	for _, account := range c.pool {
		reading.AccountIDs = append(reading.AccountIDs, account.ID)
	}
	return reading
}

// judged is one member's case: the arguments of Judge and what several leaves need of them.
type judged struct {
	terms    Terms
	facts    Facts
	today    Date // the day up to which both the calendar and the facts have come
	calendar Date // the day it is
	through  Date // the last day that was over when the facts were asked for, zero if that is not told
	accepted Date

	accounts   []Account // sorted, each id once
	qualifying []*QualifyingAccount
	pool       []Account // those whose rows count, or may
	window     Window
	unwindowed Reason // why the window is not known; ReasonNoAccount means that it has not begun
}

func newCase(terms Terms, facts Facts, now time.Time) *judged {
	c := &judged{terms: terms, facts: facts, accounts: distinctAccounts(facts.Accounts)}
	c.calendar = DateOf(now.In(terms.Zone))
	asOf := DateOf(facts.AsOf.In(terms.Zone))
	c.today = earlier(c.calendar, asOf)
	if !facts.AsOf.IsZero() {
		c.through = asOf.AddDays(-1)
	}
	c.accepted = DateOf(terms.AcceptedAt.In(terms.Zone))
	terms.Rule.leaves(func(r Rule) {
		if r.Kind == KindQualifyingAccount {
			c.qualifying = append(c.qualifying, r.QualifyingAccount)
		}
	})
	for _, account := range c.accounts {
		if belongs, _ := c.belongs(account); belongs != never && account.Standing != StandingClosed {
			c.pool = append(c.pool, account)
		}
	}
	c.window, c.unwindowed = c.findWindow()
	return c
}

func distinctAccounts(accounts []Account) []Account {
	sorted := slices.Clone(accounts)
	slices.SortFunc(sorted, func(a, b Account) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.canonical(), b.canonical()))
	})
	return slices.CompactFunc(sorted, func(a, b Account) bool { return a.ID != "" && a.ID == b.ID })
}

// findWindow anchors the window. One account that surely qualifies but has no known opening day keeps the window
// unknown, because that account may be the earliest; one that only may qualify moves nothing beside a sure one.
func (c *judged) findWindow() (Window, Reason) {
	if !c.terms.AnchoredOn.IsZero() {
		return c.windowFrom(c.terms.AnchoredOn), ""
	}
	if c.terms.Anchor == AnchorAccepted {
		return c.windowFrom(c.accepted), ""
	}
	if !c.facts.AccountsKnown.Complete() {
		return Window{}, c.facts.AccountsKnown.reason()
	}
	var first Date
	var doubt Reason
	for _, account := range c.pool {
		belongs, why := c.belongs(account)
		switch {
		case belongs == maybe:
			doubt = firstOf(doubt, why)
		case account.OpenedOn.IsZero():
			return Window{}, ReasonOpeningDayUnknown
		case first.IsZero() || account.OpenedOn.Before(first):
			first = account.OpenedOn
		}
	}
	switch {
	case !first.IsZero():
		return c.windowFrom(first), ""
	case doubt != "":
		return Window{}, doubt
	default:
		return Window{}, ReasonNoAccount
	}
}

func (c *judged) windowFrom(day Date) Window {
	return Window{From: day, To: day.AddDays(c.terms.WindowDays), Known: true}
}

// over reports whether a day and the posting grace after it had passed when the facts were asked for.
func (c *judged) over(day Date) bool {
	return day.AddDays(c.terms.PostingGraceDays).Before(c.today)
}

// node judges one rule of the tree and appends its leaves in tree order.
func (c *judged) node(r Rule, leaves *[]Leaf) Node {
	node := Node{RuleID: r.ID, Kind: r.Kind, K: r.K}
	if r.Kind.Group() {
		for _, child := range r.Rules {
			node.Nodes = append(node.Nodes, c.node(child, leaves))
		}
		node.Result, node.Reason = combine(r.needed(), node.Nodes)
		return node
	}
	leaf := c.leaf(r)
	*leaves = append(*leaves, leaf)
	node.Result, node.Reason = leaf.Result, leaf.Reason
	return node
}

func (c *judged) leaf(r Rule) Leaf {
	leaf := LeafOf(r, c.terms.Currency)
	switch r.Kind {
	case KindQualifyingAccount:
		c.judgeAccount(r.QualifyingAccount, &leaf)
	case KindGoodStanding:
		c.judgeStanding(&leaf)
	case KindDirectDeposit:
		c.judgeDeposits(*r.DirectDeposit, &leaf)
	case KindDebitPurchases:
		c.judgePurchases(*r.DebitPurchases, &leaf)
	}
	return leaf
}

// plus adds what is never negative here; an amount past the largest number stays the largest number, which is enough.
func plus(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

func firstOf(reasons ...Reason) Reason {
	for _, reason := range reasons {
		if reason != "" {
			return reason
		}
	}
	return ""
}
