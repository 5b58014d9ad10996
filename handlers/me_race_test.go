package handlers

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/models/modelstest"
	"raf/providers/sandbox"
)

// TestAnAccessThatIsEndedWhileAnotherTabSignsInStaysEnded holds the card of another tab where it stores its sign-in, and ends
// our access meanwhile: whichever comes first, nothing of the card's sign-in may be left.
func TestAnAccessThatIsEndedWhileAnotherTabSignsInStaysEnded(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		held  string // where the card's sign-in stands
		first bool   // the sign-in has the member's row already, so the end waits for it
	}{
		"the sign-in is first": {`INSERT INTO "bank_grants"`, true},
		"the end is first":     {`UPDATE "members"`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var armed atomic.Bool
			storing, ending, goOn := make(chan struct{}), make(chan struct{}), make(chan struct{})
			db := kit.Postgres(t, (&modelstest.Counter{On: func(statement string) {
				switch {
				case strings.HasPrefix(statement, `UPDATE "members" SET "withdrawn_at"`):
					close(ending) // and then it may wait in the database for the row
				case strings.HasPrefix(statement, row.held) && armed.CompareAndSwap(true, false):
					close(storing)
					<-goOn
				}
			}}).Open)
			h := build(t, db)
			b := h.joined(t)
			page := b.get(web.PathMe).wants(http.StatusOK)
			tab := h.browser(t, sandbox.Garden)
			tab.atBank(sandbox.Garden, "blake")
			callback := tab.toBank(web.PathTile)
			armed.Store(true)
			signedIn, ended := make(chan reply, 1), make(chan reply, 1)
			go func() { signedIn <- tab.get(callback) }()
			<-storing
			go func() { ended <- b.submit(page, "form#withdraw", nil) }()
			select {
			case <-ending:
			case <-time.After(30 * time.Second):
				t.Error("the end waits for something else than the member's row")
			}
			if !row.first {
				(<-ended).wants(http.StatusSeeOther)
			}
			close(goOn)
			if row.first {
				(<-ended).wants(http.StatusSeeOther)
			}
			if got := <-signedIn; got.status >= http.StatusInternalServerError {
				t.Errorf("the other tab ended with %d", got.status)
			}
			h.drained(t)
			blake := "member_id = (SELECT id FROM members WHERE given_name = 'Blake' AND tenant_id = '" + string(h.garden.ID()) + "')"
			for table, where := range map[string]string{"bank_grants": blake, "sessions": blake + " AND revoked_at IS NULL"} {
				if n := h.count(t, sandbox.Garden, table, where); n != 0 {
					t.Errorf("%d rows of %s are left", n, table)
				}
			}
			tab.load(web.PathTile).wantState(http.StatusOK, "anonymous").wants(http.StatusOK, "You ended our access")
		})
	}
}
