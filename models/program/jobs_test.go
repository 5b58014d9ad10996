package program_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/riverqueue/river"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
)

// works runs a house's jobs until the returned function is called; jobs that end are told on the channel.
func works(t *testing.T, house *program.House) (ended <-chan *river.Event, stop func() error) {
	t.Helper()
	jobs, err := house.Jobs()
	if err != nil {
		t.Fatal(err)
	}
	events, forget := jobs.Ended()
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan error, 1)
	go func() { over <- jobs.Run(ctx) }()
	return events, func() error { cancel(); defer forget(); return <-over }
}

// until waits for a job of a kind to end well.
func until(t *testing.T, ended <-chan *river.Event, kind string) {
	t.Helper()
	for e := range ended {
		if e.Kind != river.EventKindJobCompleted {
			t.Fatalf("%s failed: %+v", e.Job.Kind, e.Job.Errors)
		}
		if e.Job.Kind == kind {
			return
		}
	}
}

func check(t *testing.T, rows models.TenantStore) (c models.ChainCheck) {
	t.Helper()
	if err := rows.View(t.Context(), func(v *models.View) (err error) { c, err = v.VerifyAudit(); return err }); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheTrailOfEachInstitutionIsSealedByAJob(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		other := s.world.site(t, "orchard")
		ended, stop := works(t, s.house)
		until(t, ended, "audit_seal")
		until(t, ended, "audit_seal")
		for name, rows := range map[string]models.TenantStore{"garden": s.rows, "orchard": other.rows} {
			if c := check(t, rows); c.Rows != 1 || c.Waiting != 0 || c.Break != nil {
				t.Errorf("%s: %+v, want one sealed row", name, c)
			}
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestTwoInstancesSealAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		second, err := models.Open(s.Config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = second.Close() })
		for range 25 {
			audit(t, s.rows)
		}
		one, stopOne := works(t, s.house)
		two, stopTwo := works(t, s.another(second))
		awaitSeal(t, one, two)
		for _, stop := range []func() error{stopOne, stopTwo} {
			if err := stop(); err != nil {
				t.Error(err)
			}
		}
		if c := check(t, s.rows); c.Rows != 26 || c.Break != nil {
			t.Errorf("%+v, want 26 sealed rows", c)
		}
	})
}

// awaitSeal waits for the sealing job, whoever works it.
func awaitSeal(t *testing.T, one, two <-chan *river.Event) {
	t.Helper()
	for {
		select {
		case e := <-one:
			if e.Job.Kind == "audit_seal" {
				return
			}
		case e := <-two:
			if e.Job.Kind == "audit_seal" {
				return
			}
		}
	}
}

func audit(t *testing.T, rows models.TenantStore) {
	t.Helper()
	err := rows.InTx(t.Context(), func(tx *models.Tx) error {
		return tx.Audit(models.Actor{Kind: models.ActorSystem, ID: "test"}, "test.done", "thing", "x", nil, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// slowArgs is a job that says when it begins and ends when it is told to.
type slowArgs struct{}

// Kind names it.
func (slowArgs) Kind() string { return "slow" }

func TestAJobInFlightFinishesBeforeTheProcessEnds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		begun, goOn := make(chan struct{}), make(chan struct{})
		workers := river.NewWorkers()
		river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, _ *river.Job[slowArgs]) error {
			close(begun)
			<-goOn
			return ctx.Err() // not broken off
		}))
		jobs, err := s.house.JobsOf(workers)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.rows.InTx(t.Context(), func(tx *models.Tx) error { return tx.Enqueue(slowArgs{}) }); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan error, 1)
		go func() { over <- jobs.Run(ctx) }()
		<-begun
		stop()
		select {
		case <-over:
			t.Error("the process ended with a job in flight")
		default:
		}
		close(goOn)
		if err := <-over; err != nil {
			t.Error(err)
		}
		if n := s.count(t, "SELECT count(*) FROM river_job WHERE kind = 'slow' AND state = 'completed'"); n != 1 {
			t.Errorf("%d jobs were finished, want 1", n)
		}
	})
}

// TestJobsCarryIdsOnly: the queue's rows belong to no tenant, stand behind no wall and are kept after the job.
func TestJobsCarryIdsOnly(t *testing.T) {
	t.Parallel()
	for _, args := range program.JobArgs() {
		typ := reflect.TypeOf(args)
		for i := range typ.NumField() {
			f := typ.Field(i)
			if f.Anonymous && f.Type.NumField() == 0 {
				continue // what jobs have in common
			}
			if f.Type != reflect.TypeFor[models.TenantID]() && !(f.Type.Kind() == reflect.String && strings.HasSuffix(f.Name, "ID")) {
				t.Errorf("%s carries %s, a %v: a job carries ids and finds the rest in its tenant's rows", args.Kind(), f.Name, f.Type)
			}
		}
	}
}

// door lets connections through once it is open.
type door struct {
	dsn    string
	inner  driver.Driver
	open   atomic.Bool
	knocks chan struct{}
}

// Connect refuses while the door is shut.
func (d *door) Connect(context.Context) (driver.Conn, error) {
	if !d.open.Load() {
		select {
		case d.knocks <- struct{}{}:
		default:
		}
		return nil, errors.New("connection refused")
	}
	return d.inner.Open(d.dsn)
}

// Driver is the driver behind the door.
func (d *door) Driver() driver.Driver { return d.inner }

func TestJobsBeginWhenTheDatabaseDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, modelstest.SQLite(t, nil))
	s := w.site(t, "garden")
	away := &door{knocks: make(chan struct{}, 1)}
	away.open.Store(true)
	var handle *sql.DB
	cfg := w.Config
	cfg.OpenDB = func(name, dsn string) (*sql.DB, error) {
		plain, err := sql.Open(name, dsn)
		if err != nil || strings.Contains(dsn, "query_only") {
			return plain, err
		}
		away.dsn, away.inner = dsn, plain.Driver()
		handle = sql.OpenDB(away)
		return handle, plain.Close()
	}
	store, err := models.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	away.open.Store(false)
	handle.SetMaxIdleConns(0) // the connection that the store was opened with
	never, stop := works(t, s.another(store))
	<-away.knocks
	if err := stop(); err != nil {
		t.Errorf("a process that ends while it waits: %v", err)
	}
	if len(never) > 0 {
		t.Error("a job ended without a database")
	}
	ended, stop := works(t, s.another(store))
	<-away.knocks
	away.open.Store(true)
	until(t, ended, "audit_seal")
	if err := stop(); err != nil {
		t.Error(err)
	}
}
