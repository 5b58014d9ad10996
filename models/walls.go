package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var roleName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

// raiseWalls enables and forces row-level security on every table that has a tenant_id and grants the app role what it
// needs. A policy compares with a setting that each transaction makes for itself; without one no row is visible.
func raiseWalls(ctx context.Context, db *sql.DB, appRole string) error {
	if !roleName.MatchString(appRole) {
		return Errorf(Invalid, "the app role's name %q is not a plain identifier", appRole)
	}
	walled, err := tablesWith(ctx, db, "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id'")
	if err != nil {
		return err
	}
	statements := []string{
		fmt.Sprintf("GRANT USAGE ON SCHEMA public TO %s", appRole),
		fmt.Sprintf("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO %s", appRole),
		fmt.Sprintf("GRANT SELECT ON goose_db_version TO %s", appRole),
		fmt.Sprintf("GRANT SELECT, INSERT, UPDATE ON tenants TO %s", appRole),
		fmt.Sprintf("GRANT SELECT ON river_migration TO %s", appRole),
		// The queue belongs to no tenant: a job says by its tenant's id whose rows it is about, and no more.
		fmt.Sprintf("GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %s", strings.Join(jobTables(), ", "), appRole),
	}
	if err := inOneTransaction(ctx, db, statements); err != nil {
		return err
	}
	for _, table := range walled {
		if err := inOneTransaction(ctx, db, wall(table, appRole)); err != nil {
			return err
		}
	}
	return inOneTransaction(ctx, db, append(payeeGuard(true), loneGuard(true)...))
}

// wall is what a table gets. It goes up in one transaction a table: between dropping a policy and making it anew a
// serving process would see no row, and between revoke and grant it could do nothing.
func wall(table, appRole string) []string {
	statements := []string{
		fmt.Sprintf("ALTER TABLE %s ENABLE ROW LEVEL SECURITY", table),
		fmt.Sprintf("ALTER TABLE %s FORCE ROW LEVEL SECURITY", table),
		fmt.Sprintf("DROP POLICY IF EXISTS one_tenant ON %s", table),
		fmt.Sprintf("CREATE POLICY one_tenant ON %s USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')) "+
			"WITH CHECK (tenant_id = NULLIF(current_setting('app.tenant', true), ''))", table),
		fmt.Sprintf("REVOKE ALL ON %s FROM %s", table, appRole),
		fmt.Sprintf("GRANT SELECT, INSERT ON %s TO %s", table, appRole),
	}
	columns, kept := changeable()[table]
	switch {
	case !kept:
		statements = append(statements, fmt.Sprintf("GRANT UPDATE, DELETE ON %s TO %s", table, appRole))
	case len(columns) > 0:
		statements = append(statements, fmt.Sprintf("GRANT UPDATE (%s) ON %s TO %s", strings.Join(columns, ", "), table, appRole))
	}
	return statements
}

// changeable lists the tables whose rows are never removed, with the columns that may change after a row is written:
// what was promised, to whom and under which terms, what was paid and what was agreed to stays as it was, even for a
// process that somebody took over.
func changeable() map[string][]string {
	return map[string][]string{
		"referral_events":   nil,
		"evaluations":       nil,
		"consents":          nil,
		"campaign_versions": nil,
		"code_attempts":     nil,
		// The chain columns are filled in by the sealing job.
		"audit_log":   {"seq", "prev_hash", "hash"},
		"audit_heads": {"seq", "hash", "sealed_at"},
		"audit_walks": {"seq", "hash", "until", "began_at", "asked_by", "looked_at", "ended_at", "fault", "fault_seq", "fault_row", "fault_at", "version"},
		"payouts":     {"status", "settled_at"},
		// A reference that could be freed could be used twice.
		"payment_references": nil,
		// A payee changes only as payeeGuard lets it.
		"reward_legs":    {"status", "void_reason", "payout_year", "settled_at", "dismissed_at", "payee_member_id", "friend_visible"},
		"referral_notes": nil,
		"reassignments":  nil,
		"lone_releases":  nil,
		// A key that could be changed or removed could be used twice.
		"idempotency_keys": nil,
		// What was asked for stays; only its decision is added.
		"approval_requests": {"status", "decided_by", "decided_at", "decision_reason"},
		"holds":             {"resolved_by", "resolved_at", "resolution", "found"},
		"campaigns": {"name", "status", "status_since", "priority", "current_version_id", "budget_minor", "committed_minor", "accepted_count",
			"breaker_count"},
		"referrals": {"state", "state_since", "window_from", "window_to", "evaluated_through", "closing_until", "due_on", "hold_count",
			"close_reason", "close_cause", "inviter_member_id", "code_id", "acceptor_member_id", "acceptor_person_key", "verdict", "verdict_outcome",
			"verdict_as_of", "checked_at", "check_failure", "check_again_at", "lock_version", "friend_name", "amount_minor", "reward_count", "next_on"},
	}
}

// raiseTriggers holds the same on SQLite, which has no roles: a trigger stops what nobody may do.
func raiseTriggers(ctx context.Context, db *sql.DB) error {
	for table, columns := range changeable() {
		all, err := tablesWith(ctx, db, "SELECT name FROM pragma_table_info('"+table+"')")
		if err != nil {
			return err
		}
		frozen := slices.DeleteFunc(all, func(c string) bool { return slices.Contains(columns, c) })
		err = inOneTransaction(ctx, db, []string{
			fmt.Sprintf("DROP TRIGGER IF EXISTS keep_%s", table),
			fmt.Sprintf("CREATE TRIGGER keep_%s BEFORE DELETE ON %s BEGIN SELECT RAISE(ABORT, 'rows of %s are kept'); END", table, table, table),
			fmt.Sprintf("DROP TRIGGER IF EXISTS freeze_%s", table),
			fmt.Sprintf("CREATE TRIGGER freeze_%s BEFORE UPDATE OF %s ON %s BEGIN SELECT RAISE(ABORT, 'rows of %s are frozen'); END",
				table, strings.Join(frozen, ", "), table, table),
		})
		if err != nil {
			return err
		}
	}
	return inOneTransaction(ctx, db, append(payeeGuard(false), loneGuard(false)...))
}

func inOneTransaction(ctx context.Context, db *sql.DB, statements []string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return errors.Join(fmt.Errorf("migrate: %s: %w", statement, err), tx.Rollback())
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func tablesWith(ctx context.Context, db *sql.DB, query string) (names []string, err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("migrate: %w", err)
		}
		names = append(names, name)
	}
	return names, rows.Err()
}
