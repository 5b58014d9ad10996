package program_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"raf/providers"
)

// fakeBank behaves like a bank that ends a whole grant when a refresh token comes twice. Its tokens begin with canary-.
type fakeBank struct {
	made atomic.Int64
	last atomic.Pointer[providers.Settings] // of the adapter made last
	now  func() time.Time

	mu        sync.Mutex
	people    map[string]providers.Identity // by authorization code
	tokens    int
	used      map[string]bool // refresh tokens that were handed in
	refreshed int
	reads     int
	finished  int
	// What the next calls answer; nil is the ordinary answer.
	refreshErr, accountsErr, rowsErr error
	accounts                         []providers.Account
	rows                             map[string][]providers.Transaction
	rowsErrOf                        map[string]error // of one account
	onRefresh                        func(context.Context)
	onAccounts                       func()
	lasting                          bool // grants that cannot be renewed
	revokeErr                        error
	revoked                          []string // what was given back
}

func newFakeBank(now func() time.Time) *fakeBank {
	return &fakeBank{now: now, people: map[string]providers.Identity{}, used: map[string]bool{}, rows: map[string][]providers.Transaction{},
		rowsErrOf: map[string]error{}}
}

// connectedBank is one institution's adapter.
type connectedBank struct {
	*fakeBank
	settings providers.Settings
}

func (b *fakeBank) connect(s providers.Settings) (providers.Bank, error) {
	b.made.Add(1)
	b.last.Store(&s)
	return connectedBank{b, s}, nil
}

// connections is how many adapters were made.
func (b *fakeBank) connections() int64 { return b.made.Load() }

const grantLife = 10 * time.Minute

// grant makes tokens; the caller holds the lock.
func (b *fakeBank) grant(subject string) providers.Grant {
	b.tokens++
	return providers.NewGrant([]byte(fmt.Sprintf("canary-token-%s-%d", subject, b.tokens)), b.now().Add(grantLife), !b.lasting, []string{"openid", "accounts"})
}

func (b connectedBank) Begin(_ context.Context, req providers.BeginRequest) (string, providers.Flow, error) {
	return "https://bank.example/authorize?state=" + req.State, providers.NewFlow([]byte("canary-flow-" + req.State)), nil
}

func (b connectedBank) Finish(_ context.Context, _ providers.Flow, cb providers.Callback) (providers.Identity, providers.Grant, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.finished++
	if cb.Error != "" {
		return providers.Identity{}, providers.Grant{}, &providers.SignInRefused{Code: cb.Error}
	}
	who, ok := b.people[cb.Code]
	if !ok {
		return providers.Identity{}, providers.Grant{}, &providers.Error{Kind: providers.KindMalformed, Op: "token"}
	}
	return who, b.grant(who.Subject), nil
}

func (connectedBank) Issuers() []string { return []string{"https://bank.example"} }

func (b connectedBank) Refresh(ctx context.Context, g providers.Grant, subject string) (providers.Grant, error) {
	b.mu.Lock()
	b.refreshed++
	hook := b.onRefresh
	b.mu.Unlock()
	if hook != nil {
		hook(ctx)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refreshErr != nil {
		return providers.Grant{}, b.refreshErr
	}
	if b.used[string(g.Bytes())] {
		return providers.Grant{}, &providers.Error{Kind: providers.KindExpired, Op: "token"}
	}
	b.used[string(g.Bytes())] = true
	return b.grant(subject), nil
}

func (b connectedBank) Revoke(_ context.Context, g providers.Grant) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.revokeErr == nil {
		b.revoked = append(b.revoked, string(g.Bytes()))
	}
	return b.revokeErr
}

func (b connectedBank) Accounts(context.Context, providers.Access) ([]providers.Account, error) {
	b.mu.Lock()
	hook := b.onAccounts
	b.mu.Unlock()
	if hook != nil {
		hook()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.reads++
	return b.fakeBank.accounts, b.accountsErr
}

func (b connectedBank) Transactions(_ context.Context, _ providers.Access, q providers.TransactionQuery) ([]providers.Transaction, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.reads++
	if err := b.rowsErrOf[q.AccountID]; err != nil {
		return nil, err
	}
	return b.rows[q.AccountID], b.rowsErr
}

// set changes what the bank answers.
func (b *fakeBank) set(f func(*fakeBank)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f(b)
}

// calls is how often the bank was asked for data and for a renewal.
func (b *fakeBank) calls() (reads, renewals int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.reads, b.refreshed
}

func checking(id, opened string) providers.Account {
	day, _ := providers.ParseDate(opened)
	return providers.Account{ID: id, Name: "Everyday", Kind: providers.KindChecking, Standing: providers.StandingGood, Currency: "USD", OpenedOn: day}
}

// purchases are n posted card purchases of the given day.
func purchases(account, day string, n int) (rows []providers.Transaction) {
	on, _ := providers.ParseDate(day)
	for i := range n {
		amount := int64(-1000 - i)
		rows = append(rows, providers.Transaction{ID: fmt.Sprintf("p-%s-%d", day, i), AccountID: account, Amount: &amount, Currency: "USD",
			PostedOn: on, Kind: providers.TxnPurchase, Memo: fmt.Sprintf("shop %d", i)})
	}
	return rows
}

func payroll(account, day string, minor int64) providers.Transaction {
	on, _ := providers.ParseDate(day)
	return providers.Transaction{ID: "pay-" + day, AccountID: account, Amount: &minor, Currency: "USD", PostedOn: on, Kind: providers.TxnACH, Memo: "ACME PAYROLL"}
}
