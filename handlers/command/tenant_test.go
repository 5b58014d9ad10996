package command

import (
	"bytes"
	"encoding/hex"
	"errors"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
)

const (
	operatorKey  = "correct horse battery staple, 44 characters!"
	clientSecret = "canary-client-secret"
)

func operator(db models.Config) Settings {
	return Settings{Addr: "127.0.0.1:0", BaseURL: &url.URL{Scheme: "https", Host: "raf.example"}, SecretKey: operatorKey, DB: db, Log: quiet()}
}

// gardenFlags are right; later flags win over earlier ones.
func gardenFlags(more ...string) []string {
	return append([]string{"--slug", "garden", "--name", "Garden", "--fi-url", "https://digital.garden.example", "--client-id", "raf",
		"--client-secret-file", "-", "--institution-id", "inst-garden", "--timezone", "America/Chicago", "--payroll-allow", "payroll, direct  dep,,payroll",
		"--payroll-deny", "venmo", "--auth-style", "basic"}, more...)
}

func add(t *testing.T, s Settings, flags ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := Run(t.Context(), append([]string{"tenant", "add"}, flags...), s,
		World{Now: modelstest.Start, Stdin: strings.NewReader(clientSecret + "\n"), Stdout: &out})
	said := out.String()
	if err != nil {
		said += err.Error()
	}
	if strings.Contains(said, clientSecret) || strings.Contains(said, hex.EncodeToString([]byte(clientSecret))) {
		t.Errorf("the client secret was printed: %s", said)
	}
	return out.String(), err
}

func TestTenantAddPrintsTheRedirectURIsTheCardsFirst(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		for slug, c := range map[string]struct {
			flags []string
			want  []string
		}{
			"garden":  {nil, []string{"https://raf.example/t/garden/plugin/", "https://raf.example/t/garden/oidc/callback/"}},
			"orchard": {[]string{"--slug", "orchard", "--host", "raf.orchard.example"}, []string{"https://raf.orchard.example/plugin/", "https://raf.orchard.example/oidc/callback/"}},
		} {
			said, err := add(t, operator(db.Config), gardenFlags(c.flags...)...)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for line := range strings.Lines(said) {
				if strings.HasPrefix(line, "  https://") {
					got = append(got, strings.TrimSpace(line))
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", slug, diff)
			}
		}
		stored, err := db.Store.TenantBySlug(t.Context(), "garden")
		if err != nil {
			t.Fatal(err)
		}
		want := models.TenantProfile{AuthStyle: "basic", PayrollAllow: []string{"payroll", "direct dep"}, PayrollDeny: []string{"venmo"}}
		got := models.TenantProfile{AuthStyle: stored.AuthStyle, PayrollAllow: stored.PayrollAllow, PayrollDeny: stored.PayrollDeny}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	})
}

func TestTenantAddListsEveryBadValueAtOnce(t *testing.T) {
	t.Parallel()
	db := modelstest.SQLite(t, nil)
	bad := map[string]string{"--slug": "Garden", "--name": " ", "--platform": "abacus", "--host": "https://x", "--fi-url": "https://digital.garden.example/path",
		"--client-id": "", "--client-secret-file": filepath.Join(t.TempDir(), "none"), "--institution-id": "", "--timezone": "Local", "--currency": "usd",
		"--sign-in": "never", "--auth-style": "jwt", "--brand-color": "green"}
	flags := []string{"--payroll-deny", strings.Repeat("x", 61)}
	for flag, value := range bad {
		flags = append(flags, flag, value)
	}
	_, err := add(t, operator(db.Config), flags...)
	if err == nil {
		t.Fatal("it was added")
	}
	for _, flag := range append([]string{"--payroll-allow", "--payroll-deny"}, slices.Sorted(maps.Keys(bad))...) {
		if !strings.Contains(err.Error(), "- "+flag+":") {
			t.Errorf("the list lacks %s:\n%v", flag, err)
		}
	}
}

func TestTenantAddRefusesBeforeAnythingIsStored(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		flags   []string
		want    string
		without string // a flag that is left out
	}{
		"a currency without cents":       {flags: []string{"--currency", "JPY"}, want: "JPY"},
		"an address for a bank":          {flags: []string{"--fi-url", "https://203.0.113.7"}, want: "address"},
		"this machine for a bank":        {flags: []string{"--fi-url", "http://localhost:9090"}, want: "https"},
		"the shared host as its own":     {flags: []string{"--host", "raf.example"}, want: "shared host"},
		"no payroll words":               {without: "--payroll-allow", flags: []string{"--payroll-allow", " , "}, want: "--payroll-allow: name at least one word"},
		"no secret":                      {flags: []string{"--client-secret-file", ""}, want: "must be set"},
		"a word that belongs to no flag": {flags: []string{"garden"}, want: "usage"},
		"a flag that does not exist":     {flags: []string{"--colour", "red"}, want: "usage"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := modelstest.SQLite(t, nil)
			flags := gardenFlags()
			if at := slices.Index(flags, c.without); at >= 0 {
				flags = slices.Delete(flags, at, at+2)
			}
			_, err := add(t, operator(db.Config), append(flags, c.flags...)...)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error = %v, want one about %q", err, c.want)
			}
			if _, err := db.Store.TenantBySlug(t.Context(), "garden"); models.KindOf(err) != models.NotFound {
				t.Errorf("it was stored all the same: %v", err)
			}
		})
	}
}

func TestASlugThatIsTakenIsSaidPlainly(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		if _, err := add(t, operator(db.Config), gardenFlags()...); err != nil {
			t.Fatal(err)
		}
		said, err := add(t, operator(db.Config), gardenFlags("--name", "Another")...)
		if err == nil || !strings.Contains(err.Error(), `"garden"`) || !strings.Contains(err.Error(), "already") {
			t.Errorf("error = %v, want one that names the slug", err)
		}
		if strings.Contains(said, "Redirect URIs") {
			t.Errorf("it tells what to register:\n%s", said)
		}
	})
}

func TestTheClientSecretIsReadFromAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(" "+clientSecret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := readSecret(file, nil); err != nil || got != clientSecret {
		t.Errorf("%q, %v", got, err)
	}
	if err := os.WriteFile(file, []byte(" \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := readSecret(file, nil); err == nil || got != "" {
		t.Errorf("an empty file is %q", got)
	}
}

func TestTenantAddHelpIsNoError(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := Run(t.Context(), []string{"tenant", "add", "--help"}, Settings{Log: quiet()}, World{Now: time.Now, Stdout: &out})
	if err != nil || !strings.Contains(out.String(), "-payroll-allow") {
		t.Errorf("%v\n%s", err, &out)
	}
	if err := Run(t.Context(), []string{"tenant", "add", "--nonsense"}, Settings{Log: quiet()}, World{Now: time.Now, Stdout: &out}); !errors.Is(err, ErrUsage) {
		t.Errorf("%v, want usage", err)
	}
}
