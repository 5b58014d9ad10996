package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
)

func (r reply) doc(t *testing.T) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestTheDashboardFramesExactlyTheFirstRedirectURI(t *testing.T) {
	t.Parallel()
	h := setup(t, func(_ *Config, fi *FI) { fi.CardHeight = 412 })
	h.signIn("casey")
	res := h.get("/dashboard")
	card := res.doc(t).Find("iframe")
	got := map[string]string{}
	for _, a := range card.Nodes[0].Attr {
		got[a.Key] = a.Val
	}
	want := map[string]string{"id": "card", "src": callback, "title": "Refer a friend", "height": "412"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("iframe (-want +got):\n%s", diff)
	}
	if href, _ := res.doc(t).Find("a.action").Attr("href"); href != expanded {
		t.Errorf("primary action leads to %q, want %q", href, expanded)
	}
	h.bank.SetRedirectURIs(Garden, []string{"http://localhost:9999/x/"}, "")
	if src, _ := h.get("/dashboard").doc(t).Find("iframe").Attr("src"); src != "http://localhost:9999/x/" {
		t.Errorf("after registering another: %q", src)
	}
	if got := h.authorize(h.authQuery()).StatusCode; got != http.StatusBadRequest {
		t.Errorf("the old redirect URI is still good: %d", got)
	}
}

func TestEveryPageRefusesFramesAndStorage(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	for _, path := range []string{"/", "/login", "/dashboard", "/connected-apps", oidcPath + "/auth"} {
		res := h.get(path)
		if csp := res.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s %q, want %q", path, name, got, want)
			}
		}
		if res.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s: no request id", path)
		}
	}
}

func TestSigningInSetsACookieNamedAfterTheFI(t *testing.T) {
	t.Parallel()
	h := setup(t)
	res := h.post("/login", url.Values{"username": {"casey"}, "password": {"sandbox"}})
	c := res.Cookies()[0]
	if c.Name != "garden_session" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Secure || c.Domain != "" {
		t.Errorf("cookie %+v", c)
	}
	if got := res.location(t).Path; got != "/dashboard" {
		t.Errorf("sent to %s", got)
	}
	for name, form := range map[string]url.Values{
		"wrong password": {"username": {"casey"}, "password": {"Sandbox"}},
		"unknown member": {"username": {"nobody"}, "password": {"sandbox"}},
		"nothing":        {},
	} {
		res := h.post("/login", form)
		if res.StatusCode != http.StatusUnauthorized || len(res.Cookies()) != 0 ||
			res.doc(t).Find("[role=alert]").Text() != "That user name and password do not match." {
			t.Errorf("%s: %d, cookies %v", name, res.StatusCode, res.Cookies())
		}
	}
}

func TestSigningInAsAnotherMemberReplacesTheSession(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	u, _ := url.Parse(h.origin)
	old := h.jar.Jar.Cookies(u)[0]
	h.signIn("avery")
	if got := h.get("/dashboard").doc(t).Find("h1").Text(); got != "Hello, Avery" {
		t.Errorf("greeting %q", got)
	}
	h.jar.Jar.SetCookies(u, []*http.Cookie{old})
	if got := h.get("/dashboard").location(t).Path; got != "/login" {
		t.Errorf("the first session is alive: %s", got)
	}
}

func TestTheLoginFormSendsNobodyAway(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for given, want := range map[string]string{
		"/connected-apps":                  "/connected-apps",
		oidcPath + "/auth?x=1&prompt=none": oidcPath + "/auth?x=1&prompt=none",
		"":                                 "/dashboard",
		"https://evil.test/":               "/dashboard",
		"//evil.test/":                     "/dashboard",
		"///evil.test/":                    "/dashboard", // no host to our parser, but one to browsers
		`/\evil.test/`:                     "/dashboard",
		"/\t/evil.test":                    "/dashboard",
		"javascript:alert(1)":              "/dashboard",
		"dashboard":                        "/dashboard",
	} {
		res := h.post("/login", url.Values{"username": {"casey"}, "password": {"sandbox"}, "return": {given}})
		if got := res.Header.Get("Location"); got != want {
			t.Errorf("return %q leads to %q, want %q", given, got, want)
		}
	}
}

func TestSigningOutEndsTheSessionByGetAndByPost(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		h.signIn("casey")
		u, _ := url.Parse(h.origin)
		cookie := h.jar.Jar.Cookies(u)[0]
		if got := h.do(method, "/logout", nil).location(t).Path; got != "/login" {
			t.Errorf("%s: sent to %s", method, got)
		}
		h.jar.Jar.SetCookies(u, []*http.Cookie{cookie})
		for _, page := range []string{"/dashboard", "/connected-apps"} {
			if got := h.get(page).location(t); got.Path != "/login" || got.Query().Get("return") != page {
				t.Errorf("%s after %s: %s", page, method, got)
			}
		}
	}
}

