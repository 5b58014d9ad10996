package handlers

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/providers/sandbox"
)

// B3: what an old token is good for hangs on when the bank has last confirmed the member, and on nothing in the token.
func TestAnOldTokenIsWorthWhatTheBankHasConfirmed(t *testing.T) {
	t.Parallel()
	const life = 10 * time.Minute
	for name, row := range map[string]struct {
		after  time.Duration
		revoke bool
		at     string
		want   int
	}{
		"a second over":                     {life + 6*time.Second, false, sandbox.Garden, http.StatusOK},
		"14 minutes old":                    {14 * time.Minute, false, sandbox.Garden, http.StatusOK},
		"16 minutes old":                    {16 * time.Minute, false, sandbox.Garden, http.StatusSeeOther},
		"a day old":                         {24 * time.Hour, false, sandbox.Garden, http.StatusSeeOther},
		"a second over, and signed out":     {life + 6*time.Second, true, sandbox.Garden, http.StatusSeeOther},
		"a second over, at another's":       {life + 6*time.Second, false, sandbox.Orchard, http.StatusSeeOther},
		"in its life, and signed out":       {time.Minute, true, sandbox.Garden, http.StatusSeeOther},
		"in its life, at another's address": {time.Minute, false, sandbox.Orchard, http.StatusSeeOther},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			b, _ := h.enter(t, sandbox.Garden, "avery")
			old := b.token()
			if row.revoke {
				b.submit(b.get(web.PathDashboard), `form[action$="/auth/signout"]`, nil).wants(http.StatusSeeOther)
			}
			h.clock.Advance(row.after)
			shown := h.browser(t, row.at)
			shown.keep("raf_access_token", old)
			shown.get(web.PathShare).wants(row.want)
			if again := shown.token(); row.want != http.StatusOK && again != "" && again != old {
				t.Error("a token was issued for one that opens nothing")
			}
			shown.get(web.PathShare, scripted, "true").wants(map[int]int{http.StatusOK: http.StatusOK, http.StatusSeeOther: http.StatusUnauthorized}[row.want])
		})
	}
}

// B7: there is no API, so nothing is taken from a header; what the cookie opens stays shut to the same token elsewhere.
func TestTheTokenOfACookieIsTakenFromNowhereElse(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, _ := h.enter(t, sandbox.Garden, "avery")
	stranger := h.browser(t, sandbox.Garden)
	for _, header := range [][]string{{"Authorization", "Bearer " + b.token()}, {"X-Access-Token", b.token()}} {
		stranger.get(web.PathShare, header...).wants(http.StatusSeeOther)
	}
	stranger.get(web.PathShare + "?raf_access_token=" + b.token() + "&access_token=" + b.token()).wants(http.StatusSeeOther)
	b.get(web.PathShare).wants(http.StatusOK)
}

// A1: the page before, the address that was redeemed once, and a copy of the cookie, all after signing out.
func TestNothingFromBeforeSigningOutOpensAnythingAfterIt(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.browser(t, sandbox.Garden)
	b.atBank(sandbox.Garden, "avery")
	callback := b.toBank(web.PathTile)
	tile := b.get(callback).wants(http.StatusSeeOther).location()
	cookies := b.cookies(web.PathTile)
	b.submit(b.get(web.PathDashboard), `form[action$="/auth/signout"]`, nil).wants(http.StatusSeeOther)
	asked := h.calls(sandbox.Garden, sandbox.OnToken)
	for name, value := range cookies {
		b.keep(name, value)
	}
	b.get(callback).wantState(http.StatusBadRequest, "anonymous")
	b.get("http://"+sharedHost+tile).wantState(http.StatusOK, "anonymous").without("Avery")
	b.get(web.PathShare).wants(http.StatusSeeOther)
	if n := h.calls(sandbox.Garden, sandbox.OnToken) - asked; n != 0 {
		t.Errorf("the bank was asked for tokens %d times", n)
	}
	if n := h.count(t, sandbox.Garden, "sessions", "revoked_at IS NULL"); n != 0 {
		t.Errorf("%d sessions are alive", n)
	}
}

