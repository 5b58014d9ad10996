package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

func (h *harness) fault(f Fault) {
	h.t.Helper()
	if err := h.bank.SetFault(Garden, f); err != nil {
		h.t.Fatal(err)
	}
}

func TestEveryEndpointFailsInTheWayItIsTold(t *testing.T) {
	t.Parallel()
	h, access := signedIn(t, "casey")
	account := h.accountsPath("casey") + "/" + h.bank.AccountIDs(Garden, "casey")[0]
	task := h.fetch("casey", access)
	ask := map[string]func() reply{
		OnDiscovery:    func() reply { return h.get(oidcPath + "/.well-known/openid-configuration") },
		OnJWKS:         func() reply { return h.get(oidcPath + "/jwks") },
		OnAuth:         func() reply { return h.authorize(h.authQuery()) },
		OnToken:        func() reply { return h.post(oidcPath+"/token", h.codeForm("x")) },
		OnRefresh:      func() reply { return h.post(oidcPath+"/token", h.refreshForm("x")) },
		OnUserinfo:     func() reply { return h.api(oidcPath+"/me", access) },
		OnRevocation:   func() reply { return h.post(oidcPath+"/token/revocation", nil) },
		OnAccounts:     func() reply { return h.api(h.accountsPath("casey"), access) },
		OnTransactions: func() reply { return h.api(account+"/transactions", access) },
		OnProfile:      func() reply { return h.api(h.userPath("casey"), access) },
		OnFetch: func() reply {
			return h.do(http.MethodPut, h.origin+h.userPath("casey")+"/fetch", nil, "Authorization", "Bearer "+access)
		},
		OnTask:   func() reply { return h.api(h.userPath("casey")+"/tasks/"+task+"?sinceVersion=0", access) },
		OnThemes: func() reply { return h.get(consumerPath + "/institutions/" + h.fi.InstitutionID + "/themes") },
	}
	for endpoint, do := range ask {
		healthy := do()
		check := func(f Fault, ok func(reply) bool) {
			t.Helper()
			f.Endpoint, f.Times = endpoint, 1
			h.fault(f)
			if res := do(); !ok(res) {
				t.Errorf("%s with %s: %d %v %.80q", endpoint, f.Kind, res.StatusCode, res.Header, res.body)
			}
			if res := do(); res.StatusCode != healthy.StatusCode {
				t.Errorf("%s: the fault %s came a second time", endpoint, f.Kind)
			}
		}
		check(Fault{Kind: "500"}, func(r reply) bool { return r.StatusCode == 500 && strings.Contains(r.body, "server_error") })
		check(Fault{Kind: "429"}, func(r reply) bool { return r.StatusCode == 429 && r.Header.Get("Retry-After") == "" })
		check(Fault{Kind: "429", RetryAfter: 7}, func(r reply) bool { return r.StatusCode == 429 && r.Header.Get("Retry-After") == "7" })
		check(Fault{Kind: "html"}, func(r reply) bool { return r.StatusCode == 503 && strings.HasPrefix(r.body, "<!doctype html>") })
		check(Fault{Kind: "html_200"}, func(r reply) bool { return r.StatusCode == 200 && strings.HasPrefix(r.body, "<!doctype html>") })
		check(Fault{Kind: "huge"}, func(r reply) bool { return len(r.body) > 8<<20 })
		check(Fault{Kind: "302", Location: "https://evil.test/"}, func(r reply) bool {
			return r.StatusCode == 302 && r.Header.Get("Location") == "https://evil.test/"
		})
		check(Fault{Kind: "307", Location: "https://evil.test/"}, func(r reply) bool { return r.StatusCode == 307 })
		if strings.HasPrefix(healthy.Header.Get("Content-Type"), "application/json") {
			check(Fault{Kind: "truncated"}, func(r reply) bool {
				return r.StatusCode == healthy.StatusCode && len(r.body) > 0 && !json.Valid([]byte(r.body))
			})
		}
	}
}

