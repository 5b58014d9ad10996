package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// Only the host or the prefix chooses an institution (design.md, 2; security.md, F4).
func TestOnlyHostAndPrefixChooseAnInstitution(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.ownHost(t) // institution "own" at refer.garden.test
	proxy := trustedProxy().String() + ":5000"
	for _, row := range []struct {
		name, url, peer string
		header          []string
		status          int
		shows           string
	}{
		{"a prefix on the shared host", "http://localhost:8080/t/garden/plugin/terms", "", nil, 200, "Garden"},
		{"the shared host in capitals", "http://LOCALHOST:8080/t/garden/plugin/terms", "", nil, 200, "Garden"},
		{"a host of its own", "https://refer.garden.test/plugin/terms", "", nil, 200, "Garden"},
		{"with a port", "https://refer.garden.test:8443/plugin/terms", "", nil, 200, "Garden"},
		{"in capitals with a dot at the end", "https://REFER.garden.test./plugin/terms", "", nil, 200, "Garden"},
		{"the prefix of an institution with a host of its own", "http://localhost:8080/t/own/plugin/terms", "", nil, 404, ""},
		{"any prefix on a host of its own", "https://refer.garden.test/t/own/plugin/terms", "", nil, 404, ""},
		{"another's prefix on a host of its own", "https://refer.garden.test/t/garden/plugin/terms", "", nil, 404, ""},
		{"no prefix on the shared host", "http://localhost:8080/plugin/terms", "", nil, 404, ""},
		{"an unknown prefix", "http://localhost:8080/t/nobody/plugin/terms", "", nil, 404, ""},
		{"an unknown host", "https://refer.nobody.test/plugin/terms", "", nil, 421, ""},
		{"the shared host by address", "http://127.0.0.1:8080/t/garden/plugin/terms", "", nil, 421, ""},
		{"the shared host on another port", "http://localhost:8081/t/garden/plugin/terms", "", nil, 421, ""},
		{"a host that is no host", "http://localhost:8080/t/garden/plugin/terms", "", []string{"Host", "a b"}, 421, ""},
		{"a forwarded host from anybody", "http://localhost:8080/t/garden/plugin/terms", "", []string{"X-Forwarded-Host", "refer.garden.test"}, 200, "Garden"},
		{"a forwarded host from anybody on an unknown host", "http://unknown.test/plugin/terms", "", []string{"X-Forwarded-Host", "refer.garden.test"}, 421, ""},
		{"a forwarded host from our proxy", "http://10.0.0.1/plugin/terms", proxy, []string{"X-Forwarded-Host", "refer.garden.test"}, 200, "Garden"},
		{"an unknown forwarded host from our proxy", "http://localhost:8080/t/garden/plugin/terms", proxy, []string{"X-Forwarded-Host", "nobody.test"}, 421, ""},
		{"Forwarded, which nobody reads", "http://unknown.test/plugin/terms", proxy, []string{"Forwarded", "host=refer.garden.test"}, 421, ""},
		{"a query that names one", "http://localhost:8080/plugin/terms?t=garden&tenant=garden", "", nil, 404, ""},
		{"a header that names one", "http://localhost:8080/plugin/terms", "", []string{"X-Tenant", "garden"}, 404, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := h.browserAt(t, "")
			if row.peer != "" {
				b.peer = row.peer
			}
			got := b.get(row.url, row.header...).wants(row.status, row.shows)
			if row.status != http.StatusOK && !strings.Contains(row.url, "refer.garden") {
				got.without("Garden", "Orchard")
			}
		})
	}
}

