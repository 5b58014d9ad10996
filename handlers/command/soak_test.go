package command

import (
	"bufio"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"raf/models"
	"raf/models/modelstest"
	"raf/providers/sandbox"
)

// soakFor is how long the mixed load goes on: a short pass in the suite, fifteen minutes by make soak.
var soakFor = flag.Duration("soak", 3*time.Second, "how long the mixed load goes on")

// load is what members do all day, and how often each went wrong.
type load struct {
	mu    sync.Mutex
	took  map[string][]time.Duration
	wrong map[string][]string
}

func (l *load) do(what string, f func() error) {
	began := time.Now()
	err := f()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.took[what] = append(l.took[what], time.Since(began))
	if err != nil {
		l.wrong[what] = append(l.wrong[what], err.Error())
	}
}

// troubles are what the bank does in turn while members go on; none of them may reach a member as anything but the last
// known facts.
func troubles() []sandbox.Fault {
	return []sandbox.Fault{
		{Endpoint: sandbox.OnTransactions, Kind: "500"}, {Endpoint: sandbox.OnAccounts, Kind: "html_200"}, {Endpoint: sandbox.OnTransactions, Kind: "truncated"},
		{Endpoint: sandbox.OnAccounts, Kind: "429"}, {Endpoint: sandbox.OnDiscovery, Kind: "500"}, {Endpoint: sandbox.OnJWKS, Kind: "500"},
	}
}

// sample is what an instance says of itself at one moment.
type sample struct {
	at                    time.Duration
	memory, heap          float64 // MiB
	files, routines, held float64 // open files, goroutines, connections of the pool
}

func (i *instance) sampled(t *testing.T, at time.Duration) sample {
	t.Helper()
	answer, err := http.Get("http://" + i.figures + "/metrics")
	if err != nil {
		t.Error(err)
		return sample{}
	}
	defer answer.Body.Close()
	values := map[string]float64{}
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if name, value, found := strings.Cut(lines.Text(), " "); found {
			if n, err := strconv.ParseFloat(value, 64); err == nil {
				values[name] = n
			}
		}
	}
	const mib = 1 << 20
	return sample{at, values["process_resident_memory_bytes"] / mib, values["go_memstats_heap_inuse_bytes"] / mib, values["process_open_fds"],
		values["go_goroutines"], values["raf_db_connections_open"]}
}

// TestMembersAndTroubledBanksGoOnForLong is two servers under everything that members do, with a bank that fails in turn:
// no answer is an error page, what a process holds does not grow with the time, and the books agree in the end.
func TestMembersAndTroubledBanksGoOnForLong(t *testing.T) {
	t.Parallel()
	st := build(t, kit.Postgres(t, nil))
	l := &load{took: map[string][]time.Duration{}, wrong: map[string][]string{}}
	inviter := modelstest.Member(t, st.app.store.For(st.tenant), models.NewID()).Code.Code
	// Each does one thing at a time in a browser of their own: a card that signs in anew makes the forms of before void.
	joined := func(who string) *walker {
		w := st.member(t, who)
		to, form := w.form(t, "/plugin/code", `form[action$="/plugin/code"]`)
		form.Set("code", inviter)
		if err := w.post(to, form, ""); err != nil {
			t.Fatal(err)
		}
		return w
	}
	blake, casey := joined("blake"), joined("casey")
	end := time.Now().Add(*soakFor)
	var all sync.WaitGroup
	for n, turn := range []struct {
		what string
		do   func(dice *rand.Rand) error
	}{
		{"tile", func(*rand.Rand) error { return blake.get("/plugin/", "<main") }},
		{"whole page", func(*rand.Rand) error { return blake.get("/dashboard/", "<main") }},
		{"sign-in", func(dice *rand.Rand) error {
			_, err := st.signIn([]string{"avery", "ellis", "devon", "gale"}[dice.IntN(4)])
			return err
		}},
		{"check", func(*rand.Rand) error { return st.check(casey) }},
		{"a stranger's code", func(dice *rand.Rand) error {
			return blake.wants(http.StatusNotFound, fmt.Sprintf("/r/%08X", dice.Uint32()))
		}},
		{"a path that is none", func(dice *rand.Rand) error {
			return blake.wants(http.StatusNotFound, fmt.Sprintf("/plugin/%x", dice.Uint64()))
		}},
		{"the console's door", func(*rand.Rand) error { return blake.wants(http.StatusOK, "/console/signin/") }},
	} {
		all.Go(func() {
			dice := rand.New(rand.NewPCG(uint64(n), 1))
			for time.Now().Before(end) {
				l.do(turn.what, func() error { return turn.do(dice) })
			}
		})
	}
	samples := map[int][]sample{}
	began := time.Now()
	every := max(*soakFor/15, 500*time.Millisecond)
	for at, turn := time.Duration(0), 0; at < *soakFor; at, turn = time.Since(began), turn+1 {
		trouble := troubles()[turn%len(troubles())]
		if err := st.bank.SetFault(sandbox.Garden, trouble); err != nil {
			t.Fatal(err)
		}
		time.Sleep(every / 2)
		st.bank.ClearFaults(sandbox.Garden)
		time.Sleep(every / 2)
		for n, i := range st.balancer.all {
			samples[n] = append(samples[n], i.sampled(t, time.Since(began)))
		}
	}
	all.Wait()
	l.report(t, st, samples)
	if c := st.books(t); c.Referrals != 2 {
		t.Errorf("the books know of %d friends, want 2", c.Referrals)
	}
	for _, i := range st.balancer.all {
		i.end(t)
	}
}

