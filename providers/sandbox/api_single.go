package sandbox

import (
	"net/http"
	"slices"
	"time"
)

// account answers GET /users/{user}/accounts/{account}: one account, not wrapped.
func (in *institution) account(w http.ResponseWriter, r *http.Request) {
	in.bank.mu.Lock()
	defer in.bank.mu.Unlock()
	m := in.permit(w, r, accountsScope, accountsEditScope)
	if m == nil {
		return
	}
	if a := in.named(w, r, m); a != nil {
		writeJSON(w, http.StatusOK, in.accountJSON(m, a))
	}
}

// transaction answers GET /users/{user}/accounts/{account}/transactions/{transaction}: one row, not wrapped.
func (in *institution) transaction(w http.ResponseWriter, r *http.Request) {
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
	rows := in.visible(a)
	i := slices.IndexFunc(rows, func(p Posting) bool { return p.ID == r.PathValue("transaction") })
	if i < 0 {
		refuseAPI(w, http.StatusNotFound, "There is no such transaction.")
		return
	}
	writeJSON(w, http.StatusOK, in.transactionJSON(a, rows[i]))
}

// named is the account that a request names, nil if it was answered that there is none.
func (in *institution) named(w http.ResponseWriter, r *http.Request, m *Member) *Account {
	accounts := in.openAccounts(m)
	i := slices.IndexFunc(accounts, func(a *Account) bool { return a.ID == r.PathValue("account") })
	if i < 0 {
		refuseAPI(w, http.StatusNotFound, "There is no such account.")
		return nil
	}
	return accounts[i]
}

// CloseAccount closes one of a member's accounts today. Until the day lastShown it is shown as closed, with that day; then
// it is gone, and its id is among the inactivated.
func (b *Bank) CloseAccount(slug, username, id string, lastShown time.Time) error {
	return b.change(slug, username, func(in *institution, m *Member) error {
		i := slices.IndexFunc(m.Accounts, func(a Account) bool { return a.ID == id })
		if i < 0 {
			return ErrUnknown
		}
		m.Accounts[i].ClosedOn, m.Accounts[i].ClosedUntil = in.day(in.now()), in.day(lastShown)
		return nil
	})
}

// closed and gone are the two ends of an account.
func (in *institution) closed(a *Account) bool {
	return a.ClosedOn != "" && a.ClosedOn <= in.day(in.now())
}

func (in *institution) gone(a *Account) bool { return in.closed(a) && a.ClosedUntil < in.day(in.now()) }
