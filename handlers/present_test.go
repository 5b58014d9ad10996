package handlers

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/components/tile"
	"raf/components/ui"
	"raf/components/words"
	"raf/handlers/web"
	"raf/models"
	"raf/models/eligibility"
	"raf/models/program"
)

// The pictures of the look show this moment: 2 December 2026, 10:42 in Chicago.
func lookTime() time.Time { return time.Date(2026, time.December, 2, 16, 42, 0, 0, time.UTC) }

func chicago(tb testing.TB) *time.Location {
	tb.Helper()
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		tb.Fatalf("zone: %v", err)
	}
	return zone
}

func gardenPresenter(tb testing.TB, say words.Words) presenter {
	tb.Helper()
	return presenter{formToken: "form-token", signOutToken: "sign-out-token", Presenter: web.Presenter{
		Say: say, Zone: chicago(tb), Now: lookTime(), RequestID: "7F2K91QC",
		Tenant: models.TenantProfile{Slug: "garden", Name: "Garden", FIURL: "https://digital.garden.example", Currency: "USD",
			Timezone: "America/Chicago", SupportPhone: "(555) 010-0142"},
		At:     web.Links{Origin: "https://garden.example"},
		Assets: web.Assets{TileCSS: "/static/tile.1.css", PageCSS: "/static/page.1.css", Theme: "/theme.css", Scripts: []string{"/static/app.1.js"}}}}
}

const threeRules = `{"id":"all","kind":"all","rules":[` +
	`{"id":"account","kind":"qualifying_account","qualifying_account":{"include":["checking"]}},` +
	`{"id":"purchases","kind":"debit_purchases","debit_purchases":{"min_count":5}},` +
	`{"id":"payroll","kind":"direct_deposit","direct_deposit":{"measure":"sum","min_total":50000}}]}`

func fiftyEach() models.Terms {
	return models.Terms{StartsOn: "2026-01-01", EndsOn: "2026-12-31", WindowDays: 60, WindowAnchor: "account_opened", ClosingDays: 7,
		HoldDays: 14, Rules: json.RawMessage(threeRules), Currency: "USD", InviterMinor: 5000, AcceptorMinor: 5000, InviterYearCount: 10,
		TaxFormAcceptor: "INT", Text: map[string]string{"en": "Our words.\n\nMore of them.", "es": "Nuestras palabras."}}
}

func versionOf(terms models.Terms) *models.CampaignVersion {
	return &models.CampaignVersion{Version: 3, Terms: terms, SHA256: "hash-of-terms"}
}

func offerOf(terms models.Terms) *models.Campaign {
	return &models.Campaign{CurrentVersion: versionOf(terms)}
}

func averyCode() *models.ReferralCode {
	return &models.ReferralCode{Code: "K7PM3QXD", Status: models.CodeActive}
}

func inviterTile(terms models.Terms) program.Tile {
	return program.Tile{State: program.TileInviter, Offer: offerOf(terms), Member: models.Member{Code: averyCode()},
		Totals: models.InviterTotals{Joined: 2, Rewarded: 1, PaidOfYear: 1, EarnedMinor: 5000, CountsOfYear: 2}, CanEnterCode: true}
}

// caseyTile is 3 of 5 purchases with one pending, and $320 of $500 of payroll.
func caseyTile() program.Tile {
	return program.Tile{State: program.TilePending, Offer: offerOf(fiftyEach()), Member: models.Member{Code: averyCode()},
		Session: models.Session{ConfirmedAt: models.At(lookTime().Add(-time.Minute))},
		Verdict: caseyVerdict(),
		Referral: &models.Referral{State: models.StatePending, AcceptedAt: models.At(lookTime().AddDate(0, 0, -46)),
			WindowFrom: "2026-10-15", WindowTo: "2026-12-14", Version: versionOf(fiftyEach()),
			VerdictAsOf: models.At(lookTime()), CheckedAt: models.At(lookTime()),
			AcceptorLeg: &models.RewardLeg{AmountMinor: 5000, Currency: "USD", Status: models.LegReserved, TaxForm: "INT"}}}
}