// check presses "check again", as a member does who may not do it as often as this; what is known is shown either way.
func (st *street) check(w *walker) error {
	to, form, err := w.read("/plugin/", `form[action$="/plugin/eligibility"]`)
	if err != nil {
		return err
	}
	return w.post(to, form, "<main")
}

// wants asks for a path and expects a status.
func (w *walker) wants(status int, path string) error {
	answer, err := w.client.Get(w.st.base + "/t/garden" + path)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != status {
		return fmt.Errorf("%s answered %d, want %d", path, answer.StatusCode, status)
	}
	return nil
}

// report prints what was done and what the processes held, and holds both to their bounds.
func (l *load) report(t *testing.T, st *street, samples map[int][]sample) {
	t.Helper()
	out := &strings.Builder{}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "%s\ttimes\twrong\tp50 ms\tp99 ms\t\n", soakFor)
	for _, what := range slices.Sorted(maps.Keys(l.took)) {
		took := l.took[what]
		slices.Sort(took)
		fmt.Fprintf(table, "%s\t%d\t%d\t%.1f\t%.1f\t\n", what, len(took), len(l.wrong[what]), ms(took[len(took)/2]), ms(took[len(took)*99/100]))
		if wrong := l.wrong[what]; len(wrong) > 0 {
			t.Errorf("%s went wrong %d times of %d, first: %.600s", what, len(wrong), len(took), wrong[0])
		}
	}
	fmt.Fprint(table, "\nserver\tat\tresident MiB\theap MiB\tfiles\tgoroutines\tconnections\t\n")
	for n, all := range samples {
		for _, s := range all {
			fmt.Fprintf(table, "%d\t%s\t%.1f\t%.1f\t%.0f\t%.0f\t%.0f\t\n", n+1, s.at.Round(time.Second), s.memory, s.heap, s.files, s.routines, s.held)
		}
		// After the first third everything is warm: what then still grows, grows for ever.
		warm, last := all[len(all)/3], all[len(all)-1]
		if last.memory-warm.memory > 32 || last.files-warm.files > 50 || last.routines-warm.routines > 200 || last.memory == 0 {
			t.Errorf("server %d held %+v when warm and %+v at the end", n+1, warm, last)
		}
	}
	if err := table.Flush(); err != nil {
		t.Fatal(err)
	}
	if len(st.balancer.fails) > 0 {
		t.Errorf("%d requests failed, first: %s", len(st.balancer.fails), st.balancer.fails[0])
	}
	t.Logf("mixed load, two servers on PostgreSQL\n%s", out)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
