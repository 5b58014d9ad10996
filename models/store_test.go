package models_test

import (
	"os"
	"testing"

	"raf/models"
	"raf/models/modelstest"
)

var kit modelstest.Kit

func TestMain(m *testing.M) { os.Exit(kit.Run(m)) }

func TestASessionBringsItsMemberAndCodeInOneRead(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		ts := db.Store.For(modelstest.Tenant(t, db.Store, "garden"))
		avery := modelstest.Member(t, ts, "avery")
		var s models.Session
		if err := ts.InTx(t.Context(), func(tx *models.Tx) (err error) {
			s, err = tx.AddSession(avery.ID, func(string) (string, error) { return "j1", nil })
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := ts.View(t.Context(), func(v *models.View) (err error) { s, err = v.Session(s.ID); return err }); err != nil {
			t.Fatal(err)
		}
		if s.Member == nil || s.Member.Subject != "avery" || s.Member.Code == nil || len(s.Member.Code.Code) != 8 {
			t.Errorf("session = %+v", s)
		}
	})
}

func TestALiveCampaignBringsItsVersion(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		ts := db.Store.For(modelstest.Tenant(t, db.Store, "garden"))
		want := modelstest.Campaign(t, ts, modelstest.Terms(), 100000)
		var got models.Campaign
		if err := ts.View(t.Context(), func(v *models.View) (err error) { got, err = v.LiveCampaign("2026-12-02"); return err }); err != nil {
			t.Fatal(err)
		}
		if got.ID != want.ID || got.CurrentVersion == nil || got.CurrentVersion.Terms.AcceptorMinor != 5000 {
			t.Errorf("campaign = %+v", got)
		}
	})
}
