package program_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/models/modelstest"
	"raf/models/program"
)

// books are an institution with a payment of two people, one that one person released, one under way, and a friend who waits.
func (s site) books(t *testing.T) {
	t.Helper()
	s.threshold(t, 4000)
	by, inviter, c := s.seats(t), s.member(t, "inviter"), s.small(t)
	way := s.friends(t, 4, inviter, c, toEligible)
	s.friends(t, 1, inviter, c, toPending)
	for i, r := range way[:3] {
		if i == 1 {
			if err := s.releaseAlone(t, r.ID, by.maker); err != nil {
				t.Fatal(err)
			}
		} else {
			asked, err := s.RequestPayment(t.Context(), r.ID, by.maker)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, by.checker); err != nil {
				t.Fatal(err)
			}
		}
		if i == 2 {
			continue // released, not paid yet
		}
		day := s.Clock.Now().In(s.Tenant().Zone()).Format("2006-01-02")
		paid, err := s.RequestMarkPaid(t.Context(), program.MarkPaidRequest{ReferralID: r.ID, Reference: fmt.Sprint("core-", i), PaidOn: day}, by.maker)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Approve(t.Context(), paid.ID, paid.PayloadSHA256, by.checker); err != nil {
			t.Fatal(err)
		}
	}
}

// forger writes past every guard of the database.
func (s site) forger(t *testing.T) *sql.DB {
	t.Helper()
	if s.Config.OnPostgres() {
		raw := modelstest.Raw(t, s.Owner)
		raw.SetMaxOpenConns(1) // the setting is the connection's
		for _, statement := range []string{"SELECT set_config('app.tenant', '" + string(s.Tenant().ID()) + "', false)", "ALTER TABLE reward_legs DISABLE TRIGGER USER",
			"ALTER TABLE lone_releases DISABLE TRIGGER USER"} {
			if _, err := raw.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		return raw
	}
	raw := modelstest.Raw(t, s.Config)
	for _, trigger := range modelstest.Strings(t, raw, "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
		if _, err := raw.ExecContext(t.Context(), "DROP TRIGGER "+trigger); err != nil {
			t.Fatal(err)
		}
	}
	return raw
}

func TestTheBooksAgreeAndEachForgeryIsNamed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.books(t)
		check := func() program.LedgerCheck {
			t.Helper()
			c, err := program.CheckLedger(t.Context(), s.rows)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		want := program.LedgerCheck{Referrals: 5, Rewards: 10, Payments: 4, Campaigns: 1, PromisedMinor: map[string]int64{"USD": 12000}, PaidMinor: map[string]int64{"USD": 8000}}
		if diff := cmp.Diff(want, check()); diff != "" {
			t.Fatalf("books that agree (-want +got):\n%s", diff)
		}
		raw := s.forger(t)
		one := func(query string) string {
			t.Helper()
			found := modelstest.Strings(t, raw, query)
			if len(found) == 0 {
				t.Fatalf("%s finds nothing", query)
			}
			return found[0]
		}
		const marked = "action = 'mark_paid' AND status = 'approved'"
		const paid = "state = 'paid' AND id NOT IN (SELECT referral_id FROM lone_releases)"
		for _, f := range []struct {
			table, row, column, value string
			kind, want                string
		}{
			{"reward_legs", "status = 'settled'", "amount_minor", "1", "referral", "its rewards are 2 and come to 2001, it says 2 and 4000"},
			{"reward_legs", "status = 'settled'", "amount_minor", "1", "payment", "it paid 2000 USD to member "},
			{"reward_legs", "status = 'settled'", "amount_minor", "1", "campaign", "its budget says that 20000 is promised, its rewards come to 18001"},
			{"reward_legs", "status = 'settled'", "status", "payable", "reward", "it is payable with a payment"},
			{"reward_legs", "status = 'settled'", "status", "payable", "campaign", "its roll-up says 2 in paid:"},
			{"reward_legs", "status = 'payable'", "status", "settled", "reward", "it is settled with 0 payments"},
			{"reward_legs", "status = 'reserved'", "status", "payable", "reward", "it is payable, its referral "},
			{"reward_legs", "status = 'payable'", "status", "reserved", "reward", "it is reserved, its referral "},
			{"reward_legs", "status = 'settled'", "currency", "CAD", "reward", "it is in CAD, its campaign in USD"},
			{"reward_legs", "status = 'reserved'", "status", "void", "referral", "its rewards are 1 and come to 2000, it says 2 and 4000"},
			{"payouts", "status = 'settled'", "amount_minor", "2001", "payment", "it paid 2001 USD"},
			{"payouts", "status = 'settled'", "currency", "CAD", "payment", "it paid 2000 CAD"},
			{"payouts", "status = 'settled'", "payee_id", "nobody", "payment", "to member nobody"},
			{"payouts", "status = 'settled'", "status", "failed", "reward", "it is settled with 0 payments"},
			{"payouts", "status = 'settled'", "external_ref", "other-inviter", "payment", "its reference is not kept"},
			{"payouts", "released_by <> ''", "released_by", "", "payment", `it says that "" released it alone`},
			{"payment_references", "id <> ''", "folded", "X", "payment", "its reference is not kept"},
			{"referrals", paid, "amount_minor", "9", "referral", "it says 2 and 9"},
			{"referrals", paid, "reward_count", "1", "referral", "it says 1 and 4000"},
			{"referrals", paid, "state", "approved", "campaign", "its roll-up says 2 in paid, 0 in money; there are 1, 0"},
			{"referrals", "state = 'eligible'", "state", "paid", "referral", "it is paid without a reward that is"},
			{"referrals", "state = 'eligible'", "state", "approved", "referral", "it is approved and was never released"},
			{"referral_events", "cause = 'approve' AND actor_kind = 'second'", "cause", "met", "release", "two people released referral "},
			{"referral_events", "cause = 'approve' AND actor_kind = 'lone'", "cause", "met", "release", "one person released referral "},
			{"referral_events", "cause = 'approve' AND actor_kind = 'second'", "actor_kind", "lone", "referral", "one person released it, and no release says so"},
			{"approval_requests", "action = 'pay' AND status = 'approved'", "status", "refused", "referral", "two people released it, and no request says so"},
			{"payouts", "status = 'settled'", "amount_minor", "2001", "payment", "says otherwise: amount"},
			{"payouts", "status = 'settled'", "currency", "CAD", "payment", "says otherwise: amount"},
			{"payouts", "status = 'settled'", "payee_id", "nobody", "payment", "says otherwise: payee"},
			{"payouts", "status = 'settled'", "member_number", "1", "payment", "says otherwise: payee"},
			{"payouts", "status = 'settled'", "account_kind", "gold", "payment", "says otherwise: account"},
			{"payouts", "status = 'settled'", "account_last_four", "0000", "payment", "says otherwise: account"},
			{"payouts", "status = 'settled'", "tax_form", "none", "payment", "says otherwise: tax form"},
			{"payouts", "status = 'settled'", "paid_on", "2020-01-01", "payment", "says otherwise: day"},
			{"payouts", "status = 'settled'", "recorded_by", "nobody", "payment", "says otherwise: who confirmed it"},
			{"payouts", "status = 'settled'", "created_at", "2020-01-01T00:00:00.000000Z", "payment", "says otherwise: when"},
			{"payouts", "external_ref = 'core-0-inviter'", "external_ref", "core-0-other", "payment", "no request that was approved records it"},
			{"payouts", "external_ref = 'core-0-inviter'", "external_ref", "core-0", "request", "and no payment says so"},
			{"approval_requests", marked, "status", "refused", "payment", "no request that was approved records it"},
			{"approval_requests", marked, "action", "pay", "payment", "no request that was approved records it"},
			{"approval_requests", marked, "subject_kind", "staff", "payment", "no request that was approved records it"},
			{"approval_requests", marked, "subject_id", "another", "payment", "no request that was approved records it"},
			{"approval_requests", marked, "payload", "{}", "request", "what it asks for is not what was approved"},
			{"approval_requests", marked, "payload", "none", "request", "what it asks for is not what was approved"},
			{"approval_requests", marked, "payload_sha256", "0", "request", "what it asks for is not what was approved"},
			{"approval_requests", "action = 'pay' AND subject_id IN (SELECT id FROM referrals WHERE state = 'approved')", "action", "mark_paid", "request", "it records reward "},
			{"lone_releases", "id <> ''", "amount_minor", "3999", "release", "it is of 3999, referral "},
			{"campaigns", "id <> ''", "committed_minor", "19999", "campaign", "its budget says that 19999 is promised, its rewards come to 20000"},
			{"campaigns", "id <> ''", "accepted_count", "4", "campaign", "it says that 4 friends entered, there are 5"},
			{"daily_rollup", "day = '' AND target = 'eligible'", "n", "7", "campaign", "in eligible, 0 in money; there are 1, 0"},
			{"daily_rollup", "day = '' AND target = 'paid:inviter'", "minor", "7", "campaign", "its roll-up says 2 in paid:inviter"},
			{"daily_rollup", "day <> '' AND target = 'pending'", "n", "7", "campaign", `the days of its roll-up from "accepted" to "pending" differ from the sum by `},
		} {
			id := one("SELECT id FROM " + f.table + " WHERE " + f.row + " ORDER BY id")
			before := one("SELECT CAST(" + f.column + " AS text) FROM " + f.table + " WHERE id = '" + id + "'")
			set := func(value string) {
				t.Helper()
				if _, err := raw.ExecContext(t.Context(), "UPDATE "+f.table+" SET "+f.column+" = '"+value+"' WHERE id = '"+id+"'"); err != nil {
					t.Fatalf("%s: %v", f.want, err)
				}
			}
			set(f.value)
			faults := check().Faults
			if !slices.ContainsFunc(faults, func(got program.LedgerFault) bool {
				return got.Kind == f.kind && got.ID != "" && strings.Contains(got.What, f.want)
			}) {
				t.Errorf("%s.%s = %s: no fault of a %s says %q: %+v", f.table, f.column, f.value, f.kind, f.want, faults)
			}
			set(before)
		}
		swapped := "UPDATE payouts SET status = 'failed', leg_id = (SELECT leg_id FROM payouts WHERE external_ref = 'core-0-acceptor') WHERE external_ref = 'core-0-inviter'"
		leg := one("SELECT leg_id FROM payouts WHERE external_ref = 'core-0-inviter'")
		if _, err := raw.ExecContext(t.Context(), swapped); err != nil {
			t.Fatal(err)
		}
		if faults := fmt.Sprint(check().Faults); !strings.Contains(faults, "says otherwise: reward}") {
			t.Errorf("a payment of another reward: %s", faults)
		}
		if _, err := raw.ExecContext(t.Context(), "UPDATE payouts SET status = 'settled', leg_id = '"+leg+"' WHERE external_ref = 'core-0-inviter'"); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, check()); diff != "" {
			t.Errorf("after all was put back (-want +got):\n%s", diff)
		}
		other := s.world.site(t, "orchard")
		if c, err := program.CheckLedger(t.Context(), other.rows); err != nil || c.Referrals != 0 || len(c.Faults) != 0 {
			t.Errorf("another institution: %+v, %v", c, err)
		}
	})
}
