package command

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"raf/models/modelstest"
)

func TestDoctorLooksAtTheKeyByWhichABankKnowsUs(t *testing.T) {
	t.Parallel()
	p := well(t, modelstest.SQLite(t, nil))
	answer, status := "", http.StatusOK
	us := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/t/garden/.well-known/jwks.json" {
			t.Errorf("asked for %s", r.URL.Path)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	defer us.Close()
	base, err := url.Parse(strings.Replace(us.URL, "127.0.0.1", "localhost", 1))
	if err != nil {
		t.Fatal(err)
	}
	p.s.BaseURL = base
	p.now = time.Now
	for _, flags := range [][]string{{"tenant", "set", "--slug", "garden", "--auth-style", "key"}} {
		if _, err := operate(t, p.s, flags...); err != nil {
			t.Fatal(err)
		}
	}
	p.owner(t, "UPDATE signing_keys SET made_at = '"+time.Now().UTC().Format("2006-01-02T15:04:05.000000Z")+"', signs_at = '2026-01-01T00:00:00.000000Z'")
	if answer, err = operate(t, p.s, "keys", "show", "--jwks", "--tenant", "garden"); err != nil {
		t.Fatal(err)
	}
	right := answer
	for _, row := range []struct {
		name string
		harm func()
		want string
	}{
		{"all is well", func() {}, "ok    garden: signing key: "},
		{"a page", func() { answer = "<html>" }, "FAIL  garden: signing key: " + base.String() + "/t/garden/.well-known/jwks.json: answers no key set"},
		{"an error", func() { answer, status = right, http.StatusBadGateway }, "FAIL  garden: signing key: "},
		{"somebody else's keys", func() { answer, status = `{"keys":[]}`, http.StatusOK }, "FAIL  garden: signing key: " + base.String() + "/t/garden/.well-known/jwks.json: answers with other keys"},
		{"an old key", func() {
			answer = right
			p.owner(t, "UPDATE signing_keys SET made_at = '2020-01-01T00:00:00.000000Z'")
		}, "warn  garden: signing key: "},
		{"nobody", us.Close, "warn  garden: signing key: "},
		{"no key", func() { p.owner(t, "DELETE FROM signing_keys") }, "FAIL  garden: signing key: there is none"},
	} {
		row.harm()
		lines, err := p.examined(t)
		if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, row.want) }) {
			t.Errorf("%s: no line %q:\n%s", row.name, row.want, strings.Join(lines, "\n"))
		}
		if failed := strings.HasPrefix(row.want, "FAIL"); failed != (err != nil) {
			t.Errorf("%s: error = %v", row.name, err)
		}
	}
}
