package banno

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"raf/providers"
	"raf/providers/conform"
)

// TestBannoConformsAgainstAScriptedBank runs the suite against documents written by hand, which a simulator that
// shares our reading of the platform could get wrong together with us.
func TestBannoConformsAgainstAScriptedBank(t *testing.T) {
	t.Parallel()
	handmade := slices.DeleteFunc(conform.Faults(), func(f conform.Fault) bool { return !slices.Contains(scriptedFaults(), f) })
	conform.Run(t, conform.Harness{Open: scripted, Shows: handmade, NoLies: true,
		ThemeShows: slices.DeleteFunc(slices.Clone(handmade), func(f conform.Fault) bool { return slices.Contains(conform.PageFaults(), f) })})
}

// scriptedFaults are those that are written by hand here; the sandbox shows the others.
func scriptedFaults() []conform.Fault {
	return []conform.Fault{conform.Forbidden, conform.Unauthorized, conform.Throttling, conform.Failing, conform.Maintenance, conform.Hanging,
		conform.Resetting, conform.HTML, conform.Truncated, conform.Huge, conform.Redirecting, conform.SecondPage}
}

func scripted(t testing.TB) conform.Fixture {
	f := newFakeBank(t)
	f.claims[claimCustomer], f.claims[claimTaxID] = "000482", "900550101"
	f.claims["given_name"], f.claims["family_name"], f.claims["locale"] = "Riley", "Doe", "en-US"
	s := &script{fake: f, spent: map[string]bool{}, challenges: map[string]string{}}
	f.set(s.serve)
	b := f.bank(t, func(c *Config) { c.HTTP.Timeout = 2 * time.Second })
	loan := providers.TransactionQuery{AccountID: "a2", Kind: providers.KindLoan, Since: window().Since, Until: window().Until}
	empty, money := loan, loan
	money.AccountID, money.Kind = "a4", providers.KindChecking
	empty.AccountID, empty.Kind = "a3", providers.KindSavings
	return conform.Fixture{
		Bank: b, Access: f.access(), Break: s.breaks, Wait: f.pass,
		Secrets: []string{"canary-access", "canary-refresh", testSecret, "canary-body"},
		Accounts: []providers.Account{
			{ID: "a1", Name: "Checking", Kind: providers.KindChecking, Standing: providers.StandingGood, Currency: "USD", Balance: cents(100)},
			{ID: "a2", Name: "Car", Kind: providers.KindLoan, Standing: providers.StandingUnknown, Currency: "USD", Balance: cents(-500)},
			{ID: "a3", Name: "Savings", Kind: providers.KindSavings, Standing: providers.StandingGood, Currency: "USD", Balance: cents(0)},
		},
		Histories: []conform.History{
			{Query: window(), Rows: s.contractRows()},
			{Query: loan, Rows: []providers.Transaction{{
				ID: "l1", AccountID: "a2", Amount: cents(28500), Currency: "USD", Kind: providers.TxnTransfer,
				PostedOn: providers.Date{Year: 2026, Month: 8, Day: 20},
			}}},
			{Query: empty},
		},
		Money: conform.MoneyFixture{Query: money, Write: func(way conform.Amount) { s.set(func() { s.money = wireAmount(way) }) },
			In: func(code string) { s.set(func() { s.currency = code }) }},
		SignIn: &conform.SignInFixture{
			RedirectURI: testRedirect,
			Want: providers.Identity{
				Issuer: f.issuer(), Subject: testSubject, InstitutionID: testInstitution, CustomerIdentifier: "000482",
				TaxID: providers.NewSecret("900550101"), GivenName: "Riley", FamilyName: "Doe", Locale: "en-US",
			},
			Walk: s.walk,
			Refuse: func(testing.TB, string) providers.Callback {
				return providers.Callback{Error: "login_required", Issuer: f.issuer()}
			},
			EndGrant: func() { s.set(func() { s.ended = true }) },
		},
		Theme: conform.ThemeFixture{Want: providers.Theme{LightBrand: "#1F6B46FF", LightSurface: "#FFFFFF", DarkSurface: "#1B1C1FFF"},
			Strip: func() { s.set(func() { s.plain = true }) }},
	}
}

