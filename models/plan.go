package models

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"raf/models/eligibility"
)

// Plan is everything that staff decide of a campaign. A second person agrees to exactly one.
type Plan struct {
	Name         string `json:"name"`
	Priority     int    `json:"priority"`
	BudgetMinor  int64  `json:"budget_minor"`
	BreakerCount int64  `json:"breaker_count"`
	Terms        Terms  `json:"terms"`
}

// FieldError is one value that can't be kept: where it stands and what is wrong with it. Low and High are the bounds
// that a number or a length left.
type FieldError struct {
	Field     string
	Problem   string // missing, range, length, date, choice, language, characters, card_number, rules, currency
	Low, High int64
}

// FieldErrors are all that is wrong with what somebody typed, in the order of the form.
type FieldErrors []FieldError

func (all FieldErrors) Error() string {
	var each []string
	for _, f := range all {
		each = append(each, f.Field+" "+f.Problem)
	}
	return strings.Join(each, ", ")
}

// Err is an Invalid error that carries the list, nil if there is nothing in it.
func (all FieldErrors) Err() error {
	if len(all) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Public: all.Error(), Err: all}
}

// The bounds of a plan.
const (
	MaxCampaignName = 80 // runes
	MaxPriority     = 1000
	MaxRewardMinor  = 1_000_000_00      // 1,000,000.00
	MaxBudgetMinor  = 10_000_000_000_00 // 10,000,000,000.00
	MaxFriends      = 1_000_000_000     // of the breaker
	MaxTermsText    = 20_000            // runes
	MaxShareText    = 500               // runes
	MaxPayrollWords = 40
)

// Check refuses what can't be kept even while a plan is unfinished. What is merely missing is nothing to refuse: that is
// for the lint. Rules are checked as a draft.
func (p Plan) Check() FieldErrors {
	c := &planCheck{}
	c.length("name", p.Name, 1, MaxCampaignName)
	c.between("priority", int64(p.Priority), 0, MaxPriority)
	c.between("budget_minor", p.BudgetMinor, 0, MaxBudgetMinor)
	c.between("breaker_count", p.BreakerCount, 0, MaxFriends)
	c.terms(p.Terms)
	return c.wrong
}

type planCheck struct{ wrong FieldErrors }

func (c *planCheck) add(field, problem string, low, high int64) {
	c.wrong = append(c.wrong, FieldError{field, problem, low, high})
}

func (c *planCheck) between(field string, n, low, high int64) {
	if n < low || n > high {
		c.add(field, "range", low, high)
	}
}

func (c *planCheck) length(field, text string, low, high int64) {
	switch n := int64(utf8.RuneCountInString(text)); {
	case n == 0 && low > 0:
		c.add(field, "missing", low, high)
	case n > high:
		c.add(field, "length", low, high)
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		c.add(field, "characters", 0, 0)
	}
}

func (c *planCheck) choice(field, value string, of ...string) {
	if value != "" && !slices.Contains(of, value) {
		c.add(field, "choice", 0, 0)
	}
}

// day takes the days of this century: year 0 and year 9999 are slips of the finger.
func (c *planCheck) day(field, day string) {
	if day == "" {
		return
	}
	at, err := time.Parse(time.DateOnly, day)
	if err != nil || at.Year() < 2000 || at.Year() > 2099 {
		c.add(field, "date", 0, 0)
	}
}

func (c *planCheck) terms(t Terms) {
	c.day("starts_on", t.StartsOn)
	c.day("ends_on", t.EndsOn)
	c.between("window_days", int64(t.WindowDays), 0, eligibility.MaxWindowDays)
	c.choice("window_anchor", t.WindowAnchor, string(eligibility.AnchorAccountOpened), string(eligibility.AnchorAccepted))
	c.between("posting_grace_days", int64(t.PostingGraceDays), 0, eligibility.MaxPostingGraceDays)
	c.between("code_entry_days", int64(t.CodeEntryDays), 0, 3660)
	c.between("closing_days", int64(t.ClosingDays), 0, 366)
	c.between("hold_days", int64(t.HoldDays), 0, 366)
	if _, err := eligibility.ParseDraft(t.Rules); err != nil {
		c.add("rules", "rules", 0, 0)
	}
	c.between("inviter_minor", t.InviterMinor, 0, MaxRewardMinor)
	c.between("acceptor_minor", t.AcceptorMinor, 0, MaxRewardMinor)
	c.between("inviter_year_count", int64(t.InviterYearCount), 0, 10_000)
	c.choice("tax_form_inviter", t.TaxFormInviter, TaxForms()...)
	c.choice("tax_form_acceptor", t.TaxFormAcceptor, TaxForms()...)
	c.choice("visibility", t.Visibility, "none", "counts", "stage")
	c.choice("participants", t.Participants, ParticipantsNew, ParticipantsEveryone)
	c.texts("text", t.Text, MaxTermsText)
	c.texts("share_text", t.ShareText, MaxShareText)
	c.words("payroll_allow", t.PayrollAllow)
	c.words("payroll_deny", t.PayrollDeny)
	c.length("mortgage_reason", t.MortgageReason, 0, 500)
	if d := t.Disclosures; d != nil {
		c.optional("disclosures.apy_hundredths", d.APYHundredths, 100_00)
		c.optional("disclosures.min_open_minor", d.MinOpenMinor, MaxRewardMinor)
		c.optional("disclosures.min_balance_minor", d.MinBalanceMinor, MaxRewardMinor)
	}
}

