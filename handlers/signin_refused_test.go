package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/providers/sandbox"
)

func TestABankThatRefusesEndsAtATileThatSaysWhatToDo(t *testing.T) {
	t.Parallel()
	h := setup(t)
	const markup = `<script>alert(1)</script><b>call 555-evil</b>`
	for _, row := range []struct {
		code, shows string
	}{
		{"login_required", "Sign in to get your link"},
		{"interaction_required", "Sign in to get your link"},
		{"consent_required", "Sign in to get your link"},
		{"access_denied", "You chose not to go on"},
		{"temporarily_unavailable", "We can’t reach Garden"},
		{"server_error", "We can’t reach Garden"},
		{"an_error_of_tomorrow", "Sign-in did not work"},
		{markup, "Sign-in did not work"},
		{strings.Repeat("e", 4000), "Sign-in did not work"},
	} {
		for _, place := range []string{web.PathTile, web.PathSignIn} {
			t.Run(row.code[:min(len(row.code), 30)]+" at "+place, func(t *testing.T) {
				b := h.browser(t, sandbox.Garden)
				b.atBank(sandbox.Garden, "avery")
				callback := changed(t, b.toBank(place), "code", "", "error", row.code, "error_description", markup)
				got := b.get(callback).wantState(http.StatusOK, "anonymous")
				got.wants(http.StatusOK, row.shows).without("alert(1)", "555-evil", "&lt;script")
				if got.doc().Find(`a[href="/t/garden/auth/"][target="_top"]`).Length() == 0 {
					t.Error("no way into the whole page")
				}
			})
		}
	}
	h.wantNobody(t, sandbox.Garden, h.browser(t, sandbox.Garden))
	if h.calls(sandbox.Garden, sandbox.OnToken) != 0 {
		t.Error("the token endpoint was asked")
	}
	if strings.Contains(h.log.String(), "555-evil") {
		t.Error("the bank's free text is in the log")
	}
}

func TestACallbackThatNoBankWouldSendIsRefusedBeforeAnythingIsAsked(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, row := range []struct {
		name   string
		status int
		pairs  []string
	}{
		{"no state", 400, []string{"state", ""}},
		{"another state", 400, []string{"state", strings.Repeat("x", 43)}},
		{"a state of 10 kB", 414, []string{"state", strings.Repeat("x", 10_000)}},
		{"a state of 300 characters", 400, []string{"state", strings.Repeat("x", 300)}},
		{"a code of 5 kB", 400, []string{"code", strings.Repeat("x", 5_000)}},
		{"code and error together", 400, []string{"error", "access_denied"}},
		{"no code and no error", 400, []string{"code", ""}},
		{"a state with NUL", 400, []string{"state", "\x00"}},
		{"a state that is no text", 400, []string{"state", "\xff\xfe"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := h.browser(t, sandbox.Garden)
			b.atBank(sandbox.Garden, "avery")
			callback := changed(t, b.toBank(web.PathTile), row.pairs...)
			got := b.get(callback)
			got.wants(row.status)
			if got.location() != "" {
				t.Errorf("it goes on to %s", got.location())
			}
		})
	}
	t.Run("a doubled parameter", func(t *testing.T) {
		b := h.browser(t, sandbox.Garden)
		b.atBank(sandbox.Garden, "avery")
		callback := b.toBank(web.PathTile)
		for _, twice := range []string{"&code=other", "&state=other", "&iss=other", "&error=other&error=other"} {
			b.get(callback + twice).wants(http.StatusBadRequest)
		}
		b.get(callback).wants(http.StatusSeeOther) // none of them used the attempt up
	})
	t.Run("form_post", func(t *testing.T) {
		h.browser(t, sandbox.Garden).post(web.PathCallback, nil).wants(http.StatusMethodNotAllowed)
		h.browser(t, sandbox.Garden).post(web.PathTile, nil).wants(http.StatusMethodNotAllowed)
	})
	if n := h.calls(sandbox.Garden, sandbox.OnToken); n != 1 {
		t.Errorf("the token endpoint was asked %d times, want once, for the callback that was good", n)
	}
}

// What is broken on our side is told as such: nobody should call the bank about a secret of ours that can't be opened.
func TestAFaultOfOursIsNotToldAsTheBanks(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.set(t, sandbox.Garden, "UPDATE tenant_secrets SET sealed = 'spoilt' WHERE kind = 'client_secret'")
	for _, path := range []string{web.PathTile, web.PathSignIn} {
		b := h.browser(t, sandbox.Garden)
		got := b.get(path).wants(http.StatusInternalServerError, "The fault is ours").without("We can’t reach")
		wantHeaders(t, got, h.ancestors(sandbox.Garden, path))
		if len(b.cookies(web.PathTile)) != 0 {
			t.Errorf("%s left cookies", path)
		}
	}
}

