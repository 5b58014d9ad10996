package models_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
)

// oldStaff writes people of staff, and a session of each, as the schema before the ninth step had them.
func oldStaff(t *testing.T, owner models.Config) {
	t.Helper()
	tx, err := modelstest.Raw(t, owner).BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	run := func(statement string) {
		t.Helper()
		if _, err := tx.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	const at = "'2026-10-01T12:00:00.000000Z'"
	for _, id := range []string{"garden", "orchard"} {
		if owner.OnPostgres() {
			run("SELECT set_config('app.tenant', '" + id + "', true)")
		}
		run(`INSERT INTO tenants (id, slug, name, platform, fi_url, client_id, institution_id, timezone, currency, sign_in, same_person, disabled, created_at)
			VALUES ('` + id + `', '` + id + `', 'x', 'banno', 'http://x', 'c', 'i-` + id + `', 'UTC', 'USD', 'auto', true, false, ` + at + `)`)
		for _, role := range []string{"maker", "checker", "admin"} {
			run(`INSERT INTO staff_users (tenant_id, id, email, name, role, status, password_hash, totp_sealed, totp_step, recovery_hashes, invite_hash, invite_until,
				failures, failed_since, created_at)
				VALUES ('` + id + `', 's-` + role + `', '` + role + `@garden.example', 'Sam', '` + role + `', 'active', 'hash', NULL, 59, '["a"]', 'invite-` + role + `', ` + at + `,
				3, ` + at + `, ` + at + `)`)
			run(`INSERT INTO staff_sessions (tenant_id, id, token_hash, staff_user_id, created_at, seen_at)
				VALUES ('` + id + `', 'in-` + role + `', 't-` + id + role + `', 's-` + role + `', ` + at + `, ` + at + `)`)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// TestOldPeopleOfStaffKeepTheirFactorsAndSessions covers the step that makes their table anew on SQLite: dropping the old
// one must not count as deleting what others point at.
func TestOldPeopleOfStaffKeepTheirFactorsAndSessions(t *testing.T) {
	t.Parallel()
	kit.EachEmpty(t, func(t *testing.T, owner models.Config, role string) {
		if _, err := models.MigrateTo(t.Context(), owner, role, 8); err != nil {
			t.Fatal(err)
		}
		oldStaff(t, owner)
		tables := map[string]string{"staff_sessions": "tenant_id, id, token_hash, staff_user_id, created_at, seen_at",
			"staff_users": "tenant_id, id, email, name, role, status, password_hash, totp_step, recovery_hashes, invite_hash, invite_until, failures, failed_since, created_at"}
		before := map[string][]string{}
		for table, columns := range tables {
			before[table] = dump(t, owner, table, columns)
			if len(before[table]) != 6 {
				t.Fatalf("%d rows of %s were planted", len(before[table]), table)
			}
		}
		if _, err := models.Migrate(t.Context(), owner, role); err != nil {
			t.Fatal(err)
		}
		for table, columns := range tables {
			if diff := cmp.Diff(before[table], dump(t, owner, table, columns)); diff != "" {
				t.Errorf("%s (-before +after):\n%s", table, diff)
			}
		}
		if owner.OnPostgres() {
			return
		}
		raw := modelstest.Raw(t, owner)
		if broken := modelstest.Strings(t, raw, "SELECT \"table\" FROM pragma_foreign_key_check"); len(broken) > 0 {
			t.Errorf("rows that point nowhere: %v", broken)
		}
		if _, err := raw.ExecContext(t.Context(), "DELETE FROM staff_users WHERE id = 's-maker'"); err == nil {
			t.Error("the table that was made anew lost its walls")
		}
	})
}
