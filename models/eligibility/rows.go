package eligibility

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// depositItems sifts one account's rows for payroll. A reversal takes a deposit back, so rows of an account that was read
// only in part prove nothing: the missing rows may be reversals.
func (c *judged) depositItems(account Account, rule DirectDeposit) []item {
	items := c.sift(account, func(row Posting) (state, Reason, bool) {
		s, why, mine := c.payroll(row)
		if s == counted && *row.Amount < rule.MinEach {
			s, why = refused, ReasonBelowMinimum
		}
		return s, why, mine
	})
	for i := range items {
		items[i].value = items[i].worth(rule.Measure.added())
	}
	c.reverse(items)
	c.inPart(items, account)
	c.settle(items, account)
	return items
}

// reversalDays is how late a deposit may be taken back: a reversing entry is sent within five banking days of the entry's
// settlement (Nacha Operating Rules, reversing entries), and a holiday and two week-ends may lie between.
const reversalDays = 11

// reversalWords say that money out takes an earlier credit back, where the row does not say payroll again.
func reversalWords() []string {
	return []string{"reversal", "reversed", "reverse", "return", "returned"}
}

// reverse lets each reversal undo the newest deposit of exactly its amount before it: a whole entry is reversed, never a
// part of one. Other money of the same amount that leaves is none, so it must say that it is.
func (c *judged) reverse(items []item) {
	words := append(reversalWords(), c.terms.PayrollAllow...)
	for _, back := range items {
		if back.why != ReasonMoneyOut || back.posting.Pending || !containsAny(back.posting.Memo, words) {
			continue
		}
		var newest *item
		for i := range items {
			it := &items[i]
			undoes := it.state == counted && it.size() == back.size() && !back.posting.PostedOn.Before(it.posting.PostedOn) &&
				!it.posting.PostedOn.AddDays(reversalDays).Before(back.posting.PostedOn)
			if undoes && (newest == nil || newest.posting.PostedOn.Before(it.posting.PostedOn)) {
				newest = it
			}
		}
		if newest != nil {
			newest.worsen(refused, ReasonReversed)
		}
	}
}

// inPart makes every row of an account doubtful whose rows were not all read.
func (c *judged) inPart(items []item, account Account) {
	if known := c.facts.Postings[account.ID].Known; !known.Complete() {
		for i := range items {
			items[i].worsen(doubtful, known.reason())
		}
	}
}

// payroll looks at what the row is. Credits of another kind that carry a payroll word are shown, refused, so that
// staff can see them; the other rows of the account are nobody's business.
func (c *judged) payroll(row Posting) (s state, why Reason, mine bool) {
	allowed := containsAny(row.Memo, c.terms.PayrollAllow)
	if row.Kind != PostingACH {
		return refused, ReasonPostingKind, allowed && row.Amount != nil && *row.Amount > 0
	}
	switch {
	case row.Amount != nil && *row.Amount <= 0:
		return refused, ReasonMoneyOut, true
	case containsAny(row.Memo, c.terms.PayrollDeny):
		return refused, ReasonPayrollDenied, true
	case len(c.terms.PayrollAllow) > 0 && !allowed:
		return refused, ReasonNotPayroll, true
	case row.Amount == nil:
		return doubtful, ReasonAmountUnknown, true
	default:
		return counted, "", true
	}
}

// purchaseItems sifts one account's rows for card purchases. A refund takes a purchase back, so rows of an account
// that was read only in part prove nothing: the missing rows may be refunds.
// A count loses the purchases that refunds undo; of a sum the refunds themselves are taken off, see [netted].
func (c *judged) purchaseItems(account Account, minEach int64, inSum bool) []item {
	items := c.sift(account, func(row Posting) (state, Reason, bool) {
		s, why := purchase(row, minEach)
		return s, why, row.Kind == PostingPurchase || row.Kind == PostingATM
	})
	for i := range items {
		items[i].value = items[i].worth(inSum)
	}
	takeBack(items, inSum)
	c.inPart(items, account)
	c.settle(items, account)
	return items
}

// sift keeps the rows that are this rule's business. What is wrong with a row's place comes before what it is, so that
// a refund outside the window takes nothing back.
func (c *judged) sift(account Account, what func(Posting) (s state, why Reason, mine bool)) []item {
	var items []item
	for _, row := range distinctRows(c.facts.Postings[account.ID].Rows) {
		s, why, mine := what(row)
		if !mine {
			continue
		}
		it := item{posting: row, account: account.ID}
		it.state, it.why = c.place(row, account)
		switch {
		case it.state == pending && s == refused:
			it.state, it.why = s, why
		case it.state == counted || it.state == doubtful:
			it.worsen(s, why)
		}
		items = append(items, it)
	}
	return items
}

