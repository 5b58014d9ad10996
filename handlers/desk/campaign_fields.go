package desk

import (
	"slices"
	"strings"

	"raf/components/console"
	"raf/models"
	"raf/models/eligibility"
)

// planField is one field of the editor: how it is asked for, and which value of a plan it shows and sets. The names are
// those of models.FieldError and of the lint, so that whatever is wrong finds its field by itself.
type planField struct {
	console.Field
	show func(models.Plan) string
	take func(p *models.Plan, typed string) string // what is wrong with it, empty if it was taken
	kind string                                    // of the campaigns that have it; empty for both
}

// planPanel is a panel of such fields. The requirements stand between the first one and the others.
type planPanel struct {
	id, title string
	rows      []planRow
}

type planRow struct {
	columns int
	fields  []planField
}

// fieldName is the name of the one field without which nothing is kept.
const fieldName = "name"

func planPanels() []planPanel {
	return []planPanel{offerFields(), limitFields(), disclosureFields(), shareFields()}
}

func offerFields() planPanel {
	t := func(p *models.Plan) *models.Terms { return &p.Terms }
	name := line(fieldName, "Name", models.MaxCampaignName, func(p *models.Plan) *string { return &p.Name })
	name.Required = true
	return planPanel{"offer", "Offer", []planRow{
		{3, []planField{
			name,
			blank(money("acceptor_minor", "Friend gets", func(p *models.Plan) *int64 { return &t(p).AcceptorMinor })),
			blank(money("inviter_minor", "Inviter gets", func(p *models.Plan) *int64 { return &t(p).InviterMinor })).only(models.KindRelationship),
		}},
		{3, []planField{
			pick("participants", "Who may take part", func(p *models.Plan) *string { return &t(p).Participants },
				console.Option{Value: models.ParticipantsNew, Text: "New customers"}, console.Option{Value: models.ParticipantsEveryone, Text: "Everyone"}),
			pick("visibility", "Inviter sees of the friend", func(p *models.Plan) *string { return &t(p).Visibility },
				console.Option{}, console.Option{Value: "none", Text: "Nothing"}, console.Option{Value: "counts", Text: "Counts alone"},
				console.Option{Value: "stage", Text: "The stage, if the friend agrees"}).only(models.KindRelationship),
			whole("priority", "Priority", func(p *models.Plan) *int { return &p.Priority }).hint("The highest one is offered.").only(models.KindRelationship),
		}},
	}}
}

func limitFields() planPanel {
	t := func(p *models.Plan) *models.Terms { return &p.Terms }
	return planPanel{"dates", "Dates and limits", []planRow{
		{3, []planField{
			day("starts_on", "First day", func(p *models.Plan) *string { return &t(p).StartsOn }),
			day("ends_on", "Last day for codes", func(p *models.Plan) *string { return &t(p).EndsOn }).hint("Empty for no end."),
			blank(whole("code_entry_days", "Code entry, days after joining", func(p *models.Plan) *int { return &t(p).CodeEntryDays })).hint("Empty for no limit."),
			whole("posting_grace_days", "Wait for late postings, days", func(p *models.Plan) *int { return &t(p).PostingGraceDays }),
			whole("closing_days", "Time to send proof, days", func(p *models.Plan) *int { return &t(p).ClosingDays }),
			blank(whole("hold_days", "Pay within, days", func(p *models.Plan) *int { return &t(p).HoldDays })),
		}},
		{3, []planField{
			blank(money("budget_minor", "Budget", func(p *models.Plan) *int64 { return &p.BudgetMinor })).hint("Empty for no limit."),
			blank(whole("inviter_year_count", "Rewards per inviter and year", func(p *models.Plan) *int { return &t(p).InviterYearCount })).
				only(models.KindRelationship).hint("Empty for no limit."),
			blank(whole64("breaker_count", "Pause for review after, friends", func(p *models.Plan) *int64 { return &p.BreakerCount })).hint("Empty for never."),
		}},
		{2, []planField{
			list("payroll_allow", "Payroll says one of", func(p *models.Plan) *[]string { return &t(p).PayrollAllow }).hint("Words in the posting, with commas between them."),
			list("payroll_deny", "Payroll never says", func(p *models.Plan) *[]string { return &t(p).PayrollDeny }),
		}},
	}}
}

func disclosureFields() planPanel {
	t := func(p *models.Plan) *models.Terms { return &p.Terms }
	forms := []console.Option{{}, {Value: "INT", Text: "1099-INT"}, {Value: "MISC", Text: "1099-MISC"}, {Value: "NONE", Text: "None is due"}}
	area := func(language, name string) planField {
		return text("text."+language, "Terms in "+name, models.MaxTermsText, language, func(p *models.Plan) *map[string]string { return &t(p).Text })
	}
	return planPanel{"words", "Words and disclosures", []planRow{
		{3, []planField{
			percent("disclosures.apy_hundredths", "APY, %", func(d *models.Disclosures) **int64 { return &d.APYHundredths }),
			maybe("disclosures.min_open_minor", "Minimum to open", func(d *models.Disclosures) **int64 { return &d.MinOpenMinor }),
			maybe("disclosures.min_balance_minor", "Balance for the bonus", func(d *models.Disclosures) **int64 { return &d.MinBalanceMinor }),
			pick("tax_form_acceptor", "Tax form, friend", func(p *models.Plan) *string { return &t(p).TaxFormAcceptor }, forms...),
			pick("tax_form_inviter", "Tax form, inviter", func(p *models.Plan) *string { return &t(p).TaxFormInviter }, forms...).only(models.KindRelationship),
			line("mortgage_reason", "Why a loan may count", 500, func(p *models.Plan) *string { return &t(p).MortgageReason }).hint("A mortgage never may (RESPA)."),
		}},
		{2, []planField{area("en", "English"), area("es", "Spanish")}},
	}}
}

func shareFields() planPanel {
	area := func(language, name string) planField {
		return text("share_text."+language, "Share text in "+name, models.MaxShareText, language, func(p *models.Plan) *map[string]string { return &p.Terms.ShareText }).
			only(models.KindRelationship).hint("Empty for the usual words. " + strings.Join([]string{models.MarkBank, models.MarkFriend, models.MarkSharer}, ", ") + " are filled in.")
	}
	return planPanel{"share", "Share texts", []planRow{{2, []planField{area("en", "English"), area("es", "Spanish")}}}}
}

// windowFields stand in the first sentence of the requirements.
func windowFields() []planField {
	return []planField{
		blank(whole("window_days", "Days to meet the requirements", func(p *models.Plan) *int { return &p.Terms.WindowDays })),
		pick("window_anchor", "What the days begin with", func(p *models.Plan) *string { return &p.Terms.WindowAnchor },
			console.Option{Value: string(eligibility.AnchorAccountOpened), Text: "opening the account"}, console.Option{Value: string(eligibility.AnchorAccepted), Text: "entering the code"}),
	}
}

// planFields are all fields that campaigns of a kind have, in the order of the form.
func planFields(kind string) []planField {
	var all []planField
	for i, panel := range planPanels() {
		for _, row := range panel.rows {
			all = append(all, row.fields...)
		}
		if i == 0 {
			all = append(all, windowFields()...)
		}
	}
	return slices.DeleteFunc(all, func(f planField) bool { return !f.of(kind) })
}

func (f planField) of(kind string) bool { return f.kind == "" || f.kind == kind }

func (f planField) only(kind string) planField {
	f.kind = kind
	return f
}

func (f planField) hint(text string) planField {
	f.Hint = text
	return f
}
