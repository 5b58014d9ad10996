package command

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
)

// walk runs raf audit verify.
func walk(t *testing.T, s Settings, flags ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	s.SecretKey = "" // it needs none
	err := Run(t.Context(), append([]string{"audit", "verify"}, flags...), s, World{Now: modelstest.Start, Stdout: &out})
	return out.String(), err
}

func TestAuditVerifyNamesTheInstitutionAndTheFirstBrokenRow(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		s := operator(db.Config)
		for _, slug := range []string{"garden", "orchard"} {
			ts := db.Store.For(modelstest.Tenant(t, db.Store, slug))
			for range 3 {
				err := ts.InTx(t.Context(), func(tx *models.Tx) error {
					return tx.Audit(models.Actor{Kind: models.ActorSystem, ID: "test"}, "test.done", "thing", "x", nil, nil)
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := ts.InTx(t.Context(), func(tx *models.Tx) error { _, err := tx.SealAudit(3); return err }); err != nil {
				t.Fatal(err)
			}
		}
		said, err := walk(t, s)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(said), "\n")
		if len(lines) != 2 || !strings.HasPrefix(lines[0], "garden: entries that hold: 3, sealed until 2026-12-02 09:42:00 CST, without a seal yet: 1; head ") ||
			!strings.HasPrefix(lines[1], "orchard: entries that hold: 3") {
			t.Errorf("it said:\n%s", said)
		}
		forge(t, db, "orchard", "UPDATE audit_log SET action = 'test.forged' WHERE seq = 2")
		said, err = walk(t, s)
		if err == nil || !strings.Contains(err.Error(), "orchard at entry 2") || strings.Contains(err.Error(), "garden") {
			t.Errorf("error = %v, want orchard's entry 2 alone", err)
		}
		if !strings.Contains(said, "orchard: BROKEN: entry 2 is not what was sealed (id ") || !strings.Contains(said, "garden: entries that hold: 3") {
			t.Errorf("it said:\n%s", said)
		}
		if said, err = walk(t, s, "--tenant", "garden"); err != nil || strings.Contains(said, "orchard") {
			t.Errorf("garden alone: %v\n%s", err, said)
		}
		if _, err = walk(t, s, "--tenant", "nowhere"); err == nil || !strings.Contains(err.Error(), `no institution "nowhere"`) {
			t.Errorf("an institution that is none: %v", err)
		}
	})
}

// forge changes rows as somebody with the database's own password can.
func forge(t *testing.T, db modelstest.DB, slug, statement string) {
	t.Helper()
	tenant, err := db.Store.TenantBySlug(t.Context(), slug)
	if err != nil {
		t.Fatal(err)
	}
	cfg, first := db.Config, "DROP TRIGGER IF EXISTS freeze_audit_log"
	if cfg.OnPostgres() {
		cfg, first = db.Owner, "SELECT set_config('app.tenant', '"+string(tenant.ID())+"', false)"
	}
	raw := modelstest.Raw(t, cfg)
	if _, err := raw.ExecContext(t.Context(), first); err != nil {
		t.Fatalf("%s: %v", first, err)
	}
	statement += " AND tenant_id = '" + string(tenant.ID()) + "'"
	done, err := raw.ExecContext(t.Context(), statement)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("%s changed %d rows: %v", statement, n, err)
	}
}

func TestAuditVerifyRefusesWhatItCannotWalk(t *testing.T) {
	t.Parallel()
	if _, err := walk(t, Settings{Log: quiet()}); err == nil || !strings.Contains(err.Error(), "DB_HOST") {
		t.Errorf("no database: %v", err)
	}
	if _, err := walk(t, Settings{Log: quiet()}, "--slug", "garden"); !errors.Is(err, ErrUsage) {
		t.Errorf("an unknown flag: %v", err)
	}
	empty := models.Config{Path: t.TempDir() + "/empty.db"}
	if _, err := walk(t, Settings{Log: quiet(), DB: empty}); models.KindOf(err) != models.Unavailable {
		t.Errorf("a database without a schema: %v, want unavailable", err)
	}
}

// told waits for a line of the log.
type told struct {
	slog.Handler
	line string
	seen chan struct{}
}

// Enabled lets everything through.
func (told) Enabled(context.Context, slog.Level) bool { return true }

// Handle looks for the line.
func (w told) Handle(_ context.Context, r slog.Record) error {
	if r.Message == w.line {
		select {
		case w.seen <- struct{}{}:
		default:
		}
	}
	return nil
}

// WithAttrs keeps looking.
func (w told) WithAttrs([]slog.Attr) slog.Handler { return w }

func TestServeSealsTheTrail(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		modelstest.Tenant(t, db.Store, "garden")
		sealed := told{slog.DiscardHandler, "audit trail sealed", make(chan struct{}, 1)}
		s := operator(db.Config)
		s.Log = slog.New(sealed)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- serve(ctx, s, World{Now: time.Now, Stdout: io.Discard}) }()
		select {
		case <-sealed.seen:
		case err := <-ended:
			t.Fatalf("serve ended: %v", err)
		}
		stop()
		if err := <-ended; err != nil {
			t.Errorf("shutdown: %v", err)
		}
		if said, err := walk(t, s); err != nil || !strings.HasPrefix(said, "garden: entries that hold: 1") {
			t.Errorf("%v: %s", err, said)
		}
	})
}
