package sandbox

import (
	"net/http"
	"time"
)

type dashboardView struct {
	frame
	GivenName  string
	Today      string
	Accounts   []accountRow
	Activity   []activityRow
	App        string
	CardSrc    string
	CardHeight int
	// CardSandbox is what the frame may do, empty where it is an ordinary one.
	CardSandbox string
	Expanded    string
	Form        controlForm
	Posts       bool // there is an account to post to
	Pending     int
}

type accountRow struct {
	Name, Masked, Bank string
	Owed               bool
	Balance            int64
	Available          int64
	Opened             string
}

type activityRow struct {
	When, Name, Memo string
	Amount           int64
	NoAmount         bool
	Pending          bool
}

// controlForm is what was typed into the sandbox's own forms, with a message beside the field that was wrong.
type controlForm struct {
	Payroll, Purchase, Count, Pending, Days       string
	PayrollProblem, PurchaseProblem, CountProblem string
	PendingProblem, DaysProblem                   string
}

func emptyForm() controlForm {
	return controlForm{Payroll: "500.00", Purchase: "24.50", Count: "1", Pending: "18.00", Days: "1"}
}

// The ways in which the dashboard frames the card, besides the ordinary one.
const (
	FrameSandboxed  = "sandboxed"   // shut off from its own origin: it has no cookies and no storage
	FrameSameOrigin = "same-origin" // sandboxed, but as itself
)

func cardSandbox(frame string) string {
	const may = "allow-scripts allow-forms allow-top-navigation-by-user-activation"
	return map[string]string{FrameSandboxed: may, FrameSameOrigin: may + " allow-same-origin"}[frame]
}

func (in *institution) dashboardShow(w http.ResponseWriter, r *http.Request) {
	s := in.mustSignIn(w, r)
	switch {
	case s == nil:
	case r.URL.Query().Has("mobile"):
		in.mobileCard(w, r)
	default:
		in.dashboard(w, r, http.StatusOK, s.Username, emptyForm())
	}
}

// mobileCard is what a native app does for its card: a web view of its own loads the first address at the top.
func (in *institution) mobileCard(w http.ResponseWriter, r *http.Request) {
	in.bank.mu.Lock()
	uris := in.fi.RedirectURIs
	in.bank.mu.Unlock()
	if len(uris) == 0 {
		http.NotFound(w, r)
		return
	}
	http.Redirect(w, r, uris[0], http.StatusSeeOther)
}

func (in *institution) dashboard(w http.ResponseWriter, r *http.Request, status int, username string, form controlForm) {
	in.bank.mu.Lock()
	m := in.member(username)
	if m == nil {
		in.bank.mu.Unlock()
		http.Redirect(w, r, "/logout", http.StatusSeeOther)
		return
	}
	v := dashboardView{
		frame: in.frame(r, "Dashboard"), GivenName: m.GivenName, Form: form, App: in.fi.AppName,
		Today:      in.now().In(in.zone).Format("Monday, January 2, 2006"),
		CardHeight: in.fi.CardHeight, Expanded: in.fi.ExpandedURL,
	}
	v.Active, v.CardSandbox = "/dashboard", cardSandbox(in.switches.Frame)
	if len(in.fi.RedirectURIs) > 0 {
		v.CardSrc = in.fi.RedirectURIs[0]
	}
	for _, a := range in.openAccounts(m) {
		if !a.Hidden {
			v.Accounts = append(v.Accounts, in.accountRow(a))
		}
	}
	if a := in.spending(m); a != nil {
		v.Posts = true
		rows := in.pageOf(in.visible(a), transactionQuery{limit: maxLimit})
		for _, p := range rows {
			if p.pending() {
				v.Pending++
			}
		}
		for _, p := range rows[:min(6, len(rows))] {
			v.Activity = append(v.Activity, activityRow{When: in.shortDay(p.At), Name: p.DisplayName, Memo: p.Memo,
				Amount: p.AmountMinor, NoAmount: p.NoAmount, Pending: p.pending()})
		}
	}
	in.bank.mu.Unlock()
	in.page(w, status, "dashboard", v)
}

func (in *institution) accountRow(a *Account) accountRow {
	posted, available := in.balances(a)
	row := accountRow{Name: a.Name, Masked: a.Masked, Bank: a.InstitutionName, Balance: posted, Available: available,
		Owed: a.Type == "Debt" || a.Type == "Line of Credit"}
	if opened, err := time.ParseInLocation(time.DateOnly, a.OriginationDate, in.zone); err == nil {
		if age := in.now().Sub(opened); age < 90*24*time.Hour {
			row.Opened = in.shortDay(opened)
		}
	}
	return row
}

func (in *institution) shortDay(t time.Time) string { return t.In(in.zone).Format("Jan 2") }
