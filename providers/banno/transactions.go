package banno

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"raf/providers"
)

// Paging. The platform has no cursor and no total: a page that is not full is the last.
const (
	pageRows = 500
	leastRow = 25 // a page this small that is still too large is not a matter of paging
	overlap  = 5  // rows asked for again, so that rows which moved between two pages are noticed
	maxPages = 60
)

// Transactions lists an account's rows in the window.
func (b *Bank) Transactions(ctx context.Context, as providers.Access, q providers.TransactionQuery) ([]providers.Transaction, error) {
	const op = "transactions"
	if q.Zone == nil {
		q.Zone = b.cfg.Zone
	}
	if !asciiID(q.AccountID, maxSubject) || q.Since.IsZero() || q.Until.IsZero() || q.Until.Before(q.Since) {
		return nil, b.fail(op, providers.KindMalformed, "query names no account or no window")
	}
	pages := newPager()
	again := false
	for range maxPages {
		var page transactionPage
		err := b.read(ctx, op, as, "/accounts/"+url.PathEscape(q.AccountID)+"/transactions?"+pages.query(q), &page)
		if errors.Is(err, providers.ErrTooLarge) && pages.shrink() {
			continue
		}
		if err != nil {
			return nil, err
		}
		done, err := pages.add(page)
		if err != nil {
			return nil, &providers.Error{Kind: providers.KindMalformed, Op: op, Err: err}
		}
		switch {
		case !done:
		case !pages.moved:
			return b.transactions(pages, q)
		case again:
			return nil, b.fail(op, providers.KindMalformed, "rows go away while they are read")
		default:
			pages, again = newPager(), true
		}
	}
	return nil, b.fail(op, providers.KindMalformed, "pages do not end")
}

// pager collects rows by id while pages shift under it.
type pager struct {
	size, offset int
	order        []providers.Text
	rows         map[providers.Text]wireTransaction
	dropped      []providers.Text
	accountType  providers.Text
	begun        bool
	// moved says that rows of a page before went away. One that the bank calls inactivated may have another in its place on a
	// page that was read already; of one that is simply gone we know only that there was one.
	moved bool
}

func newPager() pager {
	return pager{size: pageRows, rows: map[providers.Text]wireTransaction{}}
}

// query asks from the earlier of UTC's and the zone's midnight to the later one, whichever the core posts by.
func (p *pager) query(q providers.TransactionQuery) string {
	since, until := q.Since.In(q.Zone), q.Until.AddDays(1).In(q.Zone)
	if utc := q.Since.In(time.UTC); utc.Before(since) {
		since = utc
	}
	if utc := q.Until.AddDays(1).In(time.UTC); utc.After(until) {
		until = utc
	}
	return url.Values{
		"offset": {strconv.Itoa(p.offset)},
		"limit":  {strconv.Itoa(p.size)},
		"since":  {since.UTC().Format(time.RFC3339)},
		"until":  {until.UTC().Format(time.RFC3339)},
	}.Encode()
}

// shrink halves the page after one that was too large to read.
func (p *pager) shrink() bool {
	p.size /= 2
	return p.size >= leastRow
}

// add takes a page in and reports whether it was the last. A page that does not overlap the one before has a gap in
// front of it, and a full page without a new row means that the bank ignores the offset: neither list is complete.
func (p *pager) add(page transactionPage) (done bool, err error) {
	var known, fresh int
	for _, w := range page.Transactions {
		if !asciiID(string(w.ID), maxSubject) {
			return false, errors.New("a row has no usable id")
		}
		if _, ok := p.rows[w.ID]; ok {
			known++
		} else {
			fresh++
			p.order = append(p.order, w.ID)
		}
		p.rows[w.ID] = w
	}
	for _, id := range page.Inactivated {
		if _, seen := p.rows[id]; p.begun && seen && !slices.Contains(p.dropped, id) {
			p.moved = true
		}
	}
	p.dropped = append(p.dropped, page.Inactivated...)
	if page.Account.AccountType != "" {
		p.accountType = page.Account.AccountType
	}
	if p.begun && known == 0 {
		return false, errors.New("pages do not join")
	}
	// Rows that come push others onto this page, so it never repeats fewer than we asked for again unless some went.
	if p.begun && known < overlap {
		p.moved = true
	}
	full := p.size
	if page.Limit > 0 {
		full = min(full, page.Limit)
	}
	n := len(page.Transactions)
	if n < full {
		return true, nil
	}
	if fresh == 0 {
		return false, errors.New("a full page brought nothing new")
	}
	p.begun = true
	p.offset += n - overlap
	return false, nil
}

