package models_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"raf/models"
	"raf/models/modelstest"
)

// twin is one of two institutions whose rows share every id, code, subject and reference, so that a statement which
// forgets the tenant finds the neighbour's row first or too. Beside them each has a member of its own, only-<slug>.
type twin struct {
	ts   models.TenantStore
	slug string
}

// id is the tenant's id.
func (w twin) id() models.TenantID { return w.ts.Tenant().ID() }

// only is the id of the member that the other twin does not have.
func (w twin) only() string { return "only-" + w.slug }

func twins(t *testing.T, db modelstest.DB) (a, b twin) {
	t.Helper()
	make := func(slug string) twin {
		w := twin{db.Store.For(modelstest.Tenant(t, db.Store, slug)), slug}
		if _, err := modelstest.Raw(t, db.Config).ExecContext(t.Context(), "UPDATE tenants SET threshold_minor = 1000 WHERE slug = '"+slug+"'"); err != nil {
			t.Fatal(err)
		}
		write(t, w.ts, func(tx *models.Tx) error { return plant(tx, w) })
		return w
	}
	// The neighbour is planted first, so that a query without a tenant meets its rows first.
	b = make("orchard")
	return make("garden"), b
}

func plant(tx *models.Tx, w twin) error {
	at, k := models.At(tx.Now()), func(id string) models.Keys { return models.Keys{ID: id} }
	terms := modelstest.Terms()
	member := func(id string) *models.Member {
		return &models.Member{Keys: k(id), Subject: "sub-" + id, CustomerRef: "number", GivenName: w.slug, SearchName: w.slug, PersonKey: "person-" + id,
			PersonKeyKind: models.PersonByTaxID, CreatedAt: at, SeenAt: at}
	}
	rows := []any{
		member("inviter"), member("friend"), member("rival"), member("new"), member(w.only()),
		&models.Campaign{Keys: k("campaign"), Kind: models.KindRelationship, Name: w.slug, Status: models.CampaignLive, CurrentVersionID: "version",
			Currency: "USD", BudgetMinor: 100000, CommittedMinor: 20000, AcceptedCount: 2, CreatedAt: at},
		&models.CampaignVersion{Keys: k("version"), CampaignID: "campaign", Version: 1, Terms: terms, SHA256: w.slug, CreatedAt: at},
		&models.ReferralCode{Keys: k("code"), MemberID: "inviter", Code: "K7PM3QXD", Status: models.CodeActive, CreatedAt: at},
		&models.Campaign{Keys: k("product"), Kind: models.KindProduct, Name: w.slug, Status: models.CampaignLive, CurrentVersionID: "offer",
			Currency: "USD", CreatedAt: at},
		&models.CampaignVersion{Keys: k("offer"), CampaignID: "product", Version: 1, Terms: terms, SHA256: w.slug + " offer", CreatedAt: at},
		&models.ReferralCode{Keys: k("product-code"), CampaignID: "product", Code: "PRDCTQXD", Status: models.CodeActive, CreatedAt: at},
		&models.Campaign{Keys: k("uncoded"), Kind: models.KindProduct, Name: w.slug, Status: models.CampaignPaused, Currency: "USD", CreatedAt: at},
		&models.SigninFlow{Keys: k("flow"), StateHash: "state", BrowserHash: w.slug, Place: models.PlaceCard, Blob: []byte(w.slug), CreatedAt: at,
			ExpiresAt: models.At(tx.Now().Add(flowLife))},
		&models.Session{Keys: k("session"), MemberID: "friend", ConfirmedAt: at, SeenAt: at, CreatedAt: at, JTI: "jti"},
		&models.BankGrant{MemberID: "friend", Sealed: []byte(w.slug), ExpiresAt: at, Version: 7, Tries: 1, CreatedAt: at, UsedAt: at},
		&models.Consent{Keys: k("consent"), MemberID: "friend", Kind: models.ConsentTerms, Version: "version", Granted: true, At: at},
		&models.CodeAttempt{Keys: k("attempt"), MemberID: "friend", AddressHash: "address", Reason: w.slug, At: at},
		&models.RollupRow{Keys: k("rollup"), Day: w.slug, CampaignID: "campaign", Target: models.PlaceTile, N: 1},
		&models.TenantLogo{Name: "logo", Image: []byte(w.slug), AddedAt: at},
		&models.AuditRow{Keys: k("audit"), ActorKind: models.ActorSystem, Action: w.slug, Diff: models.JSON("{}"), At: at},
		&models.AuditHead{SealedAt: at}, &models.AuditWalk{BeganAt: at, LookedAt: at, Version: 1},
	}
	for _, r := range []models.Referral{
		{Keys: k("referral"), AcceptorMemberID: "friend", AcceptorPersonKey: "person-friend", State: models.StateApproved},
		{Keys: k("younger"), AcceptorMemberID: "rival", AcceptorPersonKey: "person-rival", State: models.StatePending},
	} {
		r.Kind, r.CampaignID, r.CampaignVersionID, r.CodeID, r.InviterMemberID = models.KindRelationship, "campaign", "version", "code", "inviter"
		r.StateSince, r.AcceptedAt, r.CloseReason = at, at, w.slug
		r.Listed = models.Listed{FriendName: w.slug, Number: r.ID, AmountMinor: 10000, RewardCount: 2, NextOn: "2026-12-16"}
		leg := func(id string, side models.Side, payee string, s models.LegStatus) *models.RewardLeg {
			return &models.RewardLeg{Keys: k(id + "-" + r.ID), ReferralID: r.ID, Side: side, PayeeMemberID: payee, AmountMinor: 5000,
				Currency: "USD", Status: s, RewardYear: 2026, VoidReason: w.slug, CreatedAt: at}
		}
		status := models.LegPayable
		if r.State == models.StatePending {
			status = models.LegReserved
		}
		rows = append(rows, &r, leg("i", models.SideInviter, "inviter", status), leg("a", models.SideAcceptor, r.AcceptorMemberID, status),
			&models.ReferralEvent{Keys: k("event-" + r.ID), ReferralID: r.ID, ToState: r.State, Cause: models.EventAccept, ActorID: w.slug, At: at},
			&models.Evaluation{Keys: k("evaluation-" + r.ID), ReferralID: r.ID, RunAt: at, Outcome: w.slug, Verdict: models.JSON("{}")},
			&models.Hold{Keys: k("hold-" + r.ID), ReferralID: r.ID, Kind: w.slug, OpenedAt: at})
	}
	rows = append(staffRows(w, at), rows...)
	// The consent names a referral, so the referrals go in before it.
	for _, consentLast := range []bool{false, true} {
		for _, row := range rows {
			if _, consent := row.(*models.Consent); consent != consentLast {
				continue
			}
			if c, ok := row.(*models.Consent); ok {
				c.ReferralID = "referral"
			}
			if err := tx.DB().Create(row).Error; err != nil {
				return err
			}
		}
	}
	for _, row := range append(laterRows(w, at), payRows(w, at)...) {
		if err := tx.DB().Create(row).Error; err != nil {
			return err
		}
	}
	if err := tx.DB().Create(&models.PaymentReference{Keys: k("reference"), Folded: "REF", ReferralID: "referral", RecordedAt: at}).Error; err != nil {
		return err
	}
	p := models.Payout{Keys: k("payout"), PayeeID: "x", AmountMinor: 5000, Currency: "USD", RecordedBy: "x", LegID: "i-younger", Method: w.slug, ExternalRef: "ref", IdemKey: "idem", Status: "failed", CreatedAt: at}
	return tx.DB().Create(&p).Error
}

const flowLife = 600e9

func write(t *testing.T, ts models.TenantStore, f func(*models.Tx) error) {
	t.Helper()
	if err := ts.InTx(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, ts models.TenantStore, f func(*models.View) error) {
	t.Helper()
	if err := ts.View(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// everything is all rows of a tenant, by model, for comparing before and after.
func everything(t *testing.T, ts models.TenantStore) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	read(t, ts, func(v *models.View) error {
		for _, model := range scopedModels() {
			rows := reflect.New(reflect.SliceOf(reflect.TypeOf(model).Elem()))
			if err := v.DB().Find(rows.Interface()).Error; err != nil {
				return err
			}
			name := reflect.TypeOf(model).Elem().Name()
			for i := range rows.Elem().Len() {
				raw, err := json.Marshal(rows.Elem().Index(i).Interface())
				if err != nil {
					return err
				}
				all[name] = append(all[name], string(raw))
			}
		}
		return nil
	})
	return all
}

// scopedModels are the models that belong to a tenant.
func scopedModels() []any { return models.All()[len(models.Free()):] }
