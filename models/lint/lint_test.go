package lint_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/eligibility"
	"raf/models/lint"
)

func number(n int64) *int64 { return &n }

// clean is an offer of which every check that concerns it has passed.
func clean() lint.Offer {
	terms := models.Terms{StartsOn: "2026-12-05", EndsOn: "2027-03-31", WindowDays: 60, WindowAnchor: "account_opened", PostingGraceDays: 5,
		CodeEntryDays: 30, ClosingDays: 7, HoldDays: 14, Currency: "USD", Timezone: "America/Chicago", InviterMinor: 50_00, AcceptorMinor: 50_00,
		InviterYearCount: 10, TaxFormInviter: "MISC", TaxFormAcceptor: "INT", Visibility: "counts", PayrollAllow: []string{"payroll"},
		Text:        map[string]string{"en": "The offer.", "es": "La oferta."},
		ShareText:   map[string]string{"en": "Join {bank}: you get {friend_reward}, I get {my_reward}.", "es": "Recibo {my_reward}."},
		Disclosures: &models.Disclosures{APYHundredths: number(5), MinOpenMinor: number(25_00), MinBalanceMinor: number(0)},
		Rules: json.RawMessage(`{"id":"rules","kind":"all","rules":[
			{"id":"acct","kind":"qualifying_account","qualifying_account":{"include":["checking"],"opened_within_days_before":30}},
			{"id":"pay","kind":"direct_deposit","direct_deposit":{"measure":"sum","min_total":50000}},
			{"id":"cards","kind":"debit_purchases","debit_purchases":{"min_count":5}}]}`)}
	return lint.Offer{Kind: models.KindRelationship, Today: "2026-12-02",
		Plan: models.Plan{Name: "New Year", Priority: 1, BudgetMinor: 30_000_00, BreakerCount: 200, Terms: terms},
		House: lint.House{Currency: "USD", Timezone: "America/Chicago", PostalAddress: "1 Main St", SamePerson: true,
			Sources: []eligibility.Source{eligibility.SourceAccounts, eligibility.SourcePostings}}}
}

// running is clean's campaign after it was published.
func running(status models.CampaignStatus, committed, accepted int64) *models.Campaign {
	terms := clean().Plan.Terms
	terms.StartsOn = "2026-11-01"
	return &models.Campaign{Kind: models.KindRelationship, Name: "Autumn", Status: status, Priority: 1, CommittedMinor: committed,
		AcceptedCount: accepted, CurrentVersion: &models.CampaignVersion{Terms: terms}}
}

// rules replaces the tree.
func rules(tree string) func(*lint.Offer) {
	return func(o *lint.Offer) { o.Plan.Terms.Rules = json.RawMessage(tree) }
}

func terms(change func(*models.Terms)) func(*lint.Offer) {
	return func(o *lint.Offer) { change(&o.Plan.Terms) }
}

type row struct {
	name   string
	spoil  func(*lint.Offer)
	reason lint.Reason
	weight lint.Severity
	field  string
}