// script is the part of a fake bank that remembers: codes and their challenges, and the fault of the moment.
type script struct {
	fake       *fakeBank
	fault      conform.Fault
	ended      bool
	plain      bool            // without colours
	money      json.RawMessage // how the amounts of one more account are written; none if there is no such account
	currency   string          // of its row
	renewals   int
	spent      map[string]bool
	challenges map[string]string
}

func (s *script) set(change func()) {
	s.fake.mu.Lock()
	defer s.fake.mu.Unlock()
	change()
}

func (s *script) breaks(fault conform.Fault) { s.set(func() { s.fault = fault }) }

// walk hands out a code tied to the challenge of the request, and its nonce to the bank.
func (s *script) walk(t testing.TB, to string) providers.Callback {
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	var code string
	s.set(func() {
		code = fmt.Sprintf("code-%d", len(s.challenges))
		s.challenges[code] = u.Query().Get("code_challenge")
		s.fake.nonce = u.Query().Get("nonce")
	})
	return providers.Callback{Code: code, Issuer: s.fake.issuer()}
}

const scriptedRows = 600

// contractRows is what the pages of a1 mean; the wire forms are made from the same numbers below.
func (s *script) contractRows() []providers.Transaction {
	var list []providers.Transaction
	for i := range scriptedRows {
		list = append(list, providers.Transaction{
			ID: "t" + strconv.Itoa(i), AccountID: "a1", Amount: cents(int64(-i)), Currency: "USD", Kind: providers.TxnPurchase,
			PostedOn: providers.Date{Year: 2026, Month: 8, Day: 31 - i/20},
		})
	}
	list = append(list, providers.Transaction{ID: "p", AccountID: "a1", Amount: cents(-700), Currency: "USD", Pending: true, Kind: providers.TxnPurchase})
	return list
}

func (s *script) serve(w http.ResponseWriter, r *http.Request) bool {
	switch {
	case r.URL.Path == oidcPath+"/token":
		return s.serveToken(w, r)
	case r.URL.Path == apiPath+"/institutions/"+testInstitution+"/themes":
		s.serveThemes(w, r)
		return true
	case !strings.HasPrefix(r.URL.Path, accountsPath):
		return false
	}
	var fault conform.Fault
	s.set(func() { fault = s.fault })
	if fault != conform.Healthy && (fault != conform.SecondPage || r.FormValue("offset") > "0") {
		misbehave(w, r, fault)
		return true
	}
	if !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer canary-access") {
		writeJSON(w, http.StatusUnauthorized, nil)
		return true
	}
	var money json.RawMessage
	var currency string
	s.set(func() { money, currency = s.money, s.currency })
	switch r.URL.Path {
	case accountsPath:
		list := []any{
			map[string]any{"id": "a1", "name": "Checking", "accountType": "Deposit", "accountSubType": "Checking", "accountStatus": "Active", "balance": "1.00"},
			map[string]any{"id": "a2", "name": "Car", "accountType": "Debt", "accountStatus": "Unknown", "balance": "5.00"},
			map[string]any{"id": "a3", "name": "Savings", "accountType": "Deposit", "accountSubType": "Savings", "accountStatus": "New", "balance": "0.00"},
			map[string]any{"id": "x", "accountType": "Deposit", "accountSubType": "Checking", "institution": map[string]any{"id": "other"}},
		}
		if money != nil {
			list = append(list, map[string]any{"id": "a4", "accountType": "Deposit", "accountSubType": "Checking", "balance": money})
		}
		writeJSON(w, http.StatusOK, map[string]any{"accounts": list})
	case accountsPath + "/a4/transactions":
		writeJSON(w, http.StatusOK, map[string]any{"transactions": []any{map[string]any{
			"id": "m", "amount": money, "currency": currency, "datePosted": "2026-08-20", "pendingStatus": "NoReconciliation", "type": "POS",
		}}})
	case rowsPath:
		s.servePage(w, r)
	case accountsPath + "/a2/transactions":
		writeJSON(w, http.StatusOK, map[string]any{"transactions": []any{map[string]any{
			"id": "l1", "amount": "-285.00", "datePosted": "2026-08-20", "pendingStatus": "NoReconciliation", "type": "TRANSFER",
		}}})
	default:
		writeJSON(w, http.StatusOK, map[string]any{})
	}
	return true
}

