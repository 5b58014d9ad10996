package models_test

import (
	"sync"
	"testing"

	"raf/models"
	"raf/models/modelstest"
)

func TestSQLiteKeepsAndFreezesRowsByTriggers(t *testing.T) {
	t.Parallel()
	db := modelstest.SQLite(t, nil)
	twins(t, db)
	raw := modelstest.Raw(t, db.Config)
	for _, statement := range []string{
		"DELETE FROM payouts", "DELETE FROM reward_legs", "DELETE FROM referrals", "DELETE FROM audit_log", "DELETE FROM consents",
		"UPDATE reward_legs SET amount_minor = 1", "UPDATE payouts SET external_ref = 'x'", "UPDATE referrals SET terms_sha256 = 'x'",
		"UPDATE campaign_versions SET terms = '{}'", "UPDATE audit_log SET diff = '{}'", "UPDATE referral_events SET to_state = 'paid'",
	} {
		if _, err := raw.ExecContext(t.Context(), statement); err == nil {
			t.Errorf("%s was let through", statement)
		}
	}
	if _, err := raw.ExecContext(t.Context(), "UPDATE reward_legs SET status = 'void'"); err != nil {
		t.Errorf("what may change did not: %v", err)
	}
}

func TestASlowFailureDoesNotOverwriteANewerVerdict(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		var stale models.Referral
		write(t, a.ts, func(tx *models.Tx) error {
			stale = mustReferral(tx, "rival")
			_, err := tx.SaveEvaluation(stale, models.Evaluation{Outcome: "not_yet", Verdict: models.JSON("{}")}, models.ReferralChanges{})
			return err
		})
		write(t, a.ts, func(tx *models.Tx) error { return tx.SaveCheckFailure(stale, "down", tx.Now()) })
		write(t, a.ts, func(tx *models.Tx) error {
			if r := mustReferral(tx, "rival"); r.CheckFailure != "" || !r.CheckAgainAt.IsZero() {
				t.Errorf("failure %q, again at %v; want the newer verdict alone", r.CheckFailure, r.CheckAgainAt)
			}
			return nil
		})
	})
}

func TestALegIsNotPaidAtAnotherAmountOrToAnotherPerson(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		good := models.RewardLeg{Keys: models.Keys{ID: "a-referral"}, ReferralID: "referral", Side: models.SideAcceptor, PayeeMemberID: "friend",
			AmountMinor: 5000, Currency: "USD"}
		dear, other := good, good
		dear.AmountMinor, other.PayeeMemberID = 9999, "rival"
		for name, leg := range map[string]models.RewardLeg{"another amount": dear, "another person": other} {
			err := a.ts.InTx(t.Context(), func(tx *models.Tx) error {
				return tx.SettleLeg(leg, models.Settlement{Reference: "ref-" + name}, models.Actor{ID: "checker"})
			})
			if err == nil || models.KindOf(err) != models.Conflict {
				t.Errorf("%s: error = %v, want a conflict", name, err)
			}
		}
		write(t, a.ts, func(tx *models.Tx) error {
			return tx.SettleLeg(good, models.Settlement{Reference: "ref-good"}, models.Actor{ID: "checker"})
		})
	})
}

func TestTransactionsThatWaitForEachOtherRunAgain(t *testing.T) {
	t.Parallel()
	db := kit.Postgres(t, nil)
	a, _ := twins(t, db)
	// Each takes its first lock, waits once until the other has its own, and then wants the other's.
	var both sync.WaitGroup
	both.Add(2)
	var group sync.WaitGroup
	for _, order := range [][2]string{{"friend", "rival"}, {"rival", "friend"}} {
		var once sync.Once
		group.Go(func() {
			err := a.ts.InTx(t.Context(), func(tx *models.Tx) error {
				if err := tx.LockMember(order[0]); err != nil {
					return err
				}
				once.Do(func() { both.Done(); both.Wait() })
				return tx.LockMember(order[1])
			})
			if err != nil {
				t.Errorf("%v: %v", order, err)
			}
		})
	}
	group.Wait()
}

func TestATenantInAZoneNobodyKnowsIsNotServed(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		p := modelstest.Profile("garden")
		p.Timezone = "Mars/Olympus"
		_, err := db.Store.AddTenant(t.Context(), p, func(models.TenantID) ([]models.TenantSecret, error) {
			return []models.TenantSecret{{Kind: models.SecretClient, Sealed: []byte("x")}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Store.TenantBySlug(t.Context(), "garden"); err == nil || models.KindOf(err) != models.Internal {
			t.Errorf("error = %v, want internal: guessing UTC would move every window", err)
		}
	})
}

func TestTermsThatCouldNotBeJudgedAreNotOffered(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		ts := db.Store.For(modelstest.Tenant(t, db.Store, "garden"))
		for name, spoil := range map[string]func(*models.Terms){
			"a payroll rule without words": func(x *models.Terms) { x.PayrollAllow = nil },
			"no time zone":                 func(x *models.Terms) { x.Timezone = "" },
			"rules of an unknown kind":     func(x *models.Terms) { x.Rules = []byte(`{"id":"x","kind":"luck"}`) },
		} {
			terms := modelstest.Terms()
			spoil(&terms)
			err := ts.InTx(t.Context(), func(tx *models.Tx) error {
				_, err := tx.AddCampaign(models.Campaign{Kind: models.KindRelationship, Status: models.CampaignLive}, terms, models.Actor{Kind: models.ActorSystem})
				return err
			})
			if err == nil || models.KindOf(err) != models.Invalid {
				t.Errorf("%s: error = %v, want invalid", name, err)
			}
		}
	})
}
