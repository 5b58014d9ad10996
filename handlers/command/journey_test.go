package command

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"raf/models"
	"raf/models/modelstest"
	"raf/providers/sandbox"
)

func TestEachMemberMeetsTheirStateInTheBanksFrame(t *testing.T) {
	t.Parallel()
	st := stageForTest(t)
	for _, tt := range []struct{ who, state, says, not string }{
		{"avery", "inviter_ready", "Joined 2 Rewarded 1", "casey"},
		{"blake", "inviter_ready", "Have a code?", "$320"},
		{"casey", "acceptor_pending", "3 of 5", "avery"},
		{"devon", "acceptor_eligible", "You did it", "gale"},
		{"ellis", "acceptor_paid", "$50 is yours", "avery"},
	} {
		t.Run(tt.who, func(t *testing.T) {
			b := newBrowser(t)
			b.signIn(st.banks[sandbox.Garden], tt.who)
			b.waitCard(cardState, tt.state)
			b.says(tt.says)
			b.shot(tt.who)
		})
	}
}

// pressBank presses a control of the bank's own page and waits until the page has come back. The press is the page's
// own: the page moves while its card asks for more height, and a mouse would miss.
func (b *browser) pressBank(selector string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.body.dataset.left = "yes"; document.querySelector(%q).click()`, selector)),
		chromedp.WaitVisible("body:not([data-left])"))
}

func TestAFriendGoesFromSilentSignInToEligible(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) { friendsJourney(t, stageOn(t, db.Config)) })
}

func friendsJourney(t *testing.T, st *stage) {
	t.Helper()
	bank := st.banks[sandbox.Garden]

	inviter := newBrowser(t)
	inviter.signIn(bank, "avery")
	inviter.waitCard(cardState, "inviter_ready")
	inviter.press(`a[href$="/plugin/share"]`)
	inviter.says("Friends can scan this")
	code, err := inviter.inCard(`document.body.innerText.match(/[A-Z2-9]{4}-[A-Z2-9]{4}/)[0]`)
	if err != nil {
		t.Fatal(err)
	}
	inviter.shot("share")

	b := newBrowser(t)
	b.signIn(bank, "blake")
	b.waitCard(cardState, "inviter_ready")
	b.press(`a[href$="/plugin/code"]`)
	b.says("Enter a friend")
	b.write("#code", "K7PN-3QXD")
	b.press(".code-form button")
	b.says("Tick this box to accept the terms.")
	b.shot("code-unticked")
	b.waitCard(`document.getElementById("code").value`, "K7PN-3QXD")
	b.press(`input[name=accept_terms]`)
	b.press(".code-form button")
	b.says("This code can’t be used.")
	b.shot("code-refused")
	if _, err := b.inCard(`document.getElementById("code").value = ""`); err != nil {
		t.Fatal(err)
	}
	b.write("#code", code)
	b.press(".code-form button")
	b.waitCard(cardState, "acceptor_pending")
	b.says("0 of 5")
	b.says("Checked today")
	b.shot("pending-new")

	b.pressBank(`form[action="/sandbox/payroll"] button`)
	b.waitCard(cardState, "acceptor_pending")
	for range 4 {
		b.pressBank(`form[action="/sandbox/purchase"] button`)
	}
	b.waitCard(cardState, "acceptor_pending")
	b.press(`form[action$="/plugin/eligibility"] button`)
	b.says("4 of 5")
	b.pressBank(`form[action="/sandbox/days"] button[value="7"]`)
	b.says("4 of 5") // the week has moved the deadline, and the bank has confirmed the member anew
	b.pressBank(`form[action="/sandbox/purchase"] button`)
	b.waitCard(`["acceptor_pending", "acceptor_eligible"].includes(`+cardState+`)`, "true")
	// The card that came back asks the bank by itself where the last answer is old enough; then there is nothing to press.
	if _, err := b.inCard(`document.querySelector('form[action$="/plugin/eligibility"] button')?.click()`); err != nil {
		t.Fatal(err)
	}
	b.waitCard(cardState, "acceptor_eligible")
	b.says("You did it")
	b.shot("eligible-new")
}

func TestTheCardBelongsToWhoeverTheBankSaysSitsThere(t *testing.T) {
	t.Parallel()
	st := stageForTest(t)
	bank := st.banks[sandbox.Garden]
	b := newBrowser(t)
	b.signIn(bank, "casey")
	b.waitCard(cardState, "acceptor_pending")

	// Signed out at the bank, our session still fresh: the next card load past the minute asks and finds nobody.
	b.open(bank + "/logout")
	st.clock.Advance(2 * time.Minute)
	b.open(st.base.String() + "/t/garden/plugin/")
	b.do(chromedp.WaitVisible(`#tile[data-state="anonymous"]`))

	b.signIn(bank, "devon")
	b.waitCard(cardState, "acceptor_eligible")
	if text := b.text(); strings.Contains(text, "of 5") {
		t.Errorf("devon sees casey's facts: %s", text)
	}

	// Framed by anybody else, also of the bank's own site, there is nothing to see or to press (security.md, D1).
	for _, shown := range []string{"plugin/", "plugin/nothing", "dashboard/", "console/"} {
		stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `<!doctype html><iframe src="`+st.base.String()+"/t/garden/"+shown+`"></iframe>`)
		}))
		t.Cleanup(stranger.Close)
		b.open(strings.Replace(stranger.URL, "127.0.0.1", "localhost", 1))
		b.waitCard("location.href", "chrome-error://chromewebdata/")
	}
}

