package command

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"raf/models"
	"raf/models/secret"
	"raf/providers/sandbox"
)

// demoDir holds everything that --keep continues: the database, the bank's state, the secret, the clock.
const demoDir = ".demo"

// demo runs everything in one process: the app, two sandbox banks, and a story that has already happened to their
// members. It is fresh each time unless told to keep the last one.
func demo(ctx context.Context, args []string, s Settings, w World) error {
	keep := len(args) == 1 && args[0] == "--keep"
	if len(args) > 0 && !keep {
		return fmt.Errorf("%w: raf demo [--keep]", ErrUsage)
	}
	if err := problems(s.Problems).err(); err != nil {
		return err
	}
	return runDemo(ctx, demoDir, keep, s, w)
}

// runDemo opens its doors and looks for a neighbour before it touches the folder: a second demo beside a running one ends
// there, instead of taking the first one's files away.
func runDemo(ctx context.Context, dir string, keep bool, s Settings, w World) error {
	d, err := openDoors(s)
	if err != nil {
		return err
	}
	if at, running := neighbour(ctx, dir); running {
		return errors.Join(fmt.Errorf("a demo is running in this folder already, at %s; stop it first", at), d.close())
	}
	fresh, err := prepareDemo(dir, keep)
	if err == nil {
		err = d.announce(dir)
	}
	if err != nil {
		return errors.Join(err, d.close())
	}
	db := models.Config{Path: filepath.Join(dir, "raf.db"), Now: w.Now}
	if _, err := models.Migrate(ctx, db, ""); err != nil {
		return errors.Join(err, d.close())
	}
	st, err := d.stage(s, w, dir, db)
	if err != nil {
		return errors.Join(err, d.close())
	}
	if fresh {
		if err := st.begin(ctx, dir); err != nil {
			return errors.Join(err, st.close())
		}
	}
	fmt.Fprint(w.Stdout, st.table(keep && !fresh))
	fmt.Fprintf(w.Stdout, "ready %s\n", st.base)
	err = st.app.withJobs(ctx, func() error { <-ctx.Done(); return st.drain() })
	return errors.Join(err, st.app.store.Close())
}

// toldFile says that the story in the folder was told to its end. One that broke off has members without their past, and
// is not gone on with.
const toldFile = "told"

// begin tells the story and notes that it is whole.
func (st *stage) begin(ctx context.Context, dir string) error {
	if err := st.tellStory(ctx); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, toldFile), nil, 0o600)
}

// prepareDemo makes the folder, empty unless a whole story in it goes on.
func prepareDemo(dir string, keep bool) (fresh bool, err error) {
	_, err = os.Stat(filepath.Join(dir, toldFile))
	switch {
	case keep && err == nil:
		return false, nil
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return false, fmt.Errorf("demo: %w", err)
	}
	if err := os.RemoveAll(dir); err != nil {
		return false, fmt.Errorf("demo: %w", err)
	}
	return true, os.MkdirAll(dir, 0o700)
}

// stage is the running demo.
type stage struct {
	app   *app
	bank  *sandbox.Bank
	staff *demoStaff
	clock *clock
	base  *url.URL
	banks map[string]string // origins by slug
	fis   []sandbox.FI
	stop  context.CancelFunc
	ended chan error
}

// demoSlugs are the institutions, the first one on RAF_SANDBOX_ADDR and the next on the port after it.
func demoSlugs() []string { return []string{sandbox.Garden, sandbox.Orchard} }

// stage serves on a migrated database; the environment's own is never touched. The story is told to running servers,
// through the front door. Without a stage the doors stay the caller's to close.
func (d doors) stage(s Settings, w World, dir string, db models.Config) (*stage, error) {
	key, err := demoSecret(filepath.Join(dir, "secret"))
	if err != nil {
		return nil, err
	}
	c, err := openClock(filepath.Join(dir, "clock"), w.Now)
	if err != nil {
		return nil, err
	}
	keys, err := secret.NewKeyring(key, nil)
	if err != nil {
		return nil, err
	}
	s.AllowLoopbackBanks, s.DB = true, db
	st := &stage{clock: c, banks: map[string]string{}, base: &url.URL{Scheme: "http", Host: "localhost:" + d.app.port}}
	for slug, at := range d.banks {
		st.banks[slug] = "http://" + d.bankHost + ":" + at.port
	}
	if st.app, err = open(s, keys, c.Now); err != nil {
		return nil, err
	}
	if st.staff, err = openDemoStaff(st, dir); err != nil {
		return nil, errors.Join(err, st.app.store.Close())
	}
	servers, err := st.servers(s, w.Now(), dir, d)
	if err != nil {
		return nil, errors.Join(err, st.app.store.Close())
	}
	ctx, stop := context.WithCancel(context.Background())
	st.stop, st.ended = stop, make(chan error, 1)
	go func() { st.ended <- runServers(ctx, s, drain{within: drainTime}, servers...) }()
	return st, nil
}