func (c *planCheck) optional(field string, n *int64, high int64) {
	if n != nil {
		c.between(field, *n, 0, high)
	}
}

func (c *planCheck) texts(field string, byLanguage map[string]string, high int64) {
	for _, language := range Languages() {
		c.length(field+"."+language, byLanguage[language], 0, high)
	}
	for language := range byLanguage {
		if !slices.Contains(Languages(), language) {
			c.add(field, "language", 0, 0)
			return
		}
	}
}

func (c *planCheck) words(field string, words []string) {
	c.between(field, int64(len(words)), 0, MaxPayrollWords)
	for _, word := range words[:min(len(words), MaxPayrollWords)] {
		if n := len(c.wrong); n == 0 || c.wrong[n-1].Field != field {
			c.length(field, word, 1, 60)
		}
	}
}

// TaxForms are the forms on which a reward may be reported, NONE among them: that none is due is a choice too.
func TaxForms() []string { return []string{"INT", "MISC", "NONE"} }

// ChangedFields names what differs between two plans, in the order of the form, so that whoever lost a race sees what
// the other changed.
func ChangedFields(a, b Plan) []string {
	left, right := a.fields(), b.fields()
	var changed []string
	for i, f := range left {
		if f.value != right[i].value {
			changed = append(changed, f.name)
		}
	}
	return changed
}

type planField struct{ name, value string }

func (p Plan) fields() []planField {
	t := p.Terms
	var d Disclosures
	if t.Disclosures != nil {
		d = *t.Disclosures
	}
	number := func(n *int64) string {
		if n == nil {
			return ""
		}
		return fmt.Sprint(*n)
	}
	rules, _ := eligibility.ParseDraft(t.Rules) // a plan that was kept could be read
	out := []planField{{"name", p.Name}}
	add := func(name string, value any) { out = append(out, planField{name, fmt.Sprint(value)}) }
	add("acceptor_minor", t.AcceptorMinor)
	add("inviter_minor", t.InviterMinor)
	add("participants", t.Participants)
	add("rules", string(rules.JSON()))
	add("window_days", t.WindowDays)
	add("window_anchor", t.WindowAnchor)
	add("payroll_allow", strings.Join(t.PayrollAllow, "\n"))
	add("payroll_deny", strings.Join(t.PayrollDeny, "\n"))
	add("starts_on", t.StartsOn)
	add("ends_on", t.EndsOn)
	add("posting_grace_days", t.PostingGraceDays)
	add("code_entry_days", t.CodeEntryDays)
	add("closing_days", t.ClosingDays)
	add("hold_days", t.HoldDays)
	add("budget_minor", p.BudgetMinor)
	add("breaker_count", p.BreakerCount)
	add("inviter_year_count", t.InviterYearCount)
	add("priority", p.Priority)
	add("tax_form_inviter", t.TaxFormInviter)
	add("tax_form_acceptor", t.TaxFormAcceptor)
	add("visibility", t.Visibility)
	add("mortgage_reason", t.MortgageReason)
	add("disclosures.apy_hundredths", number(d.APYHundredths))
	add("disclosures.min_open_minor", number(d.MinOpenMinor))
	add("disclosures.min_balance_minor", number(d.MinBalanceMinor))
	for _, language := range Languages() {
		add("text."+language, t.Text[language])
		add("share_text."+language, t.ShareText[language])
	}
	return out
}