// coreAsked has the core of Garden asked, which knows a purchase of casey's that the bank does not: the card waits for it on
// its own and is made anew without a press.
func coreAsked(t *testing.T, st *stage, b *browser) {
	t.Helper()
	garden, err := st.app.store.TenantBySlug(t.Context(), sandbox.Garden)
	if err == nil {
		err = st.app.store.For(garden).InTx(t.Context(), func(tx *models.Tx) error {
			now, err := tx.Settings()
			if err != nil {
				return err
			}
			next := garden.TenantProfile
			next.CoreRefresh = true
			return tx.ChangeTenant(next, now.Version, nil, models.Actor{Kind: models.ActorSystem, ID: "test"})
		})
	}
	if err == nil {
		err = st.bank.PostInCore(sandbox.Garden, "casey", sandbox.Posting{AmountMinor: -12_00, Type: "POS", SubType: "PinDebit"})
	}
	if err != nil {
		t.Fatal(err)
	}
	st.app.store.Forget(garden)
	st.bank.SetSwitches(sandbox.Garden, sandbox.Switches{FetchNeverEnds: true})
	b.press(`form[action$="/plugin/eligibility"] button`)
	b.says("Garden is looking for newer postings")
	b.says("3 of 5")
	b.shot("newer")
	st.bank.SetSwitches(sandbox.Garden, sandbox.Switches{})
	b.says("4 of 5")
	b.waitCard(`!!document.getElementById("newer")`, "false")
}

func TestARevokedAppLeavesTheLastKnownFactsWithTheirAge(t *testing.T) {
	t.Parallel()
	st := stageForTest(t)
	bank := st.banks[sandbox.Garden]
	b := newBrowser(t)
	b.signIn(bank, "casey")
	b.waitCard(cardState, "acceptor_pending")
	coreAsked(t, st, b)
	if err := st.bank.RevokeApp(sandbox.Garden, "casey"); err != nil {
		t.Fatal(err)
	}
	b.press(`form[action$="/plugin/eligibility"] button`)
	b.says("These facts are from")
	b.says("4 of 5")
	b.waitCard(`!!document.querySelector('a[href$="/auth/"][target="_top"]')`, "true")
	b.shot("revoked")
}

func TestEveryMemberScreenPassesTheAccessibilityRulesAndThePolicy(t *testing.T) {
	t.Parallel()
	st := stageForTest(t)
	axe := axeSource(t)
	for _, who := range []string{"avery", "blake", "casey", "devon", "ellis"} {
		b := newBrowser(t)
		b.signIn(st.banks[sandbox.Garden], who)
		b.waitCard(`!!document.getElementById("tile")`, "true")
		paths := []string{"/plugin/?s=1", "/dashboard/"}
		if who == "blake" {
			paths = append(paths, "/plugin/share", "/plugin/code", "/plugin/terms", "/me/", "/r/unknown", "/nowhere")
		}
		for _, path := range paths {
			for _, width := range []int64{360, 1280} {
				b.do(chromedp.EmulateViewport(width, 900))
				b.open(st.base.String() + "/t/garden" + path)
				b.axe(axe, fmt.Sprintf("%s %s at %d", who, path, width))
				b.shot(fmt.Sprintf("page-%s%s-%d", who, strings.TrimSuffix(strings.ReplaceAll(path, "/", "-"), "-?s=1"), width))
			}
		}
	}
}