func TestTheButtonsMoveTheStory(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("blake")
	press := func(action string, form url.Values) string {
		t.Helper()
		if got := h.post("/sandbox/"+action, form).location(t).Path; got != "/dashboard" {
			t.Fatalf("%s leads to %s", action, got)
		}
		return h.get("/dashboard").doc(t).Find(".flash").Text()
	}
	for _, tt := range []struct {
		action string
		form   url.Values
		flash  string
	}{
		{"payroll", url.Values{"amount": {"$1,500"}}, "Payroll of $1,500.00 deposited."},
		{"purchase", url.Values{"amount": {"24.5"}, "count": {"3"}}, "3 purchases of $24.50 posted."},
		{"purchase", url.Values{"amount": {"1"}}, "1 purchase of $1.00 posted."},
		{"pending", url.Values{"amount": {"18.00"}}, "A purchase of $18.00 is pending."},
		{"settle", nil, "1 pending purchase posted."},
		{"days", url.Values{"days": {"7"}}, "7 days went by."},
	} {
		if got := press(tt.action, tt.form); got != tt.flash {
			t.Errorf("%s: %q, want %q", tt.action, got, tt.flash)
		}
	}
	if got := h.get("/dashboard").doc(t).Find(".flash").Length(); got != 0 {
		t.Error("the message is shown twice")
	}
	if got := h.clock.now(); !got.Equal(story().AddDate(0, 0, 7)) {
		t.Errorf("the clock says %s", got)
	}
	access := h.tokens(h.authQuery()).AccessToken
	if got := h.accounts("blake", access)[0]["balance"]; got != "1792.94" {
		t.Errorf("balance %v", got)
	}
	if got := h.post("/sandbox/fly", nil).StatusCode; got != http.StatusNotFound {
		t.Errorf("an unknown button: %d, want 404", got)
	}
}

func TestABadEntryKeepsWhatWasTypedAndSaysWhy(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("blake")
	for _, tt := range []struct {
		action, field, value, problem string
		form                          url.Values
	}{
		{"payroll", "#payroll", "-5", "#payroll-problem", url.Values{"amount": {"-5"}}},
		{"purchase", "#purchase", "much", "#purchase-problem", url.Values{"amount": {"much"}, "count": {"1"}}},
		{"purchase", "#count", "51", "#count-problem", url.Values{"amount": {"1"}, "count": {"51"}}},
		{"pending", "#pending", "0", "#pending-problem", url.Values{"amount": {"0"}}},
		{"days", "#days", "367", "#days-problem", url.Values{"days": {"367"}}},
	} {
		res := h.post("/sandbox/"+tt.action, tt.form)
		doc := res.doc(t)
		field := doc.Find(tt.field)
		if res.StatusCode != http.StatusUnprocessableEntity || field.AttrOr("value", "") != tt.value ||
			"#"+field.AttrOr("aria-describedby", "") != tt.problem || doc.Find(tt.problem).Text() == "" {
			t.Errorf("%s %v: %d, value %q, problem %q", tt.action, tt.form, res.StatusCode, field.AttrOr("value", ""), doc.Find(tt.problem).Text())
		}
	}
	if !h.clock.now().Equal(story()) {
		t.Error("a refused number of days moved the clock")
	}
}

func TestWithoutAClockToMoveThereIsNoButtonForIt(t *testing.T) {
	t.Parallel()
	h := setup(t, func(c *Config, _ *FI) { c.Advance = nil })
	h.signIn("casey")
	if got := h.get("/dashboard").doc(t).Find("form[action='/sandbox/days']").Length(); got != 0 {
		t.Errorf("%d forms that move the clock", got)
	}
	h.post("/sandbox/days", url.Values{"days": {"7"}})
	if !h.clock.now().Equal(story()) {
		t.Error("the clock moved")
	}
}

func TestThePagesOfAnotherSiteCanNotPressTheButtons(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("blake")
	for _, site := range []string{"cross-site", "same-site"} {
		for _, path := range []string{"/sandbox/payroll", "/connected-apps/revoke", "/login", oidcPath + "/consent"} {
			if got := h.post(path, url.Values{"amount": {"5"}}, "Sec-Fetch-Site", site).StatusCode; got != http.StatusForbidden {
				t.Errorf("%s %s: %d, want 403", site, path, got)
			}
		}
	}
}

func TestTheFrontPageListsEveryMember(t *testing.T) {
	t.Parallel()
	h := setup(t)
	doc := h.get("/").doc(t)
	var got []string
	doc.Find("tbody th").Each(func(_ int, s *goquery.Selection) { got = append(got, s.Text()) })
	if diff := cmp.Diff([]string{"avery", "blake", "casey", "devon", "ellis", "frankie", "gale"}, got); diff != "" {
		t.Errorf("members (-want +got):\n%s", diff)
	}
	for _, asset := range []string{"/bank.css", "/bank.js"} {
		if got := h.get(asset); got.StatusCode != http.StatusOK || got.body == "" {
			t.Errorf("%s: %d", asset, got.StatusCode)
		}
	}
	if !strings.Contains(h.get("/bank.css").body, "--brand: #1F6B46") {
		t.Error("the style sheet lacks the brand colour")
	}
}

func TestTheBankAnswersToItsOwnNameOnly(t *testing.T) {
	t.Parallel()
	h := setup(t)
	byNumber := strings.Replace(h.origin, "localhost", "127.0.0.1", 1)
	if got := h.get(byNumber + "/login?return=%2F").Header.Get("Location"); got != h.origin+"/login?return=%2F" {
		t.Errorf("by number: sent to %q", got)
	}
	if got := h.post(byNumber+"/login", nil).StatusCode; got != http.StatusMisdirectedRequest {
		t.Errorf("a post by number: %d, want 421", got)
	}
	req, _ := http.NewRequest(http.MethodGet, h.origin+"/__ctl", nil)
	req.Host = "rebound.test"
	res, err := h.jar.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("by a stranger's name: %d, want 421", res.StatusCode)
	}
}
