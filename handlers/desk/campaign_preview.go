package desk

import (
	"time"

	"raf/components/console"
	"raf/components/words"
	"raf/models"
	"raf/models/eligibility"
	"raf/models/program"
)

// The states of the preview, as the form names them.
const (
	showOffer   = "offer"
	showInvite  = "invite"
	showPending = "pending"
	showMet     = "met"
	showPaid    = "paid"
)

func previewStates() []console.Choice {
	return []console.Choice{{Value: showOffer, Text: "Offer"}, {Value: showInvite, Text: "Invite"}, {Value: showPending, Text: "Pending"},
		{Value: showMet, Text: "Met"}, {Value: showPaid, Text: "Paid"}}
}

// preview is the tile of a member who does not exist, made by the presenters of members from the form as it is typed.
func (d Seat) preview(v CampaignView) console.TilePreview {
	show, lang := v.Entry.Show, v.Entry.In
	text := choiceOf(previewStates(), show)
	if text == "" {
		show, text = showPending, "Pending"
	}
	if lang != "es" {
		lang = "en"
	}
	out := console.TilePreview{Form: console.FormCampaign, States: previewStates(), State: show, Names: [2]string{FieldShow, FieldIn}, Lang: lang, Action: fieldDo,
		Langs:   []console.Choice{{Value: "en", Text: "English"}, {Value: "es", Text: "Español"}},
		Refresh: console.FormButton{Text: "Refresh", Value: doRefresh}, Title: "Tile, " + Lower(text)}
	if d.campaignDenied(v.Data) != "" {
		out.Form = console.FormLook
	}
	t, missing := d.imagined(v.Entry, show)
	if out.Missing = missing; missing != "" || v.Tile == nil {
		return out
	}
	p := d.Presenter
	p.Say = words.For(lang, "")
	out.Tile = v.Tile(p, t)
	return out
}

func choiceOf(all []console.Choice, value string) string {
	for _, c := range all {
		if c.Value == value {
			return c.Text
		}
	}
	return ""
}

// imagined is what the tile of a member in the middle of this campaign is made from.
func (d Seat) imagined(e CampaignEntry, show string) (program.Tile, string) {
	plan := e.Plan
	plan.Terms.Currency, plan.Terms.Timezone = d.Tenant.Currency, d.Tenant.Timezone
	if plan.Terms.AcceptorMinor == 0 {
		return program.Tile{}, "The tile appears when the friend's reward can be read."
	}
	version := &models.CampaignVersion{Version: 1, Terms: plan.Terms, SHA256: "preview"}
	t := program.Tile{Offer: &models.Campaign{Kind: e.Kind, Name: plan.Name, CurrentVersion: version},
		Member: models.Member{Code: &models.ReferralCode{Code: "K7PM3QXD"}}}
	accepted := d.Now.AddDate(0, 0, -plan.Terms.WindowDays/4)
	r := &models.Referral{State: models.StatePending, Version: version, AcceptedAt: models.At(accepted),
		WindowTo: eligibility.DateOf(accepted.In(d.Zone)).AddDays(plan.Terms.WindowDays).String(), CheckedAt: models.At(d.Now), VerdictAsOf: models.At(d.Now),
		DueOn: d.Now.In(d.Zone).AddDate(0, 0, plan.Terms.HoldDays).Format(time.DateOnly)}
	switch show {
	case showOffer:
		t.State = program.TileAnonymous
		return t, ""
	case showInvite:
		t.State, t.CanEnterCode = program.TileInviter, true
		t.Totals = models.InviterTotals{Joined: 2, Rewarded: 1, PaidOfYear: 1, CountsOfYear: 2, EarnedMinor: plan.Terms.InviterMinor}
		return t, ""
	}
	tree, err := e.Tree.Rule()
	if err != nil {
		return t, "This tile appears when the requirements are complete."
	}
	t.Referral, t.Verdict = r, halfWay(tree, plan.Terms.Currency, d.Now)
	switch show {
	case showMet:
		t.State, r.State, r.StateSince = program.TileEligible, models.StateEligible, models.At(d.Now)
	case showPaid:
		t.State, r.State = program.TilePaid, models.StatePaid
		r.AcceptorLeg = &models.RewardLeg{Side: models.SideAcceptor, AmountMinor: plan.Terms.AcceptorMinor, Currency: plan.Terms.Currency,
			TaxForm: plan.Terms.TaxFormAcceptor, Status: models.LegSettled, SettledAt: models.At(d.Now.AddDate(0, 0, -1))}
	default:
		t.State = program.TilePending
	}
	return t, ""
}

// halfWay is a verdict on a member who has begun: the first requirement is met, and of whatever is counted, half is done.
func halfWay(tree eligibility.Rule, currency string, now time.Time) *eligibility.Verdict {
	v := &eligibility.Verdict{Outcome: eligibility.NotYet, AsOf: now}
	single := !tree.Kind.Group() || len(tree.Rules) == 1 && !tree.Rules[0].Kind.Group() // of it, nothing would be left to do
	var walk func(rule eligibility.Rule) eligibility.Node
	walk = func(rule eligibility.Rule) eligibility.Node {
		n := eligibility.Node{RuleID: rule.ID, Kind: rule.Kind, K: rule.K, Result: eligibility.NotYet}
		if rule.Kind.Group() {
			for _, child := range rule.Rules {
				n.Nodes = append(n.Nodes, walk(child))
			}
			return n
		}
		leaf := eligibility.LeafOf(rule, currency)
		leaf.Result, leaf.Reason, leaf.Progress = eligibility.NotYet, eligibility.ReasonNotEnough, leaf.Target/2
		if leaf.Also != nil {
			leaf.Also.Progress = leaf.Also.Target / 2
		}
		if len(v.Leaves) == 0 && !single {
			leaf.Result, leaf.Progress, leaf.On = eligibility.Met, leaf.Target, eligibility.DateOf(now.AddDate(0, 0, -7))
			if leaf.Also != nil {
				leaf.Also.Progress = leaf.Also.Target
			}
		}
		n.Result = leaf.Result
		v.Leaves = append(v.Leaves, leaf)
		return n
	}
	v.Tree = walk(tree)
	return v
}
