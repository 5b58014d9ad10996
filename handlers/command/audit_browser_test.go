package command

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"raf/models/modelstest"
	"raf/providers/sandbox"
)

func TestTheAdministratorWalksTheChainOfTheDemo(t *testing.T) {
	t.Parallel()
	db := modelstest.SQLite(t, nil)
	st := stageOn(t, db.Config)
	console := st.base.String() + "/t/" + sandbox.Garden + "/console/"
	raw := modelstest.Raw(t, db.Config)
	stop := st.work(t)

	admin := newBrowser(t)
	admin.take(console, "Administrator")
	admin.do(chromedp.Click(`.places a[href$="/audit/"]`), chromedp.WaitVisible("#verify"))
	admin.shot("console-audit")
	admin.do(chromedp.Click("#verify"), chromedp.WaitVisible(".chain.notice-green"))
	admin.shot("console-audit-holds")
	admin.do(chromedp.SendKeys("#q", "devon"), chromedp.WaitVisible(`#list[data-url*="q=devon"]`))
	admin.shot("console-audit-search")
	admin.do(chromedp.Click(`#list .mono a, #list td:last-child a`), chromedp.WaitVisible(".entry-whole"))
	admin.shot("console-audit-entry")
	// What was done in this walk waits for its seal, which a busy machine sets late.
	sealed := func() (seq int64) {
		if err := raw.QueryRowContext(t.Context(), "SELECT coalesce(max(seq), 0) FROM audit_log").Scan(&seq); err != nil {
			t.Fatal(err)
		}
		return seq
	}
	admin.waitFor(func() bool { return sealed() >= 3 }, func() string { return fmt.Sprintf("%d entries sealed, want 3", sealed()) })
	stop()
	forge(t, modelstest.DB{Store: st.app.store, Config: db.Config}, sandbox.Garden, "UPDATE audit_log SET actor_id = 'nobody' WHERE seq = 3")
	admin.do(chromedp.Navigate(console+"audit/"), chromedp.Click("#verify"), chromedp.WaitVisible(".chain.notice-red"))
	admin.shot("console-audit-broken")
}
