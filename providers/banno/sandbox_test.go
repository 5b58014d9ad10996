package banno_test

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"raf/providers"
	"raf/providers/banno"
	"raf/providers/conform"
	"raf/providers/sandbox"
)

const (
	slug     = "garden"
	redirect = "https://garden.raf.example/plugin/"
	state    = "state-state-state-state-state-state-state"
)

// simulated is one institution of the sandbox bank with our client registered at it.
type simulated struct {
	bank   *sandbox.Bank
	server *conform.Server
	client *banno.Bank
	fi     sandbox.FI
	style  string // how the secret is sent
	key    providers.ClientKey
	waited *atomic.Int64 // by the client's clock, and by the bank's where it looks at ours
}

func today() time.Time { return time.Date(2026, 9, 15, 17, 0, 0, 0, time.UTC) }

func day(d int) time.Time { return time.Date(2026, 9, d, 12, 0, 0, 0, time.UTC) }

func simulate(t testing.TB, style string) simulated {
	t.Helper()
	var handler http.Handler
	server := conform.NewServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	fi := sandbox.FI{
		Slug: slug, Name: "Garden", Origin: server.URL, InstitutionID: "inst-garden", Timezone: "America/Chicago",
		ClientID: "raf", ClientSecret: "canary-secret/+?&", RedirectURIs: []string{redirect},
		BrandColor:       "#1F6B46",
		RestrictedClaims: []string{"customer_identifier", "tax_id"},
		Members: []sandbox.Member{{
			Username: "riley", Password: "sandbox", Subject: "subject-riley", GivenName: "Riley", FamilyName: "Doe", Locale: "en-US",
			TaxID: "900550101", CustomerIdentifier: "000482", Accounts: accounts(),
		}},
	}
	s := simulated{server: server, fi: fi, style: style, waited: &atomic.Int64{}}
	now := today
	if style == banno.StyleKey {
		now = s.now // an assertion of a minute ahead is refused, as it must be
	}
	bank, err := sandbox.New(sandbox.Config{Now: now}, fi)
	if err != nil {
		t.Fatal(err)
	}
	// A hanging request would keep the server from closing.
	t.Cleanup(func() { bank.ClearFaults(slug) })
	handler = bank.Handler(slug)
	s.bank = bank
	if style == banno.StyleKey {
		var set string
		s.key, set = newClientKey(t)
		bank.SetClientKeys(slug, "", set)
	}
	s.client = s.cold(t)
	return s
}

func (s simulated) now() time.Time { return today().Add(time.Duration(s.waited.Load())) }

func (s simulated) wait(d time.Duration) { s.waited.Add(int64(d)) }

// cold is an adapter that knows nothing of the bank yet.
func (s simulated) cold(t testing.TB) *banno.Bank {
	t.Helper()
	return s.at(t, s.server.URL, nil)
}

func (s simulated) at(t testing.TB, url string, names *net.Resolver) *banno.Bank {
	t.Helper()
	client, err := banno.New(banno.Config{
		FIURL: url, Issuers: []string{s.server.URL + "/a/consumer/api/v0/oidc"}, ClientID: s.fi.ClientID, ClientSecret: providers.NewSecret(s.fi.ClientSecret), InstitutionID: s.fi.InstitutionID,
		AuthStyle: s.style, ClientKey: s.key, AllowLoopback: true, Now: s.now,
		HTTP: providers.ClientConfig{Backoff: time.Millisecond, RootCAs: s.server.Roots(), Resolver: names}, CoreTime: 5 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func accounts() []sandbox.Account {
	long := sandbox.Account{
		ID: "a1", Name: "Everyday  Checking", Masked: "x4821", Type: "Deposit", SubType: "Checking", OriginationDate: "2026-08-03",
		BalanceMinor: 1_000_00,
		Postings:     []sandbox.Posting{{ID: "p", At: day(14), AmountMinor: -7_00, Status: sandbox.InstitutionPending, Type: "POS"}},
	}
	for i := range 620 {
		long.Postings = append(long.Postings, sandbox.Posting{ID: fmt.Sprint("t", i), At: day(1 + i/50), AmountMinor: -1, Type: "POS", Memo: "SHOP"})
	}
	return []sandbox.Account{
		long,
		{ID: "a2", Name: "Car", Masked: "x3302", Type: "Debt", SubType: "Auto Loan", OriginationDate: "2024-01-02", BalanceMinor: 500_00,
			Postings: []sandbox.Posting{{ID: "l1", At: day(10), AmountMinor: -285_00, Type: "TRANSFER", Memo: "LOAN PAYMENT"}}},
		{ID: "a3", Name: "Savings", Type: "Deposit", SubType: "Savings", Opening: sandbox.OpeningInMetadata, OriginationDate: "2021-05-06", Hidden: true},
		{ID: "a4", Name: "Health", Type: "Deposit", SubType: "HSA", Opening: sandbox.OpeningUntold, Status: "Frozen"},
		{ID: "a5", Name: "Elsewhere", Type: "Deposit", SubType: "Checking", InstitutionID: "inst-other", InstitutionName: "Other"},
	}
}

func amount(n int64) *int64 { return &n }

func date(y int, m time.Month, d int) providers.Date {
	return providers.Date{Year: y, Month: m, Day: d}
}

// browser walks the member's way through the bank's pages until the bank sends them back to us.
func (s simulated) browser(t testing.TB, signedIn bool) func(testing.TB, string) providers.Callback {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: s.server.Roots(), MinVersion: tls.VersionTLS12}} // a test server that closes ends what the default one is about to use
	t.Cleanup(transport.CloseIdleConnections)
	browser := &http.Client{Jar: jar, Transport: transport, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), redirect) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	if signedIn {
		res, err := browser.PostForm(s.server.URL+"/login", url.Values{"username": {"riley"}, "password": {"sandbox"}})
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
	}
	return func(t testing.TB, to string) providers.Callback {
		t.Helper()
		res, err := browser.Get(to)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		back, err := res.Location()
		if err != nil {
			t.Fatalf("the bank answered %s without sending us back", res.Status)
		}
		q := back.Query()
		return providers.Callback{Code: q.Get("code"), Issuer: q.Get("iss"), Error: q.Get("error"), ErrorDescription: q.Get("error_description")}
	}
}

