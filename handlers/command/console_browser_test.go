package command

import (
	"testing"

	"github.com/chromedp/chromedp"

	"raf/providers/sandbox"
)

// take signs a seat of the demo in, by its button.
func (b *browser) take(console, seat string) {
	b.t.Helper()
	b.do(chromedp.Navigate(console+"signin/"), chromedp.Click(`button[aria-label="Sign in as `+seat+`"]`), chromedp.WaitVisible("#overview .tallies"))
}

func TestDevonIsPaidByTwoSeatsOfTheDemo(t *testing.T) {
	t.Parallel()
	st := stageForTest(t)
	console := st.base.String() + "/t/garden/console/"
	maker, checker := newBrowser(t), newBrowser(t)

	maker.take(console, "Payout maker")
	maker.shot("console-overview")
	maker.do(chromedp.Click(`.places a[href$="/referrals/"]`), chromedp.WaitVisible("#list"))
	maker.shot("console-list")
	maker.do(chromedp.SendKeys("#q", "Dev"), chromedp.WaitVisible(`#list[data-url$="?q=Dev&state=all"]`),
		chromedp.Click(`#list tbody a`), chromedp.WaitVisible("#ask-pay"))
	maker.shot("console-referral")
	maker.do(chromedp.Click("#ask-pay"), chromedp.WaitVisible("button[id^=take-back]"))

	checker.take(console, "Payout checker")
	checker.do(chromedp.Click(`.places a[href$="/approvals/"]`), chromedp.WaitVisible(".approval"))
	checker.shot("console-approvals")
	checker.do(chromedp.Click(".approval .ask summary"), chromedp.Click(".asked .button-pay"), chromedp.WaitVisible("#mark"))

	maker.do(chromedp.Reload(), chromedp.Click("#mark summary"), chromedp.SendKeys("#mark-reference", "ACH-1"),
		chromedp.Click("#mark-form button"), chromedp.WaitVisible("button[id^=take-back]"))
	checker.do(chromedp.Reload(), chromedp.Click(".pay .ask summary"), chromedp.Click(".asked .button-pay"), chromedp.WaitVisible(".pill-green"))
	checker.shot("console-paid")

	devon := newBrowser(t)
	devon.signIn(st.banks[sandbox.Garden], "devon")
	devon.waitCard(cardState, "acceptor_paid")

	maker.signsOutForGood(`button[aria-label="Sign out"]`, []string{"Devon", `id="overview"`}, console+"referrals/", console)
	devon.open(st.banks[sandbox.Garden] + "/logout") // or the bank signs them in again
	home := st.base.String() + "/t/garden"
	devon.signsOutForGood(`form[action$="/auth/signout"] button`, []string{"About Devon", "acceptor_paid"}, home+"/me/", home+"/dashboard/")
}
