package models_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
)

// oldRows are rows as they stood before institutions could invite: two institutions, every kind of state that an index
// looks at.
func oldRows(t *testing.T, db *sql.DB, onPostgres bool) {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	run := func(statement string) {
		if _, err := tx.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	const at = "'2026-10-01T12:00:00.000000Z'"
	for _, id := range []string{"garden", "orchard"} {
		if onPostgres {
			run("SELECT set_config('app.tenant', '" + id + "', true)")
		}
		run(`INSERT INTO tenants (id, slug, name, platform, fi_url, client_id, institution_id, timezone, currency, sign_in, same_person, disabled, created_at)
			VALUES ('` + id + `', '` + id + `', 'x', 'banno', 'http://x', 'c', 'i-` + id + `', 'UTC', 'USD', 'auto', true, false, ` + at + `)`)
		for _, m := range []string{"inviter", "friend", "second", "third"} {
			run(`INSERT INTO members (tenant_id, id, subject, customer_ref, given_name, family_initial, locale, person_key, person_key_kind, employee, joined_on, created_at, seen_at)
				VALUES ('` + id + `', '` + m + `', '` + m + `', '', '` + m + `', 'X', 'en', 'p-` + m + `', 'tax_id', false, '', ` + at + `, ` + at + `)`)
			run(`INSERT INTO referral_codes VALUES ('` + id + `', 'c-` + m + `', '` + m + `', 'CODE` + strings.ToUpper(m) + `', '` +
				map[bool]string{true: "rotated", false: "active"}[m == "third"] + `', ` + at + `)`)
		}
		run(`INSERT INTO campaigns (tenant_id, id, kind, name, status, priority, current_version_id, currency, budget_minor, committed_minor, accepted_count, breaker_count, created_at)
			VALUES ('` + id + `', 'campaign', 'relationship', 'x', 'live', 1, 'version', 'USD', 0, 0, 0, 0, ` + at + `)`)
		run(`INSERT INTO campaign_versions (tenant_id, id, campaign_id, version, terms, terms_sha256, created_at) VALUES ('` + id + `', 'version', 'campaign', 1, '{}', 'x', ` + at + `)`)
		for friend, state := range map[string]string{"friend": "pending", "second": "closing", "third": "expired"} {
			run(`INSERT INTO referrals (tenant_id, id, kind, campaign_id, campaign_version_id, code_id, inviter_member_id, acceptor_member_id, acceptor_person_key, state, state_since,
				accepted_at, terms_sha256, terms_locale, window_from, window_to, evaluated_through, closing_until, due_on, source, hold_count, close_reason, verdict, verdict_outcome,
				verdict_as_of, checked_at, check_failure, check_again_at, lock_version, friend_name, number, amount_minor, next_on, close_cause)
				VALUES ('` + id + `', 'r-` + friend + `', 'relationship', 'campaign', 'version', 'c-inviter', 'inviter', '` + friend + `', 'p-` + friend + `', '` + state + `', ` + at + `,
				` + at + `, 'sha', 'es', '2026-10-01', '2026-11-30', '2026-10-02', ` + at + `, '2026-12-01', 'link', 1, 'why', '{"outcome":"met"}', 'met',
				` + at + `, ` + at + `, 'down', ` + at + `, 7, 'ana x', 'abc123', 5000, '2026-11-30', 'refused')`)
			run(`INSERT INTO reward_legs (tenant_id, id, referral_id, side, payee_member_id, amount_minor, currency, status, void_reason, tax_form, reward_year, friend_visible, created_at)
				VALUES ('` + id + `', 'l-` + friend + `', 'r-` + friend + `', 'acceptor', '` + friend + `', 5000, 'USD', 'reserved', '', 'INT', 2026, false, ` + at + `)`)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// dump reads the old columns of a table as text, in order.
func dump(t *testing.T, owner models.Config, table, columns string) []string {
	t.Helper()
	db := modelstest.Raw(t, owner)
	if owner.OnPostgres() {
		var all []string
		for _, id := range []string{"garden", "orchard"} {
			modelstest.Strings(t, db, "SELECT set_config('app.tenant', $1, false)", id)
			all = append(all, modelstest.Strings(t, db, "SELECT ROW("+columns+")::text FROM "+table+" WHERE tenant_id = $1 ORDER BY id", id)...)
		}
		return all
	}
	quoted := "quote(" + strings.ReplaceAll(columns, ", ", ") || '|' || quote(") + ")"
	return modelstest.Strings(t, db, "SELECT "+quoted+" FROM "+table+" ORDER BY tenant_id, id")
}

func TestOldReferralsAndCodesAreUnchangedWhereTheInstitutionMayInvite(t *testing.T) {
	t.Parallel()
	kit.EachEmpty(t, func(t *testing.T, owner models.Config, role string) {
		if _, err := models.MigrateTo(t.Context(), owner, role, 9); err != nil {
			t.Fatal(err)
		}
		oldRows(t, modelstest.Raw(t, owner), owner.OnPostgres())
		tables := map[string]string{"referral_codes": "tenant_id, id, member_id, code, status, created_at", "reward_legs": "tenant_id, id, referral_id, payee_member_id, status",
			"referrals": "tenant_id, id, kind, campaign_id, campaign_version_id, code_id, inviter_member_id, acceptor_member_id, acceptor_person_key, state, state_since, " +
				"accepted_at, terms_sha256, terms_locale, window_from, window_to, evaluated_through, closing_until, due_on, source, hold_count, close_reason, verdict, " +
				"verdict_outcome, verdict_as_of, checked_at, check_failure, check_again_at, lock_version, friend_name, number, amount_minor, next_on, close_cause"}
		before := map[string][]string{}
		for table, columns := range tables {
			before[table] = dump(t, owner, table, columns)
		}
		if len(before["referrals"]) != 6 || len(before["referral_codes"]) != 8 {
			t.Fatalf("%d referrals and %d codes were planted", len(before["referrals"]), len(before["referral_codes"]))
		}
		if _, err := models.Migrate(t.Context(), owner, role); err != nil {
			t.Fatal(err)
		}
		for table, columns := range tables {
			if diff := cmp.Diff(before[table], dump(t, owner, table, columns)); diff != "" {
				t.Errorf("%s (-before +after):\n%s", table, diff)
			}
		}
		if !owner.OnPostgres() {
			raw := modelstest.Raw(t, owner)
			if broken := modelstest.Strings(t, raw, "SELECT \"table\" FROM pragma_foreign_key_check"); len(broken) > 0 {
				t.Errorf("rows that point nowhere: %v", broken)
			}
			if _, err := raw.ExecContext(t.Context(), "DELETE FROM referrals WHERE id = 'r-third'"); err == nil {
				t.Error("the table that was made anew lost the trigger that keeps its rows")
			}
		}
	})
}

func TestAStepThatLandedLateIsTakenByADatabaseThatHasALaterOne(t *testing.T) {
	t.Parallel()
	kit.EachEmpty(t, func(t *testing.T, owner models.Config, role string) {
		if _, err := models.MigrateTo(t.Context(), owner, role, 9); err != nil {
			t.Fatal(err)
		}
		raw := modelstest.Raw(t, owner)
		if _, err := raw.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)"); err != nil {
			t.Fatal(err)
		}
		store, err := models.Open(owner)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = store.Close() })
		if err := store.Ready(t.Context()); models.KindOf(err) != models.Unavailable || err == nil {
			t.Errorf("with a later step and without the ones before it: error = %v, want unavailable", err)
		}
		if _, err := models.Migrate(t.Context(), owner, role); err != nil {
			t.Errorf("the steps between were not taken: %v", err)
		}
		if err := store.Ready(t.Context()); err != nil {
			t.Errorf("not ready with all steps: %v", err)
		}
	})
}