func (s simulated) signIn(t testing.TB) (providers.Identity, providers.Grant, error) {
	t.Helper()
	to, flow, err := s.client.Begin(t.Context(), providers.BeginRequest{State: state, RedirectURI: redirect,
		Need: []providers.Item{providers.ItemName, providers.ItemLanguage, providers.ItemCustomer, providers.ItemOffline, providers.ItemAccounts, providers.ItemPostings}})
	if err != nil {
		return providers.Identity{}, providers.Grant{}, err
	}
	return s.client.Finish(t.Context(), flow, s.browser(t, true)(t, to))
}

func (s simulated) fixture(t testing.TB) conform.Fixture {
	id, grant, err := s.signIn(t)
	if err != nil {
		t.Fatal(err)
	}
	query := func(account string, kind providers.AccountKind) providers.TransactionQuery {
		return providers.TransactionQuery{AccountID: account, Kind: kind, Since: date(2026, 9, 1), Until: date(2026, 9, 15), Zone: time.FixedZone("", -5*3600)}
	}
	history := []providers.Transaction{{ID: "p", AccountID: "a1", Amount: amount(-700), Currency: "USD", Pending: true, Kind: providers.TxnPurchase}}
	for i := range 620 {
		history = append(history, providers.Transaction{
			ID: fmt.Sprint("t", i), AccountID: "a1", Amount: amount(-1), Currency: "USD", Kind: providers.TxnPurchase, Memo: "SHOP",
			PostedOn: date(2026, 9, 1+i/50),
		})
	}
	want := []providers.Account{
		{ID: "a1", Name: "Everyday Checking", MaskedNumber: "x4821", Kind: providers.KindChecking, Standing: providers.StandingGood,
			OpenedOn: date(2026, 8, 3), Balance: amount(993_80)},
		{ID: "a2", Name: "Car", MaskedNumber: "x3302", Kind: providers.KindLoan, Standing: providers.StandingGood,
			OpenedOn: date(2024, 1, 2), Balance: amount(-215_00)},
		{ID: "a3", Name: "Savings", Kind: providers.KindSavings, Standing: providers.StandingGood, OpenedOn: date(2021, 5, 6), Balance: amount(0)},
		{ID: "a4", Name: "Health", Kind: providers.KindOtherDeposit, Standing: providers.StandingBad, Balance: amount(0)},
	}
	for i := range want {
		want[i].Currency, want[i].BalanceAt = "USD", today()
	}
	return conform.Fixture{
		Core: conform.CoreFixture{
			Query: query("a1", providers.KindChecking),
			Write: func() string {
				if err := s.bank.PostInCore(slug, "riley", sandbox.Posting{ID: "late", AmountMinor: -9_00, Type: "POS"}); err != nil {
					t.Error(err)
				}
				return "late"
			},
			Stall: func() { s.bank.SetSwitches(slug, sandbox.Switches{FetchNeverEnds: true}) },
		},
		Theme: conform.ThemeFixture{Want: providers.Theme{LightBrand: "#1F6B46FF", LightSurface: "#FFFFFFFF", DarkBrand: "#1F6B46FF", DarkSurface: "#1B1C1FFF"}},
		Bank:  s.client, Access: providers.Access{Subject: id.Subject, Grant: grant}, Break: s.breaks(t), Wait: s.wait,
		Nameless: func(t testing.TB) providers.Bank {
			return s.at(t, "https://digital.nobody.example", conform.NobodyKnows())
		},
		Secrets: []string{s.fi.ClientSecret}, Accounts: want,
		Histories: []conform.History{
			{Query: query("a1", providers.KindChecking), Rows: history},
			{Query: query("a2", providers.KindLoan), Rows: []providers.Transaction{{
				ID: "l1", AccountID: "a2", Amount: amount(285_00), Currency: "USD", Kind: providers.TxnTransfer, Memo: "LOAN PAYMENT", PostedOn: date(2026, 9, 10),
			}}},
			{Query: query("a3", providers.KindSavings)},
		},
		SignIn: &conform.SignInFixture{
			RedirectURI: redirect,
			Want: providers.Identity{
				Issuer: s.server.URL + "/a/consumer/api/v0/oidc", Subject: "subject-riley", InstitutionID: "inst-garden",
				CustomerIdentifier: "000482", TaxID: providers.NewSecret("900550101"), GivenName: "Riley", FamilyName: "Doe", Locale: "en-US",
			},
			Walk: s.browser(t, true), Refuse: s.browser(t, false),
			Cold: func(t testing.TB) providers.Bank { return s.cold(t) }, BreakAt: s.breakAt(t), Lie: s.lie(t),
			EndGrant: func() {
				if err := s.bank.RevokeApp(slug, "riley"); err != nil {
					t.Error(err)
				}
			},
		},
	}
}