// rows has every reason that a report can give against an offer. The severities and fields are written by hand: they are
// what screens and people rely on.
func rows() []row {
	const p, w = lint.Problem, lint.Warning
	leaf := func(inner string) string { return `{"id":"rules","kind":"all","rules":[` + inner + `]}` }
	others := func(status models.CampaignStatus, priority int) func(*lint.Offer) {
		return func(o *lint.Offer) {
			c := *running(status, 0, 0)
			c.Priority = priority
			o.Others = []models.Campaign{c}
		}
	}
	return []row{
		{"no requirement", rules(`{"id":"rules","kind":"all","rules":[]}`), lint.RulesEmpty, p, "rules"},
		{"only empty groups", rules(leaf(`{"id":"g","kind":"any","rules":[]}`)), lint.RulesEmpty, p, "rules"},
		{"an empty group", rules(leaf(`{"id":"a","kind":"good_standing"},{"id":"g","kind":"any","rules":[]}`)), lint.RuleIncomplete, p, "rules.g"},
		{"a missing amount", rules(leaf(`{"id":"a","kind":"direct_deposit","direct_deposit":{"measure":"sum"}}`)), lint.RuleIncomplete, p, "rules.a.min_total"},
		{"three of two", rules(`{"id":"g","kind":"at_least","k":3,"rules":[{"id":"a","kind":"good_standing"},{"id":"b","kind":"good_standing"}]}`), lint.RuleImpossible, p, "rules.g.k"},
		{"an account in and out", rules(leaf(`{"id":"a","kind":"qualifying_account","qualifying_account":{"include":["savings"],"exclude":["savings"]}}`)), lint.RuleWrong, p, "rules.a.exclude"},
		{"a bank that tells nothing", func(o *lint.Offer) { o.House.Sources = nil }, lint.RuleSource, p, "rules.acct"},
		{"a bank without postings", func(o *lint.Offer) { o.House.Sources = o.House.Sources[:1] }, lint.RuleSource, p, "rules.pay"},
		{"payroll without words", terms(func(t *models.Terms) { t.PayrollAllow = nil }), lint.PayrollWords, p, "payroll_allow"},
		{"a window without a pay day", terms(func(t *models.Terms) { t.WindowDays = 30; t.CodeEntryDays = 20 }), lint.PayCycle, p, "window_days"},
		{"a window of fewer pay days than deposits", rules(leaf(`{"id":"a","kind":"direct_deposit","direct_deposit":{"measure":"count","min_count":2,"min_each":100}}`)), lint.PayDays, w, "rules.a"},
		{"a window that may hold no whole month", func(o *lint.Offer) {
			rules(leaf(`{"id":"a","kind":"direct_deposit","direct_deposit":{"measure":"month","min_total":100}}`))(o)
			o.Plan.Terms.WindowDays = 59
		}, lint.PayMonth, w, "rules.a"},
		{"customers of ten years", func(o *lint.Offer) {
			rules(leaf(`{"id":"a","kind":"good_standing"}`))(o)
			o.Plan.Terms.CodeEntryDays, o.Plan.Terms.WindowAnchor = 0, "accepted"
		}, lint.NewCustomers, w, "code_entry_days"},
		{"everyone, but only new accounts", terms(func(t *models.Terms) { t.Participants = models.ParticipantsEveryone }), lint.Participants, p, "rules.acct.opened_within_days_before"},
		{"a product campaign with an inviter", func(o *lint.Offer) { o.Kind = models.KindProduct }, lint.ProductInviter, p, "inviter_minor"},

		{"no first day", terms(func(t *models.Terms) { t.StartsOn = "" }), lint.StartMissing, p, "starts_on"},
		{"a live campaign moved away", func(o *lint.Offer) { o.Running = running(models.CampaignLive, 0, 0) }, lint.StartMoved, p, "starts_on"},
		{"a paused campaign moved away", func(o *lint.Offer) { o.Running = running(models.CampaignPaused, 0, 0) }, lint.StartMoved, p, "starts_on"},
		{"an end before the beginning", terms(func(t *models.Terms) { t.EndsOn = "2026-12-04" }), lint.EndBeforeFrom, p, "ends_on"},
		{"over already", terms(func(t *models.Terms) { t.StartsOn, t.EndsOn = "2026-11-01", "2026-12-01" }), lint.EndOver, p, "ends_on"},
		{"no end", terms(func(t *models.Terms) { t.EndsOn = "" }), lint.EndOpen, w, "ends_on"},
		{"no window", terms(func(t *models.Terms) { t.WindowDays = 0 }), lint.WindowMissing, p, "window_days"},
		{"no anchor", terms(func(t *models.Terms) { t.WindowAnchor = "" }), lint.AnchorMissing, p, "window_anchor"},
		{"a code as late as the window", terms(func(t *models.Terms) { t.CodeEntryDays = 60 }), lint.CodeEntry, p, "code_entry_days"},
		{"a code at any time", terms(func(t *models.Terms) { t.CodeEntryDays = 0 }), lint.CodeEntry, p, "code_entry_days"},
		{"a code later than the account may be old", terms(func(t *models.Terms) { t.CodeEntryDays = 31 }), lint.CodeEntryOpen, w, "code_entry_days"},
		{"no days for late bookings", terms(func(t *models.Terms) { t.PostingGraceDays = 0 }), lint.PostingGrace, w, "posting_grace_days"},
		{"no days for proof", terms(func(t *models.Terms) { t.ClosingDays = 0 }), lint.ProofDays, w, "closing_days"},
		{"another zone", terms(func(t *models.Terms) { t.Timezone = "Europe/Oslo" }), lint.Timezone, p, "timezone"},
		{"two of one priority", others(models.CampaignLive, 1), lint.PriorityTie, w, "priority"},
		{"behind a higher priority", others(models.CampaignScheduled, 2), lint.Hidden, w, "priority"},

		{"no reward for the friend", terms(func(t *models.Terms) { t.AcceptorMinor = 0 }), lint.RewardMissing, p, "acceptor_minor"},
		{"another currency", terms(func(t *models.Terms) { t.Currency = "NOK" }), lint.Currency, p, "currency"},
		{"no budget", func(o *lint.Offer) { o.Plan.BudgetMinor = 0 }, lint.BudgetNone, w, "budget_minor"},
		{"a budget for nobody", func(o *lint.Offer) { o.Plan.BudgetMinor = 99_99 }, lint.BudgetForOne, p, "budget_minor"},
		{"a cap above the budget", func(o *lint.Offer) { o.Plan.BudgetMinor = 999_99 }, lint.BudgetForCap, p, "budget_minor"},
		{"a budget below what is promised", func(o *lint.Offer) { o.Running = running(models.CampaignScheduled, 30_000_01, 0) }, lint.BudgetPromised, p, "budget_minor"},
		{"a breaker behind the budget", func(o *lint.Offer) { o.Plan.BreakerCount = 301 }, lint.BreakerSilent, w, "breaker_count"},
		{"a breaker below who is in", func(o *lint.Offer) { o.Running = running(models.CampaignScheduled, 0, 201) }, lint.BreakerPassed, p, "breaker_count"},
		{"no cap", terms(func(t *models.Terms) { t.InviterYearCount = 0 }), lint.InviterCap, w, "inviter_year_count"},
		{"one person, many logins", func(o *lint.Offer) { o.House.SamePerson = false }, lint.SamePerson, w, "same_person"},

		{"no disclosures", terms(func(t *models.Terms) { t.Disclosures = nil }), lint.RegDDAPY, p, "disclosures.apy_hundredths"},
		{"no minimum to open", terms(func(t *models.Terms) { t.Disclosures.MinOpenMinor = nil }), lint.RegDDMinOpen, p, "disclosures.min_open_minor"},
		{"no minimum to obtain", terms(func(t *models.Terms) { t.Disclosures.MinBalanceMinor = nil }), lint.RegDDMinBalance, p, "disclosures.min_balance_minor"},
		{"no day of payment", terms(func(t *models.Terms) { t.HoldDays = 0 }), lint.RegDDPaid, p, "hold_days"},
		{"a loan", rules(leaf(`{"id":"a","kind":"qualifying_account","qualifying_account":{"include":["checking","loan"],"opened_within_days_before":30}}`)), lint.RESPA, p, "rules.a.include"},
		{"a loan with a reason", func(o *lint.Offer) {
			rules(leaf(`{"id":"a","kind":"qualifying_account","qualifying_account":{"include":["loan"],"opened_within_days_before":30}}`))(o)
			o.Plan.Terms.MortgageReason = "Auto loans only; the core has no mortgages."
		}, lint.RESPA, w, "rules.a.include"},
		{"no postal address", func(o *lint.Offer) { o.House.PostalAddress = " \n" }, lint.CANSPAM, p, "postal_address"},
		{"no form for the friend", terms(func(t *models.Terms) { t.TaxFormAcceptor = "" }), lint.TaxFriend, p, "tax_form_acceptor"},
		{"no form for the inviter", terms(func(t *models.Terms) { t.TaxFormInviter = "" }), lint.TaxInviter, p, "tax_form_inviter"},

		{"no English text", terms(func(t *models.Terms) { t.Text = map[string]string{"en": " ", "es": "x"} }), lint.TermsText, p, "text.en"},
		{"no Spanish text", terms(func(t *models.Terms) { t.Text = map[string]string{"en": "x"} }), lint.TermsText, p, "text.es"},
		{"a silent share text", terms(func(t *models.Terms) { t.ShareText = map[string]string{"es": "Venga a {bank}."} }), lint.ShareReward, p, "share_text.es"},
		{"an unknown mark", terms(func(t *models.Terms) { t.ShareText = map[string]string{"en": "{my_reward} at {fi}"} }), lint.ShareMark, p, "share_text.en"},
		{"nothing about what inviters see", terms(func(t *models.Terms) { t.Visibility = "" }), lint.Visibility, p, "visibility"},
	}
}

