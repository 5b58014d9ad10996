package models

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"
)

// TenantStore is one institution's rows. It is made by Store.For and holds no connection.
type TenantStore struct {
	store  *Store
	tenant Tenant
	masked bool
	origin Origin
}

// Origin tells where a request comes from, as its audit rows keep it: a tag of the address, never the address. It may
// read what it needs in the transaction that writes the row.
type Origin func(*View) (string, error)

// For opens the rows of t. A Tenant that no store made has no id, and every call on its rows fails.
func (s *Store) For(t Tenant) TenantStore { return TenantStore{store: s, tenant: t} }

// Tenant is whose rows these are.
func (ts TenantStore) Tenant() Tenant { return ts.tenant }

// From are the same rows for a request: what it changes is written down with where it came from. Jobs and commands come
// from nowhere.
func (ts TenantStore) From(o Origin) TenantStore {
	ts.origin = o
	return ts
}

// View reads in one read-only transaction: all reads of a page see one moment.
type View struct {
	db     *gorm.DB
	now    time.Time
	tenant Tenant
}

// Tx reads and writes in one transaction, at one frozen moment.
type Tx struct {
	View
	jobs   *JobClient
	origin Origin
}

// Now is the transaction's moment.
func (v *View) Now() time.Time { return v.now }

// View runs f in a read-only transaction.
func (ts TenantStore) View(ctx context.Context, f func(*View) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if ts.store.cfg.OnPostgres() {
		// Its default would give each statement a moment of its own, and parts of a page would not add up. A reader at
		// this level waits for nobody and is never told to try again. SQLite's readers have one moment anyway.
		opts.Isolation = sql.LevelRepeatableRead
	}
	return ts.run(ctx, ts.store.read, opts, func(tx *Tx) error { return f(&tx.View) })
}

// InTx runs f in a transaction; an error rolls everything back. f may run again after a deadlock: what it hands out it
// must set anew each time.
func (ts TenantStore) InTx(ctx context.Context, f func(*Tx) error) error {
	return ts.run(ctx, ts.store.write, nil, f)
}

func (ts TenantStore) run(ctx context.Context, db *gorm.DB, opts *sql.TxOptions, f func(*Tx) error) error {
	if ts.tenant.id == "" {
		return Errorf(Internal, "no tenant")
	}
	ctx = withTenant(ctx, ts.tenant.id)
	if ts.masked {
		ctx = withMask(ctx)
	}
	// PostgreSQL ends one of two transactions that wait for each other; nothing of it has happened, so it runs again.
	const attempts = 3
	var err error
	for range attempts {
		if err = ts.once(ctx, db, opts, f); !deadlocked(err) {
			break
		}
	}
	return wrap(err, "transaction")
}

func (ts TenantStore) once(ctx context.Context, db *gorm.DB, opts *sql.TxOptions, f func(*Tx) error) error {
	return db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if ts.store.cfg.OnPostgres() {
			// Transaction-local (the third argument): a setting on the session would follow the pooled connection to
			// its next user.
			set := tx.WithContext(exempt(ctx)).Exec("SELECT set_config('app.tenant', ?, true)", string(ts.tenant.id))
			if set.Error != nil {
				return set.Error
			}
		}
		return f(&Tx{View{db: tx, now: ts.store.cfg.Now(), tenant: ts.tenant}, ts.store.jobs, ts.origin})
	}, opts)
}

// planAnew lets PostgreSQL plan each statement of the transaction for the values it comes with. A statement that was sent
// a few times is planned for any values otherwise, and a filter that keeps half the list and one that keeps nothing need
// different plans: a page took 400 ms with the wrong one (tried).
func (v *View) planAnew() error {
	if v.db.Name() != "postgres" {
		return nil
	}
	ctx := v.db.Statement.Context
	return wrap(v.db.WithContext(exempt(ctx)).Exec("SELECT set_config('plan_cache_mode', ?, true)", "force_custom_plan").Error, "plan")
}

// updated turns the outcome of a conditional UPDATE into an answer: no row means that somebody was faster.
func updated(res *gorm.DB, what string) error {
	if res.Error != nil {
		return wrap(res.Error, what)
	}
	if res.RowsAffected != 1 {
		return Errorf(Conflict, "%s has changed meanwhile", what)
	}
	return nil
}