// A browser without cookies must meet a sentence, not a circle.
func TestABrowserThatKeepsNoCookiesIsOfferedTheWholePage(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.browser(t, sandbox.Garden)
	b.atBank(sandbox.Garden, "avery")
	forgetful := func() {
		fresh := h.browser(t, sandbox.Garden)
		b.jar, b.client.Jar = fresh.jar, fresh.jar
	}
	// The bank's own cookies are first-party there; ours are dropped between the two halves.
	callback := b.toBank(web.PathTile)
	forgetful()
	got := b.get(callback).wantState(http.StatusBadRequest, "anonymous")
	got.wants(http.StatusBadRequest, "Your browser does not let this card remember", "Open full page")
	if h.calls(sandbox.Garden, sandbox.OnToken) != 0 {
		t.Error("the bank was asked for tokens")
	}
	flows := h.count(t, sandbox.Garden, "signin_flows", "")
	got = b.get(web.PathTile+"?s=1").wantState(http.StatusOK, "anonymous")
	got.wants(http.StatusOK, "Your browser does not let this card remember")
	if got.header.Get("Location") != "" || got.header.Get("Set-Cookie") != "" || h.count(t, sandbox.Garden, "signin_flows", "") != flows {
		t.Error("another round was begun")
	}
	if got.doc().Find(`a[href="/t/garden/auth/"][target="_top"]`).Length() != 1 {
		t.Error("no link to the whole page that leaves the frame")
	}
}

// One that keeps none in a page of its own either has no way on but its settings.
func TestABrowserThatKeepsNoCookiesAnywhereReadsWhatToDo(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.browser(t, sandbox.Garden)
	b.atBank(sandbox.Garden, "avery")
	callback := b.toBank(web.PathSignIn)
	got := h.browser(t, sandbox.Garden).get(callback).wants(http.StatusBadRequest, "Allow cookies for this page").without("The full page works")
	if got.location() != "" || got.header.Get("Refresh") != "" || got.doc().Find(`meta[http-equiv="refresh" i]`).Length() != 0 {
		t.Error("it goes on by itself")
	}
	if n := h.calls(sandbox.Garden, sandbox.OnToken); n != 0 {
		t.Errorf("the bank was asked for tokens %d times", n)
	}
}

func TestAPrefetchOrAHeadBeginsNoSignIn(t *testing.T) {
	t.Parallel()
	h := setup(t)
	stale, _ := h.enter(t, sandbox.Garden, "blake")
	h.clock.Advance(2 * time.Minute)
	before := h.dump(t)
	for _, path := range []string{web.PathTile, web.PathSignIn} {
		for _, header := range [][]string{{"Sec-Purpose", "prefetch"}, {"Sec-Purpose", "prefetch;prerender"}, {"Purpose", "prefetch"}} {
			got := h.browser(t, sandbox.Garden).get(path, header...).wants(http.StatusNoContent)
			if got.header.Get("Set-Cookie") != "" {
				t.Errorf("%s set a cookie", path)
			}
			stale.get(path, header...).wants(http.StatusNoContent)
		}
		if got := h.browser(t, sandbox.Garden).do(http.MethodHead, path, nil); got.status >= 300 || got.header.Get("Set-Cookie") != "" {
			t.Errorf("HEAD %s answered %d", path, got.status)
		}
	}
	if diff := len(before) - len(h.dump(t)); diff != 0 {
		t.Errorf("rows changed by %d", -diff)
	}
}

func TestTheReturnAddressIsNeverAnybodysURL(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.browser(t, sandbox.Garden)
	b.atBank(sandbox.Garden, "avery")
	for _, next := range []string{"//evil.test", `\\evil.test`, "%2f%2fevil.test", "javascript:alert(1)", "https://evil.test/%0d%0aX: 1", strings.Repeat("x", 5000)} {
		for _, path := range []string{web.PathTile, web.PathSignIn} {
			got := b.get(path + "?next=" + next + "&return=" + next)
			if to := got.location(); to != "" && !strings.HasPrefix(to, h.origins[sandbox.Garden]+"/a/consumer/") || strings.Contains(to, "evil") {
				t.Errorf("%s?next=%s leads to %s", path, next, to)
			}
		}
	}
	callback := b.toBank(web.PathTile) + "&next=//evil.test"
	if got := b.get(callback); got.location() != "/t/garden/plugin/?s=1" {
		t.Errorf("the sign-in ended at %s", got.location())
	}
}
