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
	"raf/providers"
)

func TestThePendingTileSaysWhatIsLeftFirst(t *testing.T) {
	t.Parallel()
	got := pendingView(t, gardenPresenter(t, words.English()), caseyTile(), showing{autoCheck: true})
	equal(t, tile.Pending{
		Amount: "$50", Deadline: "12 days left", Until: "until December 14", Headline: "2 purchases and $180 of payroll to go",
		Rules: []tile.Rule{
			{State: tile.RuleMet, Said: "done", Name: "Checking account opened", Value: ui.Plain("October 15")},
			{State: tile.RuleUnderWay, Said: "under way", Name: "Debit card purchases", Value: ui.Phrase{Text: "3 of 5", Strong: "3"},
				Bar:  &ui.Bar{Label: "Debit card purchases", Text: "3 of 5", Value: 3, Max: 5, Count: true},
				Note: "1 more is pending at the bank"},
			{State: tile.RuleUnderWay, Said: "under way", Name: "Payroll deposits", Value: ui.Phrase{Text: "$320 of $500", Strong: "$320"},
				Bar: &ui.Bar{Label: "Payroll deposits", Text: "$320 of $500", Value: 32000, Max: 50000}},
		},
		Check: tile.Check{URL: "/plugin/eligibility", Token: "form-token", Text: "Checked today, 10:42 AM", Button: "Check again",
			Busy: "Checking with Garden…"},
		Right: ui.Link{Text: "What counts", Href: "/plugin/terms"},
	}, got)
}

func TestThePendingTileInSpanish(t *testing.T) {
	t.Parallel()
	got := pendingView(t, gardenPresenter(t, words.Spanish()), caseyTile(), showing{})
	equal(t, []string{"Faltan 2 compras y $180 de nómina", "Quedan 12 días", "hasta el 14 de diciembre", "15 de octubre", "3 de 5",
		"1 más está pendiente en el banco", "$320 de $500", "Consultado hoy, 10:42"},
		[]string{got.Headline, got.Deadline, got.Until, got.Rules[0].Value.Text, got.Rules[1].Value.Text, got.Rules[1].Note,
			got.Rules[2].Value.Text, got.Check.Text})
}

func TestTheDeadlineFollowsTheInstitutionsCalendar(t *testing.T) {
	t.Parallel()
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, time.December, day, hour, minute, 0, 0, chicago(t))
	}
	for name, c := range map[string]struct {
		now             time.Time
		deadline, until string
	}{
		"two days before":                         {at(12, 9, 0), "2 days left", "until December 14"},
		"the day before, late in the evening":     {at(13, 23, 59), "1 day left", "until December 14"},
		"the last day, though UTC is a day ahead": {at(14, 23, 0), "Last day today", "until December 14"},
		"a minute after the last midnight":        {at(15, 0, 1), "Waiting for the last postings", "your 60 days ended December 14"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := gardenPresenter(t, words.English())
			p.Now = c.now
			got := pendingView(t, p, caseyTile(), showing{})
			equal(t, []string{c.deadline, c.until}, []string{got.Deadline, got.Until})
		})
	}
}

func TestWithoutAnAccountTheDaysHaveNotBegun(t *testing.T) {
	t.Parallel()
	from := caseyTile()
	from.Referral.State, from.Referral.WindowFrom, from.Referral.WindowTo = models.StateAccepted, "", ""
	got := pendingView(t, gardenPresenter(t, words.English()), from, showing{})
	equal(t, []string{"60 days", "Your days begin when the account is opened"}, []string{got.Deadline, got.Until})

	from.Verdict.Window = eligibility.Window{Known: true, To: eligibility.Date{Year: 2026, Month: time.December, Day: 3}}
	got = pendingView(t, gardenPresenter(t, words.English()), from, showing{})
	equal(t, []string{"1 day left", "until December 3"}, []string{got.Deadline, got.Until})

	from.Verdict.Window = eligibility.Window{}
	from.Referral.Version.Terms.WindowAnchor = "accepted"
	got = pendingView(t, gardenPresenter(t, words.English()), from, showing{})
	equal(t, []string{"14 days left", "until December 16"}, []string{got.Deadline, got.Until})
}

func TestTheClosingTileSaysUntilWhenProofIsTaken(t *testing.T) {
	t.Parallel()
	from := caseyTile()
	from.Referral.State, from.Referral.ClosingUntil = models.StateClosing, models.At(time.Date(2026, time.December, 22, 5, 59, 0, 0, time.UTC))
	from.Verdict.Leaves[1].Result, from.Verdict.Leaves[1].Progress = eligibility.Met, 5
	from.Verdict.Tree.Nodes[1].Result = eligibility.Met
	from.Verdict.Leaves[2].Result, from.Verdict.Leaves[2].Reason = eligibility.Impossible, eligibility.ReasonWindowOver
	from.Verdict.Tree.Nodes[2].Result = eligibility.Impossible
	p := gardenPresenter(t, words.English())
	p.Now = time.Date(2026, time.December, 16, 16, 0, 0, 0, time.UTC)
	got := pendingView(t, p, from, showing{})
	if !got.Late {
		t.Error("the deadline is not marked as waiting for the member")
	}
	equal(t, []string{"Proof by December 21", "your 60 days ended December 14", "One requirement is missing: payroll.",
		"Is something missing here? Call (555) 010-0142 and we look at it with you."},
		[]string{got.Deadline, got.Until, got.Headline, got.Lead})
	if got.Rules[2].State != tile.RuleUnderWay {
		t.Errorf("a member who ran out of time sees %s, want %s while proof is taken", got.Rules[2].State, tile.RuleUnderWay)
	}

	from.Verdict.Leaves[2].Reason = eligibility.ReasonOpenedTooEarly
	if got := pendingView(t, p, from, showing{}); got.Rules[2].State != tile.RuleImpossible {
		t.Errorf("what no proof can turn is shown as %s", got.Rules[2].State)
	}
}

