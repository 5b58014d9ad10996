package conform

import (
	"net"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"raf/providers"
)

// flaw is what an adapter does wrong.
type flaw string

const (
	flawless                flaw = ""
	forgetsAccounts         flaw = "leaves an account out"
	ownWords                flaw = "uses words that are not the contract's"
	readsOnePage            flaw = "reads one page of a list"
	countsPending           flaw = "takes a pending row for posted"
	ignoresTheWindow        flaw = "gives rows of other days"
	keepsPartOfAList        flaw = "gives the rows it had when a page failed"
	remembersCalls          flaw = "keeps state between calls"
	outlivesItsCaller       flaw = "goes on when its caller is gone"
	countsInFloats          flaw = "reads money as a float"
	oneCurrency             flaw = "takes all money for its own"
	sharesTheBreaker        flaw = "leaves all of a bank alone for one part of it"
	neverGivesUp            flaw = "asks a silent bank on and on"
	waitsLong               flaw = "waits longer than a member does"
	untypedErrors           flaw = "fails without saying how"
	quotesTokens            flaw = "quotes a token in an error"
	everythingIsDown        flaw = "calls every failure an outage"
	refusalsAreDown         flaw = "calls a missing scope an outage"
	forgetsQuiet            flaw = "lets a bank ask for hours of quiet"
	takesNoAnswerForNothing flaw = "takes no answer for an empty one"
	forgetsNames            flaw = "tells less of the member than it knows"
	tellsTaxIDs             flaw = "tells a tax id that nobody asked for"
	oneVerifier             flaw = "has one verifier for all sign-ins"
	believesCallbacks       flaw = "takes any callback"
	refusalsAreNonsense     flaw = "does not tell a refusal from nonsense"
	skipsNonce              flaw = "does not compare the nonce"
	skipsIssuer             flaw = "does not compare the issuer"
	skipsAudience           flaw = "does not compare the audience"
	skipsInstitution        flaw = "does not compare the institution"
	skipsSubject            flaw = "takes nobody for somebody"
	skipsSignature          flaw = "does not look at signatures"
	keepsTokensOfLiars      flaw = "hands out the tokens of somebody it does not believe"
	renewsForAnybody        flaw = "renews for another member"
	endsAreDown             flaw = "tries a grant again that is over"
	showsUsedTokens         flaw = "keeps a token that is used up"
	calledByNoName          flaw = "takes a bank that is not found for one that talks nonsense"
	forgetsColors           flaw = "leaves a colour out"
	anyColor                flaw = "hands out a colour as the bank wrote it"
	needsColors             flaw = "fails where there are no colours"
	colorsOfNobody          flaw = "takes no answer for no colours"
	sulksOverColors         flaw = "asks for no colours again once that failed"
	neverAsksCore           flaw = "says that it asked a core and did not"
	leavesCoreAlone         flaw = "does not wait for its core"
	takesStalledForEnded    flaw = "takes a core that has not ended for one that has"
	waitsForCore            flaw = "waits for a core longer than anybody"
	takesUnaskedForAsked    flaw = "takes a core that could not be asked for one that was"
)

func plainHarness(f flaw) Harness {
	documents := []Fault{Forbidden, Unauthorized, Throttling, ThrottlingBare, Failing, Maintenance, Resetting, HTML, Truncated, Redirecting, Missing, Garbage, WrongTypes,
		CutTLS, CutHandshake}
	return Harness{Steps: Steps(), Open: func(t testing.TB) Fixture { return plainFixture(t, f) }, Shows: slices.Concat(PageFaults(), documents, []Fault{Hanging}),
		ThemeShows: documents, CoreShows: documents}
}

