package handlers

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"raf/components/words"
	"raf/models"
	"raf/models/eligibility"
)

// promised is terms with a rule that uses every parameter.
type promised struct {
	terms     models.Terms
	account   eligibility.QualifyingAccount
	payroll   eligibility.DirectDeposit
	purchases eligibility.DebitPurchases
}

func everyParameter() promised {
	before, after := 30, 20
	return promised{
		terms: models.Terms{StartsOn: "2026-01-01", EndsOn: "2026-12-31", WindowDays: 60, WindowAnchor: "account_opened", PostingGraceDays: 5,
			CodeEntryDays: 40, ClosingDays: 7, HoldDays: 14, Currency: "USD", InviterMinor: 2500, AcceptorMinor: 5000, InviterYearCount: 10,
			Timezone: "America/Chicago", PayrollAllow: []string{"payroll"}, PayrollDeny: []string{"venmo"}},
		account: eligibility.QualifyingAccount{Include: []eligibility.AccountKind{"checking"}, Exclude: []eligibility.AccountKind{"loan"},
			ExcludeNames: []string{"HSA"}, OpenedWithinDaysBefore: &before, OpenedWithinDaysAfter: &after, RequireKnownStanding: true},
		payroll:   eligibility.DirectDeposit{Measure: eligibility.MeasureSum, MinTotal: 50000},
		purchases: eligibility.DebitPurchases{MinCount: 5, MinEach: 1000},
	}
}

// said is the generated text.
func (c promised) said(t *testing.T, say words.Words) string {
	t.Helper()
	rule := eligibility.Rule{ID: "all", Kind: eligibility.KindAll, Rules: []eligibility.Rule{
		{ID: "a", Kind: eligibility.KindQualifyingAccount, QualifyingAccount: &c.account},
		{ID: "d", Kind: eligibility.KindDirectDeposit, DirectDeposit: &c.payroll},
		{ID: "p", Kind: eligibility.KindDebitPurchases, DebitPurchases: &c.purchases},
		{ID: "s", Kind: eligibility.KindGoodStanding},
	}}
	raw, err := json.Marshal(rule)
	if err != nil {
		t.Fatal(err)
	}
	c.terms.Rules = raw
	var lines []string
	for _, passage := range gardenPresenter(t, say).passages(c.terms) {
		lines = append(lines, passage.Title)
		lines = append(lines, passage.Text...)
	}
	return strings.Join(lines, "\n")
}

// changes hold for each parameter other values of it, every one of which must read differently.
func changes() map[string][]func(*promised) {
	days := func(n int) *int { return &n }
	minor := func(n int64) *int64 { return &n }
	return map[string][]func(*promised){
		"Terms.StartsOn":         {func(c *promised) { c.terms.StartsOn = "2026-02-01" }},
		"Terms.EndsOn":           {func(c *promised) { c.terms.EndsOn = "2026-11-30" }, func(c *promised) { c.terms.EndsOn = "" }},
		"Terms.WindowDays":       {func(c *promised) { c.terms.WindowDays = 1 }, func(c *promised) { c.terms.WindowDays = 90 }},
		"Terms.WindowAnchor":     {func(c *promised) { c.terms.WindowAnchor = "accepted" }},
		"Terms.PostingGraceDays": {func(c *promised) { c.terms.PostingGraceDays = 0 }, func(c *promised) { c.terms.PostingGraceDays = 1 }},
		"Terms.CodeEntryDays":    {func(c *promised) { c.terms.CodeEntryDays = 0 }, func(c *promised) { c.terms.CodeEntryDays = 1 }},
		"Terms.ClosingDays":      {func(c *promised) { c.terms.ClosingDays = 0 }, func(c *promised) { c.terms.ClosingDays = 1 }},
		"Terms.HoldDays":         {func(c *promised) { c.terms.HoldDays = 1 }},
		"Terms.Currency":         {func(c *promised) { c.terms.Currency = "CAD" }},
		"Terms.InviterMinor":     {func(c *promised) { c.terms.InviterMinor = 0 }, func(c *promised) { c.terms.InviterMinor = 2501 }},
		"Terms.AcceptorMinor":    {func(c *promised) { c.terms.AcceptorMinor = 5001 }},
		"Terms.InviterYearCount": {func(c *promised) { c.terms.InviterYearCount = 0 }, func(c *promised) { c.terms.InviterYearCount = 1 }},
		"Terms.Timezone":         {func(c *promised) { c.terms.Timezone = "America/Denver" }},
		"Terms.PayrollAllow":     {func(c *promised) { c.terms.PayrollAllow = nil }, func(c *promised) { c.terms.PayrollAllow = []string{"payroll", "salary"} }},
		"Terms.PayrollDeny":      {func(c *promised) { c.terms.PayrollDeny = nil }, func(c *promised) { c.terms.PayrollDeny = []string{"cash app"} }},
		"Terms.Participants":     {func(c *promised) { c.terms.Participants = models.ParticipantsNew }, func(c *promised) { c.terms.Participants = models.ParticipantsEveryone }},
		"Terms.Disclosures": {
			func(c *promised) { c.terms.Disclosures = &models.Disclosures{APYHundredths: minor(5)} },
			func(c *promised) { c.terms.Disclosures = &models.Disclosures{APYHundredths: minor(50)} },
			func(c *promised) { c.terms.Disclosures = &models.Disclosures{MinOpenMinor: minor(0)} },
			func(c *promised) { c.terms.Disclosures = &models.Disclosures{MinOpenMinor: minor(2500)} },
			func(c *promised) { c.terms.Disclosures = &models.Disclosures{MinBalanceMinor: minor(0)} },
			func(c *promised) { c.terms.Disclosures = &models.Disclosures{MinBalanceMinor: minor(2500)} },
		},
		"QualifyingAccount.Include":      {func(c *promised) { c.account.Include = nil }, func(c *promised) { c.account.Include = []eligibility.AccountKind{"savings"} }},
		"QualifyingAccount.Exclude":      {func(c *promised) { c.account.Exclude = nil }, func(c *promised) { c.account.Exclude = []eligibility.AccountKind{"credit"} }},
		"QualifyingAccount.ExcludeNames": {func(c *promised) { c.account.ExcludeNames = nil }, func(c *promised) { c.account.ExcludeNames = []string{"HSA", "Youth"} }},
		"QualifyingAccount.OpenedWithinDaysBefore": {func(c *promised) { c.account.OpenedWithinDaysBefore = nil },
			func(c *promised) { c.account.OpenedWithinDaysBefore = days(0) }, func(c *promised) { c.account.OpenedWithinDaysBefore = days(1) }},
		"QualifyingAccount.OpenedWithinDaysAfter": {func(c *promised) { c.account.OpenedWithinDaysAfter = nil },
			func(c *promised) { c.account.OpenedWithinDaysAfter = days(0) }, func(c *promised) { c.account.OpenedWithinDaysAfter = days(1) }},
		"QualifyingAccount.RequireKnownStanding": {func(c *promised) { c.account.RequireKnownStanding = false }},
		"DirectDeposit.MinTotal":                 {func(c *promised) { c.payroll.MinTotal = 50001 }},
		"DirectDeposit.Measure": {func(c *promised) { c.payroll.Measure = eligibility.MeasureMonth },
			func(c *promised) {
				c.payroll = eligibility.DirectDeposit{Measure: eligibility.MeasureSingle, MinEach: 50000}
			}},
		"DirectDeposit.MinCount": {func(c *promised) {
			c.payroll = eligibility.DirectDeposit{Measure: eligibility.MeasureCount, MinCount: 2, MinEach: 50000}
		}},
		"DirectDeposit.MinEach": {func(c *promised) {
			c.payroll = eligibility.DirectDeposit{Measure: eligibility.MeasureCount, MinCount: 2, MinEach: 49999}
		}},
		"DebitPurchases.MinSum": {func(c *promised) { c.purchases.MinSum = 30000 }, func(c *promised) { c.purchases.MinSum = 30001 },
			func(c *promised) { c.purchases = eligibility.DebitPurchases{MinSum: 30000, MinEach: 1000} }},
		"DebitPurchases.MinCount": {func(c *promised) { c.purchases.MinCount = 6 }},
		"DebitPurchases.MinEach":  {func(c *promised) { c.purchases.MinEach = 0 }, func(c *promised) { c.purchases.MinEach = 999 }},
	}
}

