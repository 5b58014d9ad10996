package banno

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"raf/providers"
)

// settle waits for the attempts under way.
func (b *Bank) settle(t *testing.T) {
	t.Helper()
	b.known.metadata.settle(t)
	b.known.mu.Lock()
	keys := b.known.keys
	b.known.mu.Unlock()
	if keys != nil {
		keys.settle(t)
	}
}

func (d *lastGood[T]) settle(t *testing.T) {
	t.Helper()
	d.mu.Lock()
	under := d.under
	d.mu.Unlock()
	if under != nil {
		_ = under.wait(t.Context(), "settle") // that it failed is what many tests want
	}
}

// hang makes a path of the bank hang until release is called; arrived gets one word for each call.
func (f *fakeBank) hang(t *testing.T, path string) (arrived chan struct{}, release func()) {
	t.Helper()
	let := make(chan struct{})
	arrived = make(chan struct{}, 100)
	release = sync.OnceFunc(func() { close(let) })
	t.Cleanup(release)
	f.set(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != path {
			return false
		}
		arrived <- struct{}{}
		select {
		case <-let:
		case <-r.Context().Done():
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	})
	return arrived, release
}

func patient(c *Config) { c.HTTP.Timeout, c.HTTP.Retries = time.Minute, -1 }

func TestADocumentOfTwoHoursIsAnsweredWhileTheBankHangs(t *testing.T) {
	t.Parallel()
	for path, call := range map[string]func(f *fakeBank, b *Bank) error{
		discoveryPath: func(_ *fakeBank, b *Bank) error { return begin(context.Background(), b) },
		oidcPath + "/jwks": func(_ *fakeBank, b *Bank) error {
			return b.haveKeys(context.Background(), b.cfg.FIURL+oidcPath+"/jwks")
		},
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			b := f.bank(t, patient)
			if err := call(f, b); err != nil {
				t.Fatal(err)
			}
			f.pass(2 * time.Hour)
			asked := f.count(path)
			arrived, release := f.hang(t, path)
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() {
					if err := call(f, b); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait() // the bank answers nothing before the release, so whoever waited for it would be here for a minute
			<-arrived
			release()
			b.settle(t)
			if got := f.count(path) - asked; got != 1 {
				t.Errorf("%d attempts behind twenty callers, want 1", got)
			}
		})
	}
}

func TestEverybodyWhoStartsColdSharesOneAttempt(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	b := f.bank(t, patient)
	arrived, release := f.hang(t, discoveryPath)
	var all sync.WaitGroup
	errs := make(chan error, 20)
	for range cap(errs) {
		all.Go(func() { errs <- begin(t.Context(), b) })
	}
	<-arrived
	// The attempt may take as long as it likes: whoever waited for it doesn't begin another one after it.
	f.pass(time.Minute)
	release()
	all.Wait()
	for range cap(errs) {
		if err := <-errs; kindOf(err) != providers.KindDown {
			t.Errorf("error = %v, want down", err)
		}
	}
	if got := f.count(discoveryPath); got != 1 {
		t.Errorf("%d attempts, want 1", got)
	}
}

func TestAnotherAdapterOfTheSameBankKnowsWhatTheFirstOneKnew(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(*Config)
		want   int
	}{
		"another client":  {func(c *Config) { c.ClientID = "another" }, 1},
		"another secret":  {func(c *Config) { c.ClientSecret = providers.NewSecret("another") }, 1},
		"another issuer":  {func(c *Config) { c.Issuers = append(c.Issuers, c.FIURL+"/next") }, 2},
		"the same issuer": {func(c *Config) { c.Issuers = []string{c.FIURL + oidcPath} }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			first := f.bank(t, func(c *Config) { c.Issuers = []string{c.FIURL + oidcPath} })
			f.begin(t, first)
			second := f.bank(t, func(c *Config) { c.Issuers = []string{c.FIURL + oidcPath} }, row.change, func(c *Config) { c.Former = first })
			f.begin(t, second)
			if got := f.count(discoveryPath); got != row.want {
				t.Errorf("%d fetches, want %d", got, row.want)
			}
			if second.cfg.Former != nil {
				t.Error("an adapter keeps the one before it")
			}
		})
	}
}

// notes is a memory that outlives the adapters of a test.
type notes struct {
	mu      sync.Mutex
	kept    map[string]providers.Published
	err     error
	fetches int
}

func (n *notes) Recall(_ context.Context, kind string) (providers.Published, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.kept[kind], n.err
}

func (n *notes) Keep(_ context.Context, p providers.Published) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.kept[p.Kind] = p
	return n.err
}