func purchase(row Posting, minEach int64) (state, Reason) {
	switch {
	case row.Kind == PostingATM:
		return refused, ReasonATM
	case row.Amount == nil:
		return doubtful, ReasonAmountUnknown
	case *row.Amount > 0:
		return refused, ReasonRefund
	case *row.Amount == 0:
		return refused, ReasonNoMoneyOut
	case *row.Amount > -minEach:
		return refused, ReasonBelowMinimum
	default:
		return counted, ""
	}
}

// place looks at where and when a row stands.
func (c *judged) place(row Posting, account Account) (state, Reason) {
	currency := firstText(row.Currency, account.Currency, c.terms.Currency)
	switch {
	case row.AccountID != "" && row.AccountID != account.ID:
		return refused, ReasonOtherAccount
	case c.terms.Currency != "" && !strings.EqualFold(currency, c.terms.Currency):
		return refused, ReasonOtherCurrency
	case row.Pending && c.window.To.Before(c.today):
		return refused, ReasonOutsideWindow
	case row.Pending:
		return pending, ReasonPending
	case row.ID == "" || row.PostedOn.IsZero():
		return doubtful, ReasonMalformed
	case !c.window.Contains(row.PostedOn):
		return refused, ReasonOutsideWindow
	default:
		return counted, ""
	}
}

// settle lets the account have the last word over its rows.
func (c *judged) settle(items []item, account Account) {
	s, why := counted, Reason("")
	switch belongs, reason := c.belongs(account); {
	case !c.listed(account.ID):
		s, why = refused, ReasonAccountNotTold
	case belongs == never:
		s, why = refused, reason
	case account.Standing == StandingClosed:
		s, why = refused, ReasonAccountClosed
	case belongs == maybe:
		s, why = doubtful, reason
	}
	for i := range items {
		items[i].worsen(s, why)
	}
}

// worsen lowers an item, and keeps the first reason among equals.
func (it *item) worsen(s state, why Reason) {
	if s > it.state {
		it.state, it.why = s, why
	}
}

// takeBack lets each refund undo one purchase of at least its size, the smallest first, so that an exact match or a
// purchase that does not count anyway is undone before one that counts. Going from the largest refund to the smallest
// finds the most pairs, and so one more purchase can never lower the count. In a sum only purchases that do not count
// are undone; a refund that undid one has nothing left to take off.
func takeBack(items []item, inSum bool) {
	var refunds, purchases []*item
	for i := range items {
		it := &items[i]
		switch {
		case it.posting.Pending:
		case it.why == ReasonRefund:
			refunds = append(refunds, it)
		case it.state == counted && !inSum, it.why == ReasonBelowMinimum:
			purchases = append(purchases, it)
		}
	}
	bySize := func(a, b *item) int { return cmp.Compare(b.size(), a.size()) }
	slices.SortStableFunc(refunds, bySize)
	slices.SortStableFunc(purchases, bySize)
	var large []*item // purchases that are at least as large as the refund at hand, the smallest on top
	next := 0
	for _, refund := range refunds {
		for next < len(purchases) && purchases[next].size() >= refund.size() {
			large = append(large, purchases[next])
			next++
		}
		if top := len(large) - 1; top >= 0 {
			large[top].worsen(refused, ReasonRefunded)
			refund.value = 0
			large = large[:top]
		}
	}
}

// worth is what a row adds when it counts: its amount, or itself where rows are counted. An amount that was not told may
// be any, but of a row that is merely pending nothing is promised.
func (it *item) worth(inSum bool) int64 {
	switch amount := it.posting.Amount; {
	case amount == nil && it.state == pending:
		return 0
	case !inSum:
		return 1
	case amount == nil:
		return math.MaxInt64
	default:
		return int64(min(it.size(), math.MaxInt64))
	}
}

// size is the amount without its sign; unsigned, because the smallest amount has no positive twin.
func (it *item) size() uint64 {
	if *it.posting.Amount < 0 {
		return -uint64(*it.posting.Amount)
	}
	return uint64(*it.posting.Amount)
}

// distinctRows sorts rows and keeps each id once: of several versions the posted one, then the first in a fixed order,
// so that the order in which a bank sends them decides nothing.
func distinctRows(rows []Posting) []Posting {
	sorted := slices.Clone(rows)
	slices.SortFunc(sorted, func(a, b Posting) int {
		if order := cmp.Or(strings.Compare(a.ID, b.ID), compareBools(a.Pending, b.Pending)); order != 0 {
			return order
		}
		return strings.Compare(a.canonical(), b.canonical()) // rarely needed, and dear
	})
	return slices.CompactFunc(sorted, func(a, b Posting) bool { return a.ID != "" && a.ID == b.ID })
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

func firstText(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
