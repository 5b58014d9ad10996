package desk

import (
	"fmt"
	"strconv"
	"strings"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/eligibility"
	"raf/models/program"
)

// maxPostings is how many rows of one rule are shown.
const maxPostings = 40

// evidence is the stored verdict, rule by rule. It is shown without asking the bank.
func (d Seat) evidence(data program.ReferralPageData) console.Evidence {
	out := console.Evidence{Empty: "Nothing was looked at yet."}
	if r := data.Referral; r.CheckFailure != "" {
		out.Notice = &ui.Notice{Tone: ui.Amber, Text: ui.Phrase{Strong: "The bank could not be asked.",
			Text: "The bank could not be asked. It was tried " + d.within(r.CheckedAt.Time) + "; what stands below is older. This is no “no”."}}
	}
	if data.Verdict == nil {
		return out
	}
	met, all := metOf(*data.Verdict)
	out.Fact = fmt.Sprintf("%d of %d met. Bank postings of %s.", met, all, d.within(data.Verdict.AsOf))
	out.Rules = d.rulesOf(*data.Verdict, data.Verdict.Tree, 0)
	return out
}

// rulesOf walks the tree. The outermost "all of these" is the page itself.
func (d Seat) rulesOf(v eligibility.Verdict, n eligibility.Node, depth int) []console.Rule {
	if leaf, ok := v.Leaf(n.RuleID); ok && !n.Kind.Group() {
		return []console.Rule{d.rule(leaf, depth)}
	}
	var out []console.Rule
	if depth > 0 || n.Kind != eligibility.KindAll {
		out = append(out, console.Rule{Sign: console.RuleSign(string(n.Result)), Said: ruleSaid(n.Result), Name: groupName(n), Depth: depth})
	}
	below := depth
	if len(out) > 0 {
		below++
	}
	for _, child := range n.Nodes {
		out = append(out, d.rulesOf(v, child, below)...)
	}
	return out
}

func groupName(n eligibility.Node) string {
	switch n.Kind {
	case eligibility.KindAny:
		return "Any one of these"
	case eligibility.KindAtLeast:
		return fmt.Sprintf("At least %d of these", n.K)
	default:
		return "All of these"
	}
}

func ruleSaid(r eligibility.Result) string {
	switch r {
	case eligibility.Met:
		return "Met"
	case eligibility.NotYet:
		return "Not yet"
	case eligibility.Impossible:
		return "Out of reach"
	default:
		return "Could not be found out"
	}
}

func (d Seat) rule(leaf eligibility.Leaf, depth int) console.Rule {
	out := console.Rule{Sign: console.RuleSign(string(leaf.Result)), Said: ruleSaid(leaf.Result), Name: d.Say.Rules.Name(string(leaf.Kind)), Depth: depth,
		When: d.stored(leaf.On.String()), Value: ruleSaid(leaf.Result)}
	if web.Measured(leaf.Kind) && leaf.Target > 0 {
		var values []string
		for _, g := range leaf.Gauges() {
			values = append(values, amountOf(g, g.Progress)+" of "+amountOf(g, g.Target))
		}
		out.Value = strings.Join(values, ", ")
	}
	if leaf.Reason != "" {
		out.Meta = d.Say.Rules.Why(string(leaf.Reason))
	}
	if near := leaf.Nearest(); near.Pending > 0 {
		out.Meta = amountOf(near, near.Pending) + " more is pending at the bank."
	}
	for i, e := range leaf.Evidence {
		if i == maxPostings {
			out.More = fmt.Sprintf("and %d more", len(leaf.Evidence)-maxPostings)
			break
		}
		out.Postings = append(out.Postings, d.posting(leaf, e))
	}
	return out
}

func amountOf(g eligibility.Gauge, n int64) string {
	if g.Unit == eligibility.UnitMinor {
		return Exact(n, g.Currency)
	}
	return strconv.FormatInt(n, 10)
}

// posting is one row that was looked at. Descriptions are not kept (design.md, 3.10), so the row is named by its kind.
func (d Seat) posting(leaf eligibility.Leaf, e eligibility.Evidence) console.Posting {
	out := console.Posting{When: d.stored(e.Day.String()), What: "Account", Counts: e.Counted, Reason: "Counts"}
	switch {
	case e.PostingID != "" && leaf.Kind == eligibility.KindDirectDeposit:
		out.What = "Deposit"
	case e.PostingID != "":
		out.What = "Card posting"
	}
	if e.Amount != nil {
		out.Amount = Exact(abs(*e.Amount), leaf.Currency)
	}
	if !e.Counted {
		out.Reason = notCounted(e.Why)
	}
	return out
}