// servers are the app's and one for each bank; begun is the machine's day, which the banks' past ends at.
func (st *stage) servers(s Settings, begun time.Time, dir string, d doors) ([]running, error) {
	var err error
	st.fis = sandbox.DemoFIs(st.banks[sandbox.Garden], st.banks[sandbox.Orchard], begun)
	st.bank, err = sandbox.New(sandbox.Config{Now: st.clock.Now, Advance: st.clock.Advance, Logger: s.Log,
		StateFile: filepath.Join(dir, "bank.json")}, st.fis...)
	if err != nil {
		return nil, err
	}
	front, err := st.app.server(s, st.base, st.clock.Now, st.staff)
	if err != nil {
		return nil, err
	}
	all := d.app.serve(front)
	for _, slug := range demoSlugs() {
		prefix := st.base.String() + "/t/" + slug
		st.bank.SetRedirectURIs(slug, []string{prefix + "/plugin/", prefix + "/oidc/callback/"}, prefix+"/dashboard/")
		all = append(all, d.banks[slug].serve(st.bank.Handler(slug))...)
	}
	return all, nil
}

// drain lets requests in flight finish.
func (st *stage) drain() error {
	st.stop()
	return <-st.ended
}

func (st *stage) close() error { return errors.Join(st.drain(), st.app.store.Close()) }

// demoSecret is the last demo's secret, or a new one.
func demoSecret(file string) (string, error) {
	if old, err := os.ReadFile(file); err == nil {
		return string(old), nil
	}
	key, err := secret.NewToken(rand.Reader, 32)
	if err != nil {
		return "", err
	}
	return key, os.WriteFile(file, []byte(key), 0o600)
}

// table tells a newcomer where to go and as whom.
func (st *stage) table(kept bool) string {
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 3, ' ', 0)
	fmt.Fprintf(t, "\nRefer a friend, demo\t\n\n")
	for _, slug := range demoSlugs() {
		name := strings.ToUpper(slug[:1]) + slug[1:]
		fmt.Fprintf(t, "%s, the sandbox bank\t%s/dashboard\n", name, st.banks[slug])
		fmt.Fprintf(t, "%s, the member's page\t%s/t/%s/dashboard/\n", name, st.base, slug)
		fmt.Fprintf(t, "%s, the staff's console\t%s/t/%s/console/\n", name, st.base, slug)
	}
	fmt.Fprintf(t, "\nSign in at a bank as\tpassword of everyone: sandbox\n")
	for _, m := range [][2]string{{"avery", "invites: two friends joined, one was rewarded"}, {"blake", "new, has no code yet: type avery's"},
		{"casey", "3 of 5 purchases, payroll is missing"}, {"devon", "met everything, waits for payment"}, {"ellis", "was paid yesterday"},
		{"frankie", "the same person as avery"}, {"gale", "invited devon; takes part in Garden's own offer, 2 of 5 purchases"}} {
		fmt.Fprintf(t, "  %s\t%s\n", m[0], m[1])
	}
	fmt.Fprintf(t, "\nStaff sign in with a button as\tmaker, checker, viewer, admin, editor, support, auditor\n")
	if kept {
		fmt.Fprintf(t, "\nContinued; bank and app are at\t%s\n", st.clock.Now().Format("January 2, 2006, 15:04"))
	} else {
		fmt.Fprintf(t, "\nFresh; go on with this one later by\traf demo --keep\n")
	}
	_ = t.Flush() // a strings.Builder takes everything
	return b.String() + "\n"
}