func TestAClosingReferralWithEverythingMetIsBeingReviewed(t *testing.T) {
	t.Parallel()
	from := caseyTile()
	from.Referral.State = models.StateClosing
	for i := range from.Verdict.Leaves {
		from.Verdict.Leaves[i].Result, from.Verdict.Tree.Nodes[i].Result = eligibility.Met, eligibility.Met
	}
	got := pendingView(t, gardenPresenter(t, words.English()), from, showing{})
	equal(t, []string{"Your reward is being reviewed.", "", ""}, []string{got.Headline, got.Deadline, got.Until})
}

func TestEveryBankTroubleSaysWhyHowOldAndWhatToDo(t *testing.T) {
	t.Parallel()
	for kind, c := range map[providers.Kind]struct{ english, spanish, bare string }{
		providers.KindDown: {"We can’t reach Garden right now. These facts are from 10:42 AM today.",
			"No podemos comunicarnos con Garden. Estos datos son de hoy a las 10:42 a.\u00a0m.", "We can’t reach Garden right now."},
		providers.KindMalformed: {"We can’t reach Garden right now. These facts are from 10:42 AM today.",
			"No podemos comunicarnos con Garden.", "We can’t reach Garden right now."},
		providers.KindThrottled: {"Garden asked us to wait a little before we look again. These facts are from 10:42 AM today.",
			"Garden nos pidió esperar un poco", "Garden asked us to wait a little before we look again."},
		providers.KindExpired: {"Sign in again to see what is new. These facts are from 10:42 AM today.",
			"Inicie sesión de nuevo", "Sign in again so that we can look."},
		providers.KindDenied: {"We may not see everything we need. If you withdrew that at Garden, allow it again there; if not, Garden has to switch it on. These facts are from 10:42 AM today.",
			"No podemos ver todo lo necesario. Si usted lo retiró en Garden", "We may not see everything we need. If you withdrew that at Garden, allow it again there; if not, Garden has to switch it on."},
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			for source, from := range map[string]program.Tile{"stored": caseyTile(), "answered": caseyTile()} {
				how := showing{failure: kind}
				if source == "stored" {
					from.Referral.CheckFailure, how = string(kind), showing{}
				}
				got := pendingView(t, gardenPresenter(t, words.English()), from, how)
				if got.Notice == nil || got.Notice.Tone != ui.Amber || !strings.HasPrefix(got.Notice.Text.Text, c.english) || got.Notice.Text.Strong != "10:42 AM" {
					t.Fatalf("%s: notice is %+v", source, got.Notice)
				}
				signIn := ui.Link{}
				if kind == providers.KindExpired || kind == providers.KindDenied {
					signIn = ui.Link{Text: "Sign in", Href: "/auth/", Top: true}
				}
				equal(t, signIn, got.Notice.Link)
				if got.Check.AutoCheck || (got.Check.URL == "") != (signIn.Href != "") {
					t.Errorf("%s: check is %+v", source, got.Check)
				}
				spanish := pendingView(t, gardenPresenter(t, words.Spanish()), from, how)
				if !strings.HasPrefix(spanish.Notice.Text.Text, c.spanish) {
					t.Errorf("%s: in Spanish %q", source, spanish.Notice.Text.Text)
				}
				from.Verdict = nil
				if got := pendingView(t, gardenPresenter(t, words.English()), from, how); !strings.HasPrefix(got.Notice.Text.Text, c.bare) {
					t.Errorf("%s, without facts: %q", source, got.Notice.Text.Text)
				}
			}
		})
	}
}

func TestWithoutAVerdictATroubledBankHidesNoRequirementAndDeniesNone(t *testing.T) {
	t.Parallel()
	from := caseyTile()
	from.Verdict, from.Referral.VerdictAsOf = nil, models.Instant{}
	got := pendingView(t, gardenPresenter(t, words.English()), from, showing{failure: providers.KindDown})
	unknown := func(name string) tile.Rule {
		return tile.Rule{State: tile.RuleUnknown, Name: name, Value: ui.Plain("not known yet"), Note: "The bank could not tell us right now"}
	}
	equal(t, []tile.Rule{unknown("Checking account opened"), unknown("Debit card purchases"), unknown("Payroll deposits")}, got.Rules)
	equal(t, "Not known yet: the account, purchases and payroll", got.Headline)
}