func TestACleanOfferHasPassedEverythingAndNothingElse(t *testing.T) {
	t.Parallel()
	report := lint.Check(clean())
	if diff := cmp.Diff(report, report.Of(lint.Passed)); diff != "" || !report.OK() {
		t.Errorf("a clean offer has findings:\n%s", diff)
	}
	if len(report) < 15 {
		t.Errorf("only %d checks are listed", len(report))
	}
}

func TestEveryReasonNamesItsSeverityAndItsField(t *testing.T) {
	t.Parallel()
	seen := map[lint.Reason]bool{}
	for _, r := range rows() {
		seen[r.reason] = true
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			offer := clean()
			r.spoil(&offer)
			report := lint.Check(offer)
			found := slices.ContainsFunc(report, func(f lint.Finding) bool {
				return f.Reason == r.reason && f.Severity == r.weight && f.Field == r.field
			})
			if !found {
				t.Errorf("want %s %s at %s, got %+v", r.weight, r.reason, r.field, slices.Concat(report.Of(lint.Problem), report.Of(lint.Warning)))
			}
			if report.OK() != (len(report.Of(lint.Problem)) == 0) || r.weight == lint.Problem && report.OK() {
				t.Error("the report says that it can be published")
			}
		})
	}
	for _, reason := range reasons(t) {
		if !seen[reason] {
			t.Errorf("reason %s has no row", reason)
		}
	}
}

