package sandbox

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	callback = "http://localhost:8080/t/garden/plugin/"
	expanded = "http://localhost:8080/t/garden/dashboard/"
	verifier = "v-0123456789.abcdefghijklmnopqrstuvwxyz_ABCDEFG~"
	allData  = "openid profile " + offlineScope + " " + accountsScope + " " + transactionsScope
)

// clock is a time that only tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// harness is a bank with one institution on a listener, a browser, and a client that behaves.
type harness struct {
	t      *testing.T
	bank   *Bank
	clock  *clock
	server *httptest.Server
	origin string
	fi     FI
	secret string
	jar    *http.Client
}

// story is the day the demo's story ends in the tests: a winter afternoon in Chicago.
func story() time.Time { return time.Date(2026, time.December, 2, 18, 30, 0, 0, time.UTC) }

// setup serves Garden with the demo's members; change may alter the institution first.
func setup(t *testing.T, change ...func(*Config, *FI)) *harness {
	t.Helper()
	h := &harness{t: t, clock: &clock{t: story()}}
	h.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.bank.Handler(Garden).ServeHTTP(w, r)
	}))
	_, port, _ := strings.Cut(h.server.Listener.Addr().String(), ":")
	h.origin = "http://localhost:" + port
	cfg := Config{Now: h.clock.now, Advance: h.clock.advance}
	h.fi = DemoFIs(h.origin, "http://localhost:1", story())[0]
	h.fi.RedirectURIs = []string{callback, "http://localhost:8080/t/garden/oidc/callback/"}
	h.fi.ExpandedURL = expanded
	for _, c := range change {
		c(&cfg, &h.fi)
	}
	bank, err := New(cfg, h.fi)
	if err != nil {
		t.Fatal(err)
	}
	h.bank = bank
	_, h.secret = bank.Client(Garden)
	h.jar = h.newBrowser()
	h.server.Start()
	t.Cleanup(h.server.Close)
	return h
}

// newBrowser keeps cookies and does not follow redirects, so that a test sees each of them.
func (h *harness) newBrowser() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	// One of its own: a test server that closes ends what the default one is about to use.
	transport := &http.Transport{}
	h.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// reply is an answer with its body read.
type reply struct {
	*http.Response
	body string
}

func (r reply) location(t *testing.T) *url.URL {
	t.Helper()
	u, err := r.Location()
	if err != nil {
		t.Fatalf("no redirect: %d %s", r.StatusCode, r.body)
	}
	return u
}

func (r reply) json(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(r.body), &v); err != nil {
		t.Fatalf("not JSON: %v\n%s", err, r.body)
	}
	return v
}

func (h *harness) do(method, target string, body io.Reader, header ...string) reply {
	h.t.Helper()
	if strings.HasPrefix(target, "/") {
		target = h.origin + target
	}
	req, err := http.NewRequestWithContext(context.Background(), method, target, body)
	if err != nil {
		h.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := h.jar.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return reply{res, string(raw)}
}

func (h *harness) get(target string, header ...string) reply {
	h.t.Helper()
	return h.do(http.MethodGet, target, nil, header...)
}

func (h *harness) post(target string, form url.Values, header ...string) reply {
	h.t.Helper()
	return h.do(http.MethodPost, target, strings.NewReader(form.Encode()),
		append([]string{"Content-Type", "application/x-www-form-urlencoded"}, header...)...)
}

func (h *harness) signIn(username string) {
	h.t.Helper()
	res := h.post("/login", url.Values{"username": {username}, "password": {"sandbox"}})
	if res.StatusCode != http.StatusSeeOther {
		h.t.Fatalf("sign in %s: %d", username, res.StatusCode)
	}
}

// authQuery is a request that deserves a code; change it to make it deserve less.
func (h *harness) authQuery() url.Values {
	return url.Values{
		"client_id": {h.fi.ClientID}, "redirect_uri": {callback}, "response_type": {"code"}, "scope": {allData},
		"state": {"state-0123456789"}, "nonce": {"nonce-0123456789"},
		"code_challenge": {s256(verifier)}, "code_challenge_method": {"S256"},
	}
}

func (h *harness) authorize(q url.Values) reply {
	h.t.Helper()
	return h.get(oidcPath + "/auth?" + q.Encode())
}

// code signs nobody in: the browser must be signed in already.
func (h *harness) code(q url.Values) string {
	h.t.Helper()
	res := h.authorize(q)
	if code := res.location(h.t).Query().Get("code"); code != "" {
		return code
	}
	h.t.Fatalf("no code: %d %s", res.StatusCode, res.Header.Get("Location"))
	return ""
}

func (h *harness) codeForm(code string) url.Values {
	return url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {callback},
		"code_verifier": {verifier}, "client_id": {h.fi.ClientID}, "client_secret": {h.secret}}
}

func (h *harness) refreshForm(token string) url.Values {
	return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token},
		"client_id": {h.fi.ClientID}, "client_secret": {h.secret}}
}

// tokens runs a whole sign-in of the signed-in member.
func (h *harness) tokens(q url.Values) tokenResponse {
	h.t.Helper()
	return h.tokenAnswer(h.post(oidcPath+"/token", h.codeForm(h.code(q))))
}

func (h *harness) tokenAnswer(res reply) tokenResponse {
	h.t.Helper()
	var tokens tokenResponse
	if err := json.Unmarshal([]byte(res.body), &tokens); err != nil || res.StatusCode != http.StatusOK {
		h.t.Fatalf("token: %d %s", res.StatusCode, res.body)
	}
	return tokens
}

func (h *harness) accountsPath(username string) string {
	return consumerPath + "/users/" + h.bank.Subject(Garden, username) + "/accounts"
}

func (h *harness) api(path, access string) reply {
	h.t.Helper()
	return h.get(path, "Authorization", "Bearer "+access)
}