func TestARequestWithoutAHostIsRefused(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, host := range []string{"", ":8080", "."} {
		r := httptest.NewRequest(http.MethodGet, "/t/garden/plugin/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.server.ServeHTTP(w, r)
		if w.Code != http.StatusBadRequest {
			t.Errorf("host %q answered %d", host, w.Code)
		}
	}
}

func TestOnlyATrustedProxySaysWhichSchemeTheBrowserUses(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for peer, secure := range map[string]bool{trustedProxy().String() + ":1": true, "[::ffff:" + trustedProxy().String() + "]:1": true, "203.0.113.7:1": false, "nonsense": false} {
		b := h.browser(t, sandbox.Garden)
		b.peer = peer
		got := b.get(web.PathTile, "X-Forwarded-Proto", "https")
		if is := strings.Contains(got.header.Get("Set-Cookie"), "Secure"); is != secure {
			t.Errorf("from %s: Secure = %v, want %v", peer, is, secure)
		}
		if is := got.header.Get("Strict-Transport-Security") != ""; is != secure {
			t.Errorf("from %s: HSTS = %v, want %v", peer, is, secure)
		}
	}
}

// Guesses are counted by the address that is really the client's: the last hop that is no proxy of ours.
func TestAForwardedAddressIsBelievedFromTheRightOnly(t *testing.T) {
	t.Parallel()
	h := setup(t)
	blake, _ := h.enter(t, sandbox.Garden, "blake")
	_, form := blake.fields(blake.get(web.PathCode), "form.code-form")
	form.Set("code", "ZZZZZZZZ")
	form.Set("accept_terms", "yes")
	hashes := func() int {
		return len(h.distinct(t, sandbox.Garden, "code_attempts", "address_hash"))
	}
	send := func(peer string, forwarded ...string) {
		t.Helper()
		b := *blake
		b.peer = peer
		b.client = &http.Client{Jar: b.jar, Transport: &b, CheckRedirect: blake.client.CheckRedirect}
		var header []string
		for _, f := range forwarded {
			header = append(header, "X-Forwarded-For", f)
		}
		b.post(web.PathCode, form, header...).wants(http.StatusUnprocessableEntity)
	}
	proxy := trustedProxy().String() + ":1"
	send("203.0.113.7:1")
	send("203.0.113.7:2", "198.51.100.1") // from anybody: hearsay
	send(proxy, "203.0.113.7")
	send(proxy, "198.51.100.99, 203.0.113.7") // what stands left of the client is the client's own word
	if n := hashes(); n != 1 {
		t.Errorf("one client counts as %d", n)
	}
	send(proxy, "198.51.100.99", "203.0.113.8")
	if n := hashes(); n != 2 {
		t.Errorf("two clients count as %d", n)
	}
}

func TestADisabledInstitutionIsNotThere(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b, avery := h.enter(t, sandbox.Garden, "avery")
		b.get(web.PathTile).wantState(http.StatusOK, "inviter_ready")
		h.set(t, sandbox.Garden, "UPDATE tenants SET disabled = true WHERE slug = 'garden'")
		h.clock.Advance(time.Second)
		for _, r := range h.server.routes() {
			if r.Path == web.PathKeys {
				continue // TestADisabledInstitutionThatSignsGivesItsPermissionsBack
			}
			got := b.do(r.Method, concrete(r.Path), nil, "Sec-Fetch-Site", "same-origin", "Content-Type", "application/x-www-form-urlencoded")
			got.wants(http.StatusNotFound).without(avery.Code.Code[:4])
		}
		h.browser(t, sandbox.Orchard).get(web.PathTerms).wants(http.StatusOK)
	})
}

