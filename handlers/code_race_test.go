package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"

	"raf/components/tile"
	"raf/handlers/web"
	"raf/models/modelstest"
	"raf/providers/sandbox"
)

// TestFiveHundredFriendsForAHundredPlaces lets everybody press the button at once, through the front door.
func TestFiveHundredFriendsForAHundredPlaces(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		const friends, places = 500, 100
		h.set(t, sandbox.Garden, fmt.Sprintf("UPDATE campaigns SET budget_minor = %d WHERE status = 'live'", places*100_00))
		codes := make([]string, 50) // of so many inviters that nobody's yearly limit makes a place cheaper
		for i := range codes {
			codes[i] = modelstest.Member(t, h.rows(sandbox.Garden), fmt.Sprintf("inviter-%d", i)).Code.Code
		}
		terms := ""
		browsers := make([]*browser, friends)
		forms := make([]url.Values, friends)
		for i := range friends {
			browsers[i] = h.browser(t, sandbox.Garden)
			s := browsers[i].enter(sandbox.Garden, modelstest.Member(t, h.rows(sandbox.Garden), fmt.Sprintf("friend-%d", i)))
			if terms == "" {
				_, form := browsers[i].fields(browsers[i].get(web.PathCode), codeForm)
				terms = form.Get(tile.FieldTermsID)
			}
			forms[i] = url.Values{tile.FieldToken: {h.formToken(sandbox.Garden, s)}, tile.FieldTermsID: {terms},
				tile.FieldCode: {codes[i%len(codes)]}, tile.FieldTerms: {"yes"}}
		}
		var mu sync.Mutex
		var group sync.WaitGroup
		outcomes := map[string]int{}
		for i := range friends {
			group.Go(func() {
				got := browsers[i].post(web.PathCode, forms[i], scripted, "true")
				mu.Lock()
				defer mu.Unlock()
				outcomes[fmt.Sprintf("%d %s", got.status, got.state())]++
			})
		}
		group.Wait()
		accepted, refused := outcomes[fmt.Sprintf("%d acceptor_pending", http.StatusOK)], outcomes[fmt.Sprintf("%d inviter_ready", http.StatusUnprocessableEntity)]
		if accepted != places || refused != friends-places {
			t.Errorf("outcomes %v, want %d accepted and %d told gently", outcomes, places, friends-places)
		}
		if n := h.count(t, sandbox.Garden, "referrals", ""); n != places {
			t.Errorf("%d referrals, want %d", n, places)
		}
		if n := h.count(t, sandbox.Garden, "campaigns", fmt.Sprintf("status = 'live' AND committed_minor = %d", places*100_00)); n != 1 {
			t.Error("the budget is not exactly used up")
		}
	})
}