func plainFixture(t testing.TB, f flaw) Fixture {
	b := newPlainBank(t)
	var within time.Duration // none: what holds for everybody
	if f == waitsLong || f == waitsForCore {
		within = 200 * time.Millisecond // nobody waits for six seconds to see that it is too long
	}
	var passed atomic.Int64
	now := func() time.Time { return time.Unix(1_800_000_000, passed.Load()) }
	adapter := func(at string, names *net.Resolver) *plain {
		cfg := providers.ClientConfig{AllowLoopback: true, Timeout: 2 * time.Second, Backoff: time.Millisecond, RootCAs: b.Roots(), Resolver: names, Now: now}
		switch f {
		case neverGivesUp:
			cfg.Now = nil
		case waitsLong:
			cfg.Timeout = within + 100*time.Millisecond
		}
		return &plain{url: at, name: b.URL, client: providers.NewClient(cfg), now: now, flaw: f}
	}
	window := providers.TransactionQuery{AccountID: "a1", Since: plainDay(plainRows), Until: plainDay(0), Zone: time.UTC}
	empty, odd := window, window
	empty.AccountID, odd.AccountID = "a2", "a3"
	minor := func(n int64) *int64 { return &n }
	history := []providers.Transaction{{ID: "p", AccountID: "a1", Amount: minor(-700), Currency: "USD", Pending: true, Kind: providers.TxnPurchase}}
	for i := range plainRows {
		history = append(history, providers.Transaction{ID: plainID(i), AccountID: "a1", Amount: minor(-int64(i % 10)), Currency: "USD", PostedOn: plainDay(i), Kind: providers.TxnPurchase})
	}
	answer := func(t testing.TB, to string) (url.Values, providers.Callback) {
		u, err := url.Parse(to)
		if err != nil {
			t.Fatal(err)
		}
		return u.Query(), providers.Callback{Issuer: b.URL}
	}
	ends := map[Step]string{Discovery: "/directory", Keys: "/key", Exchange: "/grants", Renewal: "/grants"}
	return Fixture{
		perCall: within, Bank: adapter(b.URL, nil), Access: providers.Access{Subject: plainMember, Grant: providers.NewGrant([]byte("canary-token-0"), now(), true, nil)},
		Break: func(fault Fault) { b.breakAt(fault, "/accounts", "/rows", "/colors", "/core") }, Wait: func(d time.Duration) { passed.Add(int64(d)) },
		Secrets: []string{"canary-token", plainSecret, "canary-body"},
		Nameless: func(testing.TB) providers.Bank {
			return adapter("https://plain.nobody.example", NobodyKnows())
		},
		Accounts: []providers.Account{
			{ID: "a1", Name: "Everyday", Kind: providers.KindChecking, Standing: providers.StandingUnknown, Currency: "USD", Balance: minor(100)},
			{ID: "a2", Name: "Car", Kind: providers.KindLoan, Standing: providers.StandingUnknown, Currency: "USD", Balance: minor(-500)},
		},
		Histories: []History{{Query: window, Rows: history}, {Query: empty}},
		Theme:     ThemeFixture{Want: providers.Theme{LightBrand: "#1F6B46", DarkBrand: "#8FD0AEFF"}, Strip: func() { b.set(func() { b.bare = true }) }},
		Core:      CoreFixture{Query: empty, Write: func() string { b.set(func() { b.core = coreKnows }); return plainCoreRow }, Stall: func() { b.set(func() { b.core = coreStalls }) }},
		Money:     MoneyFixture{Query: odd, Write: func(way Amount) { b.set(func() { b.amount = way; b.odd = true }) }, In: func(code string) { b.set(func() { b.currency = code }) }},
		SignIn: &SignInFixture{
			RedirectURI: "https://raf.example/back/",
			Want: providers.Identity{Issuer: b.URL, Subject: plainMember, InstitutionID: plainBranch, CustomerIdentifier: plainReference,
				TaxID: providers.NewSecret(plainTaxID), GivenName: "Riley", FamilyName: "Doe", Locale: "en-US"},
			Walk: func(t testing.TB, to string) providers.Callback {
				asked, cb := answer(t, to)
				b.set(func() { cb.Code = plainRandom(); b.codes[cb.Code] = asked })
				return cb
			},
			Refuse: func(t testing.TB, to string) providers.Callback {
				_, cb := answer(t, to)
				cb.Error = "login_required"
				return cb
			},
			EndGrant: func() { b.set(func() { b.ended = true }) },
			Cold:     func(testing.TB) providers.Bank { return adapter(b.URL, nil) },
			BreakAt:  func(step Step, fault Fault) { b.breakAt(fault, ends[step]) },
			Lie:      func(lie Lie) { b.set(func() { b.lie = lie }) },
		},
	}
}

// The suite is of no platform: a bank that nobody has passes it.
func TestAPlatformThatNobodyHasConforms(t *testing.T) {
	t.Parallel()
	Run(t, plainHarness(flawless))
}

