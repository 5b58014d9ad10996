package command

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

// The campaigns beside the one that members meet: one of the institution itself, one that is over, one that is paused, and
// one that the lint still keeps back. They are made the way people make them, by an editor and a second person.
const (
	demoEarly   = "Early birds"
	demoPayroll = "Payroll switch"
	demoCard    = "Everyday card"
)

// campaigns are Garden's; Orchard has one offer and nothing else.
func (a actors) campaigns(ctx context.Context) error {
	if a.slug != sandbox.Garden {
		return nil
	}
	today := a.st.clock.Now()
	early := a.plan(demoEarly, today.AddDate(0, 0, 14).Format("2006-01-02"))
	early.Terms.AcceptorMinor, early.Terms.InviterMinor = 40_00, 40_00
	if _, err := a.publish(ctx, models.KindRelationship, early); err != nil {
		return err
	}
	card := a.plan(demoCard, today.AddDate(0, 6, 0).Format("2006-01-02"))
	card.BudgetMinor, card.BreakerCount = 5_000_00, 0
	card.Terms.AcceptorMinor, card.Terms.InviterMinor, card.Terms.TaxFormInviter, card.Terms.InviterYearCount = 25_00, 0, "", 0
	card.Terms.WindowAnchor, card.Terms.Participants = "accepted", models.ParticipantsEveryone
	card.Terms.Text = map[string]string{
		"en": "For everybody who has a card with us, once a person. Purchases count on the day they post; cash withdrawals do not count. " +
			"The account must be in good standing when the reward is paid.",
		"es": "Para todas las personas que tienen una tarjeta con nosotros, una vez por persona. Las compras cuentan el día en que se registran; " +
			"los retiros de efectivo no cuentan. La cuenta debe estar al corriente cuando se pague la recompensa.",
	}
	card.Terms.Rules = json.RawMessage(`{"id":"rules","kind":"all","rules":[
		{"id":"r1","kind":"debit_purchases","debit_purchases":{"min_count":5}},{"id":"r2","kind":"good_standing"}]}`)
	if _, err := a.publish(ctx, models.KindProduct, card); err != nil {
		return err
	}
	payroll := a.plan(demoPayroll, today.AddDate(0, 4, 0).Format("2006-01-02"))
	payroll.Terms.AcceptorMinor, payroll.Terms.InviterMinor = 75_00, 0
	payroll.Terms.Rules = json.RawMessage(`{"id":"rules","kind":"all","rules":[
		{"id":"r1","kind":"qualifying_account","qualifying_account":{"include":["checking"],"opened_within_days_before":30}},
		{"id":"r2","kind":"direct_deposit","direct_deposit":{"measure":"month","min_total":100000}}]}`)
	_, err := a.publish(ctx, models.KindRelationship, payroll)
	return err
}

// plan is a campaign that lacks nothing, from today on and behind the one that members meet.
func (a actors) plan(name, endsOn string) models.Plan {
	terms := demoTerms(a.st.clock.Now().Format("2006-01-02"), a.rows.Tenant().TenantProfile)
	terms.EndsOn, terms.Participants = endsOn, models.ParticipantsNew
	return models.Plan{Name: name, BudgetMinor: 12_000_00, BreakerCount: 100, Terms: terms}
}

// publish lets an editor draft a plan and ask, and a second person agree.
func (a actors) publish(ctx context.Context, kind string, plan models.Plan) (string, error) {
	editor, err := a.st.staff.seat(ctx, a.rows.Tenant(), models.RoleAdmin)
	if err != nil {
		return "", err
	}
	checker, err := a.st.staff.seat(ctx, a.rows.Tenant(), models.RoleChecker)
	if err != nil {
		return "", err
	}
	d, err := a.draft(ctx, kind, plan, editor)
	if err != nil {
		return "", err
	}
	asked, report, err := a.program.RequestPublish(ctx, d.ID, d.LockVersion, editor)
	if err != nil {
		return "", fmt.Errorf("%s: %w: %v", plan.Name, err, report)
	}
	_, err = a.program.Approve(ctx, asked.ID, asked.PayloadSHA256, checker)
	return d.ID, err
}

