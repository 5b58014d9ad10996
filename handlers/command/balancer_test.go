package command

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"raf/models"
)

// serveChild makes this very binary one instance of the server, told by standard input.
var serveChild = flag.Bool("serve-child", false, "be an instance of the server")

// instanceOrder is the environment of an instance.
type instanceOrder struct {
	Base, Key                  string
	Fallbacks                  []string
	Host, Port, Name, User, PW string
}

// beAnInstance serves until it is asked to end, as main does.
func beAnInstance(t *testing.T) {
	t.Helper()
	var o instanceOrder
	if err := json.NewDecoder(os.Stdin).Decode(&o); err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(o.Base)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	s := Settings{Addr: "127.0.0.1:0", MetricsAddr: "127.0.0.1:0", BaseURL: base, AllowLoopbackBanks: true, SecretKey: o.Key, SecretKeyFallbacks: o.Fallbacks,
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
		DB: models.Config{Host: o.Host, Port: o.Port, Name: o.Name, User: o.User, Password: o.PW, SSLMode: "disable"}}
	if err := serve(ctx, s, World{Now: time.Now, Stdout: os.Stdout}); err != nil {
		t.Fatal(err)
	}
}

// fromAddress is how a member of these tests tells the balancer which address to see.
const fromAddress = "X-From"

// instance is a server in a process of its own.
type instance struct {
	child   *exec.Cmd
	proxy   *httputil.ReverseProxy
	at      string
	figures string
	said    *strings.Builder
	served  atomic.Int64
}

func (o instanceOrder) start(t *testing.T, failed func(string)) *instance {
	t.Helper()
	raw, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	i := &instance{said: &strings.Builder{}}
	i.child = exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestServersAreReplacedBehindABalancerAndNobodyNotices$", "-serve-child", "-test.timeout", "3h")
	i.child.Stdin, i.child.Stderr = strings.NewReader(string(raw)), i.said
	out, err := i.child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := i.child.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewReader(out)
	line, _ := said.ReadString('\n')
	_, at, found := strings.Cut(strings.TrimSpace(line), " on ")
	if !found {
		_ = i.child.Wait()
		t.Fatalf("the instance said %q and %s", line, i.said)
	}
	i.at = at
	line, _ = said.ReadString('\n')
	_, i.figures, _ = strings.Cut(strings.TrimSpace(line), "figures on ")
	i.proxy = &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: at})
		r.SetXForwarded()
		if from := r.In.Header.Get(fromAddress); from != "" {
			r.Out.Header.Set("X-Forwarded-For", from) // one machine plays many people, and an address may begin so many sign-ins only
		}
	}, ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
		failed(fmt.Sprintf("%s %s: %v", r.Method, r.URL.Path, err))
		w.WriteHeader(http.StatusBadGateway)
	}}
	return i
}

// end asks the process to end, and says how long it took.
func (i *instance) end(t *testing.T) time.Duration {
	t.Helper()
	began := time.Now()
	if err := i.child.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := i.child.Wait(); err != nil {
		t.Errorf("an instance ended with %v and said %s", err, i.said)
	}
	return time.Since(began)
}

// balancer sends requests round to the instances that say they are ready, as it last heard. It tries nothing twice.
type balancer struct {
	mu    sync.Mutex
	all   []*instance
	ready []*instance
	next  int
	fails []string
}

func (b *balancer) failed(what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fails = append(b.fails, what)
}

func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	if len(b.ready) == 0 {
		b.mu.Unlock()
		b.failed("no instance is ready")
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	b.next++
	i := b.ready[b.next%len(b.ready)]
	b.mu.Unlock()
	i.served.Add(1)
	i.proxy.ServeHTTP(w, r)
}

// look asks every instance whether it is ready.
func (b *balancer) look() {
	b.mu.Lock()
	all := b.all
	b.mu.Unlock()
	client := http.Client{Timeout: time.Second}
	var ready []*instance
	for _, i := range all {
		if answer, err := client.Get("http://" + i.at + "/readyz"); err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				ready = append(ready, i)
			}
		}
	}
	b.mu.Lock()
	b.ready = ready
	b.mu.Unlock()
}

// watch looks ten times a second until the test ends.
func (b *balancer) watch(t *testing.T) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-t.Context().Done():
				return
			case <-tick.C:
				b.look()
			}
		}
	}()
	t.Cleanup(func() { <-ended })
}

// replace puts a new instance in the place of each, one after the other. The old one is asked to end while requests still
// go to it: only the red of its own /readyz takes it out.
func (b *balancer) replace(t *testing.T, o instanceOrder) {
	t.Helper()
	for _, old := range slices.Clone(b.all) {
		next := o.start(t, b.failed)
		b.change(append(slices.Clone(b.all), next))
		b.look()
		if took := old.end(t); took > drainTime+restTime {
			t.Errorf("an instance took %s to end", took)
		}
		b.change(slices.DeleteFunc(slices.Clone(b.all), func(i *instance) bool { return i == old }))
		if old.served.Load() == 0 {
			t.Error("an instance served nobody")
		}
	}
}

func (b *balancer) change(all []*instance) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = all
}

// open serves the balancer.
func (b *balancer) open(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(b)
	t.Cleanup(s.Close)
	return strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
}