func TestTheMembersDataCanBeRefusedWhateverTheToken(t *testing.T) {
	t.Parallel()
	h, access := signedIn(t, "casey")
	list := h.accountsPath("casey")
	rows := list + "/" + h.bank.AccountIDs(Garden, "casey")[0] + "/transactions"
	for endpoint, path := range map[string]string{OnAccounts: list, OnTransactions: rows} {
		for kind, status := range map[string]int{"401": http.StatusUnauthorized, "403": http.StatusForbidden} {
			h.fault(Fault{Endpoint: endpoint, Kind: kind, Times: 1})
			res := h.api(path, access)
			if challenge := res.Header.Get("WWW-Authenticate"); res.StatusCode != status || (challenge != "") != (status == http.StatusUnauthorized) {
				t.Errorf("%s with %s: %d, challenge %q", endpoint, kind, res.StatusCode, challenge)
			}
			if res := h.api(path, access); res.StatusCode != http.StatusOK {
				t.Errorf("%s: the fault %s came a second time", endpoint, kind)
			}
		}
	}
}

func TestAFailingSecondPageLeavesTheFirst(t *testing.T) {
	t.Parallel()
	h, access := signedIn(t, "casey")
	rows := h.accountsPath("casey") + "/" + h.bank.AccountIDs(Garden, "casey")[0] + "/transactions?limit=1&offset="
	h.fault(Fault{Endpoint: OnTransactions, Kind: "second_page"})
	for offset, want := range map[string]int{"": http.StatusOK, "0": http.StatusOK, "1": http.StatusInternalServerError} {
		if got := h.api(rows+offset, access).StatusCode; got != want {
			t.Errorf("offset %q: %d, want %d", offset, got, want)
		}
	}
}

func TestADroppedAnswerIsWorkThatWasDone(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	tokens := h.tokens(h.authQuery())
	h.fault(Fault{Endpoint: OnToken, Kind: "drop", Times: 1})
	body := strings.NewReader(h.refreshForm(tokens.RefreshToken).Encode())
	res, err := http.Post(h.origin+oidcPath+"/token", "application/x-www-form-urlencoded", body)
	if err == nil {
		res.Body.Close()
		t.Fatalf("there is an answer: %d", res.StatusCode)
	}
	if got := h.bank.Counters(Garden).Refreshes; got != 1 {
		t.Errorf("%d refreshes, want 1", got)
	}
	h.wantInvalidGrant(t, h.post(oidcPath+"/token", h.refreshForm(tokens.RefreshToken)))
}

func TestAHangingEndpointLetsGoWhenTheClientLeavesOrTheFaultIsCleared(t *testing.T) {
	t.Parallel()
	h := setup(t)
	handler := h.bank.Handler(Garden)
	hang := func(ctx context.Context) (*httptest.ResponseRecorder, chan struct{}) {
		w, done := httptest.NewRecorder(), make(chan struct{})
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, h.origin+oidcPath+"/jwks", nil)
		go func() {
			defer close(done)
			handler.ServeHTTP(w, r)
		}()
		return w, done
	}
	h.fault(Fault{Endpoint: OnJWKS, Kind: "hang"})
	ctx, leave := context.WithCancel(t.Context())
	w, done := hang(ctx)
	leave()
	<-done
	if w.Body.Len() != 0 {
		t.Errorf("a client that left was answered %q", w.Body)
	}
	h.fault(Fault{Endpoint: OnJWKS, Kind: "hang", Times: 1})
	w, done = hang(t.Context())
	for h.bank.Counters(Garden).Requests[OnJWKS] < 2 {
		select {
		case <-done:
			t.Fatalf("it did not hang: %d", w.Code)
		default:
		}
	}
	h.bank.ClearFaults(Garden)
	<-done
	if !strings.Contains(w.Body.String(), `"keys"`) {
		t.Errorf("after clearing: %d %q", w.Code, w.Body)
	}
}

