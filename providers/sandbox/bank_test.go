package sandbox

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAStateFileContinuesWhereTheBankStopped(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "bank.json")
	keep := func(c *Config, fi *FI) { c.StateFile, fi.Origin = file, "http://bank.test" }
	first := setup(t, keep)
	// The second bank has the same name and another port, as a restart may; the name is what tokens carry.
	first.serveAs("bank.test")
	first.signIn("blake")
	tokens := first.tokens(first.authQuery())
	if err := first.bank.PostPayroll(Garden, "blake", 500_00); err != nil {
		t.Fatal(err)
	}
	before := first.accounts("blake", tokens.AccessToken)

	second := setup(t, keep)
	second.serveAs("bank.test")
	second.jar.Jar = first.jar.Jar
	if second.secret != first.secret {
		t.Error("the client has another secret")
	}
	if diff := cmp.Diff(before, second.accounts("blake", tokens.AccessToken)); diff != "" {
		t.Errorf("accounts after a restart (-before +after):\n%s", diff)
	}
	if got := second.get("/dashboard").StatusCode; got != http.StatusOK {
		t.Errorf("the browser is signed out: %d", got)
	}
	second.claims(tokens.IDToken) // fails if the key is another
	again := second.tokenAnswer(second.post(oidcPath+"/token", second.refreshForm(tokens.RefreshToken)))
	third := setup(t, keep)
	third.serveAs("bank.test")
	third.wantInvalidGrant(t, third.post(oidcPath+"/token", third.refreshForm(tokens.RefreshToken)))
	if again.RefreshToken == "" {
		t.Error("no new refresh token")
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("state file: %v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), ".sandbox-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// serveAs makes the harness's requests arrive under a host name of their own.
func (h *harness) serveAs(host string) {
	listener := h.server.Listener.Addr().String()
	h.jar.Transport = rewrite{host, listener, h.jar.Transport}
	h.origin = "http://" + host
}

type rewrite struct {
	host, to string
	by       http.RoundTripper
}

func (r rewrite) RoundTrip(req *http.Request) (*http.Response, error) {
	out := req.Clone(req.Context())
	out.Host, out.URL.Host = r.host, r.to
	res, err := r.by.RoundTrip(out)
	if res != nil {
		res.Request = req
	}
	return res, err
}

func TestAnUnreadableStateFileStopsTheStart(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "bank.json")
	for _, content := range []string{"{", `{"garden":{}}`} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		cfg := Config{Now: story, StateFile: file}
		if _, err := New(cfg, DemoFIs("http://localhost:1", "http://localhost:2", story())...); err == nil {
			t.Errorf("content %q was accepted", content)
		}
	}
}

func TestABankThatMakesNoSenseIsRefused(t *testing.T) {
	t.Parallel()
	good := func() FI {
		return FI{Slug: "garden", Name: "G", Origin: "http://localhost:1", Members: []Member{{Username: "a"}, {Username: "b"}}}
	}
	if _, err := New(Config{Now: story}, good()); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*FI){
		"slug":             func(fi *FI) { fi.Slug = "Garden Bank" },
		"origin":           func(fi *FI) { fi.Origin = "localhost:9090" },
		"origin with path": func(fi *FI) { fi.Origin = "http://localhost:9090/" },
		"zone":             func(fi *FI) { fi.Timezone = "Mars/Olympus" },
		"colour":           func(fi *FI) { fi.BrandColor = "red;}" },
		"same name":        func(fi *FI) { fi.Members[1].Username = "a" },
		"same subject":     func(fi *FI) { fi.Members[0].Subject, fi.Members[1].Subject = "s", "s" },
	} {
		fi := good()
		spoil(&fi)
		if _, err := New(Config{Now: story}, fi); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := New(Config{}, good()); err == nil {
		t.Error("a bank without a clock was accepted")
	}
	if _, err := New(Config{Now: story}, good(), good()); err == nil {
		t.Error("two FIs of one name were accepted")
	}
}

func TestUnknownNamesAreErrorsNotPanics(t *testing.T) {
	t.Parallel()
	h := setup(t)
	if err := h.bank.PostPayroll("moon", "avery", 1); err == nil {
		t.Error("unknown FI")
	}
	if err := h.bank.PostPurchase(Garden, "nobody", 1, false); err == nil {
		t.Error("unknown member")
	}
	if err := h.bank.SetFault("moon", Fault{Endpoint: OnToken, Kind: "500"}); err == nil {
		t.Error("fault at an unknown FI")
	}
	if id, secret := h.bank.Client("moon"); id != "" || secret != "" {
		t.Error("unknown FI has a client")
	}
	w := httptest.NewRecorder()
	h.bank.Handler("moon").ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("unknown FI serves %d", w.Code)
	}
}