// What members let an institution read does not outlive it at the bank, and who comes back signs in anew.
func TestADisabledInstitutionGivesItsPermissionsBack(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		fault *sandbox.Fault
		given int64
	}{
		"all":              {nil, 2},
		"the bank is down": {&sandbox.Fault{Endpoint: sandbox.OnRevocation, Kind: "500"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			b, other := h.browser(t, sandbox.Garden), h.browser(t, sandbox.Orchard)
			b.signIn(sandbox.Garden, "avery")
			h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "blake")
			other.signIn(sandbox.Orchard, "avery")
			if row.fault != nil {
				h.fault(t, sandbox.Garden, *row.fault)
			}
			before := h.bank.Counters(sandbox.Garden).Revocations
			ended, err := h.app.For(h.garden).DisableTenant(t.Context(), false, "contract ended", models.Actor{Kind: models.ActorSystem, ID: "test"})
			if err != nil || ended.Grants != 2 || ended.GivenBack != row.given {
				t.Fatalf("ended %+v, %v; want 2 grants, %d of them given back", ended, err, row.given)
			}
			if n := int64(h.bank.Counters(sandbox.Garden).Revocations - before); n != row.given {
				t.Errorf("%d revocations at the bank, want %d", n, row.given)
			}
			if n := h.bank.Counters(sandbox.Orchard).Revocations; n != 0 {
				t.Errorf("%d permissions of the other institution were given back", n)
			}
			h.clock.Advance(2 * time.Second)
			b.get(web.PathTile).wants(http.StatusNotFound)
			h.bank.ClearFaults(sandbox.Garden)
			if _, err := h.app.For(h.garden).DisableTenant(t.Context(), true, "signed again", models.Actor{Kind: models.ActorSystem, ID: "test"}); err != nil {
				t.Fatal(err)
			}
			h.clock.Advance(2 * time.Second)
			b.get(web.PathShare).wants(http.StatusSeeOther) // the old session is over
			b.load(web.PathTile).wantState(http.StatusOK, "inviter_ready")
			other.get(web.PathTile).wantState(http.StatusOK, "inviter_ready")
		})
	}
}

func TestAStrangePathIsNowhere(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, _ := h.enter(t, sandbox.Garden, "avery")
	for _, path := range []string{"/plugin/%00", "/plugin/%2e%2e/share", "/plugin//share", "//plugin/share", "/plugin/share;a=b", "/plugin%2fshare",
		"/plugin/./share", "/plugin/../plugin/share", "/healthz/../plugin/share", "/plugin/share/", "/Plugin/share", "/plugin", `/plugin/%5cshare`, "/plugin/..",
		"/r/K7PM%2f3QXD", "/r/" + strings.Repeat("x", 300) + "/x"} {
		b.get(path).wants(http.StatusNotFound, "There is nothing here")
	}
}

func TestEachInstitutionSignsInItsOwnWay(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		mode  models.SignInMode
		round bool
		quiet bool
	}{
		{models.SignInAuto, true, true},
		{models.SignInAutoPlain, true, false},
		{models.SignInButton, false, false},
	} {
		t.Run(string(row.mode), func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			h.set(t, sandbox.Garden, "UPDATE tenants SET sign_in = '"+string(row.mode)+"' WHERE slug = 'garden'")
			h.clock.Advance(time.Second)
			b := h.browser(t, sandbox.Garden)
			got := b.get(web.PathTile)
			if !row.round {
				got.wantState(http.StatusOK, "anonymous")
				if n := h.count(t, sandbox.Garden, "signin_flows", ""); n != 0 {
					t.Errorf("%d attempts were begun without a click", n)
				}
			} else if got.wants(http.StatusSeeOther); strings.Contains(got.location(), "prompt=none") != row.quiet {
				t.Errorf("the round goes to %s", got.location())
			}
			// The whole page never begins by itself, and the click always does, with the bank's own pages.
			b.get(web.PathDashboard).wantState(http.StatusOK, "anonymous")
			if click := b.get(web.PathSignIn).wants(http.StatusSeeOther); strings.Contains(click.location(), "prompt=") {
				t.Errorf("the click goes to %s", click.location())
			}
		})
	}
}

func TestTheOperatorsQuestionsAreAnsweredForAnyHost(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, base := range []string{"http://localhost:8080", "http://10.1.2.3", "http://unknown.test"} {
		b := h.browserAt(t, base)
		for _, path := range []string{web.PathAlive, web.PathReady} {
			b.get(path).wants(http.StatusOK)
			b.do(http.MethodHead, path, nil).wants(http.StatusOK)
			b.do(http.MethodPost, path, nil).wants(http.StatusMethodNotAllowed)
		}
	}
	if logged := h.log.String(); !strings.Contains(logged, `"path":"/healthz"`) {
		t.Errorf("not logged:\n%s", logged)
	}
}
