package sandbox

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	maxPurchases = 50
	maxDays      = 366
)

// control runs one of the buttons that move the story on and returns to the dashboard, so that a reload of the page
// does not press it again.
func (in *institution) control(w http.ResponseWriter, r *http.Request) {
	s := in.mustSignIn(w, r)
	if s == nil {
		return
	}
	form := emptyForm()
	var done string
	var err error
	switch r.PathValue("action") {
	case "payroll":
		done, err = in.controlPayroll(r, s.Username, &form)
	case "purchase":
		done, err = in.controlPurchase(r, s.Username, &form)
	case "pending":
		done, err = in.controlPending(r, s.Username, &form)
	case "settle":
		var n int
		n, err = in.bank.SettlePending(in.fi.Slug, s.Username)
		done = plural(n, "pending purchase") + " posted."
	case "days":
		done, err = in.controlDays(r, &form)
	default:
		http.NotFound(w, r)
		return
	}
	if err != nil {
		done = "Nothing was posted: " + strings.TrimPrefix(err.Error(), "sandbox: ") + "."
	}
	if done == "" {
		in.dashboard(w, r, http.StatusUnprocessableEntity, s.Username, form)
		return
	}
	in.bank.mu.Lock()
	s.Flash = done
	in.bank.mu.Unlock()
	http.Redirect(w, r, "/dashboard", http.StatusSeeOther)
}

// Each of these answers with what was done, with nothing and a problem in the form, or with an error of the bank.

func (in *institution) controlPayroll(r *http.Request, username string, form *controlForm) (string, error) {
	form.Payroll = r.PostFormValue("amount")
	minor, ok := parseMinor(form.Payroll)
	if !ok {
		form.PayrollProblem = amountHint
		return "", nil
	}
	return "Payroll of " + displayMinor(minor) + " deposited.", in.bank.PostPayroll(in.fi.Slug, username, minor)
}

func (in *institution) controlPurchase(r *http.Request, username string, form *controlForm) (string, error) {
	form.Purchase, form.Count = r.PostFormValue("amount"), r.PostFormValue("count")
	minor, ok := parseMinor(form.Purchase)
	if !ok {
		form.PurchaseProblem = amountHint
	}
	n, err := strconv.Atoi(strings.TrimSpace(orElse(form.Count, "1")))
	if err != nil || n < 1 || n > maxPurchases {
		form.CountProblem = fmt.Sprintf("Enter a number from 1 to %d.", maxPurchases)
	}
	if form.PurchaseProblem != "" || form.CountProblem != "" {
		return "", nil
	}
	for range n {
		if err := in.bank.PostPurchase(in.fi.Slug, username, minor, false); err != nil {
			return "", err
		}
	}
	return plural(n, "purchase") + " of " + displayMinor(minor) + " posted.", nil
}

func (in *institution) controlPending(r *http.Request, username string, form *controlForm) (string, error) {
	form.Pending = r.PostFormValue("amount")
	minor, ok := parseMinor(form.Pending)
	if !ok {
		form.PendingProblem = amountHint
		return "", nil
	}
	return "A purchase of " + displayMinor(minor) + " is pending.", in.bank.PostPurchase(in.fi.Slug, username, minor, true)
}

// controlDays moves the clock of bank and app alike, outside the bank's lock: whoever owns the clock may ask us
// something while it moves.
func (in *institution) controlDays(r *http.Request, form *controlForm) (string, error) {
	form.Days = r.PostFormValue("days")
	n, err := strconv.Atoi(strings.TrimSpace(form.Days))
	switch {
	case in.bank.cfg.Advance == nil:
		return "This clock can't be moved.", nil
	case err != nil || n < 1 || n > maxDays:
		form.DaysProblem = fmt.Sprintf("Enter a number of days from 1 to %d.", maxDays)
		return "", nil
	}
	in.bank.cfg.Advance(time.Duration(n) * 24 * time.Hour)
	return plural(n, "day") + " went by.", nil
}

func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
