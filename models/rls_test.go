package models_test

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgconn"

	"raf/models"
	"raf/models/modelstest"
)

const insufficientPrivilege = "42501" // row-level security answers with it too

func sqlState(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}

// as runs f on one transaction of a plain connection that has named a tenant, or none.
func as(t *testing.T, db *sql.DB, tenant models.TenantID, f func(*sql.Tx) error) error {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() // after a commit it does nothing
	if tenant != "" {
		if _, err := tx.ExecContext(t.Context(), "SELECT set_config('app.tenant', $1, true)", string(tenant)); err != nil {
			t.Fatal(err)
		}
	}
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

func count(t *testing.T, tx *sql.Tx, query string, args ...any) (n int) {
	t.Helper()
	if err := tx.QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func walled(t *testing.T, db *sql.DB) []string {
	t.Helper()
	return modelstest.Strings(t, db, "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY 1")
}

func TestEveryTenantTableHasAForcedWall(t *testing.T) {
	t.Parallel()
	db := kit.Postgres(t, nil)
	owner := modelstest.Raw(t, db.Owner)
	got := modelstest.Strings(t, owner, "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relnamespace = 'public'::regnamespace ORDER BY 1")
	want := walled(t, owner)
	if len(want) != len(scopedModels()) {
		t.Errorf("%d tables have a tenant_id, want one for each of the %d scoped models", len(want), len(scopedModels()))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tables with a tenant and tables with a forced wall (-want +got):\n%s", diff)
	}
	both := modelstest.Strings(t, owner, "SELECT tablename FROM pg_policies WHERE policyname = 'one_tenant' AND cmd = 'ALL' AND qual LIKE '%app.tenant%' AND with_check LIKE '%app.tenant%' ORDER BY 1")
	if diff := cmp.Diff(want, both); diff != "" {
		t.Errorf("tables whose policy holds reads and writes (-want +got):\n%s", diff)
	}
	if n := modelstest.Strings(t, owner, "SELECT count(*)::text FROM pg_policies WHERE schemaname = 'public'"); n[0] != strconv.Itoa(len(want)) {
		t.Errorf("%s policies, want one a table: a second one would widen it", n[0])
	}
}

func TestTheAppRoleOwnsNothingAndCannotTakeTheWallDown(t *testing.T) {
	t.Parallel()
	db := kit.Postgres(t, nil)
	app := modelstest.Raw(t, db.Config)
	if owned := modelstest.Strings(t, app, "SELECT relname FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"); len(owned) != 0 {
		t.Errorf("the app role owns %v", owned)
	}
	if role := modelstest.Strings(t, app, "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"); len(role) != 0 {
		t.Errorf("the role %v passes row-level security", role)
	}
	for _, statement := range []string{
		"CREATE TABLE mine (id text)", "CREATE TEMPORARY TABLE mine (id text)", "CREATE SCHEMA mine",
		"ALTER TABLE members DISABLE ROW LEVEL SECURITY", "ALTER TABLE members NO FORCE ROW LEVEL SECURITY",
		"DROP POLICY one_tenant ON members", "CREATE POLICY more ON members USING (true)", "ALTER TABLE members OWNER TO current_user",
		"DROP TABLE members", "TRUNCATE members", "DELETE FROM tenants", "UPDATE goose_db_version SET version_id = 9", "SET ROLE raf_owner",
	} {
		if _, err := app.ExecContext(t.Context(), statement); sqlState(err) != insufficientPrivilege {
			t.Errorf("%s: error = %v, want insufficient privilege", statement, err)
		}
	}
}

func TestWithoutATenantNoRowIsSeenOrWritten(t *testing.T) {
	t.Parallel()
	db := kit.Postgres(t, nil)
	a, _ := twins(t, db)
	for name, cfg := range map[string]models.Config{"app": db.Config, "owner": db.Owner} {
		plain := modelstest.Raw(t, cfg)
		for _, table := range walled(t, plain) {
			_ = as(t, plain, "", func(tx *sql.Tx) error {
				if n := count(t, tx, "SELECT count(*) FROM "+table); n != 0 {
					t.Errorf("the %s role sees %d rows of %s without a tenant", name, n, table)
				}
				return nil
			})
		}
		err := as(t, plain, "", func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), "INSERT INTO tenant_secrets (tenant_id, kind, sealed) VALUES ($1, 'x', 'x')", string(a.id()))
			return err
		})
		if sqlState(err) != insufficientPrivilege {
			t.Errorf("insert as %s without a tenant: error = %v, want the wall's refusal", name, err)
		}
	}
}

