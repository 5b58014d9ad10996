package eligibility

import (
	"cmp"
	"slices"
	"strings"
)

// state is how far a row came. Higher is worse; of two looks at one row the worse holds.
type state int

const (
	counted  state = iota
	pending        // would count once posted
	doubtful       // may count: something about it was not told
	refused
)

// item is one row in one leaf's eyes.
type item struct {
	posting Posting
	account string
	value   int64 // what it adds when counted
	state   state
	why     Reason
}

// judgePostings measures what the sift made of each account's rows. What is measured only grows with more facts, so
// "met" may be said of part of them; everything else needs every account's rows for the whole window.
func (c *judged) judgePostings(leaf *Leaf, sift func(Account) []item, measure scale) {
	if !c.window.Known {
		leaf.Result, leaf.Reason = c.withoutWindow()
		return
	}
	var items []item
	for _, account := range c.accountsWithRows() {
		items = append(items, sift(account)...)
	}
	slices.SortFunc(items, compareItems)
	best, doubt := int64(0), Reason("")
	leaf.Progress, leaf.On = measure(items, leaf.Target)
	for _, it := range items {
		switch it.state {
		case pending:
			leaf.Pending = plus(leaf.Pending, it.value)
		case doubtful:
			best, doubt = plus(best, it.value), firstOf(doubt, it.why)
		}
		leaf.Evidence = append(leaf.Evidence, Evidence{AccountID: it.account, PostingID: it.posting.ID,
			Day: it.posting.PostedOn, Amount: it.posting.Amount, Counted: it.state == counted, Why: it.why})
	}
	if leaf.Progress >= leaf.Target {
		leaf.Result = Met
		return
	}
	leaf.Result, leaf.Reason = c.short(plus(leaf.Progress, best) >= leaf.Target, doubt)
}

// withoutWindow is the result of a counting leaf while there is no window: it has not begun, cannot begin any more,
// or we could not find out.
func (c *judged) withoutWindow() (Result, Reason) {
	if c.unwindowed != ReasonNoAccount {
		return Unknown, c.unwindowed
	}
	for _, rule := range c.qualifying {
		var account Leaf
		c.judgeAccount(rule, &account)
		if account.Result != Impossible {
			return NotYet, ReasonNoAccount
		}
	}
	if len(c.qualifying) > 0 {
		return Impossible, ReasonNoAccount
	}
	return NotYet, ReasonNoAccount
}

// short is the result of a counting leaf that has not reached its target.
func (c *judged) short(mayBeEnough bool, doubt Reason) (Result, Reason) {
	if why := c.missing(); why != "" {
		return Unknown, why
	}
	if mayBeEnough {
		return Unknown, doubt
	}
	switch {
	case c.over(c.window.To):
		return Impossible, ReasonWindowOver
	case c.window.To.AddDays(c.terms.PostingGraceDays).Before(c.calendar):
		return Unknown, ReasonAwaitingData
	case len(c.pool) == 0:
		return NotYet, ReasonNoAccount
	default:
		return NotYet, ReasonNotEnough
	}
}

// missing says why the facts do not show every row that was posted in the window so far, empty if they do.
func (c *judged) missing() Reason {
	if !c.facts.AccountsKnown.Complete() {
		return c.facts.AccountsKnown.reason()
	}
	for _, account := range c.pool {
		if known := c.facts.Postings[account.ID].Known; !known.Complete() {
			return known.reason()
		}
	}
	through := c.evaluatedThrough()
	if through.IsZero() || through.Before(earlier(c.window.To, c.through)) {
		return ReasonAwaitingData
	}
	return ""
}

// evaluatedThrough is the last day whose rows are known for every account that counts. A day counts as covered only
// when it was over when the bank was asked.
func (c *judged) evaluatedThrough() Date {
	if !c.window.Known || !c.facts.AccountsKnown.Complete() {
		return Date{}
	}
	through := c.through
	for _, account := range c.pool {
		postings := c.facts.Postings[account.ID]
		if !postings.Known.Complete() || postings.CoveredFrom.IsZero() || c.window.From.Before(postings.CoveredFrom) {
			return Date{}
		}
		through = earlier(through, postings.CoveredTo)
	}
	return through
}

// accountsWithRows is every account of the list or of the rows; an account that only came with rows is among them so
// that its rows are shown, refused.
func (c *judged) accountsWithRows() []Account {
	accounts := slices.Clone(c.accounts)
	for id := range c.facts.Postings {
		if !c.listed(id) {
			accounts = append(accounts, Account{ID: id})
		}
	}
	return accounts
}

func (c *judged) listed(id string) bool {
	return slices.ContainsFunc(c.accounts, func(a Account) bool { return a.ID == id })
}

func compareItems(a, b item) int {
	order := cmp.Or(compareDays(a.posting.PostedOn, b.posting.PostedOn),
		strings.Compare(a.account, b.account), strings.Compare(a.posting.ID, b.posting.ID))
	if order != 0 {
		return order
	}
	return strings.Compare(a.posting.canonical(), b.posting.canonical())
}

// compareDays puts the untold day (a pending row's) last.
func compareDays(a, b Date) int {
	switch {
	case a == b:
		return 0
	case a.IsZero():
		return 1
	case b.IsZero() || a.Before(b):
		return -1
	default:
		return 1
	}
}
