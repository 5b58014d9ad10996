package modelstest

import (
	"crypto/rand"
	"encoding/json"
	"testing"

	"raf/models"
	"raf/models/secret"
)

// Profile is an institution's settings for tests.
func Profile(slug string) models.TenantProfile {
	return models.TenantProfile{Slug: slug, Name: slug, Platform: "banno", FIURL: "http://localhost:9090", ClientID: "raf-" + slug,
		InstitutionID: "inst-" + slug, Timezone: "America/Chicago", Currency: "USD", SignIn: models.SignInAuto,
		SupportPhone: "(555) 010-0142", BrandColor: "#1F6B46", SamePerson: slug == "garden",
		PostalAddress: "1 Main Street\nSpringfield", InviterVisibility: models.VisibilityCounts}
}

// Tenant adds an institution.
func Tenant(tb testing.TB, store *models.Store, slug string) models.Tenant {
	tb.Helper()
	t, err := store.AddTenant(tb.Context(), Profile(slug), func(id models.TenantID) ([]models.TenantSecret, error) {
		return []models.TenantSecret{{Kind: models.SecretClient, Sealed: []byte("client of " + slug)}, {Kind: models.SecretPerson, Sealed: []byte("person of " + slug)}}, nil
	})
	if err != nil {
		tb.Fatalf("add tenant %s: %v", slug, err)
	}
	return t
}

// Terms is the commonest offer of the field: $50 each, payroll of $500 and five purchases within 60 days of opening.
func Terms() models.Terms {
	return models.Terms{StartsOn: "2026-01-01", WindowDays: 60, WindowAnchor: "account_opened", PostingGraceDays: 5, ClosingDays: 7,
		HoldDays: 14, Currency: "USD", InviterMinor: 5000, AcceptorMinor: 5000, InviterYearCount: 10, TaxFormInviter: "MISC",
		TaxFormAcceptor: "INT", Visibility: "counts",
		Rules: json.RawMessage(`{"id":"all","kind":"all","rules":[` +
			`{"id":"account","kind":"qualifying_account","qualifying_account":{"include":["checking"]}},` +
			`{"id":"purchases","kind":"debit_purchases","debit_purchases":{"min_count":5}},` +
			`{"id":"payroll","kind":"direct_deposit","direct_deposit":{"measure":"sum","min_total":50000}}]}`),
		Text:     map[string]string{"en": "The offer.", "es": "La oferta."},
		Timezone: "America/Chicago", PayrollAllow: []string{"payroll", "salary", "direct dep"}}
}

// Campaign adds a live campaign.
func Campaign(tb testing.TB, ts models.TenantStore, terms models.Terms, budgetMinor int64) models.Campaign {
	tb.Helper()
	var c models.Campaign
	err := ts.InTx(tb.Context(), func(tx *models.Tx) (err error) {
		c, err = tx.AddCampaign(models.Campaign{Kind: models.KindRelationship, Name: "Give 50, get 50", Status: models.CampaignLive,
			BudgetMinor: budgetMinor}, terms, models.Actor{Kind: models.ActorSystem, ID: "test"})
		return err
	})
	if err != nil {
		tb.Fatalf("add campaign: %v", err)
	}
	return c
}

// Member adds a member with a code.
func Member(tb testing.TB, ts models.TenantStore, subject string) models.Member {
	tb.Helper()
	var m models.Member
	err := ts.InTx(tb.Context(), func(tx *models.Tx) (err error) {
		m, err = tx.SaveSignIn(models.SignedIn{Subject: subject, CustomerRef: "c-" + subject, GivenName: subject, FamilyInitial: "T",
			PersonKey: "person-" + subject, PersonKeyKind: models.PersonByTaxID}, func() (string, error) { return secret.NewCode(rand.Reader) })
		return err
	})
	if err != nil {
		tb.Fatalf("add member %s: %v", subject, err)
	}
	return m
}
