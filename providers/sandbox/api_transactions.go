package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxLimit is the platform's cap on a page, and the size of a page when none is asked for.
const maxLimit = 500

type transactionsJSON struct {
	Transactions []transactionJSON `json:"transactions,omitzero"` // missing, not empty, where an account has no rows
	Inactivated  []string          `json:"inactivatedTransactionIds"`
	Offset       int               `json:"offset"`
	Limit        int               `json:"limit"`
	Account      accountKindJSON   `json:"account"`
}

type accountKindJSON struct {
	AccountType    string `json:"accountType"`
	AccountSubType string `json:"accountSubType"`
}

type transactionJSON struct {
	ID            string  `json:"id"`
	AccountID     string  `json:"accountId"`
	Amount        *string `json:"amount,omitempty"`
	Currency      string  `json:"currency"`
	DatePosted    *string `json:"datePosted"`
	Date          *string `json:"date"`
	PendingStatus string  `json:"pendingStatus"`
	Type          string  `json:"type"`
	SubType       string  `json:"subtype"`
	Memo          string  `json:"memo"`
	FilteredMemo  string  `json:"filteredMemo"`
	DisplayName   string  `json:"displayName"`
	Sequence      int     `json:"sequence"`
	LastUpdated   string  `json:"lastUpdated"`
}

// transactionQuery is the window and page that a request asks for; the days are the institution's.
type transactionQuery struct {
	offset, limit int
	since, until  string
	updatedSince  time.Time
}

// transactions answers GET /users/{user}/accounts/{account}/transactions, newest first.
func (in *institution) transactions(w http.ResponseWriter, r *http.Request) {
	in.bank.mu.Lock()
	defer in.bank.mu.Unlock()
	m := in.permit(w, r, transactionsScope)
	if m == nil {
		return
	}
	a := in.named(w, r, m)
	if a == nil {
		return
	}
	q, problem := in.parseTransactionQuery(r.URL.Query())
	if problem != "" {
		refuseAPI(w, http.StatusBadRequest, problem)
		return
	}
	in.shift(a, q.offset)
	rows := in.visible(a)
	answer := transactionsJSON{Inactivated: append([]string{}, a.Gone...), Offset: q.offset, Limit: q.limit,
		Account: accountKindJSON{a.Type, a.SubType}}
	if len(rows) > 0 {
		answer.Transactions = []transactionJSON{}
	}
	for _, p := range in.pageOf(rows, q) {
		answer.Transactions = append(answer.Transactions, in.transactionJSON(a, p))
	}
	writeJSON(w, http.StatusOK, answer)
}

// pageOf picks the rows of the window, orders them by posted day and sequence, newest first, and cuts the page.
func (in *institution) pageOf(rows []Posting, q transactionQuery) []Posting {
	rows = slices.DeleteFunc(rows, func(p Posting) bool {
		day := in.day(p.At)
		return (q.since != "" && day < q.since) || (q.until != "" && day > q.until) || p.Updated.Before(q.updatedSince)
	})
	slices.SortStableFunc(rows, func(a, b Posting) int {
		if byDay := strings.Compare(in.day(b.At), in.day(a.At)); byDay != 0 {
			return byDay
		}
		return b.Sequence - a.Sequence
	})
	from := min(q.offset, len(rows))
	return rows[from:min(from+q.limit, len(rows))]
}

func (in *institution) parseTransactionQuery(v url.Values) (q transactionQuery, problem string) {
	q.limit = maxLimit
	for name, values := range v {
		if len(values) > 1 {
			return q, "The parameter " + name + " is there twice."
		}
	}
	var err error
	if s := v.Get("offset"); s != "" {
		if q.offset, err = strconv.Atoi(s); err != nil || q.offset < 0 {
			return q, "The offset must be a number from 0."
		}
	}
	if s := v.Get("limit"); s != "" {
		if q.limit, err = strconv.Atoi(s); err != nil || q.limit < 1 {
			return q, "The limit must be a number from 1."
		}
		q.limit = min(q.limit, maxLimit)
	}
	if v.Has("updatedSince") && (v.Has("since") || v.Has("until")) {
		return q, "The parameter updatedSince can't be combined with since or until."
	}
	for _, name := range []string{"since", "until", "updatedSince"} {
		if !v.Has(name) {
			continue
		}
		t, err := time.Parse(time.RFC3339, v.Get(name))
		if err != nil {
			return q, "The parameter " + name + " must be an instant such as 2026-01-14T12:13:07Z."
		}
		switch name {
		case "since":
			q.since = in.day(t)
		case "until":
			q.until = in.day(t)
		case "updatedSince":
			q.updatedSince = t
		}
	}
	return q, ""
}

func (in *institution) transactionJSON(a *Account, p Posting) transactionJSON {
	out := transactionJSON{
		ID: p.ID, AccountID: a.ID, Currency: "USD", PendingStatus: p.Status, Type: p.Type, SubType: p.SubType,
		Memo: p.Memo, FilteredMemo: p.Memo, DisplayName: p.DisplayName, Sequence: p.Sequence,
		LastUpdated: p.Updated.UTC().Format(instant),
	}
	if !p.NoAmount {
		amount := formatMinor(p.AmountMinor)
		out.Amount = &amount
	}
	if !p.pending() && !p.NoDate {
		day := in.day(p.At) + "T00:00:00.000Z"
		out.DatePosted, out.Date = &day, &day
	}
	return out
}
