package handlers

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"raf/components/tile"
	"raf/components/ui"
	"raf/components/words"
	"raf/models"
	"raf/models/eligibility"
	"raf/models/program"
)

func devonTile() program.Tile {
	from := caseyTile()
	from.State, from.Referral.State = program.TileEligible, models.StateEligible
	from.Referral.StateSince, from.Referral.DueOn = models.At(lookTime()), "2026-12-16"
	return from
}

func ellisTile() program.Tile {
	from := caseyTile()
	from.State, from.Referral.State = program.TilePaid, models.StatePaid
	from.Referral.AcceptorLeg.Status, from.Referral.AcceptorLeg.SettledAt = models.LegSettled, models.At(lookTime().AddDate(0, 0, -1))
	return from
}

func eligibleView(tb testing.TB, p presenter, t program.Tile) tile.Eligible {
	tb.Helper()
	view, ok := p.state(t, showing{}).(tile.Eligible)
	if !ok {
		tb.Fatalf("state is a %T, want tile.Eligible", p.state(t, showing{}))
	}
	return view
}

func paidView(tb testing.TB, p presenter, t program.Tile) tile.Paid {
	tb.Helper()
	view, ok := p.state(t, showing{}).(tile.Paid)
	if !ok {
		tb.Fatalf("state is a %T, want tile.Paid", p.state(t, showing{}))
	}
	return view
}

func TestTheEligibleTileSaysWhenTheMoneyComes(t *testing.T) {
	t.Parallel()
	equal(t, tile.Eligible{
		Amount: "$50", Title: "You did it", Lead: ui.Phrase{Text: "Your $50 arrives by December 16.", Strong: "December 16"},
		Steps: []ui.Step{
			{State: ui.StepDone, Said: "done", Text: "All requirements met", When: "December 2"},
			{State: ui.StepNow, Said: "now", Text: "Garden makes a last check", When: "Now"},
			{State: ui.StepNext, Said: "next", Text: "$50 in your checking account", When: "by December 16"},
		},
		Note: "Keep the account open and in good standing until then.",
		Foot: tile.Foot{Text: "You can invite friends now, too.", Right: ui.Link{Text: "Invite a friend", Href: "/plugin/share"}, Ruled: true},
	}, eligibleView(t, gardenPresenter(t, words.English()), devonTile()))

	spanish := eligibleView(t, gardenPresenter(t, words.Spanish()), devonTile())
	equal(t, []string{"¡Lo logró!", "Recibirá sus $50 a más tardar el 16 de diciembre."}, []string{spanish.Title, spanish.Lead.Text})
}

func TestAHeldRewardShowsAReviewAndNoReason(t *testing.T) {
	t.Parallel()
	from := devonTile()
	from.Referral.HoldCount = 2
	got := eligibleView(t, gardenPresenter(t, words.English()), from)
	equal(t, ui.Plain("Your reward is being reviewed."), got.Lead)
	equal(t, ui.Step{State: ui.StepNow, Said: "now", Text: "Garden reviews it", When: "answer by December 16"}, got.Steps[1])
	equal(t, "", got.Steps[2].When)
	equal(t, "You need to do nothing. Questions? Call (555) 010-0142.", got.Note)
	if !got.Loud {
		t.Error("the note is as small as any other")
	}
	from.Referral.State = models.StateApproved
	approved := eligibleView(t, gardenPresenter(t, words.English()), from)
	equal(t, got.Lead, approved.Lead)
	equal(t, got.Steps[1:], approved.Steps[1:])
}

func TestAPromisedDayThatPassedIsNotPromisedAgain(t *testing.T) {
	t.Parallel()
	p := gardenPresenter(t, words.English())
	p.Now = time.Date(2026, time.December, 16, 23, 0, 0, 0, chicago(t))
	equal(t, "Your $50 arrives by December 16.", eligibleView(t, p, devonTile()).Lead.Text)

	p.Now = p.Now.Add(time.Hour)
	late := eligibleView(t, p, devonTile())
	equal(t, "Your $50 was due by December 16. It is late, and we are looking into it.", late.Lead.Text)
	equal(t, "", late.Steps[2].When)

	held := devonTile()
	held.Referral.HoldCount = 1
	equal(t, "", eligibleView(t, p, held).Steps[1].When)
}

func TestAnApprovedRewardIsOnItsWay(t *testing.T) {
	t.Parallel()
	from := devonTile()
	from.Referral.State = models.StateApproved
	from.Verdict.Leaves[1].On = eligibility.Date{Year: 2026, Month: time.November, Day: 30}
	got := eligibleView(t, gardenPresenter(t, words.English()), from)
	equal(t, []ui.StepState{ui.StepDone, ui.StepDone, ui.StepNow}, []ui.StepState{got.Steps[0].State, got.Steps[1].State, got.Steps[2].State})
	equal(t, "November 30", got.Steps[0].When)
}