// takes is an acceptance of the product campaign, as it would be stored.
func takes(member, person string) models.Referral {
	return models.Referral{Kind: models.KindProduct, CampaignID: "product", CampaignVersionID: "offer", CodeID: "product-code", AcceptorMemberID: member,
		AcceptorPersonKey: person, TermsSHA256: "x", TermsLocale: "en", Source: "member"}
}

func legsFor(member string, sides ...models.Side) []models.RewardLeg {
	var legs []models.RewardLeg
	for _, side := range sides {
		legs = append(legs, models.RewardLeg{Side: side, PayeeMemberID: member, AmountMinor: 2500, Currency: "USD", Status: models.LegReserved})
	}
	return legs
}

func TestThePromiseOfAProductCampaignHasNoInviter(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		by := models.Actor{Kind: models.ActorMember, ID: "new"}
		add := func(r models.Referral, legs ...models.RewardLeg) (out models.Referral, err error) {
			err = a.ts.InTx(t.Context(), func(tx *models.Tx) (err error) { out, err = tx.AddReferral(r, legs, by); return err })
			return out, err
		}
		acceptor := legsFor("new", models.SideAcceptor)
		if _, err := add(takes("new", "person-new"), legsFor("new", models.SideAcceptor, models.SideInviter)...); models.KindOf(err) != models.Internal || err == nil {
			t.Errorf("a reward for an inviter: error = %v, want internal", err)
		}
		r, err := add(takes("new", "person-new"), acceptor...)
		if err != nil || r.InviterMemberID != "" {
			t.Fatalf("referral %+v, error = %v", r, err)
		}
		read(t, a.ts, func(v *models.View) error {
			got, err := v.Referral(r.ID)
			if got.InviterMemberID != "" || got.Inviter != nil || got.AmountMinor != 2500 || got.Kind != models.KindProduct {
				t.Errorf("stored as %+v with the inviter %+v", got, got.Inviter)
			}
			if id, err := v.InviterOf("new", "person-new"); models.KindOf(err) != models.NotFound || err == nil {
				t.Errorf("the inviter is %q (%v), want nobody", id, err)
			}
			// Nobody's yearly cap is everybody's: the institution has no logins.
			if n, err := v.InviterSpent("", 0); n != 0 || err != nil {
				t.Errorf("the institution earned %d rewards itself (%v)", n, err)
			}
			return err
		})
		for name, again := range map[string]models.Referral{"the same member": takes("new", ""), "the same person": takes("rival", "person-new")} {
			if _, err := add(again, legsFor(again.AcceptorMemberID, models.SideAcceptor)...); models.KindOf(err) != models.Conflict || err == nil {
				t.Errorf("%s once more: error = %v, want a conflict", name, err)
			}
		}
		// One who is in a relationship referral takes part, and nobody is unverified twice over.
		for _, other := range []models.Referral{takes("friend", "person-friend"), takes("rival", ""), takes("inviter", "")} {
			if _, err := add(other, legsFor(other.AcceptorMemberID, models.SideAcceptor)...); err != nil {
				t.Errorf("%s: %v", other.AcceptorMemberID, err)
			}
		}
		err = a.ts.InTx(t.Context(), func(tx *models.Tx) error {
			_, err := tx.Reassign(r, models.Reassignment{Kind: models.ReassignCorrected, Side: models.SideInviter, FromMemberID: "rival", ToMemberID: "inviter"}, "", by)
			return err
		})
		if models.KindOf(err) != models.Conflict || err == nil {
			t.Errorf("another inviter where nobody invited: error = %v, want a conflict", err)
		}
	})
}