func TestEveryLieOfTheSandboxBankIsRefused(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		sandbox.OnIDToken:   sandbox.FaultKinds(sandbox.OnIDToken),
		sandbox.OnDiscovery: sandbox.FaultKinds(sandbox.OnDiscovery),
		sandbox.OnJWKS:      sandbox.FaultKinds(sandbox.OnJWKS),
		sandbox.OnToken:     slices.DeleteFunc(sandbox.FaultKinds(sandbox.OnToken), func(k string) bool { return k == "no_rotation" }),
		sandbox.OnCallback:  {"missing_iss", "wrong_iss", "no_code", "both_code_and_error", "foreign_code", "replay", "access_denied", "temporarily_unavailable"},
	}
	for endpoint, kinds := range tests {
		for _, kind := range kinds {
			if kind == "hang" || kind == "slow" { // the suite waits for these
				continue
			}
			t.Run(endpoint+" "+kind, func(t *testing.T) {
				t.Parallel()
				s := simulate(t, "post")
				if err := s.bank.SetFault(slug, sandbox.Fault{Endpoint: endpoint, Kind: kind, Location: "https://elsewhere.example/"}); err != nil {
					t.Fatal(err)
				}
				id, grant, err := s.signIn(t)
				if err == nil || id.Subject != "" || !grant.IsZero() {
					// A token for another subject is a valid sign-in of somebody else; no relying party can tell.
					if kind == "other_sub" {
						return
					}
					t.Errorf("signed in as %q, %v", id.Subject, err)
				}
			})
		}
	}
}

func TestEveryOddButGoodTokenOfTheSandboxBankIsTaken(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []string{sandbox.OnIDToken, sandbox.OnToken, sandbox.OnJWKS, sandbox.OnDiscovery} {
		for _, kind := range sandbox.HarmlessKinds(endpoint) {
			t.Run(endpoint+" "+kind, func(t *testing.T) {
				t.Parallel()
				s := simulate(t, "post")
				if err := s.bank.SetFault(slug, sandbox.Fault{Endpoint: endpoint, Kind: kind}); err != nil {
					t.Fatal(err)
				}
				if id, _, err := s.signIn(t); err != nil || id.Subject == "" {
					t.Errorf("signed in as %q, %v", id.Subject, err)
				}
			})
		}
	}
}

func TestARotatedKeyOfTheSandboxBankIsFollowed(t *testing.T) {
	t.Parallel()
	s := simulate(t, "post")
	for range 2 {
		if _, _, err := s.signIn(t); err != nil {
			t.Fatal(err)
		}
		if err := s.bank.RotateKeys(slug); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.signIn(t); err != nil {
		t.Error(err)
	}
}
