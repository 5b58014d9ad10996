package desk

import (
	"fmt"

	"raf/components/console"
	"raf/components/ui"
	"raf/models"
	"raf/models/eligibility"
	"raf/models/program"
)

// FieldAccountOf is the field that chooses a side's account.
func FieldAccountOf(side models.Side) string { return program.FieldAccount + string(side) }

// keyed gives a form that moves money a key of its own: sent twice, it counts once.
func (d Seat) keyed() console.Hidden {
	h := console.Hidden{Name: program.FieldKey}
	if d.NewKey != nil {
		h.Value = d.NewKey()
	}
	return h
}

// accountWord is an account as people tell it apart.
func accountWord(kind, lastFour string) string {
	word := map[string]string{"checking": "Checking", "savings": "Savings"}[kind]
	if word == "" {
		word = "Account"
	}
	return word + " ••" + lastFour
}

func memberWord(number string) string {
	if number == "" {
		return "by member number"
	}
	return "by member number " + number
}

// due are the payees of what a payment would do now; asked is what was asked for, with the accounts, nil before.
func (d Seat) due(data program.ReferralPageData, asked *program.Payment) []console.Payee {
	var out []console.Payee
	for i, l := range data.Look.Legs {
		p := console.Payee{Name: sideName(data.Referral, l.Side), Account: sideWord(l.Side), Amount: Exact(l.AmountMinor, l.Currency)}
		if asked != nil {
			p.Account = askedAccount(*asked, l)
		}
		if i < len(data.Look.Tax) {
			p.Notes = append(p.Notes, d.taxNote(data.Look.Tax[i]))
		}
		if limit := data.Look.Cap.Limit; l.Side == models.SideInviter && limit > 0 {
			p.Notes = append(p.Notes, fmt.Sprintf("Yearly cap: %d of %d rewards with this one", data.Look.Cap.Taken+int64(len(data.Look.Cap.Ahead))+1, limit))
		}
		out = append(out, p)
	}
	for _, l := range data.Look.Void {
		out = append(out, console.Payee{Name: sideName(data.Referral, l.Side), Account: sideWord(l.Side), Amount: Exact(0, l.Currency), Notes: []string{d.voidNote(data.Look.Cap, l)}})
	}
	return out
}

func askedAccount(asked program.Payment, l models.RewardLeg) string {
	for _, a := range asked.Legs {
		switch {
		case a.ID != l.ID:
		case a.Account != nil:
			return accountWord(a.Account.Kind, a.Account.LastFour)
		default:
			return memberWord(a.MemberNumber)
		}
	}
	return sideWord(l.Side)
}

func sideName(r models.Referral, side models.Side) string {
	if side == models.SideInviter {
		return Inviter(r)
	}
	return Person(r.Acceptor)
}

func sideWord(side models.Side) string {
	if side == models.SideInviter {
		return "inviter"
	}
	return "friend"
}

// taxWord is the form that a reward is reported on.
func taxWord(form string) string {
	if form == "" || form == "NONE" {
		return "no tax form"
	}
	return "1099-" + form
}

// taxNote is "1099-MISC, $100 of $2,000 this year".
func (d Seat) taxNote(l program.TaxLine) string {
	year := "this year"
	if l.Year != d.Now.In(d.Zone).Year() {
		year = fmt.Sprintf("in %d", l.Year)
	}
	switch {
	case l.ThisMinor == 0:
		return "Not reported for tax"
	case l.Form == "MISC" && l.ThresholdMinor > 0:
		return fmt.Sprintf("1099-MISC, %s of %s %s", d.Say.Money(l.Total(), l.Currency), d.Say.Money(l.ThresholdMinor, l.Currency), year)
	}
	return fmt.Sprintf("1099-%s, %s %s", l.Form, d.Say.Money(l.Total(), l.Currency), year)
}

func (d Seat) voidNote(c program.Cap, l models.RewardLeg) string {
	if l.VoidReason != program.VoidCap {
		return "The terms promise this side nothing"
	}
	return fmt.Sprintf("Void: the yearly cap of %d is used up", c.Limit)
}

// checks are what is looked at again before money leaves, each with its age. What is not known never looks like a yes.
func (d Seat) checks(data program.ReferralPageData, asked *models.ApprovalRequest) []console.Status {
	look := data.Look
	if look == nil {
		return nil
	}
	var out []console.Status
	for _, s := range look.Standing {
		out = append(out, d.standingCheck(sideName(data.Referral, s.Side), s))
	}
	out = append(out, holdCheck(look.Holds))
	if c := look.Cap; c.Limit > 0 {
		out = append(out, capCheck(c))
	}
	out = append(out, d.taxCheck(data))
	if asked != nil {
		out = append(out, sealCheck(data.Intact, asked.PayloadSHA256))
	}
	return out
}

