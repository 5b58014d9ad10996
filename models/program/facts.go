package program

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"raf/models"
	"raf/models/eligibility"
	"raf/providers"
)

const (
	// bankTime bounds what somebody waits for at the bank: a whole live check, the answer of a sign-in, a renewal.
	bankTime = 8 * time.Second
	// gatherWidth bounds how many accounts of one member are read at once.
	gatherWidth = 6
)

// gathered is what one round at the bank brought, complete or not.
type gathered struct {
	facts    eligibility.Facts
	accounts []models.KnownAccount
	asked    bool  // the bank told something, under the member's grant
	failure  error // the first reason why something is missing, nil if nothing is
}

// gather asks the bank for accounts and then, side by side, for the rows that the terms need. What could not be found
// out is marked so in the facts; it is never left out as if it were nothing.
func (p *Program) gather(ctx context.Context, m models.Member, terms eligibility.Terms) (gathered, error) {
	ctx, cancel := context.WithTimeout(ctx, p.house.BankTime)
	defer cancel()
	bank, err := p.bank(ctx)
	if err != nil {
		return gathered{}, err
	}
	g, version, err := p.usableGrant(ctx, m, bank, -1)
	if err != nil {
		return p.missing(outOfTime(ctx, err))
	}
	got, err := p.read(ctx, bank, providers.Access{Subject: m.Subject, Grant: g}, terms)
	if err == nil && refusedToken(got.failure) {
		// The bank refused a token that should live: revoked, most likely. One renewal tells.
		if g, _, err = p.usableGrant(ctx, m, bank, version); err != nil {
			return p.missing(outOfTime(ctx, err))
		}
		got, err = p.read(ctx, bank, providers.Access{Subject: m.Subject, Grant: g}, terms)
	}
	return got, err
}

// refusedToken reports that the bank was asked and did not take the token.
func refusedToken(failure error) bool {
	var e *providers.Error
	return errors.As(failure, &e) && e.Kind == providers.KindExpired && !e.Unsent
}

// outOfTime turns the end of the check's own time, wherever it struck, into what it means to the member: the bank was
// not reached in time, and what is known stays.
func outOfTime(ctx context.Context, err error) error {
	var known *providers.Error
	if ctx.Err() != nil && !errors.As(err, &known) {
		return &providers.Error{Kind: providers.KindDown, Op: "check", Err: err}
	}
	return err
}

// missing turns a bank's failure into facts that say so; a failure of our own stays an error.
func (p *Program) missing(err error) (gathered, error) {
	var bankError *providers.Error
	if !errors.As(err, &bankError) {
		return gathered{}, err
	}
	return gathered{facts: eligibility.Facts{AsOf: p.house.Now(), AccountsKnown: eligibility.Known(bankError.Kind)}, failure: err}, nil
}

func (p *Program) read(ctx context.Context, bank providers.Bank, as providers.Access, terms eligibility.Terms) (gathered, error) {
	got := gathered{facts: eligibility.Facts{AsOf: p.house.Now(), AccountsKnown: eligibility.KnownComplete, Postings: map[string]eligibility.Postings{}}}
	// What is held back is not asked for: the bank would refuse the call, and could not say who holds it.
	if err := as.Grant.Permissions.Refusal("accounts", providers.ItemAccounts); err != nil {
		return p.missing(err)
	}
	accounts, err := bank.Accounts(ctx, as)
	if err != nil {
		return p.missing(asBankError(err))
	}
	got.asked, got.accounts = true, knownAccounts(accounts)
	kinds := map[string]providers.AccountKind{}
	for _, a := range accounts {
		kinds[a.ID] = a.Kind
		got.facts.Accounts = append(got.facts.Accounts, factAccount(a))
	}
	plan := eligibility.PlanReading(terms, got.facts)
	if !plan.Window.Known {
		return got, nil
	}
	// The window may end in the future; nothing is posted there yet.
	until := eligibility.DateOf(p.house.Now().In(terms.Zone))
	if plan.Window.To.Before(until) {
		until = plan.Window.To
	}
	if err := as.Grant.Permissions.Refusal("transactions", providers.ItemPostings); err != nil {
		for _, id := range plan.AccountIDs {
			got.facts.Postings[id] = eligibility.Postings{Known: eligibility.Known(providers.KindOf(err))}
			got.failure = err
		}
		return got, nil
	}
	var mu sync.Mutex
	var group errgroup.Group
	group.SetLimit(gatherWidth)
	for _, id := range plan.AccountIDs {
		group.Go(func() error {
			rows, err := bank.Transactions(ctx, as, providers.TransactionQuery{AccountID: id, Kind: kinds[id],
				Since: providers.Date(plan.Window.From), Until: providers.Date(until), Zone: terms.Zone})
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				err = asBankError(err)
				got.facts.Postings[id] = eligibility.Postings{Known: eligibility.Known(providers.KindOf(err))}
				if got.failure == nil {
					got.failure = err
				}
				return nil // the others' rows are still worth having
			}
			got.facts.Postings[id] = eligibility.Postings{Known: eligibility.KnownComplete, Rows: factPostings(rows),
				CoveredFrom: plan.Window.From, CoveredTo: until}
			return nil
		})
	}
	_ = group.Wait() // no goroutine of the group returns an error
	return got, nil
}

// asBankError makes sure that whatever an adapter returns counts as one of the five kinds, a deadline as down.
func asBankError(err error) error {
	var known *providers.Error
	if errors.As(err, &known) {
		return err
	}
	return &providers.Error{Kind: providers.KindDown, Op: "read", Err: err}
}

func factAccount(a providers.Account) eligibility.Account {
	return eligibility.Account{ID: a.ID, Name: a.Name, Kind: eligibility.AccountKind(a.Kind), Standing: eligibility.Standing(a.Standing),
		Currency: a.Currency, OpenedOn: eligibility.Date(a.OpenedOn), Balance: a.Balance}
}

func factPostings(rows []providers.Transaction) []eligibility.Posting {
	all := make([]eligibility.Posting, len(rows))
	for i, r := range rows {
		all[i] = eligibility.Posting{ID: r.ID, AccountID: r.AccountID, Amount: r.Amount, Currency: r.Currency,
			PostedOn: eligibility.Date(r.PostedOn), Pending: r.Pending, Kind: eligibility.PostingKind(r.Kind), Memo: r.Memo}
	}
	return all
}
