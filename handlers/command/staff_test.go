package command

import (
	"bytes"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
	"raf/providers/sandbox"
)

func hire(t *testing.T, s Settings, flags ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := Run(t.Context(), append([]string{"staff", "add"}, flags...), s, World{Now: modelstest.Start, Stdout: &out})
	return out.String(), err
}

func TestStaffAddPrintsALinkThatIsStoredNowhere(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		s := operator(db.Config)
		if _, err := add(t, s, gardenFlags()...); err != nil {
			t.Fatal(err)
		}
		good := []string{"--tenant", "garden", "--email", "morgan@garden.example", "--name", "Morgan", "--role", "maker"}
		said, err := hire(t, s, good...)
		if err != nil {
			t.Fatal(err)
		}
		link := regexp.MustCompile(`https://raf\.example/t/garden/console/enrol/([\w-]{43})/`).FindStringSubmatch(said)
		if link == nil {
			t.Fatalf("no link in %s", said)
		}
		raw := modelstest.Raw(t, db.Config)
		garden, err := db.Store.TenantBySlug(t.Context(), "garden")
		if err != nil {
			t.Fatal(err)
		}
		if db.Config.OnPostgres() {
			if _, err := raw.ExecContext(t.Context(), "SELECT set_config('app.tenant', $1, false)", string(garden.ID())); err != nil {
				t.Fatal(err)
			}
		}
		for _, stored := range modelstest.Strings(t, raw, "SELECT invite_hash FROM staff_users WHERE tenant_id = '"+string(garden.ID())+"'") {
			if strings.Contains(stored, link[1]) {
				t.Error("the link is stored")
			}
		}
		if _, err := hire(t, s, good...); err == nil || !strings.Contains(err.Error(), "staff of garden already") {
			t.Errorf("the same person again: %v", err)
		}
	})
}

func TestStaffAddNamesEverythingThatIsWrong(t *testing.T) {
	t.Parallel()
	db := modelstest.SQLite(t, nil)
	_, err := hire(t, operator(db.Config), "--email", "Morgan <m@x.test>", "--role", "owner")
	if err == nil {
		t.Fatal("it went on")
	}
	for _, want := range []string{"--tenant", "--email", "--name", "--role"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not named in %v", want, err)
		}
	}
	if _, err := hire(t, operator(db.Config), "--tenant", "nowhere", "--email", "m@x.test", "--name", "M", "--role", "maker"); err == nil || !strings.Contains(err.Error(), `no institution "nowhere"`) {
		t.Errorf("an institution that is none: %v", err)
	}
}

func TestEachSeatOfTheDemoSignsInWithAButtonAlsoAfterARestart(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	first := play(t, dir, false, demoSettings("127.0.0.1:0", "127.0.0.1:0"))
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	again := play(t, dir, true, demoSettings("127.0.0.1:0", "127.0.0.1:0"))
	defer func() {
		if err := again.stop(); err != nil {
			t.Error(err)
		}
	}()
	if !strings.Contains(again.said, "the staff's console") {
		t.Errorf("the table does not lead to the console:\n%s", again.said)
	}
	for _, seat := range demoSeats() {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		browser := http.Client{Jar: jar}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, again.base.String()+"/t/garden/console/demo", strings.NewReader(url.Values{"role": {string(seat.role)}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		if end, err := fetch(&browser, r); err != nil || end != "/t/garden/console/" {
			t.Errorf("%s ended at %s: %v", seat.role, end, err)
		}
	}
}

func TestTheDemoShowsTheCodeThatItsStaffsAppWouldShow(t *testing.T) {
	t.Parallel()
	st := stageForTest(t)
	garden, err := st.app.store.TenantBySlug(t.Context(), sandbox.Garden)
	if err != nil {
		t.Fatal(err)
	}
	p := st.app.house.For(garden)
	email := demoEmail(sandbox.Garden, models.RoleChecker)
	token, err := p.StaffPassword(t.Context(), email, demoPassword)
	if err != nil {
		t.Fatal(err)
	}
	st.clock.Advance(time.Minute)
	if _, err := p.StaffCode(t.Context(), token, st.staff.Code(email), ""); err != nil {
		t.Error(err)
	}
	if code := st.staff.Code("nobody@garden.test"); code != "" {
		t.Errorf("a code for nobody: %q", code)
	}
}