// transactions turns the collected rows into ours.
func (b *Bank) transactions(p pager, q providers.TransactionQuery) ([]providers.Transaction, error) {
	inverted := q.Kind == providers.KindLoan || q.Kind == providers.KindCredit
	if p.accountType != "" {
		inverted = isDebt(p.accountType)
	}
	rows := make([]providers.Transaction, 0, len(p.order))
	for _, id := range p.order {
		if slices.Contains(p.dropped, id) {
			continue
		}
		// We asked for a wider window than the caller; what is outside theirs need not be readable.
		if on, told := rowDay(p.rows[id]); told && (on.Before(q.Since) || q.Until.Before(on)) {
			continue
		}
		row, err := b.transaction(p.rows[id], q.AccountID, inverted)
		if err != nil {
			return nil, &providers.Error{Kind: providers.KindMalformed, Op: "transactions", Err: err}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (b *Bank) transaction(w wireTransaction, accountID string, inverted bool) (providers.Transaction, error) {
	t := providers.Transaction{
		ID: string(w.ID), AccountID: accountID, Currency: strings.ToUpper(string(w.Currency)),
		Pending: !isPosted(w.PendingStatus), Kind: transactionKind(w), Memo: clean(string(w.Memo)),
	}
	if w.AccountID != "" && string(w.AccountID) != accountID {
		return t, errors.New("a row is another account's")
	}
	if t.Currency == "" {
		t.Currency = b.cfg.Currency
	}
	if !twoDecimals(t.Currency) {
		return t, errors.New("a row's currency is unknown")
	}
	if w.Amount != nil {
		if minor, err := parseMoney(string(*w.Amount)); err == nil {
			if inverted {
				minor = -minor
			}
			t.Amount = &minor
		}
	}
	if t.Pending {
		return t, nil
	}
	var told bool
	if t.PostedOn, told = rowDay(w); !told || t.Amount == nil {
		return t, errors.New("a posted row has no readable amount or day")
	}
	return t, nil
}

// isPosted knows the two words that say so. NoReconciliation is the usual one: never pending, simply posted.
func isPosted(status providers.Text) bool {
	return status == "NoReconciliation" || status == "Reconciled"
}

// rowDay is the day a row was posted on, or is shown under while pending.
func rowDay(w wireTransaction) (providers.Date, bool) {
	if d, ok := parseDay(w.DatePosted); ok {
		return d, true
	}
	return parseDay(w.Date)
}

// transactionKind reads type first and falls back on subtype only where type says nothing. ONLINE and ECHECK are
// electronic payments over the clearing house; whether one of them is a payroll is not judged here.
func transactionKind(w wireTransaction) providers.TransactionKind {
	switch w.Type {
	case "POS":
		return providers.TxnPurchase
	case "ATM":
		return providers.TxnATM
	case "CHECK":
		return providers.TxnCheck
	case "ECHECK", "ONLINE":
		return providers.TxnACH
	case "TRANSFER":
		return providers.TxnTransfer
	case "FEE":
		return providers.TxnFee
	case "INTEREST":
		return providers.TxnInterest
	case "", "UNKNOWN":
		switch w.SubType {
		case "EFT":
			return providers.TxnACH
		case "PinDebit":
			return providers.TxnPurchase
		}
	}
	return providers.TxnOther
}
