package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// JobClient inserts jobs and, where it has workers, works them.
type JobClient = river.Client[*sql.Tx]

// JobClient makes a client on the store's own handle and clock. The tables of the queue belong to no tenant, so what
// jobs carry is ids; their rows are reached by a TenantStore like any other.
func (s *Store) JobClient(cfg river.Config) (*JobClient, error) {
	handle, err := s.write.DB()
	if err != nil {
		return nil, wrap(err, "job queue")
	}
	// River calls the field a test's; it is the only way to give it a clock, and the demo's bank, app and jobs share one.
	cfg.Test.Time = jobClock(s.cfg.Now)
	// REINDEX is for a table's owner, and the server's role owns nothing.
	cfg.ReindexerIndexNames = []string{}
	client, err := river.NewClient(jobDriver(handle, s.cfg.OnPostgres()), &cfg)
	if err != nil {
		return nil, fmt.Errorf("job queue: %w", err)
	}
	return client, nil
}

// Enqueue inserts a job in this transaction: there is a job exactly if the change that causes it happened.
func (tx *Tx) Enqueue(args river.JobArgs) error {
	joined, ok := tx.db.Statement.ConnPool.(*sql.Tx)
	if !ok {
		return Errorf(Internal, "a job outside of a transaction")
	}
	_, err := tx.jobs.InsertTx(tx.db.Statement.Context, joined, args, nil)
	return wrap(err, "job "+args.Kind())
}

func jobDriver(handle *sql.DB, onPostgres bool) riverdriver.Driver[*sql.Tx] {
	if onPostgres {
		return riverdatabasesql.New(handle)
	}
	return riversqlite.New(handle)
}

// jobClock tells River the time by our clock.
type jobClock func() time.Time

// NowUTC is the time.
func (c jobClock) NowUTC() time.Time { return c().UTC() }

// NowUTCOrNil is the time; nil would mean the database's.
func (c jobClock) NowUTCOrNil() *time.Time {
	now := c.NowUTC()
	return &now
}

// jobTables are the queue's tables that a server writes.
func jobTables() []string {
	return []string{"river_job", "river_leader", "river_queue", "river_client", "river_client_queue"}
}

// jobSchema is the version of the queue's tables that this binary needs.
const jobSchema = 6

// raiseJobTables brings the queue's tables to this binary's version. River numbers its steps itself and some can't share
// a transaction, so they are no file among ours.
func raiseJobTables(ctx context.Context, db *sql.DB, onPostgres bool) error {
	migrator, err := rivermigrate.New(jobDriver(db, onPostgres), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	if all := migrator.AllVersions(); all[len(all)-1].Version != jobSchema {
		return errors.New("migrate jobs: River brings another schema than this binary expects")
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	return nil
}
