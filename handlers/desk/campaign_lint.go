package desk

import (
	"strconv"
	"strings"

	"raf/components/console"
	"raf/components/ui"
	"raf/components/words"
	"raf/handlers/web"
	"raf/models"
	"raf/models/eligibility"
	"raf/models/lint"
)

// finding is what a reason is called where it keeps a campaign back, why, and what it is called where it passed.
type finding struct{ title, why, passed string }

// lintPanel is the report beside the form.
func (d Seat) lintPanel(report lint.Report, version int) console.Lint {
	out := console.Lint{Title: "Before it can go live", Fact: counted(report)}
	if version > 0 {
		out.Title = "Before version " + strconv.Itoa(version) + " can go live"
	}
	for _, f := range report {
		said := d.findingOf(f)
		line := console.LintLine{Title: said.title, Text: said.why}
		if href := lintHref(f.Field); href != "" && f.Severity != lint.Passed {
			line.Link = ui.Link{Text: "Go to " + lintPlace(f.Field), Href: href}
		}
		switch f.Severity {
		case lint.Problem:
			out.Problems = append(out.Problems, line)
		case lint.Warning:
			out.Warnings = append(out.Warnings, line)
		default:
			if said.passed != "" {
				out.Passed = append(out.Passed, console.LintLine{Title: said.passed})
			}
		}
	}
	return out
}

// Findings are the sentences of what keeps a plan from being published, or is worth a look before.
func Findings(report lint.Report, tenant models.TenantProfile) (problems, warnings []string) {
	d := Seat{Presenter: web.Presenter{Tenant: tenant, Zone: tenant.Zone(), Say: words.For("en", "")}}
	for _, f := range report {
		said := d.findingOf(f)
		text := strings.TrimSpace(strings.TrimSuffix(said.title, ".") + ". " + said.why)
		switch f.Severity {
		case lint.Problem:
			problems = append(problems, text)
		case lint.Warning:
			warnings = append(warnings, text)
		}
	}
	return problems, warnings
}

// counted is "2 problems, 1 warning".
func counted(report lint.Report) string {
	var parts []string
	for _, of := range []struct {
		severity lint.Severity
		one      string
	}{{lint.Problem, "problem"}, {lint.Warning, "warning"}} {
		if n := len(report.Of(of.severity)); n > 0 {
			parts = append(parts, many(n, of.one))
		}
	}
	if len(parts) == 0 {
		return "nothing is wrong"
	}
	return strings.Join(parts, ", ")
}

func many(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(int64(n)) + " " + one + "s"
}

// lintHref is the field of the form that a finding belongs to; what stands in the settings has none here.
func lintHref(field string) string {
	if rule, ok := strings.CutPrefix(field, fieldTree+"."); ok {
		id, key, _ := strings.Cut(rule, ".")
		if key != "" && !ticks(key) {
			return "#" + field
		}
		return "#rule-" + id
	}
	switch field {
	case fieldTree:
		return "#requirements"
	case "timezone", "currency", "postal_address", "same_person", FieldKind, "":
		return ""
	}
	return "#" + field
}

// ticks reports whether a parameter is a row of boxes: there is no one field to go to.
func ticks(key string) bool {
	for _, said := range eligibility.Descriptions() {
		if p, ok := said.Param(key); ok {
			return p.Type == eligibility.ParamChoices
		}
	}
	return true
}

func lintPlace(field string) string {
	if strings.HasPrefix(field, fieldTree) {
		return "requirement"
	}
	return "field"
}

func (d Seat) findingOf(f lint.Finding) finding {
	for _, words := range []func(lint.Finding) (finding, bool){d.ruleFinding, d.dayFinding, d.moneyFinding, d.lawFinding, d.speechFinding} {
		if said, ok := words(f); ok {
			return said
		}
	}
	return finding{title: human(string(f.Reason)), passed: human(string(f.Reason))}
}

// incomplete says what a requirement lacks: "rules.r1.min_count" names its field, "rules.g" a group without anything in it.
func incomplete(field string) string {
	if parts := strings.Split(field, "."); len(parts) > 2 {
		return "“" + paramLabel(parts[len(parts)-1]) + "” is empty."
	}
	return "The group is empty. Add a requirement to it, or remove it."
}

func (d Seat) ruleFinding(f lint.Finding) (finding, bool) {
	days := count(f.Want)
	said, ok := map[lint.Reason]finding{
		lint.RulesEmpty:     {"Nothing is asked for", "Add at least one requirement.", many(int(f.Have), "requirement") + ", complete"},
		lint.RuleIncomplete: {"A requirement is not finished", incomplete(f.Field), ""},
		lint.RuleImpossible: {"A group asks for more than it holds", "It holds " + days + ".", ""},
		lint.RuleWrong:      {"A requirement can't be judged", "Problem: " + strings.ReplaceAll(f.Text, "_", " ") + ".", ""},
		lint.RuleSource:     {"A requirement has no source", "The bank does not tell us this: " + strings.ReplaceAll(f.Text, "_", " ") + ".", "Every requirement has a source"},
		lint.PayrollWords:   {"Nothing tells payroll from other deposits", "Write the words that payroll postings hold.", "Payroll is told by its words"},
		lint.PayCycle:       {"The window may hold no pay day", "Whoever is paid monthly needs " + days + " days.", count(f.Have) + " days span a monthly pay day"},
		lint.PayDays:        {"The window may hold too few pay days", "Whoever is paid monthly needs " + days + " days for so many deposits.", ""},
		lint.PayMonth:       {"The window may hold no whole month", "Only " + days + " days hold a whole calendar month whenever they begin.", ""},
		lint.NewCustomers:   {"Existing customers could take part", "Limit the days of code entry, or when the account was opened.", "Existing customers are kept out"},
		lint.Participants:   {"Everyone may take part, but old accounts don't count", "Say who may take part, or let old accounts count.", ""},
		lint.ProductInviter: {"A product campaign pays no inviter", "Take the inviter's reward away.", "Nobody is paid for inviting"},
	}[f.Reason]
	return said, ok
}