func passed(text string) console.Status {
	return console.Status{Sign: console.Sign{Glyph: console.GlyphTick, Hue: console.Green}, Text: text}
}

func doubted(text string) console.Status {
	return console.Status{Sign: console.Sign{Glyph: console.GlyphUnknown, Hue: console.Amber}, Text: text}
}

func failed(text string) console.Status {
	return console.Status{Sign: console.Sign{Glyph: console.GlyphAlert, Hue: console.Red}, Text: text}
}

func (d Seat) standingCheck(name string, s program.Standing) console.Status {
	switch {
	case s.AsOf.IsZero():
		return doubted(name + ": standing not known, the bank was never asked")
	case s.Result == eligibility.Met:
		return passed(name + ": accounts open and in good standing, " + d.within(s.AsOf))
	case s.Result == eligibility.Unknown:
		return doubted(name + ": standing not known, the bank did not tell all of it, " + d.within(s.AsOf))
	}
	why := map[eligibility.Reason]string{eligibility.ReasonNoAccount: "no open account", eligibility.ReasonBadStanding: "an account is frozen or restricted",
		eligibility.ReasonNegativeBalance: "an account is overdrawn"}[s.Reason]
	if why == "" {
		why = "not in good standing"
	}
	return failed(name + ": " + why + ", " + d.within(s.AsOf))
}

func holdCheck(open int) console.Status {
	if open > 0 {
		return failed(fmt.Sprintf("On hold: %d open, now", open))
	}
	return passed("No open hold, now")
}

func capCheck(c program.Cap) console.Status {
	switch {
	case c.Full():
		return doubted(fmt.Sprintf("Yearly cap used up: %d of %d, now", c.Taken, c.Limit))
	case c.Contested():
		return failed(fmt.Sprintf("Last place of the yearly cap: %s met everything earlier, decide that one first", Number(c.Ahead[0].ID)))
	}
	return passed(fmt.Sprintf("Within the yearly cap: %d of %d before this, now", c.Taken+int64(len(c.Ahead)), c.Limit))
}

func (d Seat) taxCheck(data program.ReferralPageData) console.Status {
	for _, l := range data.Look.Tax {
		name := sideName(data.Referral, l.Side)
		switch {
		case l.Hold:
			return doubted(fmt.Sprintf("%s reaches the 1099-%s threshold of %s: a form W-9 must be on file", name, l.Form, d.Say.Money(l.ThresholdMinor, l.Currency)))
		case l.Crosses:
			return passed(fmt.Sprintf("A 1099-%s becomes due for %s this year", l.Form, name))
		}
	}
	return passed("No tax form becomes due by this, now")
}

func sealCheck(intact bool, sha string) console.Status {
	if !intact {
		return failed("Not what was asked for any more, seal " + seal(sha))
	}
	return passed("Unchanged since it was asked for, seal " + seal(sha))
}

// askForm asks for the release: into which accounts, as far as the bank has told any.
func (d Seat) askForm(data program.ReferralPageData, url, what string, e Entry) *console.Form {
	f := d.form("ask-pay-form", url)
	f.Hidden, f.Fields = []console.Hidden{d.keyed()}, d.accountFields(data, FormAsk, e)
	f.Submit = console.Action{ID: "ask-pay", Text: what, Look: console.Primary}
	return &f
}

// accountFields choose into which accounts the rewards go, as far as the bank has told any.
func (d Seat) accountFields(data program.ReferralPageData, form string, e Entry) (out []console.Field) {
	for _, l := range data.Look.Legs {
		field := console.Field{ID: form + "-account-" + string(l.Side), Name: FieldAccountOf(l.Side), Label: sideName(data.Referral, l.Side) + " is paid", Kind: console.KindSelect}
		number := console.Option{Text: firstUpper(memberWord(data.Look.Payees[l.Side].CustomerRef))}
		for _, a := range program.PayableAccounts(data.Look.Accounts[l.Side]) {
			field.Options = append(field.Options, console.Option{Value: a.ID, Text: accountWord(a.Kind, a.LastFour)})
		}
		if len(field.Options) == 0 {
			field.Hint = "The bank has told no account, so the member number says where."
		} else {
			field.Value = field.Options[0].Value
			field.Hint = "As the bank told it, " + d.within(data.Look.Accounts[l.Side].AsOf.Time) + "."
		}
		field.Options = append(field.Options, number)
		out = append(out, e.field(form, field))
	}
	return out
}

func firstUpper(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

// heldNotice stands where a payment waits for a hold.
func heldNotice() *ui.Notice {
	return &ui.Notice{Tone: ui.Amber, Text: ui.Phrase{Text: "On hold. Nothing is paid before the hold is released.", Strong: "On hold."}}
}