func TestASpoiltIDTokenIsWrongInExactlyOneWay(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	q := h.authQuery()
	q.Set("claims", `{"id_token":{"`+claimPrefix+`institution_id":null}}`)
	good := rawClaims(t, h.tokens(q).IDToken)
	spoilt := map[string]string{
		"bad_nonce": "nonce", "missing_nonce": "nonce", "bad_issuer": "iss", "bad_audience": "aud", "extra_audience": "aud",
		"expired": "exp iat", "future_iat": "exp iat", "missing_iat": "iat", "missing_sub": "sub", "other_sub": "sub",
		"other_institution": claimPrefix + "institution_id", "bad_at_hash": "at_hash",
		"bad_signature": "", "unknown_kid": "", "alg_none": "", "alg_hs256": "",
	}
	for _, kind := range FaultKinds(OnIDToken) {
		if slices.Contains(idTokenLies(), kind) {
			continue // TestEveryLieOfTheSandboxBankIsRefused shows what a client makes of them
		}
		want, known := spoilt[kind]
		if !known {
			t.Errorf("%s: no expectation", kind)
			continue
		}
		h.fault(Fault{Endpoint: OnIDToken, Kind: kind, Times: 1})
		tokens := h.tokens(q)
		got := rawClaims(t, tokens.IDToken)
		good["at_hash"] = atHash(tokens.AccessToken)
		var differ []string
		for _, name := range []string{"iss", "sub", "aud", "nonce", "exp", "iat", "at_hash", "sid", claimPrefix + "institution_id"} {
			a, _ := json.Marshal(good[name])
			b, _ := json.Marshal(got[name])
			if !bytes.Equal(a, b) {
				differ = append(differ, name)
			}
		}
		if strings.Join(differ, " ") != want {
			t.Errorf("%s: differs in %v, want %q", kind, differ, want)
		}
		if err := h.verify(tokens.IDToken); (err != nil) != (want == "") {
			t.Errorf("%s: signature check says %v", kind, err)
		}
	}
}

// verify checks the signature alone.
func (h *harness) verify(token string) error {
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		return err
	}
	set := h.keySet()
	keys := set.Key(parsed.Headers[0].KeyID)
	if len(keys) == 0 {
		return errors.New("unknown kid")
	}
	return parsed.Claims(keys[0].Key, &map[string]any{})
}

func TestASpoiltCallbackIsWrongInExactlyOneWay(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	for kind, ok := range map[string]func(url.Values) bool{
		"missing_iss":             func(v url.Values) bool { return !v.Has("iss") && v.Get("code") != "" },
		"wrong_iss":               func(v url.Values) bool { return v.Get("iss") != h.origin+oidcPath && v.Get("code") != "" },
		"missing_state":           func(v url.Values) bool { return !v.Has("state") && v.Get("code") != "" },
		"wrong_state":             func(v url.Values) bool { return v.Get("state") != "state-0123456789" && v.Has("state") },
		"doubled_code":            func(v url.Values) bool { return len(v["code"]) == 2 },
		"access_denied":           func(v url.Values) bool { return v.Get("error") == "access_denied" && !v.Has("code") && v.Has("iss") },
		"temporarily_unavailable": func(v url.Values) bool { return v.Get("error") == "temporarily_unavailable" && !v.Has("code") },
	} {
		h.fault(Fault{Endpoint: OnCallback, Kind: kind, Times: 1})
		if got := h.authorize(h.authQuery()).location(t).Query(); !ok(got) {
			t.Errorf("%s: %v", kind, got)
		}
	}
}