func (n *notes) MayFetch(context.Context, int, time.Duration) (bool, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fetches--
	return n.fetches >= 0, n.err
}

func TestARestartInsideAnOutageSignsMembersIn(t *testing.T) {
	t.Parallel()
	outage := func(f *fakeBank) {
		f.set(func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != discoveryPath && r.URL.Path != oidcPath+"/jwks" {
				return false
			}
			writeJSON(w, http.StatusServiceUnavailable, nil)
			return true
		})
	}
	for name, row := range map[string]struct {
		pass   time.Duration
		change func(*Config)
		spoil  func(*notes)
		want   providers.Kind // of the sign-in after the restart; none: it works
	}{
		"at once":              {0, nil, nil, ""},
		"after 23 hours":       {23 * time.Hour, nil, nil, ""},
		"after a day":          {24 * time.Hour, nil, nil, providers.KindDown},
		"clock set back":       {-time.Hour, nil, nil, providers.KindDown},
		"the issuer is gone":   {time.Hour, func(c *Config) { c.Issuers = []string{"https://other.example"} }, nil, providers.KindDown},
		"nothing can be read":  {time.Hour, nil, func(n *notes) { n.err = errors.New("no rows today") }, providers.KindDown},
		"it moved":             {time.Hour, nil, func(n *notes) { n.kept["discovery"] = moved(n.kept["discovery"]) }, providers.KindDown},
		"it was spoilt":        {time.Hour, nil, func(n *notes) { n.kept["discovery"] = spoilt(n.kept["discovery"]) }, providers.KindDown},
		"the keys were spoilt": {time.Hour, nil, func(n *notes) { n.kept["keys"] = spoilt(n.kept["keys"]) }, providers.KindDown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, n := newFakeBank(t), &notes{kept: map[string]providers.Published{}, fetches: 3}
			remember := func(c *Config) { c.Memory = n }
			if _, _, err := f.signIn(t, f.bank(t, remember)); err != nil {
				t.Fatal(err)
			}
			outage(f)
			f.pass(row.pass)
			f.claims["iat"], f.claims["exp"] = f.now().Unix(), f.now().Unix()+3600
			if row.spoil != nil {
				row.spoil(n)
			}
			changes := []func(*Config){remember}
			if row.change != nil {
				changes = append(changes, row.change)
			}
			b := f.bank(t, changes...)
			err := begin(t.Context(), b)
			if err == nil {
				_, _, err = f.signIn(t, b)
			}
			if kindOf(err) != row.want {
				t.Errorf("error = %v, want %q", err, row.want)
			}
		})
	}
}

func moved(p providers.Published) providers.Published {
	p.Address += "?elsewhere"
	return p
}

func spoilt(p providers.Published) providers.Published {
	p.Body = []byte(`{"issuer":`)
	return p
}

func TestARotatedKeyIsFoundAfterARestartThatRecalledTheOldOnes(t *testing.T) {
	t.Parallel()
	f, n := newFakeBank(t), &notes{kept: map[string]providers.Published{}, fetches: 3}
	remember := func(c *Config) { c.Memory = n }
	if _, _, err := f.signIn(t, f.bank(t, remember)); err != nil {
		t.Fatal(err)
	}
	f.key = newECKey("k2")
	f.keys = []any{f.key.jwk()}
	if _, _, err := f.signIn(t, f.bank(t, remember)); err != nil {
		t.Error(err)
	}
}

// The fetches of a minute belong to all processes: whoever finds them used up takes over what they brought.
func TestAKeyThatAnotherProcessFetchedServesWhereNoFetchIsLeft(t *testing.T) {
	t.Parallel()
	f, n := newFakeBank(t), &notes{kept: map[string]providers.Published{}, fetches: 1}
	remember := func(c *Config) { c.Memory = n }
	one, other := f.bank(t, remember), f.bank(t, remember)
	for _, b := range []*Bank{one, other} {
		if _, _, err := f.signIn(t, b); err != nil {
			t.Fatal(err)
		}
	}
	before := n.kept["keys"]
	f.pass(time.Second)
	f.key = newECKey("k2")
	f.keys = []any{f.key.jwk()}
	for name, b := range map[string]*Bank{"the first": one, "the second": other} {
		if _, _, err := f.signIn(t, b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// An older one is never taken over.
	n.mu.Lock()
	n.kept["keys"] = before
	n.mu.Unlock()
	f.header["kid"] = "junk"
	if _, _, err := f.signIn(t, other); kindOf(err) != providers.KindMalformed {
		t.Errorf("a key of nobody: %v", err)
	}
	f.header["kid"] = nil
	if _, _, err := f.signIn(t, other); err != nil {
		t.Errorf("after an older set: %v", err)
	}
}