func (d Seat) dayFinding(f lint.Finding) (finding, bool) {
	have, want := count(f.Have), count(f.Want)
	said, ok := map[lint.Reason]finding{
		lint.StartMissing:  {"The first day is missing", "", ""},
		lint.StartMoved:    {"It would close until " + d.stored(f.Text), "It runs already; a first day in the future shuts it until then.", ""},
		lint.EndBeforeFrom: {"The last day is before the first", "", ""},
		lint.EndOver:       {"The last day is over", d.stored(f.Text) + " has passed.", "The last day is ahead"},
		lint.EndOpen:       {"It has no last day", "It runs until somebody ends it.", ""},
		lint.WindowMissing: {"The days to meet it are missing", "Say within how many days.", ""},
		lint.AnchorMissing: {"What the days begin with is missing", "", ""},
		lint.CodeEntry:     {"A code could come after the window", "Code entry of " + have + " days, window of " + want + ".", "Codes come while the window is open"},
		lint.CodeEntryOpen: {"A code could come when the account is too old", "Code entry of " + have + " days, accounts of " + want + " days.", ""},
		lint.PostingGrace:  {"Late postings are not waited for", "Banks book up to three days late.", ""},
		lint.ProofDays:     {"Nobody can send proof", "A referral then ends at once.", ""},
		lint.Timezone:      {"The time zone is not the institution's", f.Text, ""},
		lint.PriorityTie:   {"As high as " + f.Text, "Two campaigns of one priority: which is offered is chance.", ""},
		lint.Hidden:        {"Hidden behind " + f.Text, "That one has priority " + want + ", this one " + have + ".", ""},
	}[f.Reason]
	return said, ok
}

func (d Seat) moneyFinding(f lint.Finding) (finding, bool) {
	have, want := Exact(f.Have, d.Tenant.Currency), Exact(f.Want, d.Tenant.Currency)
	said, ok := map[lint.Reason]finding{
		lint.RewardMissing:  {"The friend gets nothing", "Write the friend's reward.", ""},
		lint.Currency:       {"The currency is not the institution's", f.Text, ""},
		lint.BudgetNone:     {"It has no budget", "Nothing stops it when it has cost enough.", ""},
		lint.BudgetForOne:   {"The budget is not enough for one friend", have + " of " + want + ".", ""},
		lint.BudgetForCap:   {"The budget is below what one inviter may earn", have + " of " + want + ".", "The budget covers what one inviter may earn"},
		lint.BudgetPromised: {"The budget is below what is promised", want + " is promised and paid already.", ""},
		lint.BreakerSilent:  {"The review comes after the budget is used up", "The budget lasts for " + many(int(f.Want), "friend") + ".", ""},
		lint.BreakerPassed:  {"More friends are in than the review allows", many(int(f.Want), "friend") + " joined already.", ""},
		lint.InviterCap:     {"Nothing bounds what one inviter earns", "Write how many rewards a year.", "Rewards a year are bounded"},
		lint.SamePerson:     {"The same person could join twice", "The institution's rule against it is off.", "The same person can't join twice"},
	}[f.Reason]
	return said, ok
}

func (d Seat) lawFinding(f lint.Finding) (finding, bool) {
	said, ok := map[lint.Reason]finding{
		lint.RegDDAPY:        {"APY is missing", "A bonus over $10 must state it (Reg DD).", "APY is stated (Reg DD)"},
		lint.RegDDMinOpen:    {"The minimum to open is missing", "A bonus over $10 must state it (Reg DD).", "Minimum to open is stated"},
		lint.RegDDMinBalance: {"The balance for the bonus is missing", "A bonus over $10 must state it (Reg DD).", "Balance for the bonus is stated"},
		lint.RegDDPaid:       {"The day of payment is missing", "A bonus over $10 must state it (Reg DD).", "Paid within " + count(f.Have) + " days"},
		lint.RESPA:           {"A loan may be a mortgage", "No reward for a mortgage (RESPA). Leave loans out, or write down why.", "No mortgage product (RESPA)"},
		lint.CANSPAM:         {"No postal address for e-mails", "E-mails need one (CAN-SPAM).", "Postal address in e-mails (CAN-SPAM)"},
		lint.TaxFriend:       {"The friend's tax form is missing", "", "Tax form of the friend: " + f.Text},
		lint.TaxInviter:      {"The inviter's tax form is missing", "", "Tax form of the inviter: " + f.Text},
	}[f.Reason]
	if f.Reason == lint.RESPA && f.Text != "" {
		said = finding{title: "A loan counts, with a reason", why: f.Text}
	}
	return said, ok
}

func (d Seat) speechFinding(f lint.Finding) (finding, bool) {
	language := map[string]string{"en": "English", "es": "Spanish"}[f.Text]
	said, ok := map[lint.Reason]finding{
		lint.TermsText:   {"Terms in " + language + " are missing", "", "Terms in " + language},
		lint.ShareReward: {"The share text in " + language + " hides the reward", "A paid recommendation says so (16 CFR 255).", "The share text in " + language + " names the reward"},
		lint.ShareMark:   {f.Text + " is no mark we know", "It would be shown as it is written.", ""},
		lint.Visibility:  {"What the inviter sees is missing", "", ""},
	}[f.Reason]
	return said, ok
}