func TestACampaignsCodeIsNobodysElse(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		by := models.Actor{Kind: models.ActorSecond, ID: "checker"}
		read(t, a.ts, func(v *models.View) error {
			c, m, err := v.CodeOwner("PRDCTQXD")
			if c.CampaignID != "product" || c.MemberID != "" || m.ID != "" {
				t.Errorf("the code is of campaign %q, member %q and %q", c.CampaignID, c.MemberID, m.ID)
			}
			return err
		})
		tried := []string{"K7PM3QXD", "PRDCTQXD", "FREEFREE"} // a member's, a campaign's, nobody's
		next := func() (string, error) { code := tried[0]; tried = tried[1:]; return code, nil }
		give := func(c models.Campaign) (code models.ReferralCode, err error) {
			err = a.ts.InTx(t.Context(), func(tx *models.Tx) (err error) { code, err = tx.AddCampaignCode(c, next, by); return err })
			return code, err
		}
		uncoded := models.Campaign{Keys: models.Keys{ID: "uncoded"}, Kind: models.KindProduct}
		if code, err := give(uncoded); code.Code != "FREEFREE" || err != nil {
			t.Errorf("code %q (%v), want the first that is free", code.Code, err)
		}
		tried = []string{"OTHERONE"}
		if _, err := give(uncoded); models.KindOf(err) != models.Conflict || err == nil {
			t.Errorf("a second code: error = %v, want a conflict", err)
		}
		tried = []string{"MEMBERSX"}
		if _, err := give(models.Campaign{Keys: models.Keys{ID: "campaign"}, Kind: models.KindRelationship}); models.KindOf(err) != models.Internal || err == nil {
			t.Errorf("a code for a campaign in which members invite: error = %v, want internal", err)
		}
	})
}

// TestTheDatabaseKeepsTheKindsApart goes past our own code.
func TestTheDatabaseKeepsTheKindsApart(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		by := models.Actor{Kind: models.ActorMember, ID: "new"}
		for name, spoil := range map[string]func(r *models.Referral){
			"an inviter where the institution invites": func(r *models.Referral) { r.InviterMemberID = "inviter" },
			"no inviter where a member invites": func(r *models.Referral) {
				r.Kind, r.CampaignID, r.CampaignVersionID, r.CodeID = models.KindRelationship, "campaign", "version", "code"
			},
			"a relationship referral under a product campaign": func(r *models.Referral) { r.Kind, r.InviterMemberID = models.KindRelationship, "inviter" },
			"a product referral under a relationship campaign": func(r *models.Referral) { r.CampaignID, r.CampaignVersionID = "campaign", "version" },
			"a kind that there is not":                         func(r *models.Referral) { r.Kind, r.InviterMemberID = "lottery", "inviter" },
		} {
			r := takes("new", "person-new")
			spoil(&r)
			err := a.ts.InTx(t.Context(), func(tx *models.Tx) error {
				_, err := tx.AddReferral(r, legsFor("new", models.SideAcceptor), by)
				return err
			})
			if err == nil {
				t.Errorf("%s was stored", name)
			}
		}
		at := models.At(modelstest.Start())
		for name, code := range map[string]models.ReferralCode{"of nobody": {}, "of a member and a campaign": {MemberID: "inviter", CampaignID: "uncoded"},
			"of a member, as one that is taken": {MemberID: "rival", Code: "PRDCTQXD"}, "of a campaign, as a member's": {CampaignID: "uncoded", Code: "K7PM3QXD"},
			"of a campaign that has one": {CampaignID: "product"}, "of a campaign that there is not": {CampaignID: "elsewhere"}} {
			if code.Code == "" {
				code.Code = "FREEFREE"
			}
			code.Keys, code.Status, code.CreatedAt = models.Keys{ID: "spoilt"}, models.CodeActive, at
			err := a.ts.InTx(t.Context(), func(tx *models.Tx) error { return tx.DB().Create(&code).Error })
			if err == nil {
				t.Errorf("a code %s was stored", name)
			}
		}
	})
}
