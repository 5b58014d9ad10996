package handlers

import (
	"bufio"
	"crypto/rand"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/models/secret"
	"raf/providers/sandbox"
)

// killChild makes this very binary the process that renews a grant until a point and stands there.
var killChild = flag.Bool("kill-child", false, "be the process that is killed while it renews a grant")

// renewOrder is what the child is told: whose grant, and the statements after the last of which it stands.
type renewOrder struct {
	Host, Port, Name, User, Password string
	At                               time.Time
	Member                           string
	Until                            []string
}

// renewUntilKilled is the child.
func renewUntilKilled(t *testing.T) {
	t.Helper()
	var o renewOrder
	if err := json.NewDecoder(os.Stdin).Decode(&o); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return o.At }
	var mu sync.Mutex
	watch := &modelstest.Counter{On: func(statement string) {
		mu.Lock()
		if len(o.Until) > 0 && strings.HasPrefix(statement, o.Until[0]) {
			if o.Until = o.Until[1:]; len(o.Until) == 0 {
				fmt.Println("reached")
				select {}
			}
		}
		mu.Unlock()
	}}
	store, err := models.Open(models.Config{Host: o.Host, Port: o.Port, Name: o.Name, User: o.User, Password: o.Password, SSLMode: "disable", Now: now, OpenDB: modelstest.Patient(watch.Open)})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := secret.NewKeyring(testKey, nil)
	if err != nil {
		t.Fatal(err)
	}
	tenant, err := store.TenantBySlug(t.Context(), sandbox.Garden)
	if err != nil {
		t.Fatal(err)
	}
	var m models.Member
	if err := store.For(tenant).View(t.Context(), func(v *models.View) (err error) { m, err = v.Member(o.Member); return err }); err != nil {
		t.Fatal(err)
	}
	app := program.New(program.Deps{Store: store, Keys: keys, Banks: (&house{patience: bankPatience}).platforms(), Now: now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	got, err := app.For(tenant).Check(t.Context(), m, "tile", "child")
	fmt.Println("ended", got.Failure, err)
}

// killed lets a process of its own renew and kills it with SIGKILL where it stands.
func (o renewOrder) killed(t *testing.T) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestAKillOfWhoeverRenewsAGrant$", "-kill-child", "-test.timeout", "2m")
	raw, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	child.Stdin = strings.NewReader(string(raw))
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	if err := child.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = child.Wait() // it was killed
	if line != "reached\n" {
		t.Fatalf("the child said %q instead of reaching its point", line)
	}
}

// A process that is killed while it renews a grant leaves a lease that nobody can ask about. The next one waits for its
// end and goes on, and where the bank has used the refresh token already, which is the one thing that is lost, it is shown
// once more, the member is signed out cleanly, and is in again at the next load.
func TestAKillOfWhoeverRenewsAGrant(t *testing.T) {
	if *killChild {
		renewUntilKilled(t)
		return
	}
	t.Parallel()
	const lease, renewal = `UPDATE "bank_grants"`, `UPDATE "bank_grants"`
	for name, row := range map[string]struct {
		until     []string
		sent      int // renewals that reach the bank, the killed one's among them
		leaseHeld bool
		ends      string
	}{
		"before the call":                  {[]string{lease, modelstest.Committed}, 1, true, ""},
		"between the call and its storing": {[]string{lease, modelstest.Committed, renewal}, 2, true, "expired"},
		"before the commit":                {[]string{lease, modelstest.Committed, renewal, "COMMIT"}, 2, true, "expired"},
		"after the commit":                 {[]string{lease, modelstest.Committed, renewal, modelstest.Committed}, 1, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := build(t, kit.Postgres(t, nil))
			b := h.friend(t, "blake")
			page, token := b.get(web.PathTile), b.token()
			h.set(t, sandbox.Garden, "UPDATE bank_grants SET expires_at = '2020-01-01T00:00:00.000000Z' WHERE refreshable")
			before := h.bank.Counters(sandbox.Garden)
			c := h.db.Config
			renewOrder{Host: c.Host, Port: c.Port, Name: c.Name, User: c.User, Password: c.Password, At: h.clock.Now(), Member: h.member(t, sandbox.Garden, "blake").ID, Until: row.until}.killed(t)
			if row.leaseHeld {
				b.submit(page, checkForm, nil, scripted, "true").wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "We can’t reach Garden right now. These facts are from").without(neverSaid()...)
				h.clock.Advance(16 * time.Second)
			}
			got := b.submit(page, checkForm, nil, scripted, "true").wantState(http.StatusOK, "acceptor_pending").without(neverSaid()...)
			shows := "5 purchases"
			if row.ends != "" {
				shows = "Sign in again to see what is new. These facts are from"
			}
			got.wants(http.StatusOK, shows)
			h.drained(t)
			after := h.bank.Counters(sandbox.Garden)
			if n := after.Requests[sandbox.OnRefresh] - before.Requests[sandbox.OnRefresh]; n != row.sent {
				t.Errorf("%d renewals were sent, want %d", n, row.sent)
			}
			if n := after.InvalidGrants - before.InvalidGrants; n != row.sent-1 {
				t.Errorf("%d of them with a used token, want %d", n, row.sent-1)
			}
			h.wantEnded(t, b, token, row.ends)
			b.load(web.PathTile).wantState(http.StatusOK, "acceptor_pending")
		})
	}
}
