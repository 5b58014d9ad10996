package command

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

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
	fresh, err := prepareDemo(demoDir, keep)
	if err != nil {
		return err
	}
	db := models.Config{Path: filepath.Join(demoDir, "raf.db"), Now: w.Now}
	if _, err := models.Migrate(ctx, db, ""); err != nil {
		return err
	}
	stage, err := newStage(s, w, demoDir, db)
	if err != nil {
		return err
	}
	if fresh {
		if err := stage.tellStory(ctx); err != nil {
			return errors.Join(err, stage.close())
		}
	}
	fmt.Fprint(w.Stdout, stage.table(keep && !fresh))
	fmt.Fprintf(w.Stdout, "ready %s\n", stage.base)
	<-ctx.Done()
	return stage.close()
}

// prepareDemo makes the folder, empty unless the last demo goes on.
func prepareDemo(dir string, keep bool) (fresh bool, err error) {
	if !keep {
		if err := os.RemoveAll(dir); err != nil {
			return false, fmt.Errorf("demo: %w", err)
		}
	}
	_, err = os.Stat(filepath.Join(dir, "secret"))
	fresh = errors.Is(err, os.ErrNotExist)
	if err != nil && !fresh {
		return false, fmt.Errorf("demo: %w", err)
	}
	return fresh, os.MkdirAll(dir, 0o700)
}

// stage is the running demo.
type stage struct {
	app   *app
	bank  *sandbox.Bank
	clock *clock
	base  *url.URL
	banks map[string]string // origins by slug
	fis   []sandbox.FI
	stop  context.CancelFunc
	ended chan error
}

// demoSlugs are the institutions, the first one on RAF_SANDBOX_ADDR and the next on the port after it.
func demoSlugs() []string { return []string{sandbox.Garden, sandbox.Orchard} }

// newStage listens and serves on a migrated database; the environment's own is never touched. The story is told to
// running servers, through the front door.
func newStage(s Settings, w World, dir string, db models.Config) (*stage, error) {
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
	appAt, err := listen("RAF_ADDR", s.Addr)
	if err != nil {
		return nil, err
	}
	st := &stage{clock: c, banks: map[string]string{}, base: &url.URL{Scheme: "http", Host: "localhost:" + appAt.port}}
	addr, bankAt := s.SandboxAddr, map[string]listening{}
	for _, slug := range demoSlugs() {
		at, err := listen("RAF_SANDBOX_ADDR", addr)
		if err != nil {
			return nil, err
		}
		bankAt[slug], st.banks[slug] = at, "http://localhost:"+at.port
		if addr, err = portAfter(addr); err != nil {
			return nil, err
		}
	}
	if st.app, err = open(s, keys, c.Now); err != nil {
		return nil, err
	}
	st.fis = sandbox.DemoFIs(st.banks[sandbox.Garden], st.banks[sandbox.Orchard], w.Now())
	st.bank, err = sandbox.New(sandbox.Config{Now: c.Now, Advance: c.Advance, Logger: s.Log, StateFile: filepath.Join(dir, "bank.json")}, st.fis...)
	if err != nil {
		return nil, errors.Join(err, st.app.store.Close())
	}
	front, err := st.app.server(s, st.base, c.Now)
	if err != nil {
		return nil, errors.Join(err, st.app.store.Close())
	}
	all := appAt.serve(front)
	for _, slug := range demoSlugs() {
		prefix := st.base.String() + "/t/" + slug
		st.bank.SetRedirectURIs(slug, []string{prefix + "/plugin/", prefix + "/oidc/callback/"}, prefix+"/dashboard/")
		all = append(all, bankAt[slug].serve(st.bank.Handler(slug))...)
	}
	ctx, stop := context.WithCancel(context.Background())
	st.stop, st.ended = stop, make(chan error, 1)
	go func() { st.ended <- runServers(ctx, s, all...) }()
	return st, nil
}

func (st *stage) close() error {
	st.stop()
	return errors.Join(<-st.ended, st.app.store.Close())
}

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

// listening is one port on the loopback addresses. Browsers ask localhost on ::1 first.
type listening struct {
	port      string
	listeners []net.Listener
}

func listen(variable, addr string) (listening, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return listening{}, fmt.Errorf("%s %q: want host:port", variable, addr)
	}
	first, err := net.Listen("tcp", addr)
	if err != nil {
		return listening{}, fmt.Errorf("the port of %s is busy or not allowed (set %s to another address): %w", addr, variable, err)
	}
	_, port, _ := net.SplitHostPort(first.Addr().String()) // a listener's own address always has a port
	at := listening{port, []net.Listener{first}}
	if host == "127.0.0.1" || host == "localhost" {
		// Without IPv6 there is nothing to listen on, and localhost means 127.0.0.1 there.
		if second, err := net.Listen("tcp", net.JoinHostPort("::1", port)); err == nil {
			at.listeners = append(at.listeners, second)
		}
	}
	return at, nil
}

func (l listening) serve(h http.Handler) (all []running) {
	for _, listener := range l.listeners {
		all = append(all, running{httpServer(h), listener})
	}
	return all
}

// portAfter is the address of the next port; port 0 stays "any free one".
func portAfter(addr string) (string, error) {
	at, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return "", fmt.Errorf("RAF_SANDBOX_ADDR %q: %w", addr, err)
	}
	if at.Port != 0 {
		at.Port++
	}
	return at.String(), nil
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
	}
	fmt.Fprintf(t, "\nSign in at a bank as\tpassword of everyone: sandbox\n")
	for _, m := range [][2]string{{"avery", "invites: two friends joined, one was rewarded"}, {"blake", "new, has no code yet: type avery's"},
		{"casey", "3 of 5 purchases, payroll is missing"}, {"devon", "met everything, waits for payment"}, {"ellis", "was paid yesterday"},
		{"frankie", "the same person as avery"}} {
		fmt.Fprintf(t, "  %s\t%s\n", m[0], m[1])
	}
	if kept {
		fmt.Fprintf(t, "\nContinued; bank and app are at\t%s\n", st.clock.Now().Format("January 2, 2006, 15:04"))
	} else {
		fmt.Fprintf(t, "\nFresh; go on with this one later by\traf demo --keep\n")
	}
	_ = t.Flush() // a strings.Builder takes everything
	return b.String() + "\n"
}