// caught names, for each flaw, the row of the suite that must fail.
func caught() map[flaw]string {
	const colors, core, stalled = "the colours are the institution's, or none", "what only the core knows is told once it was asked", "a core that comes to no end is given up"
	const lies, renewal, fresh = "a bank that lies about who is there is not believed", "a grant can be renewed, but not for somebody else", "every sign-in is fresh"
	gives := func(fault Fault) string { return "a bank that is " + string(fault) + " gives no answer" }
	return map[flaw]string{
		forgetsAccounts: "the list of accounts is complete and in the contract's words", ownWords: "the list of accounts is complete and in the contract's words",
		readsOnePage: "a history is complete, each row once", countsPending: "a history is complete, each row once",
		ignoresTheWindow: "a narrower window gives exactly its own rows", remembersCalls: "a bank is safe for concurrent use",
		outlivesItsCaller: "a cancelled caller gets no answer", calledByNoName: "a bank whose name nobody knows is down",
		countsInFloats: "money is exact or not told", oneCurrency: "money is of its own currency",
		sharesTheBreaker: "a bank that stays silent is left alone, and no other with it", neverGivesUp: "a bank that stays silent is left alone, and no other with it",
		keepsPartOfAList: gives(SecondPage), waitsLong: gives(Hanging), untypedErrors: gives(Failing), quotesTokens: gives(Unauthorized),
		everythingIsDown: gives(Truncated), refusalsAreDown: gives(Forbidden), forgetsQuiet: gives(Throttling), takesNoAnswerForNothing: gives(Redirecting),
		forgetsNames: "sign-in tells who the member is", oneVerifier: fresh, tellsTaxIDs: "no tax id is told that nobody asked for",
		believesCallbacks: "a callback that is not this flow's is refused", refusalsAreNonsense: "a bank's refusal is told as such",
		skipsNonce: lies, skipsIssuer: lies, skipsAudience: lies, skipsInstitution: lies, skipsSubject: lies, skipsSignature: lies, keepsTokensOfLiars: lies,
		renewsForAnybody: renewal, endsAreDown: "a grant that the bank ended is expired",
		showsUsedTokens: "a bank that is truncated at the step renewal signs nobody in",
		forgetsColors:   colors, anyColor: colors, needsColors: colors, colorsOfNobody: "a bank that is redirecting tells no colours", sulksOverColors: "a bank that is failing tells no colours",
		neverAsksCore: core, leavesCoreAlone: core, takesStalledForEnded: stalled, waitsForCore: stalled, takesUnaskedForAsked: "a bank that is failing asks no core",
	}
}

// A suite that nothing fails proves nothing: each broken adapter is caught, by the row that is about it.
func TestEveryBrokenAdapterIsCaught(t *testing.T) {
	t.Parallel()
	for f, row := range caught() {
		t.Run(string(f), func(t *testing.T) {
			t.Parallel()
			h := plainHarness(f)
			tests := slices.Concat(plainTests(h), faultTests(h))
			i := slices.IndexFunc(tests, func(tt test) bool { return tt.name == row })
			if i < 0 {
				t.Fatalf("the suite has no row %q", row)
			}
			if !fails(t, func(watched testing.TB) { tests[i].run(watched, h.Open(t)) }) {
				t.Errorf("an adapter that %s passes %q", f, row)
			}
		})
	}
}

// Every row that is about one thing is shown to fail by some adapter. A written form of a grant can't be told at all, because
// the type has none.
func TestEveryRowCatchesSomebody(t *testing.T) {
	t.Parallel()
	named := map[string]bool{"a grant and a flow have no written form": true}
	for _, row := range caught() {
		named[row] = true
	}
	for _, tt := range plainTests(plainHarness(flawless)) {
		if !named[tt.name] {
			t.Errorf("no broken adapter is caught by %q", tt.name)
		}
	}
}

// watched is a test that may fail without this one failing.
type watched struct {
	testing.TB
	mu     sync.Mutex
	failed bool
}

// fails runs a row and reports whether it failed.
func fails(t *testing.T, row func(testing.TB)) bool {
	w := &watched{TB: t}
	over := make(chan struct{})
	go func() { // a test that stops ends its goroutine
		defer close(over)
		row(w)
	}()
	<-over
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.failed
}
