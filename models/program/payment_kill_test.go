package program_test

import (
	"bufio"
	"crypto/rand"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/providers"
)

// How the experiment runs: once a point in the suite, 25 times by make soak. The child is this very binary, told by its
// flag to pay until a point and to stand there.
var (
	kills     = flag.Int("kills", 1, "how often each point of paying is killed")
	killChild = flag.Bool("kill-child", false, "be the process that is killed")
)

// killPoint is a place in one step of a payment: the nth statement that holds a text, before it reaches the database.
type killPoint struct {
	step, name string
	text       string
	nth        int
	done       bool // the step is in the database by then
}

const (
	stepAsk     = "ask"
	stepRelease = "release"
	stepMark    = "mark paid"
	stepSettle  = "settle"
)

// killPoints are the named points of paying. COMMIT counts from the step's own transaction.
func killPoints() []killPoint {
	before := func(step, name, text string, nth int) killPoint { return killPoint{step, name, text, nth, false} }
	var all []killPoint
	for _, step := range []string{stepAsk, stepMark} {
		all = append(all, before(step, "before the key", `INSERT INTO "idempotency_keys"`, 1), before(step, "before the request row", `INSERT INTO "approval_requests"`, 1),
			before(step, "after it, before its audit row", `INSERT INTO "audit_log"`, 1))
	}
	for _, step := range []string{stepRelease, stepSettle} {
		all = append(all, before(step, "before the decision", `UPDATE "approval_requests"`, 1), before(step, "after the decision", `INSERT INTO "audit_log"`, 1),
			before(step, "before the referral moves", `UPDATE "referrals"`, 1))
	}
	all = append(all, before(stepRelease, "before the legs", `UPDATE "reward_legs"`, 1), before(stepSettle, "before the first payout", `INSERT INTO "payouts"`, 1),
		before(stepSettle, "between payout and leg", `UPDATE "reward_legs"`, 1), before(stepSettle, "between the two payouts", `INSERT INTO "payouts"`, 2))
	for _, step := range []string{stepAsk, stepRelease, stepMark, stepSettle} {
		all = append(all, before(step, "before commit", "COMMIT", 1), killPoint{step, "after commit", modelstest.Committed, 1, true})
	}
	return all
}

// killOrder is what the child is told.
type killOrder struct {
	Host, Port, Name, User, Password, Path string
	At                                     time.Time
	Step, Text                             string
	Nth                                    int
	Referral, Approval, Seal, Who, Key     string
}

// beKilled is the child. It says "reached" and stands, so that it is killed exactly there.
func beKilled(t *testing.T) {
	t.Helper()
	var o killOrder
	if err := json.NewDecoder(os.Stdin).Decode(&o); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	armed, seen := false, 0
	watch := &modelstest.Counter{On: func(statement string) {
		mu.Lock()
		hit := armed && strings.HasPrefix(strings.ReplaceAll(statement, "`", `"`), o.Text)
		if hit {
			seen++
			hit = seen == o.Nth
		}
		mu.Unlock()
		if hit {
			fmt.Println("reached")
			select {}
		}
	}}
	store, err := models.Open(models.Config{Host: o.Host, Port: o.Port, Name: o.Name, User: o.User, Password: o.Password, SSLMode: "disable",
		Path: o.Path, Now: func() time.Time { return o.At }, OpenDB: modelstest.Patient(watch.Open)})
	if err != nil {
		t.Fatal(err)
	}
	tenant, err := store.TenantBySlug(t.Context(), "garden")
	if err != nil {
		t.Fatal(err)
	}
	who := program.Staff{Key: o.Key, RequestID: "child"}
	if err := store.For(tenant).View(t.Context(), func(v *models.View) (err error) { who.User, err = v.Staff(o.Who); return err }); err != nil {
		t.Fatal(err)
	}
	p := program.New(program.Deps{Store: store, Banks: providers.Registry{}, Now: func() time.Time { return o.At }, Random: rand.Reader, Log: slog.New(slog.DiscardHandler)}).For(tenant)
	mu.Lock()
	armed = true
	mu.Unlock()
	err = o.pay(t, p, who)
	fmt.Println("ended", err)
}

// pay takes the order's step.
func (o killOrder) pay(t *testing.T, p *program.Program, who program.Staff) (err error) {
	switch o.Step {
	case stepAsk:
		_, err = p.RequestPayment(t.Context(), o.Referral, who)
	case stepMark:
		_, err = p.RequestMarkPaid(t.Context(), program.MarkPaidRequest{ReferralID: o.Referral, Reference: "CORE-1", PaidOn: "2026-12-02"}, who)
	default:
		_, err = p.Approve(t.Context(), o.Approval, o.Seal, who)
	}
	return err
}

// killed runs a step in a process of its own and kills that with SIGKILL where it stands.
func (o killOrder) killed(t *testing.T) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestAKillAtAnyPointOfPaying$", "-kill-child", "-test.timeout", "2m")
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
	said := bufio.NewReader(out)
	line, _ := said.ReadString('\n')
	if line != "reached\n" {
		rest, _ := io.ReadAll(said)
		t.Errorf("the child said %q instead of reaching its point", line+string(rest))
	}
	if err := child.Process.Kill(); err != nil { // SIGKILL: nothing of ours runs after it
		t.Error(err)
	}
	_ = child.Wait() // it was killed
	if line != "reached\n" {
		t.FailNow()
	}
}