func TestBeforeTheFirstVerdictTheTileIsASkeletonThatChecksItself(t *testing.T) {
	t.Parallel()
	from := caseyTile()
	from.Verdict, from.Referral.VerdictAsOf, from.Referral.CheckedAt = nil, models.Instant{}, models.Instant{}
	p := gardenPresenter(t, words.English())
	check := tile.Check{URL: "/plugin/eligibility", Token: "form-token", Text: "Not checked yet", Button: "Check again",
		Busy: "Checking with Garden…", AutoCheck: true}
	equal(t, tile.State(tile.Checking{Title: "Checking with Garden…", Check: check}), p.state(from, showing{autoCheck: true}))

	check.AutoCheck = false
	equal(t, tile.State(tile.Checking{Title: "Not checked yet", Check: check}), p.state(from, showing{}))
}

func TestATileChecksItselfOnlyWhenItIsTime(t *testing.T) {
	t.Parallel()
	ago := func(d time.Duration) models.Instant { return models.At(lookTime().Add(-d)) }
	for name, c := range map[string]struct {
		how    showing
		change func(*models.Referral)
		want   bool
	}{
		"a page load, last check over a minute ago":      {showing{autoCheck: true}, func(r *models.Referral) { r.CheckedAt = ago(61 * time.Second) }, true},
		"a page load, last check a minute ago":           {showing{autoCheck: true}, func(r *models.Referral) { r.CheckedAt = ago(time.Minute) }, false},
		"a page load, never checked":                     {showing{autoCheck: true}, func(r *models.Referral) { r.CheckedAt = models.Instant{} }, true},
		"the answer of a check":                          {showing{}, func(r *models.Referral) { r.CheckedAt = ago(time.Hour) }, false},
		"the answer of a check that failed":              {showing{autoCheck: true, failure: providers.KindDown}, func(r *models.Referral) { r.CheckedAt = ago(time.Hour) }, false},
		"the session is over":                            {showing{autoCheck: true, signInAgain: true}, func(r *models.Referral) { r.CheckedAt = ago(time.Hour) }, false},
		"the bank asked for quiet":                       {showing{autoCheck: true}, func(r *models.Referral) { r.CheckedAt, r.CheckAgainAt = ago(time.Hour), ago(-time.Second) }, false},
		"the quiet is over":                              {showing{autoCheck: true}, func(r *models.Referral) { r.CheckedAt, r.CheckAgainAt = ago(time.Hour), ago(0) }, true},
		"the grant had expired and nobody signed in":     {showing{autoCheck: true}, func(r *models.Referral) { r.CheckedAt, r.CheckFailure = ago(30*time.Second), "expired" }, false},
		"the grant had expired and was renewed since":    {showing{}, func(r *models.Referral) { r.CheckedAt, r.CheckFailure = ago(2*time.Minute), "expired" }, true},
		"the bank was down at the last check, page load": {showing{autoCheck: true}, func(r *models.Referral) { r.CheckedAt, r.CheckFailure = ago(time.Hour), "down" }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from := caseyTile()
			c.change(from.Referral)
			if got := pendingView(t, gardenPresenter(t, words.English()), from, c.how).Check.AutoCheck; got != c.want {
				t.Errorf("checks itself: %t, want %t", got, c.want)
			}
		})
	}
}

func TestARenewedGrantIsNoTroubleAnyMore(t *testing.T) {
	t.Parallel()
	from := caseyTile()
	from.Referral.CheckFailure, from.Referral.CheckedAt = "expired", models.At(lookTime().Add(-2*time.Minute))
	if got := pendingView(t, gardenPresenter(t, words.English()), from, showing{}); got.Notice != nil {
		t.Errorf("asks to sign in again after a sign-in: %+v", got.Notice)
	}
}

func TestTheAmountIsThePromisedOneWhateverIsOfferedNow(t *testing.T) {
	t.Parallel()
	from := caseyTile()
	live := fiftyEach()
	live.AcceptorMinor = 2500
	from.Offer = offerOf(live)
	from.Referral.AcceptorLeg.AmountMinor = 100000
	p := gardenPresenter(t, words.English())
	equal(t, "$1,000", pendingView(t, p, from, showing{}).Amount)

	from.Referral.AcceptorLeg, from.Referral.Version.Terms.AcceptorMinor = nil, 7550
	equal(t, "$75.50", pendingView(t, p, from, showing{}).Amount)
}

func TestUnreadableTermsAndAnEmptyVerdictStillRender(t *testing.T) {
	t.Parallel()
	from := caseyTile()
	from.Verdict = &eligibility.Verdict{Outcome: eligibility.Unknown, Reason: eligibility.ReasonRuleUnreadable}
	from.Referral.Version.Terms.Rules = json.RawMessage(`{`)
	p := gardenPresenter(t, words.English())
	equal(t, "Not checked yet", pendingView(t, p, from, showing{}).Headline)
	from.Verdict, from.Referral.Version = nil, nil
	equal(t, "Not checked yet", pendingView(t, p, from, showing{failure: providers.KindDown}).Headline)
}