// TestTheWallHoldsWithoutOurOwnFilter takes away everything that Go does: plain SQL, as the app role, tenant A named.
func TestTheWallHoldsWithoutOurOwnFilter(t *testing.T) {
	t.Parallel()
	db := kit.Postgres(t, nil)
	a, b := twins(t, db)
	before := everything(t, b.ts)
	app := modelstest.Raw(t, db.Config)
	for _, table := range walled(t, app) {
		_ = as(t, app, a.id(), func(tx *sql.Tx) error {
			if n := count(t, tx, "SELECT count(*) FROM "+table+" WHERE tenant_id <> $1", string(a.id())); n != 0 {
				t.Errorf("%d of the neighbour's rows of %s are seen", n, table)
			}
			if n := count(t, tx, "SELECT count(*) FROM "+table); n == 0 {
				t.Errorf("no own row of %s, so nothing was proved", table)
			}
			return nil
		})
	}
	for _, s := range []struct{ sql, want string }{
		{"UPDATE members SET given_name = 'mallory' WHERE tenant_id = $1", "0"},
		{"DELETE FROM sessions WHERE tenant_id = $1", "0"},
		{"UPDATE members SET tenant_id = $1 WHERE id = 'new'", insufficientPrivilege},
		{"INSERT INTO tenant_secrets (tenant_id, kind, sealed) VALUES ($1, 'x', 'x')", insufficientPrivilege},
	} {
		got := "0"
		err := as(t, app, a.id(), func(tx *sql.Tx) error {
			res, err := tx.ExecContext(t.Context(), s.sql, string(b.id()))
			if err == nil {
				if n, _ := res.RowsAffected(); n != 0 {
					got = "rows"
				}
			}
			return err
		})
		if err != nil {
			got = sqlState(err)
		}
		if got != s.want {
			t.Errorf("%s: got %s (%v), want %s", s.sql, got, err, s.want)
		}
	}
	if diff := cmp.Diff(before, everything(t, b.ts)); diff != "" {
		t.Errorf("the neighbour's rows changed (-before +after):\n%s", diff)
	}
}

// TestABackfillByTheOwnerMustLoopOverTenants documents a trap for authors of migrations: no error, no rows.
func TestABackfillByTheOwnerMustLoopOverTenants(t *testing.T) {
	t.Parallel()
	db := kit.Postgres(t, nil)
	twins(t, db)
	owner := modelstest.Raw(t, db.Owner)
	touched := func(tenant models.TenantID) (n int64) {
		err := as(t, owner, tenant, func(tx *sql.Tx) error {
			res, err := tx.ExecContext(t.Context(), "UPDATE members SET locale = 'en'")
			if err == nil {
				n, err = res.RowsAffected()
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := touched(""); n != 0 {
		t.Errorf("a backfill without a tenant touched %d rows, want 0 (and no error)", n)
	}
	var all int64
	for _, id := range modelstest.Strings(t, owner, "SELECT id FROM tenants") {
		all += touched(models.TenantID(id))
	}
	if all != 10 {
		t.Errorf("a backfill that loops over tenants touched %d rows, want all 10", all)
	}
}

func TestThePooledConnectionForgetsItsTenant(t *testing.T) {
	t.Parallel()
	db := kit.Postgres(t, nil)
	cfg := db.Config
	cfg.MaxConns = 1
	var pool *sql.DB
	cfg.OpenDB = func(driver, dsn string) (_ *sql.DB, err error) { pool, err = sql.Open(driver, dsn); return pool, err }
	store, err := models.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	a, b := twins(t, db)
	for i := range 300 {
		w := []twin{a, b}[i%2]
		run := store.For(w.ts.Tenant()).View
		if i%3 == 0 {
			run = func(ctx context.Context, f func(*models.View) error) error {
				return store.For(w.ts.Tenant()).InTx(ctx, func(tx *models.Tx) error { return f(&tx.View) })
			}
		}
		if err := run(t.Context(), func(v *models.View) error {
			m, err := v.Member("friend")
			if m.GivenName != w.slug {
				t.Errorf("round %d: %s read the row of %q", i, w.slug, m.GivenName)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if left := modelstest.Strings(t, pool, "SELECT COALESCE(current_setting('app.tenant', true), '')"); left[0] != "" {
			t.Fatalf("round %d left the tenant %q on the connection", i, left[0])
		}
	}
}

func TestWhatIsAppendOnlyStaysSo(t *testing.T) {
	t.Parallel()
	db := kit.Postgres(t, nil)
	a, _ := twins(t, db)
	app := modelstest.Raw(t, db.Config)
	try := func(statement string) string {
		return sqlState(as(t, app, a.id(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), statement)
			return err
		}))
	}
	for table := range models.Changeable() {
		for _, statement := range []string{"UPDATE " + table + " SET tenant_id = tenant_id", "DELETE FROM " + table, "TRUNCATE " + table} {
			if got := try(statement); got != insufficientPrivilege {
				t.Errorf("%s: state %q, want insufficient privilege", statement, got)
			}
		}
	}
	if got := try("UPDATE audit_log SET seq = 1, prev_hash = '', hash = 'h' WHERE id = (SELECT min(id) FROM audit_log)"); got != "" {
		t.Errorf("sealing the chain: state %q, want none", got)
	}
	for statement, what := range map[string]string{
		"UPDATE reward_legs SET amount_minor = 1":       "changing an amount",
		"UPDATE reward_legs SET payee_member_id = 'me'": "changing a payee",
		"UPDATE payouts SET external_ref = 'x'":         "changing a payment's reference",
		"UPDATE referrals SET campaign_version_id = ''": "changing the frozen terms",
		"UPDATE referrals SET accepted_at = now()":      "changing when it was accepted",
	} {
		if got := try(statement); got != insufficientPrivilege {
			t.Errorf("%s: state %q, want insufficient privilege", what, got)
		}
	}
	if got := try("UPDATE audit_log SET seq = 2, diff = '{}'"); got != insufficientPrivilege {
		t.Errorf("changing an audit row while sealing it: state %q, want insufficient privilege", got)
	}
}
