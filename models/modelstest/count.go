package modelstest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"
	"sync"
)

// Counter writes down every statement that reaches a driver, BEGIN and COMMIT among them. Its Open fits
// models.Config.OpenDB; one Counter may serve several handles.
type Counter struct {
	// On, if set, is told each statement before it reaches the driver, and Committed after a COMMIT went through. A test
	// that never returns from it holds the program exactly there.
	On func(statement string)

	mu   sync.Mutex
	seen []string
}

// Committed is what On is told once a transaction is in the database.
const Committed = "COMMITTED"

// Take returns what was written down and begins anew.
func (c *Counter) Take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	seen := c.seen
	c.seen = nil
	return slices.Clone(seen)
}

func (c *Counter) note(statement string) {
	if c.On != nil {
		c.On(statement)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen = append(c.seen, statement)
}

// Open is sql.Open with the driver's connections watched.
func (c *Counter) Open(name, dsn string) (*sql.DB, error) {
	plain, err := sql.Open(name, dsn)
	if err != nil {
		return nil, err
	}
	inner := plain.Driver()
	if err := plain.Close(); err != nil { // it had no connection yet
		return nil, err
	}
	connect := func(context.Context) (driver.Conn, error) { return inner.Open(dsn) }
	if d, ok := inner.(driver.DriverContext); ok {
		connector, err := d.OpenConnector(dsn)
		if err != nil {
			return nil, err
		}
		connect = connector.Connect
	}
	return sql.OpenDB(watchedConnector{c, inner, connect}), nil
}

type watchedConnector struct {
	counter *Counter
	inner   driver.Driver
	connect func(context.Context) (driver.Conn, error)
}

func (w watchedConnector) Driver() driver.Driver { return w.inner }

func (w watchedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := w.connect(ctx)
	if err != nil {
		return nil, err
	}
	full, ok := conn.(fullConn)
	if !ok {
		return nil, errors.Join(errors.New("the driver lacks an interface that the counter passes on"), conn.Close())
	}
	return &watchedConn{full, w.counter}, nil
}

// fullConn is what both our drivers can do and database/sql asks for.
type fullConn interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.QueryerContext
	driver.ExecerContext
	driver.Pinger
}

type watchedConn struct {
	fullConn
	counter *Counter
}

func (w *watchedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	w.counter.note(query)
	return w.fullConn.QueryContext(ctx, query, args)
}

func (w *watchedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	w.counter.note(query)
	return w.fullConn.ExecContext(ctx, query, args)
}

func (w *watchedConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	w.counter.note("PREPARE " + query)
	return w.fullConn.PrepareContext(ctx, query)
}

func (w *watchedConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	begin := "BEGIN"
	if opts.ReadOnly {
		begin += " READ ONLY"
	}
	w.counter.note(begin)
	tx, err := w.fullConn.BeginTx(ctx, opts)
	if err != nil {
		return nil, err
	}
	return watchedTx{tx, w.counter}, nil
}

// CheckNamedValue, ResetSession and IsValid are optional: a driver without them gets database/sql's own behaviour.
func (w *watchedConn) CheckNamedValue(v *driver.NamedValue) error {
	if checker, ok := w.fullConn.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

func (w *watchedConn) ResetSession(ctx context.Context) error {
	if r, ok := w.fullConn.(driver.SessionResetter); ok {
		return r.ResetSession(ctx)
	}
	return nil
}

func (w *watchedConn) IsValid() bool {
	v, ok := w.fullConn.(driver.Validator)
	return !ok || v.IsValid()
}

type watchedTx struct {
	driver.Tx
	counter *Counter
}

func (w watchedTx) Commit() error {
	w.counter.note("COMMIT")
	err := w.Tx.Commit()
	if err == nil && w.counter.On != nil {
		w.counter.On(Committed)
	}
	return err
}

func (w watchedTx) Rollback() error {
	w.counter.note("ROLLBACK")
	return w.Tx.Rollback()
}