func TestAPaymentThatFailedOrIsUncertainLooksLikeOneThatIsOwed(t *testing.T) {
	t.Parallel()
	want := eligibleView(t, gardenPresenter(t, words.English()), devonTile())
	for _, status := range []models.LegStatus{models.LegFailed, models.LegUnknown, models.LegReturned, models.LegBatched} {
		from := devonTile()
		from.Referral.AcceptorLeg.Status = status
		equal(t, want, eligibleView(t, gardenPresenter(t, words.English()), from))
	}
}

func TestWithoutADueDayNoDayIsInvented(t *testing.T) {
	t.Parallel()
	from := devonTile()
	from.Referral.DueOn, from.Offer = "", nil
	got := eligibleView(t, gardenPresenter(t, words.English()), from)
	equal(t, "All requirements met.", got.Lead.Text)
	equal(t, tile.Foot{}, got.Foot)
}

func TestTheAccountIsNamedOnlyAsFarAsTheTermsName(t *testing.T) {
	t.Parallel()
	from := devonTile()
	from.Referral.Version.Terms.Rules = json.RawMessage(strings.Replace(threeRules, `["checking"]`, `["checking","savings"]`, 1))
	equal(t, "$50 in your account", eligibleView(t, gardenPresenter(t, words.English()), from).Steps[2].Text)
}

func TestThePaidTileSaysHowMuchAndWhen(t *testing.T) {
	t.Parallel()
	equal(t, tile.Paid{
		Amount: "$50", Title: "$50 is yours", Lead: "Paid yesterday, December 1, to your checking account.",
		Note: "Counts as interest on your 2026 taxes (1099-INT).", Next: "Now give $50, get $50",
		Offer: "You can earn up to $500 a year by inviting friends.", Invite: ui.Link{Text: "Invite a friend", Href: "/plugin/share"},
		Right: ui.Link{Text: "Details", Href: "/dashboard/", Top: true},
	}, paidView(t, gardenPresenter(t, words.English()), ellisTile()))
}

func TestTheDayOfPaymentInBothLanguages(t *testing.T) {
	t.Parallel()
	for days, want := range map[int][2]string{
		0:  {"Paid today, December 2, to your checking account.", "Pagado hoy, 2 de diciembre, en su cuenta de cheques."},
		-1: {"Paid yesterday, December 1, to your checking account.", "Pagado ayer, 1 de diciembre, en su cuenta de cheques."},
		-9: {"Paid November 23, to your checking account.", "Pagado el 23 de noviembre, en su cuenta de cheques."},
	} {
		from := ellisTile()
		from.Referral.AcceptorLeg.SettledAt = models.At(lookTime().AddDate(0, 0, days))
		equal(t, want[0], paidView(t, gardenPresenter(t, words.English()), from).Lead)
		equal(t, want[1], paidView(t, gardenPresenter(t, words.Spanish()), from).Lead)
	}
}

func TestTheTaxLineFollowsTheFormAndTheInstitutionsYear(t *testing.T) {
	t.Parallel()
	newYear := time.Date(2027, time.January, 1, 5, 0, 0, 0, time.UTC) // still 2026 in Chicago
	for form, want := range map[string]string{
		"INT":       "Counts as interest on your 2026 taxes (1099-INT).",
		"1099-INT":  "Counts as interest on your 2026 taxes (1099-INT).",
		"MISC":      "Counts as other income on your 2026 taxes (1099-MISC).",
		"1099-MISC": "Counts as other income on your 2026 taxes (1099-MISC).",
		"NONE":      "",
		"":          "",
	} {
		from := ellisTile()
		from.Referral.AcceptorLeg.TaxForm, from.Referral.AcceptorLeg.SettledAt = form, models.At(newYear)
		equal(t, want, paidView(t, gardenPresenter(t, words.English()), from).Note)
	}
}

func TestWithoutAnOfferOrALimitThePaidTilePromisesNothing(t *testing.T) {
	t.Parallel()
	from := ellisTile()
	from.Offer.CurrentVersion.Terms.InviterYearCount = 0
	equal(t, "Share your link. You are both paid when your friend meets the requirements.", paidView(t, gardenPresenter(t, words.English()), from).Offer)
	from.Offer = nil
	got := paidView(t, gardenPresenter(t, words.English()), from)
	equal(t, []string{"", "", ""}, []string{got.Next, got.Offer, got.Invite.Href})
}