func (a actors) draft(ctx context.Context, kind string, plan models.Plan, editor program.Staff) (models.CampaignDraft, error) {
	d, err := a.program.NewCampaign(ctx, kind, plan.Name, editor)
	if err != nil {
		return d, err
	}
	return a.program.SaveCampaign(ctx, program.CampaignEdit{ID: d.ID, LockVersion: d.LockVersion, Plan: plan}, editor)
}

// pause stops the payroll campaign, as somebody thought better of it.
func (a actors) pause(ctx context.Context) error {
	if a.slug != sandbox.Garden {
		return nil
	}
	editor, err := a.st.staff.seat(ctx, a.rows.Tenant(), models.RoleAdmin)
	if err != nil {
		return err
	}
	list, err := a.program.Campaigns(ctx)
	if err != nil {
		return err
	}
	for _, line := range list.Lines {
		if line.Name == demoPayroll {
			_, err := a.program.ToggleCampaign(ctx, line.ID, line.Status, editor)
			return err
		}
	}
	return fmt.Errorf("no campaign %s to pause", demoPayroll)
}

// sketch leaves a draft with nested requirements of which the lint says two things: the rate is missing, and nobody has
// chosen the tax form of the friend's reward.
func (a actors) sketch(ctx context.Context) error {
	if a.slug != sandbox.Garden {
		return nil
	}
	editor, err := a.st.staff.seat(ctx, a.rows.Tenant(), models.RoleAdmin)
	if err != nil {
		return err
	}
	year := a.st.clock.Now().Year() + 1
	plan := a.plan(fmt.Sprintf("New Year %d", year), fmt.Sprintf("%d-03-31", year))
	plan.BudgetMinor, plan.BreakerCount, plan.Priority = 30_000_00, 150, 2
	plan.Terms.StartsOn, plan.Terms.AcceptorMinor = fmt.Sprintf("%d-01-02", year), 100_00
	plan.Terms.Disclosures.APYHundredths, plan.Terms.TaxFormAcceptor = nil, ""
	plan.Terms.Rules = json.RawMessage(`{"id":"rules","kind":"all","rules":[
		{"id":"r1","kind":"qualifying_account","qualifying_account":{"include":["checking"],"exclude_names":["HSA"],"opened_within_days_before":30}},
		{"id":"r2","kind":"any","rules":[
			{"id":"r3","kind":"direct_deposit","direct_deposit":{"measure":"sum","min_total":50000}},
			{"id":"r4","kind":"at_least","k":2,"rules":[
				{"id":"r5","kind":"debit_purchases","debit_purchases":{"min_count":10,"min_each":500}},
				{"id":"r6","kind":"qualifying_account","qualifying_account":{"include":["savings"]}},
				{"id":"r7","kind":"debit_purchases","debit_purchases":{"min_count":20}}]}]},
		{"id":"r8","kind":"good_standing"}]}`)
	_, err = a.draft(ctx, models.KindRelationship, plan, editor)
	return err
}

// takeUp lets a member of today enter the code of Garden's own campaign.
func (a actors) takeUp(ctx context.Context, who string) error {
	if a.slug != sandbox.Garden {
		return nil
	}
	list, err := a.program.Campaigns(ctx)
	if err != nil {
		return err
	}
	m, err := a.member(ctx, who)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list.Lines, func(l program.CampaignLine) bool { return l.Name == demoCard })
	if at < 0 {
		return fmt.Errorf("no campaign %s to take part in", demoCard)
	}
	page, err := a.program.CampaignPage(ctx, list.Lines[at].ID)
	if err != nil {
		return err
	}
	out, err := a.program.Accept(ctx, program.Acceptance{Member: m, Typed: page.Code, TermsSHA256: page.Campaign.CurrentVersion.SHA256,
		Locale: "en", Source: "member"})
	if err == nil && out.Refused != "" {
		err = fmt.Errorf("the code of %s was refused to %s: %s", demoCard, who, out.Refused)
	}
	return err
}
