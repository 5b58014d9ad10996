package models

import (
	"context"
	"database/sql"
	"errors"
)

// fillList fills the list's columns of rows that were written before the columns were. Rows that are filled are left
// alone, so it costs nothing after the first time. The schema's owner sees no row of a tenant without naming it, hence
// the loop (design.md, 3.3).
func fillList(ctx context.Context, db *sql.DB, onPostgres bool) error {
	tenants, err := tablesWith(ctx, db, "SELECT id FROM tenants")
	if err != nil {
		return err
	}
	for _, id := range tenants {
		if err := fillListOf(ctx, db, onPostgres, id); err != nil {
			return err
		}
	}
	return nil
}

func fillListOf(ctx context.Context, db *sql.DB, onPostgres bool, tenant string) (err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	if onPostgres {
		if _, err = tx.ExecContext(ctx, "SELECT set_config('app.tenant', $1, true)", tenant); err != nil {
			return err
		}
	}
	for _, statement := range listColumns {
		if _, err = tx.ExecContext(ctx, statement, tenant); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// listColumns say the same as searchName, numberOf, nextOn and the sum of a referral's legs, in SQL that both databases
// read. Accents of old names stay until the member signs in again, and the end of a grace is told in UTC.
var listColumns = []string{
	`UPDATE members SET search_name = lower(trim(given_name || ' ' || family_initial)) WHERE tenant_id = $1 AND search_name = '' AND given_name <> ''`,
	`UPDATE referrals SET number = substr(id, length(id) - 5),
		friend_name = (SELECT m.search_name FROM members m WHERE m.tenant_id = referrals.tenant_id AND m.id = referrals.acceptor_member_id),
		next_on = CASE WHEN state IN ('accepted', 'pending') AND window_to <> '' THEN window_to
			WHEN state = 'closing' AND closing_until IS NOT NULL THEN substr(CAST(closing_until AS text), 1, 10)
			WHEN state IN ('eligible', 'approved') AND due_on <> '' THEN due_on ELSE '9999-12-31' END
		WHERE tenant_id = $1 AND number = ''`,
	`UPDATE referrals SET (amount_minor, reward_count) = (SELECT COALESCE(SUM(l.amount_minor), 0), COUNT(*) FROM reward_legs l
			WHERE l.tenant_id = referrals.tenant_id AND l.referral_id = referrals.id AND l.status NOT IN ('void', 'reversed'))
		WHERE tenant_id = $1 AND reward_count < 0`,
}
