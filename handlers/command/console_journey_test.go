package command

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"raf/providers/sandbox"
)

// fill writes values into the fields of a page by their names, as a date picker or a paste would.
func (b *browser) fill(values map[string]string) {
	b.t.Helper()
	raw, err := json.Marshal(values)
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`for (const [name, value] of Object.entries(%s)) {
		const field = document.getElementsByName(name)[0];
		field.value = value;
		field.dispatchEvent(new Event("change", { bubbles: true }));
	} undefined`, raw)))
}

// sees waits until a part of the page holds a text, also while the page is on its way to the next one.
func (b *browser) sees(selector, want string) {
	b.t.Helper()
	var got string
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		next, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](fmt.Sprintf(
			`new Promise(r => requestAnimationFrame(() => r((document.querySelector(%q)?.textContent ?? "").replace(/\s+/g, " "))))`, selector), chromedp.EvalAwaitPromise))
		if err != nil {
			continue // the page is navigating
		}
		if got = next; strings.Contains(got, want) {
			return
		}
	}
	b.t.Fatalf("%s does not say %q but %q", selector, want, got)
}

// draftCampaign writes an offer with a nested rule: an account, and either payroll or purchases.
func (b *browser) draftCampaign(console string) {
	b.t.Helper()
	b.do(chromedp.Navigate(console+"campaigns/"), chromedp.Click(`a[href$="/campaigns/new/"]`), chromedp.WaitVisible("#campaign"))
	b.fill(map[string]string{"name": "New Year", "acceptor_minor": "75", "inviter_minor": "25", "priority": "9"})
	b.do(chromedp.Click("#rule-rules-add summary"), chromedp.Click("#rule-rules-add-0"), chromedp.WaitVisible("#rule-r1"))
	b.do(chromedp.Click("#rule-rules-add-group"), chromedp.WaitVisible("#rule-r2"))
	b.do(chromedp.Click("#rule-r2-add summary"), chromedp.Click("#rule-r2-add-1"), chromedp.WaitVisible("#rule-r3"))
	b.do(chromedp.Click("#rule-r2-add summary"), chromedp.Click("#rule-r2-add-2"), chromedp.WaitVisible("#rule-r4"))
}

// A campaign with a nested rule is refused by the lint, mended, published by a second person; a friend qualifies under it,
// is paid by two people, sees it on the tile; and the audit trail holds.
func TestACampaignIsMadePublishedEarnedAndPaid(t *testing.T) {
	t.Parallel()
	st := stageForTest(t)
	stop := st.work(t)
	console := st.base.String() + "/t/garden/console/"
	admin, maker, checker, friend := newBrowser(t), newBrowser(t), newBrowser(t), newBrowser(t)

	admin.take(console, "Administrator")
	admin.draftCampaign(console)
	admin.do(chromedp.Click("#deed-submit"))
	admin.sees(".notice", "was not sent")
	admin.sees("#lint", "Terms in Spanish are missing")
	admin.shot("journey-refused")
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	admin.fill(map[string]string{"rules.r3.min_total": "500", "starts_on": st.clock.Now().In(zone).Format(time.DateOnly), "budget_minor": "10000",
		"inviter_year_count": "10", "disclosures.apy_hundredths": "0.05", "disclosures.min_open_minor": "25", "disclosures.min_balance_minor": "0",
		"tax_form_acceptor": "INT", "tax_form_inviter": "MISC", "text.en": "The terms.", "text.es": "Las condiciones."})
	admin.do(chromedp.Click("#deed-submit"))
	admin.sees("main", "In review")
	admin.shot("journey-sent")

	checker.take(console, "Payout checker")
	checker.do(chromedp.Navigate(console+"approvals/"), chromedp.WaitVisible(".approval"))
	checker.sees(".approval", "either $500 of payroll deposits, or 5 debit card purchases")
	checker.shot("journey-approval")
	checker.do(chromedp.Click(".approval .ask summary"), chromedp.Click(".approval .asked form button"))
	checker.sees("main", "Live")

	code := st.inviterCode(t)
	friend.signIn(st.banks[sandbox.Garden], "blake")
	friend.press(`a[href$="/plugin/code"]`)
	friend.says("Enter a friend")
	friend.write("#code", code)
	friend.press(`input[name=accept_terms]`)
	friend.press(".code-form button")
	friend.waitCard(cardState, "acceptor_pending")
	friend.pressBank(`form[action="/sandbox/payroll"] button`)
	friend.press(`form[action$="/plugin/eligibility"] button`)
	friend.waitCard(cardState, "acceptor_eligible")
	friend.says("$75")

	maker.take(console, "Payout maker")
	maker.do(chromedp.Navigate(console+"referrals/?q=Blake"), chromedp.Click(`#list tbody a`), chromedp.WaitVisible("#ask-pay"), chromedp.Click("#ask-pay"),
		chromedp.WaitVisible("button[id^=take-back]"))
	checker.do(chromedp.Navigate(console+"approvals/"), chromedp.Click(".approval .ask summary"), chromedp.Click(".asked .button-pay"), chromedp.WaitVisible("#mark"))
	maker.do(chromedp.Reload(), chromedp.Click("#mark summary"), chromedp.SendKeys("#mark-reference", "ACH-7"), chromedp.Click("#mark-form button"),
		chromedp.WaitVisible("button[id^=take-back]"))
	checker.do(chromedp.Reload(), chromedp.Click(".pay .ask summary"), chromedp.Click(".asked .button-pay"), chromedp.WaitVisible(".pill-green"))

	friend.open(st.banks[sandbox.Garden] + "/dashboard")
	friend.waitCard(cardState, "acceptor_paid")
	friend.says("$75")

	stop()
	admin.do(chromedp.Navigate(console+"audit/"), chromedp.WaitVisible("#verify"), chromedp.Click("#verify"), chromedp.WaitVisible(".chain.notice-green"))
	admin.sees("#chain", "Nothing has been altered.")
	if said, err := chromedp.Run(admin.ctx, chromedp.Evaluate[string](`document.getElementById("chain").textContent`)); err != nil || strings.Contains(said, " 0 entries") {
		t.Errorf("the trail holds %q, %v", said, err)
	}
	admin.shot("journey-audit")
}

// work works the jobs of a stage until they are stopped.
func (st *stage) work(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- st.app.withJobs(ctx, func() error { <-ctx.Done(); return nil }) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// inviterCode is the code that avery shares.
func (st *stage) inviterCode(t *testing.T) string {
	t.Helper()
	b := newBrowser(t)
	b.signIn(st.banks[sandbox.Garden], "avery")
	b.waitCard(cardState, "inviter_ready")
	b.press(`a[href$="/plugin/share"]`)
	b.says("Friends can scan this")
	code, err := b.inCard(`document.body.innerText.match(/[A-Z2-9]{4}-[A-Z2-9]{4}/)[0]`)
	if err != nil {
		t.Fatal(err)
	}
	return code
}