// tally counts what the kills did, a row a point.
type tally struct {
	mu                 sync.Mutex
	runs, double, lost map[string]int
}

func (y *tally) add(point string, double, lost int) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.runs[point]++
	y.double[point] += double
	y.lost[point] += lost
}

func (y *tally) String() string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\npoint\truns\tdouble\tlost")
	for _, p := range killPoints() {
		for _, db := range []string{"sqlite", "postgres"} {
			at := p.step + ": " + p.name + ", " + db
			fmt.Fprintf(w, "%s\t%d\t%d\t%d\n", at, y.runs[at], y.double[at], y.lost[at])
		}
	}
	_ = w.Flush() // to memory
	return text.String()
}

// TestAKillAtAnyPointOfPaying kills the paying process with SIGKILL at every named point and goes on as a person would:
// the same form again, then the rest of the payment. Money is never sent twice and never lost, and the audit says what
// happened once.
func TestAKillAtAnyPointOfPaying(t *testing.T) {
	if *killChild {
		beKilled(t)
		return
	}
	t.Parallel()
	y := &tally{runs: map[string]int{}, double: map[string]int{}, lost: map[string]int{}}
	t.Run("points", func(t *testing.T) {
		for _, point := range killPoints() {
			t.Run(point.step+": "+point.name, func(t *testing.T) {
				t.Parallel()
				for n := range *kills {
					// A name for each: "sqlite#01", which the second would be given, is a fragment in the address of its file.
					t.Run(fmt.Sprint(n+1), func(t *testing.T) {
						each(t, func(t *testing.T, s site) {
							db := "sqlite"
							if s.Config.OnPostgres() {
								db = "postgres"
							}
							double, lost := s.killAt(t, point)
							y.add(point.step+": "+point.name+", "+db, double, lost)
						})
					})
				}
			})
		}
	})
	if *kills > 1 {
		fmt.Println(y) // make soak prints the table
	}
}

// killAt prepares a payment up to the point's step, lets a child take the step and be killed, and pays on.
func (s site) killAt(t *testing.T, point killPoint) (double, lost int) {
	t.Helper()
	r, by := s.eligible(t), s.seats(t)
	o := killOrder{Host: s.Config.Host, Port: s.Config.Port, Name: s.Config.Name, User: s.Config.User, Password: s.Config.Password, Path: s.Config.Path,
		Text: point.text, Nth: point.nth, Referral: r.ID}
	for _, step := range []string{stepAsk, stepRelease, stepMark, stepSettle} {
		o.Step, o.At, o.Key = step, s.Clock.Now(), "key of "+strings.ReplaceAll(step, " ", "-")
		o.Key = strings.ReplaceAll(o.Key, " ", "-")
		who := by.maker
		if step == stepRelease || step == stepSettle {
			who = by.checker
			a := s.open(t, map[string]string{stepRelease: program.ActionPay, stepSettle: program.ActionMarkPaid}[step], r.ID)
			o.Approval, o.Seal = a.ID, a.PayloadSHA256
		}
		o.Who = who.User.ID
		if step == point.step {
			before := s.moneyRows(t)
			o.killed(t)
			if changed := before != s.moneyRows(t); changed != point.done {
				t.Errorf("after the kill: changed = %v, want %v: a step happens whole or not at all", changed, point.done)
			}
		}
		// The restarted process gets the same form again, and then somebody presses once more with a new one.
		who.Key = o.Key
		if err := o.pay(t, s.Program, who); err != nil {
			t.Errorf("%s again: %v", step, err)
			return 0, 1
		}
		who.Key = models.NewID()
		if err := o.pay(t, s.Program, who); models.KindOf(err) != models.Conflict || err == nil {
			t.Errorf("%s with a new form: error = %v, want a conflict", step, err)
		}
	}
	return s.paidOnce(t)
}

// moneyRows is all that a payment changes, as one text.
func (s site) moneyRows(t *testing.T) string {
	t.Helper()
	var all []string
	for _, table := range []string{"approval_requests", "reward_legs", "payouts", "referrals", "referral_events", "audit_log", "idempotency_keys"} {
		all = append(all, s.dump(t, table)...)
	}
	return strings.Join(all, "\n")
}

// paidOnce counts what was paid beyond once, and what was not paid.
func (s site) paidOnce(t *testing.T) (double, lost int) {
	t.Helper()
	payouts := s.count(t, "SELECT count(*) FROM payouts WHERE status = 'settled'")
	legs := s.count(t, "SELECT count(*) FROM reward_legs WHERE status = 'settled'")
	paid := s.count(t, "SELECT count(*) FROM referrals WHERE state = 'paid'")
	double, lost = int(max(0, payouts-2)), int(max(0, 2-payouts))
	if payouts != 2 || legs != 2 || paid != 1 {
		t.Errorf("%d payouts, %d settled legs, %d paid referrals; want 2, 2 and 1", payouts, legs, paid)
	}
	for action, want := range map[string]int64{"approval.requested": 2, "approval.approved": 2, "referral.approve": 1, "referral.settle": 1} {
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = '"+action+"'"); n != want {
			t.Errorf("%d audit rows of %s, want %d", n, action, want)
		}
	}
	if n := s.count(t, "SELECT count(*) FROM approval_requests WHERE status = 'approved'"); n != 2 {
		t.Errorf("%d approvals, want 2", n)
	}
	return double, lost
}