func caseyVerdict() *eligibility.Verdict {
	leaves := []eligibility.Leaf{
		{RuleID: "account", Kind: eligibility.KindQualifyingAccount, Result: eligibility.Met, Target: 1, Progress: 1,
			Unit: eligibility.UnitCount, On: eligibility.Date{Year: 2026, Month: time.October, Day: 15}},
		{RuleID: "purchases", Kind: eligibility.KindDebitPurchases, Result: eligibility.NotYet, Reason: eligibility.ReasonNotEnough,
			Target: 5, Progress: 3, Pending: 1, Unit: eligibility.UnitCount},
		{RuleID: "payroll", Kind: eligibility.KindDirectDeposit, Result: eligibility.NotYet, Reason: eligibility.ReasonNotEnough,
			Target: 50000, Progress: 32000, Unit: eligibility.UnitMinor, Currency: "USD"},
	}
	return verdictOf(eligibility.KindAll, 0, leaves...)
}

// verdictOf is a verdict over one group. The result of the group is left open: the views read the leaves.
func verdictOf(kind eligibility.Kind, k int, leaves ...eligibility.Leaf) *eligibility.Verdict {
	v := &eligibility.Verdict{Outcome: eligibility.NotYet, Leaves: leaves, AsOf: lookTime(),
		Tree: eligibility.Node{RuleID: "top", Kind: kind, K: k, Result: eligibility.NotYet}}
	for _, l := range leaves {
		v.Tree.Nodes = append(v.Tree.Nodes, eligibility.Node{RuleID: l.RuleID, Kind: l.Kind, Result: l.Result, Reason: l.Reason})
	}
	return v
}

func pendingView(tb testing.TB, p presenter, t program.Tile, how showing) tile.Pending {
	tb.Helper()
	view, ok := p.state(t, how).(tile.Pending)
	if !ok {
		tb.Fatalf("state is a %T, want tile.Pending", p.state(t, how))
	}
	return view
}

func equal(tb testing.TB, want, got any) {
	tb.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		tb.Errorf("-want +got:\n%s", diff)
	}
}

func TestEveryTileStateHasAViewOfItsName(t *testing.T) {
	t.Parallel()
	paid := caseyTile()
	paid.Referral.AcceptorLeg.SettledAt = models.At(lookTime())
	for state, from := range map[program.TileState]program.Tile{
		program.TileAnonymous: {Offer: offerOf(fiftyEach())},
		program.TileInviter:   inviterTile(fiftyEach()),
		program.TilePending:   caseyTile(),
		program.TileEligible:  caseyTile(),
		program.TilePaid:      paid,
	} {
		from.State = state
		for _, say := range []words.Words{words.English(), words.Spanish()} {
			if got := gardenPresenter(t, say).state(from, showing{}).Name(); got != string(state) {
				t.Errorf("%s in %s: got the view of %s", state, say.Lang, got)
			}
		}
	}
}

func TestTheFrameNamesTheInstitutionAndTheOriginOfItsDashboard(t *testing.T) {
	t.Parallel()
	p := gardenPresenter(t, words.Spanish())
	p.Tenant.FIURL = "https://digital.garden.example/some/path"
	equal(t, tile.Frame{Document: ui.Document{Lang: "es", Title: "Recomiende a un amigo · Garden", Class: "tile",
		Styles: []string{"/static/tile.1.css", "/theme.css"}, Scripts: []string{"/static/app.1.js"},
		Host: "https://digital.garden.example", Failed: words.Spanish().Common.Failed}}, p.frame())
}

func TestAStoredDayIsThatDayInEveryZone(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"America/Chicago", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Santiago", "Africa/Cairo"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		p := gardenPresenter(t, words.English())
		p.Zone = zone
		// Some of these zones have no midnight on the day their clocks go forward.
		for _, stored := range []string{"2026-09-06", "2026-04-24", "2026-12-14"} {
			day, ok := p.Day(stored)
			if got := day.In(zone).Format(time.DateOnly); !ok || got != stored {
				t.Errorf("%s in %s reads as %s", stored, name, got)
			}
		}
	}
}
