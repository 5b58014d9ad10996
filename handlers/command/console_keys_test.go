package command

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// at waits until the focus is on something that a selector names.
func (b *browser) at(what, selector string) {
	b.t.Helper()
	b.until(`document.activeElement.matches(`+"`"+selector+"`"+`) ? "there" : document.activeElement.id + document.activeElement.className`, "there")
	if b.t.Failed() {
		b.t.Fatalf("%s: the focus is elsewhere", what)
	}
}

// A payment goes from being asked for to being confirmed by keys alone: Tab goes through the panel as one reads it, Escape
// changes nothing and loses nothing.
func TestMoneyMovesByKeysAlone(t *testing.T) {
	t.Parallel()
	st := stageForTest(t)
	console := st.base.String() + "/t/garden/console/"
	maker, checker := newBrowser(t), newBrowser(t)
	enter, tab, escape := chromedp.KeyEvent("\r"), chromedp.KeyEvent("\t"), chromedp.KeyEvent(kb.Escape)
	on := func(selector string) chromedp.Action[chromedp.Void] { return chromedp.Focus(selector) }

	maker.take(console, "Payout maker")
	maker.do(chromedp.Navigate(console+"referrals/?q=devon"), on("#list tbody th a"), enter, chromedp.WaitVisible("#ask-pay"))
	maker.do(on("#pay select[name=account_acceptor]"), tab)
	maker.at("from the friend's account", "#pay select[name=account_inviter]")
	maker.do(tab)
	maker.at("from the inviter's account", "#ask-pay")
	maker.do(enter)
	maker.do(chromedp.WaitVisible("button[id^=take-back]"))

	checker.take(console, "Payout checker")
	checker.do(chromedp.Navigate(console+"referrals/?q=devon"), on("#list tbody th a"), enter, chromedp.WaitVisible("#pay .ask summary"))
	checker.unfolded("#pay .ask")
	checker.do(escape)
	checker.at("after Escape", "#pay .ask:not([open]) summary")
	checker.unfolded("#pay .ask")
	checker.do(tab)
	checker.at("from the question", "#pay .asked .button-pay")
	checker.do(enter)
	checker.do(chromedp.WaitVisible("#mark"))

	maker.do(chromedp.Reload(), chromedp.WaitVisible("#mark"))
	maker.unfolded("#mark")
	maker.do(on("#mark-reference"), chromedp.KeyEvent("ACH-9"), escape) // the date before it has a stop for each of its parts
	maker.at("after Escape from what was typed", "#mark summary")
	maker.unfolded("#mark")
	if got := maker.tell(`document.getElementById("mark-reference").value`); got != "ACH-9" {
		t.Errorf("Escape lost what was typed: %q", got)
	}
	maker.do(on("#mark-reference"), enter)
	maker.do(chromedp.WaitVisible("button[id^=take-back]"))

	checker.do(chromedp.Reload(), chromedp.WaitVisible("#pay .ask summary"))
	checker.unfolded("#pay .ask")
	checker.do(tab)
	checker.at("from the question", "#pay .asked .button-pay")
	checker.do(enter)
	checker.do(chromedp.WaitVisible(".pill-green"))
	if got := checker.tell(`document.querySelectorAll(".pay-foot").length`); got != "0" {
		t.Error("the panel of what is paid has a foot with nothing on it")
	}
}
