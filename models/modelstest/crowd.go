package modelstest

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"raf/models"
)

// Crowd gives an institution n referrals of two years under two campaigns, as rows and with their roll-up folded, by
// plain statements: for figures over sizes that the front door would take hours to make. It is for PostgreSQL alone.
// One in twenty referrals is owed, one in a hundred of them late; a thousand members invited all friends.
func Crowd(tb testing.TB, db DB, t models.Tenant, n int) []models.Campaign {
	tb.Helper()
	rows := db.Store.For(t)
	terms := Terms()
	terms.InviterYearCount = 100 // a thousand people invited everybody, and their payments wait for no earlier one
	campaigns := []models.Campaign{Campaign(tb, rows, terms, 0), Campaign(tb, rows, terms, 1000000000)}
	plain := Raw(tb, db.Config)
	tx, err := plain.BeginTx(tb.Context(), nil)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	run := func(statement string, args ...any) { must(tb, tx, statement, args...) }
	id, at := string(t.ID()), Start()
	run("SELECT set_config('app.tenant', $1, true)", id)
	run("SELECT set_config('enable_nestloop', 'off', true)") // nothing is known yet of an institution's size: it would be guessed as one row
	run(`INSERT INTO members (tenant_id, id, subject, customer_ref, given_name, family_initial, search_name, locale, person_key, person_key_kind, employee, joined_on, created_at, seen_at)
		SELECT $1, 'm' || i, 's' || i, (100000 + i)::text, name, 'K', lower(name) || ' k', 'en', 'p' || i, 'tax_id', false, '',
		$2::timestamptz, $2::timestamptz FROM generate_series(0, $3::int + 999) i CROSS JOIN LATERAL (SELECT `+crowdName+` AS name) called`, id, at, n)
	run(`INSERT INTO referral_codes (tenant_id, id, member_id, code, status, created_at)
		SELECT $1, 'c' || i, 'm' || i, 'CODE' || lpad(i::text, 8, '0'), 'active', $2::timestamptz FROM generate_series(0, $3::int + 999) i`, id, at, n)
	run(fmt.Sprintf(`INSERT INTO referrals (tenant_id, id, kind, campaign_id, campaign_version_id, code_id, inviter_member_id, acceptor_member_id, acceptor_person_key,
		state, state_since, accepted_at, terms_sha256, terms_locale, window_from, window_to, evaluated_through, due_on, source, hold_count, close_reason,
		verdict_outcome, check_failure, lock_version, friend_name, number, amount_minor, reward_count, next_on)
		SELECT $1, '00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'), 'relationship', c.id, c.version, 'c' || i %% 1000, 'm' || i %% 1000, 'm' || i + 1000, 'p' || i + 1000,
		s.state, at.at, at.at, '', 'en', '', CASE WHEN s.state = 'pending' THEN to_char(at.at + interval '60 days', 'YYYY-MM-DD') ELSE '' END, '',
		CASE WHEN s.state IN ('eligible', 'approved') THEN to_char($2::timestamptz + (i %% 40 - 1) * interval '1 day', 'YYYY-MM-DD') ELSE '' END, 'member',
		CASE WHEN s.state = 'eligible' AND i %% 7 = 0 THEN 1 ELSE 0 END, '', '', '', 2,
		lower(called.name) || ' k', lpad(to_hex(i), 6, '0'), CASE WHEN s.state IN ('expired', 'cancelled') THEN 0 ELSE 10000 END,
		CASE WHEN s.state IN ('expired', 'cancelled') THEN 0 ELSE 2 END,
		CASE WHEN s.state = 'pending' THEN to_char(at.at + interval '60 days', 'YYYY-MM-DD')
			WHEN s.state IN ('eligible', 'approved') THEN to_char($2::timestamptz + (i %% 40 - 1) * interval '1 day', 'YYYY-MM-DD') ELSE '9999-12-31' END
		FROM generate_series(0, $3::int - 1) i
		CROSS JOIN LATERAL (SELECT %s AS name) called
		CROSS JOIN LATERAL (SELECT (ARRAY['pending','pending','pending','pending','eligible','paid','paid','paid','paid','paid',
			'paid','paid','paid','expired','expired','expired','cancelled','paid','approved','paid'])[1 + i * 7 %% 20] AS state) s
		CROSS JOIN LATERAL (SELECT $2::timestamptz - (($3::int - i)::float8 / $3::int) * interval '730 days' AS at) at
		CROSS JOIN LATERAL (SELECT (ARRAY['%s','%s'])[1 + i %% 2] AS id, (ARRAY['%s','%s'])[1 + i %% 2] AS version) c`,
		strings.ReplaceAll(crowdName, "i %", "(i + 1000) %"), campaigns[0].ID, campaigns[1].ID, campaigns[0].CurrentVersionID, campaigns[1].CurrentVersionID), id, at, n)
	run(`INSERT INTO reward_legs (tenant_id, id, referral_id, side, payee_member_id, amount_minor, currency, status, void_reason, tax_form, reward_year, friend_visible, created_at)
		SELECT $1, side || r.id, r.id, side, CASE side WHEN 'inviter' THEN r.inviter_member_id ELSE r.acceptor_member_id END, 5000, 'USD',
		CASE r.state WHEN 'paid' THEN 'settled' WHEN 'approved' THEN 'payable' WHEN 'pending' THEN 'reserved' WHEN 'eligible' THEN 'reserved' ELSE 'void' END, '', '', 2026, true, r.accepted_at
		FROM referrals r CROSS JOIN (VALUES ('inviter'), ('acceptor')) v (side)`, id)
	crowdFlows(run, id, t.Timezone)
	if err := tx.Commit(); err != nil {
		tb.Fatal(err)
	}
	must(tb, Raw(tb, db.Owner), "VACUUM (ANALYZE) members, referral_codes, referrals, reward_legs, daily_rollup") // as autovacuum would, and only the owner's counts
	return campaigns
}