func TestEveryParameterThatDecidesStandsInTheTerms(t *testing.T) {
	t.Parallel()
	for _, say := range []words.Words{words.English(), words.Spanish()} {
		seen := map[string]string{everyParameter().said(t, say): "nothing"}
		for name, others := range changes() {
			for i, change := range others {
				c := everyParameter()
				change(&c)
				text, what := c.said(t, say), fmt.Sprintf("%s, change %d", name, i)
				if other, same := seen[text]; same {
					t.Errorf("%s: terms with a change of %s read as with a change of %s", say.Lang, what, other)
				}
				seen[text] = what
			}
		}
	}
}

// A parameter of tomorrow must be said too, or be named here with the reason why not.
func TestNoParameterIsForgottenInTheTerms(t *testing.T) {
	t.Parallel()
	elsewhere := map[string]string{
		"Terms.Rules":           "the tree, said rule by rule",
		"Terms.Text":            "shown as it is",
		"Terms.TaxFormInviter":  "decides a report and no reward",
		"Terms.TaxFormAcceptor": "decides a report and no reward",
		"Terms.ShareText":       "said by members to friends",
		"Terms.MortgageReason":  "for the examiner: it decides nothing",
		"Terms.Visibility":      "what the friend sees follows from the member's consent",
	}
	said := changes()
	for _, of := range []any{models.Terms{}, eligibility.QualifyingAccount{}, eligibility.DirectDeposit{}, eligibility.DebitPurchases{}} {
		kind := reflect.TypeOf(of)
		for i := range kind.NumField() {
			name := kind.Name() + "." + kind.Field(i).Name
			if said[name] == nil && elsewhere[name] == "" {
				t.Errorf("%s decides something and is not said", name)
			}
		}
	}
}

func TestAnAccountIsWordedFromItsRule(t *testing.T) {
	t.Parallel()
	one := 1
	got := gardenPresenter(t, words.English()).qualifying(eligibility.QualifyingAccount{OpenedWithinDaysBefore: &one, ExcludeNames: []string{"HSA", "Youth"}})
	equal(t, []string{"Open a checking account, a savings account or another deposit account",
		"An account with “HSA” or “Youth” in its name does not count. An account opened more than 1 day before you accept these terms does not count."},
		[]string{got.do, got.about})
	es := gardenPresenter(t, words.Spanish()).qualifying(eligibility.QualifyingAccount{Include: []eligibility.AccountKind{"checking", "deposit"}})
	equal(t, "Abrir una cuenta de cheques u otra cuenta de depósito", es.do)
}