// wireAmount is how the platform would write an amount of the suite: as a text.
func wireAmount(way conform.Amount) json.RawMessage {
	odd := map[conform.Amount]string{"half a cent": `"1.005"`, "2^63": `"92233720368547758.08"`, "a number of the wire": `12.34`, "nothing": `null`}
	if raw := odd[way]; raw != "" {
		return json.RawMessage(raw)
	}
	return json.RawMessage(strconv.Quote(string(way)))
}

// serveThemes tells one plain colour and one gradient for each scheme, to anybody.
func (s *script) serveThemes(w http.ResponseWriter, r *http.Request) {
	var fault conform.Fault
	var plain bool
	s.set(func() { fault, plain = s.fault, s.plain })
	switch {
	case fault != conform.Healthy:
		misbehave(w, r, fault)
	case plain:
		writeJSON(w, http.StatusOK, map[string]any{"default": map[string]any{}})
	default:
		const brand, surface = "primaryThemeBackgroundColor", "primaryContentBackgroundColor"
		writeJSON(w, http.StatusOK, map[string]any{"default": map[string]any{"light": map[string]any{brand: "#1F6B46FF", surface: "#FFFFFF"},
			"dark": map[string]any{brand: []any{"#2D7751", "#1F6B46"}, surface: "#1B1C1FFF"}}})
	}
}

func (s *script) servePage(w http.ResponseWriter, r *http.Request) {
	all := []any{map[string]any{"id": "p", "amount": "-7.00", "datePosted": nil, "pendingStatus": "InstitutionPending", "type": "POS"}}
	for i := range scriptedRows {
		all = append(all, map[string]any{
			"id": "t" + strconv.Itoa(i), "accountId": "a1", "amount": fmt.Sprintf("-%d.%02d", i/100, i%100), "type": "POS",
			"datePosted": fmt.Sprintf("2026-08-%02dT00:00:00.000Z", 31-i/20), "pendingStatus": "NoReconciliation",
		})
	}
	offset, _ := strconv.Atoi(r.FormValue("offset"))
	limit, _ := strconv.Atoi(r.FormValue("limit"))
	from := min(offset, len(all))
	writeJSON(w, http.StatusOK, map[string]any{"transactions": all[from:min(from+limit, len(all))]})
}

// serveToken spends codes once and only for their verifier, and rotates refresh tokens.
func (s *script) serveToken(w http.ResponseWriter, r *http.Request) bool {
	s.fake.mu.Lock()
	defer s.fake.mu.Unlock()
	code := r.PostFormValue("code")
	wrongVerifier := code != "" && s.challenges[code] != challengeOf(r.PostFormValue("code_verifier"))
	if s.ended || s.spent[code] || wrongVerifier {
		writeJSON(w, http.StatusBadRequest, map[string]any{"error": "invalid_grant"})
		return true
	}
	if code != "" {
		s.spent[code] = true
	}
	s.renewals++
	s.fake.token["access_token"] = fmt.Sprintf("canary-access-%d", s.renewals)
	s.fake.token["refresh_token"] = fmt.Sprintf("canary-refresh-%d", s.renewals)
	return false
}

func misbehave(w http.ResponseWriter, r *http.Request, fault conform.Fault) {
	body := func(contentType string, status int, text string) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(text))
	}
	switch fault {
	case conform.Forbidden:
		body("application/json", 403, `{"errorCode":403,"messages":"canary-body"}`)
	case conform.Unauthorized:
		body("application/json", 401, `{"messages":"canary-body"}`)
	case conform.Throttling:
		w.Header().Set("Retry-After", "7")
		body("application/json", 429, `{}`)
	case conform.Failing, conform.SecondPage:
		body("application/json", 500, `{"error":"canary-body"}`)
	case conform.Maintenance:
		body("text/html", 503, "<h1>canary-body</h1>")
	case conform.Hanging:
		<-r.Context().Done()
	case conform.Resetting:
		panic(http.ErrAbortHandler)
	case conform.HTML:
		body("text/html", 200, "<h1>canary-body</h1>")
	case conform.Truncated:
		body("application/json", 200, `{"accounts":[{"id":"canary-body`)
	case conform.Huge:
		body("application/json", 200, `{"accounts":[],"pad":"`+strings.Repeat("canary-body", largeAnswer/8)+`"}`)
	case conform.Redirecting:
		w.Header().Set("Location", "https://elsewhere.example/canary-body")
		w.WriteHeader(302)
	}
}