// reasons are the constants of type Reason, from the source.
func reasons(t *testing.T) []lint.Reason {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var all []lint.Reason
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || fmt.Sprint(spec.Type) != "Reason" {
				return true
			}
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, lint.Reason(text))
			return true
		})
	}
	return all
}

func TestAnOfferOfTheInstitutionItselfCanBePublished(t *testing.T) {
	t.Parallel()
	offer := clean()
	offer.Kind, offer.Plan.Terms.InviterMinor, offer.Plan.Terms.InviterYearCount = models.KindProduct, 0, 0
	offer.Plan.Terms.TaxFormInviter, offer.Plan.Terms.Visibility, offer.Plan.Terms.ShareText = "", "", nil
	report := lint.Check(offer)
	if diff := cmp.Diff(report, report.Of(lint.Passed)); diff != "" {
		t.Errorf("it has findings:\n%s", diff)
	}
	// A budget for one friend is enough: there is no inviter who could earn it ten times.
	offer.Plan.BudgetMinor = offer.Plan.Terms.AcceptorMinor
	if report := lint.Check(offer); !report.OK() {
		t.Errorf("problems: %+v", report.Of(lint.Problem))
	}
}

func TestWhatDoesNotConcernAnOfferIsNotListed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		spoil func(*lint.Offer)
		gone  []lint.Reason
	}{
		{"a gift of ten dollars is no bonus", terms(func(t *models.Terms) { t.AcceptorMinor, t.Disclosures = 10_00, nil }),
			[]lint.Reason{lint.RegDDAPY, lint.RegDDMinOpen, lint.RegDDMinBalance, lint.RegDDPaid}},
		{"nobody to report for", terms(func(t *models.Terms) { t.InviterMinor, t.TaxFormInviter = 0, "" }), []lint.Reason{lint.TaxInviter, lint.InviterCap, lint.ShareReward}},
		{"no payroll", rules(`{"id":"a","kind":"debit_purchases","debit_purchases":{"min_count":5}}`), []lint.Reason{lint.PayrollWords, lint.PayCycle}},
		{"codes beside the window", terms(func(t *models.Terms) { t.WindowAnchor, t.CodeEntryDays = "accepted", 30 }), []lint.Reason{lint.CodeEntry}},
		{"campaigns one after the other", func(o *lint.Offer) {
			c := *running(models.CampaignLive, 0, 0)
			c.CurrentVersion.Terms.EndsOn, c.Priority = "2026-12-04", 9
			o.Others = []models.Campaign{c}
		}, []lint.Reason{lint.Hidden, lint.PriorityTie}},
		{"share texts of the catalogue", terms(func(t *models.Terms) { t.ShareText = nil }), []lint.Reason{lint.ShareReward, lint.ShareMark}},
	} {
		offer := clean()
		c.spoil(&offer)
		for _, f := range lint.Check(offer) {
			if slices.Contains(c.gone, f.Reason) {
				t.Errorf("%s: %+v", c.name, f)
			}
		}
	}
}

func TestNumbersStandBesideTheReasonsThatComparedThem(t *testing.T) {
	t.Parallel()
	offer := clean()
	offer.Plan.BudgetMinor, offer.Plan.Terms.WindowDays, offer.Plan.Terms.CodeEntryDays = 500_00, 30, 20
	want := []lint.Finding{
		{Reason: lint.PayCycle, Severity: lint.Problem, Field: "window_days", Have: 30, Want: 31},
		{Reason: lint.BudgetForCap, Severity: lint.Problem, Field: "budget_minor", Have: 500_00, Want: 1_000_00},
	}
	if diff := cmp.Diff(want, []lint.Finding(lint.Check(offer).Of(lint.Problem))); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	// The largest plan that can be kept does not overflow into a budget that suffices.
	offer.Plan.BudgetMinor, offer.Plan.Terms.InviterYearCount = models.MaxBudgetMinor, 10_000
	offer.Plan.Terms.AcceptorMinor, offer.Plan.Terms.InviterMinor, offer.Plan.BreakerCount = models.MaxRewardMinor, models.MaxRewardMinor, models.MaxFriends
	if report := lint.Check(offer); len(report.Of(lint.Problem)) != 2 {
		t.Errorf("problems of the largest plan: %+v", report.Of(lint.Problem))
	}
}

func TestProblemsComeBeforeWarningsBeforeWhatPassed(t *testing.T) {
	t.Parallel()
	offer := clean()
	offer.Plan.Terms.EndsOn, offer.Plan.Terms.TaxFormAcceptor = "", ""
	var got []lint.Severity
	for _, f := range lint.Check(offer) {
		got = append(got, f.Severity)
	}
	if got[0] != lint.Problem || got[1] != lint.Warning || got[2] != lint.Passed || slices.Contains(got[2:], lint.Problem) {
		t.Errorf("order %v", got)
	}
}