// crowdName is what the i-th member is called.
const crowdName = `(ARRAY['Ada','Ben','Cleo','Dev','Eve','Finn','Gil','Hana','Ivo','Jo'])[1 + i % 10] || i % 97`

// crowdFlows writes the roll-up that the crowd's history would have left, folded: each referral came to its state on the
// day it was accepted.
func crowdFlows(run func(string, ...any), id, timezone string) {
	const flows = `SELECT to_char(accepted_at AT TIME ZONE $2, 'YYYY-MM-DD') AS day, campaign_id, way.source, way.target FROM referrals r
		CROSS JOIN LATERAL (VALUES ('', 'accepted'), ('accepted', 'pending'), ('pending', CASE WHEN r.state IN ('eligible', 'approved', 'paid') THEN 'eligible' END),
			('eligible', CASE WHEN r.state IN ('approved', 'paid') THEN 'approved' END), ('approved', CASE WHEN r.state = 'paid' THEN 'paid' END),
			('pending', CASE WHEN r.state IN ('expired', 'cancelled') THEN r.state END)) way (source, target) WHERE way.target IS NOT NULL`
	run(`INSERT INTO daily_rollup (tenant_id, id, day, campaign_id, source, target, n, minor)
		SELECT $1, gen_random_uuid()::text, day, campaign_id, source, target, count(*), 0 FROM (`+flows+`) f GROUP BY day, campaign_id, source, target`, id, timezone)
	run(`INSERT INTO daily_rollup (tenant_id, id, day, campaign_id, source, target, n, minor)
		SELECT $1, gen_random_uuid()::text, '', campaign_id, source, target, sum(n), 0 FROM daily_rollup WHERE source <> '' OR target = 'accepted' GROUP BY campaign_id, source, target`, id)
	run(`INSERT INTO daily_rollup (tenant_id, id, day, campaign_id, source, target, n, minor)
		SELECT $1, gen_random_uuid()::text, '', r.campaign_id, '', 'paid:' || l.side, count(*), sum(l.amount_minor) FROM reward_legs l JOIN referrals r ON r.tenant_id = l.tenant_id AND r.id = l.referral_id
		WHERE l.status = 'settled' GROUP BY r.campaign_id, l.side`, id)
	run(`UPDATE campaigns c SET committed_minor = (SELECT coalesce(sum(l.amount_minor), 0) FROM reward_legs l JOIN referrals r ON r.tenant_id = l.tenant_id AND r.id = l.referral_id
		WHERE r.campaign_id = c.id AND l.status <> 'void'), accepted_count = (SELECT count(*) FROM referrals r WHERE r.campaign_id = c.id) WHERE tenant_id = $1`, id)
}

type execer interface {
	Exec(query string, args ...any) (sql.Result, error)
}

func must(tb testing.TB, db execer, statement string, args ...any) {
	tb.Helper()
	if _, err := db.Exec(statement, args...); err != nil {
		tb.Fatalf("%s: %v", statement, err)
	}
}
