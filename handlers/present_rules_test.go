package handlers

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"raf/components/tile"
	"raf/components/words"
	"raf/models"
	"raf/models/eligibility"
)

func purchases(id string, done int64, result eligibility.Result) eligibility.Leaf {
	return eligibility.Leaf{RuleID: id, Kind: eligibility.KindDebitPurchases, Result: result, Target: 5, Progress: done, Unit: eligibility.UnitCount}
}

func payroll(id string, done int64, result eligibility.Result) eligibility.Leaf {
	return eligibility.Leaf{RuleID: id, Kind: eligibility.KindDirectDeposit, Result: result, Target: 50000, Progress: done,
		Unit: eligibility.UnitMinor, Currency: "USD"}
}

func single(id string, kind eligibility.Kind, result eligibility.Result) eligibility.Leaf {
	return eligibility.Leaf{RuleID: id, Kind: kind, Result: result, Target: 1, Unit: eligibility.UnitCount}
}

func TestTheHeadlineSaysWhatIsLeftAndNothingElse(t *testing.T) {
	t.Parallel()
	const all, anyOf, some = eligibility.KindAll, eligibility.KindAny, eligibility.KindAtLeast
	const met, notYet, unknown, never = eligibility.Met, eligibility.NotYet, eligibility.Unknown, eligibility.Impossible
	account, standing := eligibility.KindQualifyingAccount, eligibility.KindGoodStanding
	unclearChoice := verdictOf(anyOf, 0, purchases("p", 3, unknown), payroll("d", 0, unknown))
	unclearChoice.Tree.Result = unknown
	nested := verdictOf(all, 0, purchases("p", 3, notYet))
	inner := verdictOf(anyOf, 0, payroll("d", 0, notYet), single("s", standing, notYet))
	nested.Leaves, nested.Tree.Nodes = append(nested.Leaves, inner.Leaves...), append(nested.Tree.Nodes, inner.Tree)
	allMet := verdictOf(all, 0, purchases("p", 5, met))
	allMet.Outcome, allMet.Tree.Result = met, met

	for name, c := range map[string]struct {
		verdict          *eligibility.Verdict
		english, spanish string
	}{
		"one purchase is singular":    {verdictOf(all, 0, purchases("p", 4, notYet)), "1 purchase to go", "Falta 1 compra"},
		"two purchases are plural":    {verdictOf(all, 0, purchases("p", 3, notYet)), "2 purchases to go", "Faltan 2 compras"},
		"money alone":                 {verdictOf(all, 0, payroll("d", 32000, notYet)), "$180 of payroll to go", "Faltan $180 de nómina"},
		"cents are kept":              {verdictOf(all, 0, payroll("d", 49999, notYet)), "$0.01 of payroll to go", "Faltan $0.01 de nómina"},
		"an account begins the line":  {verdictOf(all, 0, single("a", account, notYet)), "A checking account to go", "Falta una cuenta de cheques"},
		"three things":                {verdictOf(all, 0, single("a", account, notYet), purchases("p", 0, notYet), payroll("d", 0, notYet)), "A checking account, 5 purchases and $500 of payroll to go", "Faltan una cuenta de cheques, 5 compras y $500 de nómina"},
		"a choice is a choice":        {verdictOf(anyOf, 0, purchases("p", 3, notYet), payroll("d", 0, notYet)), "Either 2 purchases or $500 of payroll to go", "Faltan 2 compras o $500 de nómina"},
		"what is lost is no choice":   {verdictOf(anyOf, 0, purchases("p", 3, notYet), payroll("d", 0, never)), "2 purchases to go", "Faltan 2 compras"},
		"two of three":                {verdictOf(some, 2, purchases("p", 3, notYet), payroll("d", 0, notYet), single("s", standing, notYet)), "2 of these: 2 purchases, $500 of payroll, good standing to go", "Faltan 2 de estas opciones: 2 compras, $500 de nómina, estar al corriente"},
		"one more of three":           {verdictOf(some, 2, purchases("p", 5, met), payroll("d", 0, notYet), single("s", standing, notYet)), "Either $500 of payroll or good standing to go", "Faltan $500 de nómina o estar al corriente"},
		"a choice inside":             {nested, "2 purchases and either $500 of payroll or good standing to go", "Faltan 2 compras y $500 de nómina o estar al corriente"},
		"unknown beside what is left": {verdictOf(all, 0, purchases("p", 3, notYet), payroll("d", 0, unknown)), "2 purchases to go. Not known yet: payroll", "Faltan 2 compras. Todavía no se sabe: nómina"},
		"unknown alone is no lack":    {verdictOf(all, 0, purchases("p", 5, met), payroll("d", 0, unknown)), "Not known yet: payroll", "Todavía no se sabe: nómina"},
		"an unknown choice":           {unclearChoice, "Not known yet: either purchases or payroll", "Todavía no se sabe: compras o nómina"},
		"everything met":              {allMet, "Everything is met", "Todo está cumplido"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			equal(t, c.english, gardenPresenter(t, words.English()).toGo(*c.verdict))
			equal(t, c.spanish, gardenPresenter(t, words.Spanish()).toGo(*c.verdict))
		})
	}
}