func TestTheCallersFIIsNotTheBanks(t *testing.T) {
	t.Parallel()
	fis := DemoFIs("http://localhost:1", "http://localhost:2", story())
	n := len(fis[0].Members[0].Accounts[0].Postings)
	bank, err := New(Config{Now: story}, fis...)
	if err != nil {
		t.Fatal(err)
	}
	if err := bank.PostPayroll(Garden, "avery", 100); err != nil {
		t.Fatal(err)
	}
	if fis[0].Members[0].Accounts[0].ID != "" || len(fis[0].Members[0].Accounts[0].Postings) != n {
		t.Error("the bank wrote into its caller's value")
	}
}

func TestOldGrantsAreForgottenButLiveOnesAreNot(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	q := h.authQuery()
	q.Set("scope", "openid")
	for range 20 {
		h.tokens(q)
	}
	kept := h.tokens(h.authQuery())
	h.clock.advance(time.Hour)
	h.code(q)
	h.bank.mu.Lock()
	in := h.bank.fis[Garden]
	grants, access, codes := len(in.grants), len(in.access), len(in.codes)
	h.bank.mu.Unlock()
	if grants != 2 || access != 0 || codes != 1 {
		t.Errorf("%d grants, %d access tokens, %d codes; want 2, 0, 1", grants, access, codes)
	}
	h.tokenAnswer(h.post(oidcPath+"/token", h.refreshForm(kept.RefreshToken)))
}

func TestAmountsAreReadAsTheyAreTyped(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]int64{
		"500": 500_00, "500.00": 500_00, " $1,500.5 ": 1500_50, "0.01": 1, ".5": 50, "1000000": 1_000_000_00,
		"": 0, "0": 0, "-1": 0, "1.": 0, "1.234": 0, "1e3": 0, "1000000.01": 0, "99999999999999": 0, "٣": 0, "+5": 0, "1 000": 0, "..": 0,
	} {
		got, ok := parseMinor(typed)
		if got != want || ok != (want != 0) {
			t.Errorf("%q: %d, %v; want %d", typed, got, ok, want)
		}
	}
	for minor, want := range map[int64][2]string{
		0: {"0.00", "$0.00"}, -154300: {"-1543.00", "−$1,543.00"}, 74141: {"741.41", "$741.41"}, 5: {"0.05", "$0.05"},
		-5: {"-0.05", "−$0.05"}, 123456789: {"1234567.89", "$1,234,567.89"},
	} {
		if got := [2]string{formatMinor(minor), displayMinor(minor)}; got != want {
			t.Errorf("%d: %q, want %q", minor, got, want)
		}
	}
}

func TestTheCastIsWhoTheDesignSays(t *testing.T) {
	t.Parallel()
	fis := DemoFIs("http://localhost:1", "http://localhost:2", story())
	age := map[string]int{"blake": 3, "casey": 48, "devon": 40, "ellis": 48}
	for _, fi := range fis {
		tax := map[string]string{}
		for _, m := range fi.Members {
			tax[m.Username] = m.TaxID
			a := m.Accounts[0]
			opened, err := time.Parse(time.DateOnly, a.OriginationDate)
			if err != nil || a.Name != "Everyday Checking" || a.SubType != "Checking" || m.Password != "sandbox" {
				t.Errorf("%s %s: %+v, %v", fi.Slug, m.Username, a, err)
			}
			days := int(story().Sub(opened).Hours() / 24)
			if want, young := age[m.Username]; young && days != want || !young && days < 5*365 {
				t.Errorf("%s %s opened %d days ago", fi.Slug, m.Username, days)
			}
			for _, p := range a.Postings {
				if p.Type == "POS" || p.Type == "ECHECK" {
					t.Errorf("%s %s: the script posts %s, which rules count", fi.Slug, m.Username, p.Type)
				}
			}
		}
		if len(tax) != 7 || tax["avery"] != tax["frankie"] || tax["avery"] == tax["blake"] {
			t.Errorf("%s: tax ids %v", fi.Slug, tax)
		}
	}
	if _, err := url.Parse(fis[0].Origin); err != nil || !strings.HasSuffix(fis[1].Origin, ":2") {
		t.Errorf("origins %q, %q", fis[0].Origin, fis[1].Origin)
	}
}