// abs leaves out the sign: the kind of a row says which way the money went.
func abs(minor int64) int64 { return max(minor, -minor) }

// notCounted says why a row does not count.
func notCounted(why eligibility.Reason) string {
	text, known := map[eligibility.Reason]string{eligibility.ReasonAccountKind: "Another kind of account", eligibility.ReasonAccountExcluded: "Account left out by the offer",
		eligibility.ReasonAccountNotTold: "Account not told by the bank", eligibility.ReasonPending: "Pending, not posted yet", eligibility.ReasonOutsideWindow: "Outside the window",
		eligibility.ReasonOtherCurrency: "Another currency", eligibility.ReasonOtherAccount: "Another account", eligibility.ReasonAmountUnknown: "Amount not told",
		eligibility.ReasonPostingKind: "Not of this kind", eligibility.ReasonATM: "ATM withdrawal", eligibility.ReasonMoneyOut: "Money out", eligibility.ReasonNoMoneyOut: "No money out",
		eligibility.ReasonBelowMinimum: "Below the minimum", eligibility.ReasonRefund: "Refund", eligibility.ReasonRefunded: "Refunded later", eligibility.ReasonReversed: "Taken back later",
		eligibility.ReasonNotPayroll: "Not payroll", eligibility.ReasonPayrollDenied: "Never payroll here", eligibility.ReasonAccountClosed: "Account closed",
		eligibility.ReasonOpenedTooEarly: "Opened too early", eligibility.ReasonOpenedTooLate: "Opened too late", eligibility.ReasonBadStanding: "Not in good standing"}[why]
	if !known {
		return "Does not count"
	}
	return text
}

// why is "why, or why not" in words that can be read to the member on the phone.
func (d Seat) why(data program.ReferralPageData) *console.Why {
	r := data.Referral
	out := &console.Why{Title: "In words, for the phone"}
	if !r.VerdictAsOf.IsZero() {
		out.Fact = "as of " + d.within(r.VerdictAsOf.Time)
	}
	add := func(text string) { out.Text = append(out.Text, ui.Plain(text)) }
	reward := ""
	if r.AcceptorLeg != nil {
		reward = Exact(r.AcceptorLeg.AmountMinor, r.AcceptorLeg.Currency)
	}
	switch r.State {
	case models.StateAccepted, models.StatePending, models.StateClosing:
		if r.CloseCause == models.CauseRefused {
			add(d.Say.Refusal.Why(r.CloseReason))
			add("You can tell us until " + d.short(r.ClosingUntil.Time) + " if you see it differently. Until then your " + reward + " stays set aside.")
			break
		}
		d.whyOpen(data, add)
	case models.StateEligible, models.StateApproved:
		add("You met all requirements.")
		if r.DueOn != "" {
			add("Your " + reward + " comes by " + d.stored(r.DueOn) + ". You need to do nothing.")
		}
	case models.StatePaid:
		add("You met all requirements, and your " + reward + " was paid.")
	case models.StateExpired:
		add("The time for the requirements is over, and they were not all met.")
		add(d.Say.Rules.Why(r.CloseReason))
	default:
		add("This referral was closed without a reward.")
		if r.State == models.StateRejected {
			add(d.Say.Refusal.Why(r.CloseReason))
		}
	}
	if r.HoldCount > 0 {
		add("It is being reviewed. Nothing is decided by that, and the place in the programme is kept.")
	}
	return out
}

// whyOpen tells what is left to do and what did not count.
func (d Seat) whyOpen(data program.ReferralPageData, add func(string)) {
	if data.Verdict == nil {
		add("Your code was accepted. The bank's postings have not been looked at yet.")
		return
	}
	met, all := metOf(*data.Verdict)
	add(fmt.Sprintf("You have met %d of %d requirements.", met, all))
	left := d.Left(*data.Verdict, d.AmountLeft)
	if len(left.Parts) > 0 {
		text := "Still to do: " + d.Say.Common.AndList(web.Texts(left.Parts))
		if to := d.stored(data.Referral.WindowTo); to != "" {
			text += ", by " + to
		}
		add(text + ".")
	}
	if len(left.Unclear) > 0 {
		add("We could not find out about " + d.Say.Common.AndList(left.Unclear) + ". That is no “no”.")
	}
	for _, leaf := range data.Verdict.Leaves {
		for _, e := range leaf.Evidence {
			if !e.Counted && e.Amount != nil && leaf.Result != eligibility.Met {
				add(fmt.Sprintf("The %s of %s did not count: %s.", Exact(abs(*e.Amount), leaf.Currency), d.stored(e.Day.String()), notCounted(e.Why)))
				return
			}
		}
	}
}