// judgedBy is a payroll or purchase leaf as a measure makes it.
func judgedBy(t *testing.T, document string, progress, also int64) eligibility.Leaf {
	t.Helper()
	rule, err := eligibility.ParseRules([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	leaf := eligibility.LeafOf(rule, "USD")
	leaf.Result, leaf.Reason, leaf.Progress = eligibility.NotYet, eligibility.ReasonNotEnough, progress
	if leaf.Also != nil {
		leaf.Also.Progress = also
	}
	return leaf
}

func TestEachMeasureIsToldByWhatItStillLacks(t *testing.T) {
	t.Parallel()
	pay := func(params string) string {
		return `{"id":"d","kind":"direct_deposit","direct_deposit":{` + params + `}}`
	}
	buy := func(params string) string {
		return `{"id":"p","kind":"debit_purchases","debit_purchases":{` + params + `}}`
	}
	month, single, count := pay(`"measure":"month","min_total":50000`), pay(`"measure":"single","min_each":50000`), pay(`"measure":"count","min_count":3,"min_each":10000`)
	spent, both := buy(`"min_sum":30000`), buy(`"min_count":5,"min_sum":30000`)
	for name, c := range map[string]struct {
		document         string
		progress, also   int64
		english, spanish string
		value, note      string // of the row, in English
	}{
		"all of it in one month": {month, 32000, 0, "$500 of payroll in one calendar month to go", "Faltan $500 de nómina en un mismo mes", "$320 of $500",
			"Your best calendar month so far. Months are not added together."},
		"nothing in any month":  {month, 0, 0, "$500 of payroll in one calendar month to go", "Faltan $500 de nómina en un mismo mes", "$0 of $500", ""},
		"one deposit":           {single, 0, 0, "1 payroll deposit of $500 or more to go", "Falta 1 depósito de nómina de $500 o más", "0 of 1", ""},
		"two deposits of three": {count, 1, 0, "2 payroll deposits of $100 or more to go", "Faltan 2 depósitos de nómina de $100 o más", "1 of 3", ""},
		"money to spend":        {spent, 12000, 0, "$180 of purchases to go", "Faltan $180 en compras", "$120 of $300", ""},
		"number and money":      {both, 3, 12000, "2 purchases of $180 in all to go", "Faltan 2 compras por $180 en total", "3 of 5", "and $120 of $300 in all"},
		"the number alone":      {both, 3, 30000, "2 purchases to go", "Faltan 2 compras", "3 of 5", ""},
		"the money alone":       {both, 6, 12000, "$180 of purchases to go", "Faltan $180 en compras", "$120 of $300", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			leaf := judgedBy(t, c.document, c.progress, c.also)
			v := verdictOf(eligibility.KindAll, 0, leaf)
			equal(t, c.english, gardenPresenter(t, words.English()).toGo(*v))
			equal(t, c.spanish, gardenPresenter(t, words.Spanish()).toGo(*v))
			row := gardenPresenter(t, words.English()).rule(leaf, false)
			equal(t, []string{c.value, c.note}, []string{row.Value.Text, row.Note})
		})
	}
}

func TestEachMeasureIsPromisedInItsOwnWords(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]string{
		`{"id":"d","kind":"direct_deposit","direct_deposit":{"measure":"month","min_total":50000}}`:              "$500 of payroll deposits in one calendar month. Deposits from an employer or a benefit payer, added up from the first to the last day of a month; months are not added together. Of a month that begins before your 60 days or ends after them, the days inside count.",
		`{"id":"d","kind":"direct_deposit","direct_deposit":{"measure":"single","min_each":50000}}`:              "One payroll deposit of $500 or more. Deposits from an employer or a benefit payer within 60 days. Smaller ones do not count and are not added up.",
		`{"id":"d","kind":"direct_deposit","direct_deposit":{"measure":"count","min_count":3,"min_each":10000}}`: "3 payroll deposits of $100 or more each. Deposits from",
		`{"id":"p","kind":"debit_purchases","debit_purchases":{"min_sum":30000}}`:                                "$300 of debit card purchases. Any amount, in a shop or online.",
		`{"id":"p","kind":"debit_purchases","debit_purchases":{"min_count":5,"min_sum":30000}}`:                  "5 debit card purchases of $300 in all. Any amount, in a shop or online.",
	} {
		rule, err := eligibility.ParseRules([]byte(document))
		if err != nil {
			t.Fatal(err)
		}
		got := gardenPresenter(t, words.English()).requirements(rule, models.Terms{WindowDays: 60, Currency: "USD"})
		if len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestWhatIsMissingAtTheEndIsNamedWithoutNumbers(t *testing.T) {
	t.Parallel()
	v := verdictOf(eligibility.KindAll, 0, purchases("p", 3, eligibility.Impossible), payroll("d", 0, eligibility.Impossible))
	equal(t, "2 requirements are missing: purchases and payroll.", gardenPresenter(t, words.English()).missing(*v))
	equal(t, "Faltan 2 requisitos: compras y nómina.", gardenPresenter(t, words.Spanish()).missing(*v))

	v = verdictOf(eligibility.KindAny, 0, purchases("p", 3, eligibility.Impossible), payroll("d", 0, eligibility.Impossible))
	equal(t, "One requirement is missing: either purchases or payroll.", gardenPresenter(t, words.English()).missing(*v))

	v = verdictOf(eligibility.KindAll, 0, purchases("p", 3, eligibility.Impossible), payroll("d", 0, eligibility.Unknown))
	equal(t, "One requirement is missing: purchases. Not known yet: payroll.", gardenPresenter(t, words.English()).missing(*v))

	v = verdictOf(eligibility.KindAll, 0, payroll("d", 0, eligibility.Unknown))
	equal(t, "Not known yet: payroll.", gardenPresenter(t, words.English()).missing(*v))
}

func TestARowSaysWhereItsRequirementStands(t *testing.T) {
	t.Parallel()
	p := gardenPresenter(t, words.English())
	because := func(l eligibility.Leaf, why eligibility.Reason) eligibility.Leaf { l.Reason = why; return l }
	account, standing := eligibility.KindQualifyingAccount, eligibility.KindGoodStanding
	pendingMoney := payroll("d", 32000, eligibility.NotYet)
	pendingMoney.Pending = 9900
	for name, c := range map[string]struct {
		leaf        eligibility.Leaf
		state       tile.RuleState
		value, note string
		bar         bool
	}{
		"met count shows what was asked for":        {purchases("p", 9, eligibility.Met), tile.RuleMet, "5 of 5", "", false},
		"met without a day is done":                 {single("a", account, eligibility.Met), tile.RuleMet, "Done", "", false},
		"nothing done yet":                          {because(purchases("p", 0, eligibility.NotYet), eligibility.ReasonNotEnough), tile.RuleNotBegun, "0 of 5", "", true},
		"waits for the account, told by its row":    {because(purchases("p", 0, eligibility.NotYet), eligibility.ReasonNoAccount), tile.RuleNotBegun, "0 of 5", "", true},
		"money pending at the bank":                 {pendingMoney, tile.RuleUnderWay, "$320 of $500", "$99 more is pending at the bank", true},
		"no account yet":                            {because(single("a", account, eligibility.NotYet), eligibility.ReasonNoAccount), tile.RuleNotBegun, "", "We see no such account yet", false},
		"a balance below zero can be cured":         {because(single("s", standing, eligibility.NotYet), eligibility.ReasonNegativeBalance), tile.RuleNotBegun, "", "The balance is below zero", false},
		"lost for good says why":                    {because(single("a", account, eligibility.Impossible), eligibility.ReasonOpenedTooEarly), tile.RuleImpossible, "", "The account was opened before this offer", false},
		"not found out keeps what was seen":         {because(purchases("p", 3, eligibility.Unknown), eligibility.ReasonDenied), tile.RuleUnknown, "3 of 5", "We are not allowed to look at this", true},
		"not found out never says zero":             {because(payroll("d", 0, eligibility.Unknown), eligibility.ReasonDown), tile.RuleUnknown, "not known yet", "The bank could not tell us right now", false},
		"a result nobody knows counts as unknown":   {purchases("p", 0, "surprise"), tile.RuleUnknown, "not known yet", "We are looking into this", false},
		"a standing that the bank does not tell":    {because(single("s", standing, eligibility.Unknown), eligibility.ReasonStandingUnknown), tile.RuleUnknown, "not known yet", "The bank does not tell us this; our team looks", false},
		"a negative sum after refunds is not shown": {payroll("d", -500, eligibility.NotYet), tile.RuleNotBegun, "$0 of $500", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row := p.rule(c.leaf, false)
			equal(t, []string{string(c.state), c.value, c.note}, []string{string(row.State), row.Value.Text, row.Note})
			if (row.Bar != nil) != c.bar {
				t.Errorf("bar is %+v", row.Bar)
			}
		})
	}
}

func TestEveryReasonOfAnUnknownRequirementIsWordedInBothLanguagesAndIsNoRefusal(t *testing.T) {
	t.Parallel()
	for _, reason := range []eligibility.Reason{eligibility.ReasonDenied, eligibility.ReasonExpired, eligibility.ReasonThrottled,
		eligibility.ReasonDown, eligibility.ReasonMalformed, eligibility.ReasonNeverAsked, eligibility.ReasonRuleUnreadable,
		eligibility.ReasonTermsUnreadable, eligibility.ReasonAwaitingData, eligibility.ReasonKindUnknown,
		eligibility.ReasonOpeningDayUnknown, eligibility.ReasonStandingUnknown, eligibility.ReasonBalanceUnknown} {
		for _, say := range []words.Words{words.English(), words.Spanish()} {
			leaf := purchases("p", 0, eligibility.Unknown)
			leaf.Reason = reason
			row := gardenPresenter(t, say).rule(leaf, false)
			if row.State != tile.RuleUnknown || row.Value.Text != say.Rules.SaidUnknown || row.Note == "" || strings.Contains(row.Note, string(reason)+"_") {
				t.Errorf("%s in %s: %+v", reason, say.Lang, row)
			}
		}
	}
}

func TestTheRequirementsAreCountedAsTheFewestThatPay(t *testing.T) {
	t.Parallel()
	one := `{"id":"%","kind":"good_standing"}`
	leaf := func(id string) string { return strings.Replace(one, "%", id, 1) }
	for document, want := range map[string]int{
		threeRules: 3,
		leaf("a"):  1,
		`{"id":"t","kind":"any","rules":[` + leaf("a") + `,` + leaf("b") + `]}`:                                                     1,
		`{"id":"t","kind":"at_least","k":2,"rules":[` + leaf("a") + `,` + leaf("b") + `,` + leaf("c") + `]}`:                        2,
		`{"id":"t","kind":"any","rules":[{"id":"u","kind":"all","rules":[` + leaf("a") + `,` + leaf("b") + `]},` + leaf("c") + `]}`: 1,
	} {
		rule, err := eligibility.ParseRules(json.RawMessage(document))
		if err != nil {
			t.Fatalf("%s: %v", document, err)
		}
		if got := fewest(rule); got != want {
			t.Errorf("%s needs %d, want %d", document, got, want)
		}
	}
}

func TestTheRequirementsInWordsKeepAChoiceAChoice(t *testing.T) {
	t.Parallel()
	rule, err := eligibility.ParseRules(json.RawMessage(`{"id":"t","kind":"any","rules":[` +
		`{"id":"p","kind":"debit_purchases","debit_purchases":{"min_count":1,"min_each":1000}},` +
		`{"id":"d","kind":"direct_deposit","direct_deposit":{"measure":"sum","min_total":100000}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	got := gardenPresenter(t, words.English()).requirements(rule, models.Terms{WindowDays: 30, Currency: "USD"})
	want := []string{"Any one of these is enough:", "1 debit card purchase. Purchases of $10 or more", "$1,000 of payroll deposits. Deposits from"}
	if !slices.EqualFunc(want, got, func(w, g string) bool { return strings.HasPrefix(g, w) }) {
		t.Errorf("got %q, want lines that begin with %q", got, want)
	}
}