// C5: a bank may let its access tokens live on after the member has ended our access, and say so at the renewal only.
func TestAccessThatOutlivesItsEndAtTheBankEndsWithTheRenewal(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.bank.SetSwitches(sandbox.Garden, sandbox.Switches{LiveTokensSurvive: true})
	b := h.friend(t, "blake")
	page := b.get(web.PathTile)
	if err := h.bank.RevokeApp(sandbox.Garden, "blake"); err != nil {
		t.Fatal(err)
	}
	b.submit(page, checkForm, nil, scripted, "true").wantState(http.StatusOK, "acceptor_pending").without("Sign in again")
	h.set(t, sandbox.Garden, "UPDATE bank_grants SET expires_at = '2020-01-01T00:00:00.000000Z' WHERE refreshable")
	h.clock.Advance(10 * time.Second)
	b.submit(page, checkForm, nil, scripted, "true").wants(http.StatusOK, "Sign in again to see what is new")
	if n := h.bank.Counters(sandbox.Garden).InvalidGrants; n != 1 || b.token() != "" {
		t.Errorf("the dead grant was tried %d times, token %q; want once and none", n, b.token())
	}
}

// A8: a bank whose certificate nobody vouches for is not reached, whatever it would answer.
func TestABankWithACertificateOfItsOwnMakingIsNotAsked(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	impostor := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	impostor.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	impostor.StartTLS()
	t.Cleanup(impostor.Close)
	h := setup(t)
	h.set(t, sandbox.Garden, "UPDATE tenants SET fi_url = '"+strings.Replace(impostor.URL, "127.0.0.1", "localhost", 1)+"' WHERE 1 = 1")
	b := h.browser(t, sandbox.Garden)
	for _, path := range []string{web.PathTile, web.PathSignIn} {
		b.get(path).wantState(http.StatusOK, "anonymous").wants(http.StatusOK, "We can’t reach Garden")
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("it was asked %d times", n)
	}
	if !strings.Contains(h.log.String(), "TLS failed") {
		t.Error("the log does not say why")
	}
}

// However the client's secret is sent, no token of the bank is in an address, and none in what the database keeps (C1).
func TestNoTokenOfTheBankIsInAnAddressOrInTheDatabase(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		journal := func(...string) []string { return nil }
		if h.db.Config.OnPostgres() {
			journal = kit.Journal(t)
		}
		const gone = "canary-of-a-row-that-changed"
		h.set(t, sandbox.Garden, "UPDATE tenants SET support_phone = '"+gone+"' WHERE 1 = 1")
		h.set(t, sandbox.Garden, "UPDATE tenants SET support_phone = '' WHERE 1 = 1")
		for _, style := range []string{"basic", "post"} {
			h.set(t, sandbox.Garden, "UPDATE tenants SET auth_style = '"+style+"' WHERE 1 = 1")
			h.clock.Advance(2 * time.Minute)
			for range 3 {
				for _, who := range []string{"avery", "blake", "casey"} {
					h.browser(t, sandbox.Garden).watched(t, h).signIn(sandbox.Garden, who)
				}
			}
		}
		b := h.friend(t, "devon").watched(t, h)
		h.set(t, sandbox.Garden, "UPDATE bank_grants SET expires_at = '2020-01-01T00:00:00.000000Z' WHERE refreshable")
		h.clock.Advance(10 * time.Second)
		b.check().wantState(http.StatusOK, "acceptor_pending")
		tokens := h.bank.Tokens(sandbox.Garden)
		if len(tokens) < 30 {
			t.Errorf("%d tokens to look for, want 30", len(tokens))
		}
		_, clientSecret := h.bank.Client(sandbox.Garden)
		kept := strings.Join(h.dump(t), "\n")
		for _, path := range []string{h.db.Config.Path, h.db.Config.Path + "-wal"} {
			if raw, err := os.ReadFile(path); err == nil {
				kept += string(raw)
			} else if !h.db.Config.OnPostgres() && !os.IsNotExist(err) {
				t.Fatal(err)
			}
		}
		secrets := slices.Concat(tokens, []string{clientSecret})
		written := journal(append(secrets, gone)...)
		if !strings.Contains(kept+strings.Join(written, ""), gone) {
			t.Error("what a row has held is not looked through")
		}
		for _, call := range h.bank.Requests(sandbox.Garden) {
			kept += call.Path
		}
		for _, secret := range secrets {
			if strings.Contains(kept, secret) || slices.Contains(written, secret) {
				t.Fatal("a token or the client's secret is in the database or in an address")
			}
		}
	})
}

// watched is the browser with an eye on every address it goes to.
func (b *browser) watched(t *testing.T, h *house) *browser {
	b.client.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		for _, token := range h.bank.Tokens(sandbox.Garden) {
			if strings.Contains(r.URL.String(), token) {
				t.Errorf("a token is in an address of %s", r.URL.Path)
			}
		}
		return b.RoundTrip(r)
	})
	return b
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