func TestTheTokenEndpointHasFaultsOfItsOwn(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	h.fault(Fault{Endpoint: OnToken, Kind: "invalid_grant", Times: 1})
	form := h.codeForm(h.code(h.authQuery()))
	h.wantInvalidGrant(t, h.post(oidcPath+"/token", form))
	tokens := h.tokenAnswer(h.post(oidcPath+"/token", form))
	h.fault(Fault{Endpoint: OnToken, Kind: "no_rotation"})
	for range 2 {
		if got := h.tokenAnswer(h.post(oidcPath+"/token", h.refreshForm(tokens.RefreshToken))).RefreshToken; got != "" {
			t.Error("a refresh without rotation gave a new refresh token")
		}
	}
	h.fault(Fault{Endpoint: OnToken, Kind: "no_id_token"})
	if got := h.tokens(h.authQuery()).IDToken; got != "" {
		t.Error("there is an id token")
	}
	h.fault(Fault{Endpoint: OnUserinfo, Kind: "other_sub"})
	access := h.tokens(h.authQuery()).AccessToken
	if got := h.api(oidcPath+"/me", access).json(t)["sub"]; got == h.bank.Subject(Garden, "casey") {
		t.Error("userinfo has the right sub")
	}
	for kind, wrong := range map[string]string{"wrong_issuer": "issuer", "foreign_endpoints": "token_endpoint", "no_s256": "code_challenge_methods_supported"} {
		right := h.get(oidcPath + "/.well-known/openid-configuration").json(t)
		h.fault(Fault{Endpoint: OnDiscovery, Kind: kind, Times: 1})
		got := h.get(oidcPath + "/.well-known/openid-configuration").json(t)
		a, _ := json.Marshal(right[wrong])
		b, _ := json.Marshal(got[wrong])
		if bytes.Equal(a, b) {
			t.Errorf("%s: %s is still right", kind, wrong)
		}
	}
}

func TestTheControlEndpointShowsSetsAndClears(t *testing.T) {
	t.Parallel()
	h := setup(t)
	send := func(body string) reply {
		return h.do(http.MethodPost, "/__ctl", strings.NewReader(body), "Content-Type", "application/json")
	}
	read := func(res reply) ctlState {
		t.Helper()
		var s ctlState
		if err := json.Unmarshal([]byte(res.body), &s); err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", res.StatusCode, res.body)
		}
		return s
	}
	s := read(send(`{"endpoint":"jwks","kind":"500","times":2,"switches":{"live_tokens_survive":true},"rotate_keys":true}`))
	if len(s.Faults) != 1 || s.Faults[0] != (Fault{Endpoint: OnJWKS, Kind: "500", Times: 2}) || !s.Switches.LiveTokensSurvive {
		t.Errorf("after setting: %+v", s)
	}
	for range 2 {
		if got := h.get(oidcPath + "/jwks").StatusCode; got != http.StatusInternalServerError {
			t.Errorf("jwks: %d", got)
		}
	}
	if got := len(h.keySet().Keys); got != 2 {
		t.Errorf("%d keys after a rotation", got)
	}
	s = read(h.get("/__ctl"))
	if len(s.Faults) != 0 || s.Counters.Requests[OnJWKS] != 3 || !s.Clock.Equal(story()) || len(s.Known[OnToken]) == 0 {
		t.Errorf("shown: %+v", s)
	}
	read(send(`{"faults":[{"endpoint":"token","kind":"hang"},{"endpoint":"accounts","kind":"429","retry_after":3}]}`))
	if s = read(h.do(http.MethodDelete, "/__ctl", nil)); len(s.Faults) != 0 || s.Switches.LiveTokensSurvive {
		t.Errorf("after clearing: %+v", s)
	}
	for _, bad := range []string{`{"endpoint":"moon","kind":"500"}`, `{"endpoint":"jwks","kind":"tea"}`, `{"kind":"500"}`,
		`{"endpoint":"jwks","kind":"500","times":-1}`, `{"unknown":1}`, `[]`, ``} {
		if got := send(bad).StatusCode; got != http.StatusBadRequest {
			t.Errorf("%s: %d, want 400", bad, got)
		}
	}
	if got := h.post("/__ctl", url.Values{"endpoint": {"jwks"}}).StatusCode; got != http.StatusUnsupportedMediaType {
		t.Errorf("a form: %d, want 415", got)
	}
}

func TestARequestBodyIsBounded(t *testing.T) {
	t.Parallel()
	h := setup(t)
	res := h.post(oidcPath+"/token", h.codeForm(strings.Repeat("x", 70<<10)))
	if res.StatusCode != http.StatusBadRequest || res.json(t)["error"] != "invalid_request" {
		t.Errorf("70 KiB of code: %d %s, want it unread", res.StatusCode, res.body)
	}
}
