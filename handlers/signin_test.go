package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/providers/sandbox"
)

// toBank loads the card and follows it up to the callback that the bank sends the browser to, without loading that.
func (b *browser) toBank(path string) (callback string) {
	b.t.Helper()
	start := b.get(path)
	if start.status != http.StatusSeeOther {
		b.t.Fatalf("%s answered %d: %s", path, start.status, start.text())
	}
	answer := b.get(start.location())
	if !strings.Contains(answer.location(), "state=") {
		b.t.Fatalf("the bank answered %d %q: %s", answer.status, answer.location(), answer.text())
	}
	return answer.location()
}

// changed is a callback with other parameters; pairs, an empty value leaves one out.
func changed(t *testing.T, callback string, pairs ...string) string {
	t.Helper()
	u, err := url.Parse(callback)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for i := 0; i < len(pairs); i += 2 {
		if q.Del(pairs[i]); pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// wantNobody checks that nobody was signed in and nothing was stored that a sign-in stores.
func (h *house) wantNobody(t *testing.T, slug string, b *browser) {
	t.Helper()
	if b.token() != "" {
		t.Error("the browser holds a session")
	}
	for _, table := range []string{"sessions", "bank_grants", "members"} {
		if n := h.count(t, slug, table, ""); n != 0 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
}

func TestTheCardSignsInSilentlyWhoeverSitsAtTheBank(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.browser(t, sandbox.Garden)
		b.atBank(sandbox.Garden, "avery")
		start := b.get(web.PathTile).wants(http.StatusSeeOther)
		to, err := url.Parse(start.location())
		if err != nil {
			t.Fatal(err)
		}
		q := to.Query()
		if to.Host != strings.TrimPrefix(h.origins[sandbox.Garden], "http://") || q.Get("prompt") != "none" || q.Get("code_challenge_method") != "S256" ||
			q.Get("redirect_uri") != "http://localhost:8080/t/garden/plugin/" || q.Get("nonce") == "" || len(q.Get("state")) < 43 {
			t.Fatalf("the round goes to %s", to)
		}
		callback := b.get(start.location()).location()
		done := b.get(callback).wants(http.StatusSeeOther)
		if done.location() != "/t/garden/plugin/?s=1" {
			t.Fatalf("the sign-in ended at %q", done.location())
		}
		b.get("http://localhost:8080"+done.location()).wantState(http.StatusOK, "inviter_ready")
		counters := h.bank.Counters(sandbox.Garden)
		if counters.CodeGrants != 1 || counters.VerifiedCodeGrants != 1 {
			t.Errorf("code grants %d, with a verifier %d, want 1 and 1", counters.CodeGrants, counters.VerifiedCodeGrants)
		}
		for table, want := range map[string]int{"members": 1, "sessions": 1, "bank_grants": 1, "signin_flows": 0, "referral_codes": 1} {
			if n := h.count(t, sandbox.Garden, table, ""); n != want {
				t.Errorf("%d rows in %s, want %d", n, table, want)
			}
		}
		if n := h.count(t, sandbox.Garden, "audit_log", "action = 'member.signed_in'"); n != 1 {
			t.Errorf("%d audit rows, want 1", n)
		}
		for name := range b.cookies(web.PathTile) {
			if strings.HasPrefix(name, "raf_flow_") {
				t.Errorf("the tie %s outlived its sign-in", name)
			}
		}
	})
}

func TestTheWholePageSignsInWithThePasswordPageOfTheBank(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.browser(t, sandbox.Garden)
	start := b.get(web.PathSignIn).wants(http.StatusSeeOther)
	if strings.Contains(start.location(), "prompt=") || !strings.Contains(start.location(), url.QueryEscape("/t/garden/oidc/callback/")) {
		t.Errorf("the round goes to %s", start.location())
	}
	login := b.load(start.location())
	_, form := b.fields(login, "form")
	form.Set("username", "avery")
	form.Set("password", "sandbox")
	answer := b.post(h.origins[sandbox.Garden]+"/login", form, "Sec-Fetch-Site", "", "Origin", "")
	end := b.load(h.origins[sandbox.Garden] + answer.location())
	end.wantState(http.StatusOK, "inviter_ready").wants(http.StatusOK, "Sign out")
	if end.url.Path != "/t/garden/dashboard/" {
		t.Errorf("the sign-in ended at %s", end.url)
	}
}

func TestACallbackWorksOnceAndInOneBrowser(t *testing.T) {
	t.Parallel()
	h := setup(t)
	t.Run("a replayed callback signs nobody in and asks the bank nothing", func(t *testing.T) {
		b := h.browser(t, sandbox.Garden)
		b.atBank(sandbox.Garden, "avery")
		callback := b.toBank(web.PathTile)
		b.get(callback).wants(http.StatusSeeOther)
		sessions, tokens := h.count(t, sandbox.Garden, "sessions", ""), h.calls(sandbox.Garden, sandbox.OnToken)
		got := b.get(callback).wantState(http.StatusBadRequest, "anonymous")
		got.wants(http.StatusBadRequest, "Sign-in did not work.", got.header.Get("X-Request-Id"))
		if h.count(t, sandbox.Garden, "sessions", "") != sessions || h.calls(sandbox.Garden, sandbox.OnToken) != tokens {
			t.Error("the copy of the callback did something")
		}
		// The member pressed "back"; who was signed in still is.
		b.get(web.PathTile).wantState(http.StatusOK, "inviter_ready")
	})
	t.Run("two browsers that swap their callbacks stay strangers", func(t *testing.T) {
		victim, attacker := h.browser(t, sandbox.Garden), h.browser(t, sandbox.Garden)
		attacker.atBank(sandbox.Garden, "gale")
		victim.atBank(sandbox.Garden, "casey")
		sessions, tokens := h.count(t, sandbox.Garden, "sessions", ""), h.calls(sandbox.Garden, sandbox.OnToken)
		his, hers := attacker.toBank(web.PathTile), victim.toBank(web.PathTile)
		victim.get(his).wantState(http.StatusBadRequest, "anonymous")
		attacker.get(hers).wantState(http.StatusBadRequest, "anonymous")
		if victim.token() != "" || attacker.token() != "" || h.count(t, sandbox.Garden, "sessions", "") != sessions {
			t.Error("a session was opened in a browser that did not begin the sign-in")
		}
		if h.calls(sandbox.Garden, sandbox.OnToken) != tokens {
			t.Error("the bank's token endpoint was asked")
		}
		if n := h.count(t, sandbox.Garden, "signin_flows", ""); n != 0 {
			t.Errorf("%d attempts can be tried again", n)
		}
	})
	t.Run("two tabs sign in side by side", func(t *testing.T) {
		b := h.browser(t, sandbox.Garden)
		b.atBank(sandbox.Garden, "blake")
		first, second := b.toBank(web.PathTile), b.toBank(web.PathTile)
		b.get(second).wants(http.StatusSeeOther)
		b.get(first).wants(http.StatusSeeOther)
		b.get(web.PathTile+"?s=1").wantState(http.StatusOK, "inviter_ready")
		if n := h.count(t, sandbox.Garden, "sessions", "revoked_at IS NULL"); n == 0 {
			t.Error("no session is alive")
		}
	})
	t.Run("an answer that comes to the page for a sign-in of the card is refused", func(t *testing.T) {
		b := h.browser(t, sandbox.Garden)
		b.atBank(sandbox.Garden, "blake")
		tokens := h.calls(sandbox.Garden, sandbox.OnToken)
		other := strings.Replace(b.toBank(web.PathTile), web.PathTile, web.PathCallback, 1)
		b.get(other).wantState(http.StatusBadRequest, "anonymous")
		if b.token() != "" || h.calls(sandbox.Garden, sandbox.OnToken) != tokens {
			t.Error("it went through")
		}
	})
	t.Run("an attempt that is ten minutes old is over", func(t *testing.T) {
		b := h.browser(t, sandbox.Garden)
		b.atBank(sandbox.Garden, "blake")
		callback := b.toBank(web.PathTile)
		h.clock.Advance(10 * time.Minute)
		tokens := h.calls(sandbox.Garden, sandbox.OnToken)
		b.get(callback).wantState(http.StatusBadRequest, "anonymous")
		if b.token() != "" || h.calls(sandbox.Garden, sandbox.OnToken) != tokens {
			t.Error("it went through")
		}
	})
	t.Run("an attempt whose row is over is over, whatever the browser holds", func(t *testing.T) {
		b := h.browser(t, sandbox.Garden)
		b.atBank(sandbox.Garden, "blake")
		callback := b.toBank(web.PathTile)
		h.set(t, sandbox.Garden, "UPDATE signin_flows SET expires_at = created_at WHERE place = 'card'")
		b.get(callback).wantState(http.StatusBadRequest, "anonymous").wants(http.StatusBadRequest, "Sign-in did not work")
		if b.token() != "" {
			t.Error("it went through")
		}
	})
}

func TestAHundredCopiesOfACallbackOpenOneSession(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.browser(t, sandbox.Garden)
		b.atBank(sandbox.Garden, "avery")
		callback := b.toBank(web.PathTile)
		cookies := b.cookies(web.PathTile)
		statuses := make([]int, 100)
		var all sync.WaitGroup
		for i := range statuses {
			copied := h.browser(t, sandbox.Garden)
			for name, value := range cookies {
				copied.keep(name, value)
			}
			all.Go(func() { statuses[i] = copied.get(callback).status })
		}
		all.Wait()
		count := map[int]int{}
		for _, s := range statuses {
			count[s]++
		}
		if count[http.StatusSeeOther] != 1 || count[http.StatusBadRequest] != 99 {
			t.Errorf("statuses %v, want one 303 and 99 times 400", count)
		}
		if n := h.calls(sandbox.Garden, sandbox.OnToken); n != 1 {
			t.Errorf("%d token calls, want 1", n)
		}
		if n := h.count(t, sandbox.Garden, "sessions", ""); n != 1 {
			t.Errorf("%d sessions, want 1", n)
		}
	})
}

func TestFiftyTilesLoadedAtOnceFillNoJar(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.browser(t, sandbox.Garden)
	b.atBank(sandbox.Garden, "avery")
	var starts [50]reply
	var all sync.WaitGroup
	for i := range starts {
		all.Go(func() { starts[i] = b.get(web.PathTile) })
	}
	all.Wait()
	ties := func() (n int) {
		for name := range b.cookies(web.PathTile) {
			if strings.HasPrefix(name, "raf_flow_") {
				n++
			}
		}
		return n
	}
	// Answers that crossed may have kept more than five; the next load takes the surplus away.
	var last string
	for range 5 {
		last = b.toBank(web.PathTile)
	}
	if n := ties(); n > 5 {
		t.Errorf("%d ties are in the jar, want 5 at most", n)
	}
	b.get(last).wants(http.StatusSeeOther)
	for _, start := range starts {
		callback := b.get(start.wants(http.StatusSeeOther).location()).location()
		if got := b.get(callback); got.status != http.StatusSeeOther && got.state() != "anonymous" {
			t.Errorf("a tile ended with %d:\n%s", got.status, got.text())
		}
	}
	b.get(web.PathTile).wantState(http.StatusOK, "inviter_ready")
}
