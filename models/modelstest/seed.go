package modelstest

import (
	"database/sql"
	"testing"

	"raf/models"
)

// History fills an institution on PostgreSQL with years of work: n friends invited by n/10 members, n referrals in all
// states, spread over two years, with both legs and an event each. It writes as the schema's owner in a few statements,
// for benchmarks alone: nothing of it went through the rules of this house.
func History(tb testing.TB, owner *sql.DB, t models.Tenant, c models.Campaign, n int) {
	tb.Helper()
	tx, err := owner.BeginTx(tb.Context(), nil)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit there is nothing left to undo
	if _, err := tx.ExecContext(tb.Context(), "SELECT set_config('app.tenant', $1, true)", string(t.ID())); err != nil {
		tb.Fatal(err)
	}
	for _, s := range []struct {
		text string
		args []any
	}{
		{seedMembers, []any{string(t.ID()), n + n/10}},
		{seedCodes, []any{string(t.ID()), n/10 + 1, n}},
		{seedReferrals, []any{string(t.ID()), n, c.ID, c.CurrentVersionID, Start()}},
		{seedLegs, []any{string(t.ID()), n}},
		{seedEvents, []any{string(t.ID()), n}},
	} {
		if _, err := tx.ExecContext(tb.Context(), s.text, s.args...); err != nil {
			tb.Fatalf("%s: %v", s.text[:40], err)
		}
	}
	if err := tx.Commit(); err != nil {
		tb.Fatal(err)
	}
}

// Analyze tells PostgreSQL what was seeded, as its own housekeeping does within minutes.
func Analyze(tb testing.TB, owner *sql.DB) {
	tb.Helper()
	if _, err := owner.ExecContext(tb.Context(), "ANALYZE"); err != nil {
		tb.Fatal(err)
	}
}

// Ids are hashes of what they name, so that each statement knows the others'. Names are made of syllables: a search for
// two letters fits many, for six a few.
const (
	seedMembers = `INSERT INTO members (tenant_id, id, subject, customer_ref, given_name, family_initial, search_name, locale, person_key, person_key_kind,
			employee, joined_on, created_at, seen_at)
		SELECT $1, md5($1 || 'm' || n)::uuid::text, 's' || n, 'C' || lpad(n::text, 8, '0'), initcap(name), initial, name || ' ' || lower(initial), 'en',
			'p' || n, 'tax_id', false, '', now(), now()
		FROM (SELECT n, (ARRAY['ma','le','jo','an','ri','so','ka','be','ti','no','el','da','vi','lu','ro','ha','mi','ca','pe','ga'])[1 + n % 20] ||
			(ARRAY['ri','na','se','lo','ta','mi','ne','do','ra','li','vo','ke','su'])[1 + n / 20 % 13] ||
			(ARRAY['a','o','en','is','ette','win','ah','us','ine','iel'])[1 + n / 260 % 10] AS name, chr(65 + n % 26) AS initial
			FROM generate_series(1, $2::int) n) people`
	seedCodes = `INSERT INTO referral_codes (tenant_id, id, member_id, code, status, created_at)
		SELECT $1, md5($1 || 'c' || n)::uuid::text, md5($1 || 'm' || ($3::int + n))::uuid::text, upper(substr(md5($1 || 'code' || n), 1, 8)), 'active', now()
		FROM generate_series(1, $2::int - 1) n`
	seedReferrals = `INSERT INTO referrals (tenant_id, id, kind, campaign_id, campaign_version_id, code_id, inviter_member_id, acceptor_member_id, acceptor_person_key,
			state, state_since, accepted_at, terms_sha256, terms_locale, window_from, window_to, evaluated_through, closing_until, due_on, source, hold_count,
			close_reason, verdict, verdict_outcome, check_failure, lock_version, friend_name, number, amount_minor, next_on)
		SELECT $1, r.id, 'relationship', $3, $4, md5($1 || 'c' || inviter)::uuid::text, md5($1 || 'm' || ($2::int + inviter))::uuid::text, m.id, m.person_key,
			state, at, at, repeat('a', 64), 'en', to_char(at, 'YYYY-MM-DD'), to_char(at + interval '60 days', 'YYYY-MM-DD'), '', NULL, to_char(at + interval '75 days', 'YYYY-MM-DD'),
			'member', CASE WHEN n % 97 = 0 THEN 1 ELSE 0 END, '', NULL, '', '', 1,
			m.search_name, right(r.id, 6), 10000,
			CASE WHEN state = 'pending' THEN to_char(at + interval '60 days', 'YYYY-MM-DD') WHEN state IN ('eligible', 'approved') THEN to_char(at + interval '75 days', 'YYYY-MM-DD') ELSE '9999-12-31' END
		FROM (SELECT n, md5($1 || 'r' || n)::uuid::text AS id, 1 + n % ($2::int / 10) AS inviter, $5::timestamptz - n * interval '63000 seconds' * 1000 / $2::int AS at,
			(ARRAY['pending','pending','eligible','approved','paid','paid','paid','paid','expired','rejected'])[1 + n % 10] AS state
			FROM generate_series(1, $2::int) n) r JOIN members m ON m.tenant_id = $1 AND m.subject = 's' || n`
	seedLegs = `INSERT INTO reward_legs (tenant_id, id, referral_id, side, payee_member_id, amount_minor, currency, status, void_reason, tax_form, reward_year, friend_visible, created_at)
		SELECT $1, md5(r.id || side)::uuid::text, r.id, side, CASE side WHEN 'inviter' THEN r.inviter_member_id ELSE r.acceptor_member_id END, 5000, 'USD',
			CASE WHEN r.state = 'paid' THEN 'settled' WHEN r.state = 'approved' THEN 'payable' ELSE 'reserved' END, '', 'INT', 2026, true, r.accepted_at
		FROM referrals r, unnest(ARRAY['inviter', 'acceptor']) side WHERE r.tenant_id = $1 AND $2::int > 0`
	seedEvents = `INSERT INTO referral_events (tenant_id, id, referral_id, seq, from_state, to_state, cause, actor_kind, actor_id, reason_code, payload_sha256, at)
		SELECT $1, md5(r.id || 'e')::uuid::text, r.id, 1, '', 'accepted', 'accept', 'member', '', '', '', r.accepted_at FROM referrals r WHERE r.tenant_id = $1 AND $2::int > 0`
)
