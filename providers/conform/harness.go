package conform

import (
	"maps"
	"slices"
	"testing"
	"time"

	"raf/providers"
)

// Harness makes fixtures; each test of the suite takes one of its own.
type Harness struct {
	Open func(t testing.TB) Fixture
	// Shows lists the faults that the bank under test can show; of the others there is no test. [Faults] are all.
	Shows []Fault
	// NoSignIn and NoRenewal say what the platform does not do at all; of that there is no test either.
	NoSignIn, NoRenewal, NoTheme bool
	// Steps are those of a sign-in that can fail apart; of a step that the platform does not have there is no test.
	Steps []Step
	// ThemeShows lists the faults that the bank can show while it is asked for colours.
	ThemeShows []Fault
	// CoreShows lists the faults that it can show while it is to ask its core; empty where the platform can't.
	CoreShows []Fault
	// NoMoney says that a simulator writes all of its amounts well, NoLies that it can't lie about who signs in.
	NoMoney, NoLies bool
}

// Fixture is one bank with one member, and the truth about both.
type Fixture struct {
	Bank   providers.Bank
	Access providers.Access
	// Break makes the bank misbehave from now on, in one of the ways it shows; [Healthy] ends it.
	Break func(Fault)
	// Wait moves the adapter's clock.
	Wait func(time.Duration)
	// Nameless is an adapter of a bank whose host no name server knows; nil for a platform whose host is always the same.
	Nameless func(t testing.TB) providers.Bank
	// Secrets must not appear in any error.
	Secrets []string

	Accounts []providers.Account // all of them, in any order
	// Histories are windows whose rows are known. One of them should be longer than a page, one empty, one a debt's.
	Histories []History

	// Money makes the bank write the balance of one account, and the amount of the one posted row of its history, in another
	// way from now on. Not used where the harness says NoMoney.
	Money MoneyFixture

	SignIn *SignInFixture // nil only where the harness says NoSignIn
	Theme  ThemeFixture   // not used where the harness says NoTheme
	Core   CoreFixture    // not used where the harness shows no faults of it

	perCall time.Duration // in place of the bound of that name, in the suite's own tests; nobody else can set it
}

// CoreFixture is what the tests of a refresh of the core need besides the bank, which must then implement CoreRefresher.
type CoreFixture struct {
	Query providers.TransactionQuery
	// Write writes a row into the core that the bank does not know before it has asked, and gives its id.
	Write func() string
	Stall func() // lets a refresh go on without end
}

// History is a query and its complete answer, in any order.
type History struct {
	Query providers.TransactionQuery
	Rows  []providers.Transaction
}

// SignInFixture is what the sign-in tests need besides the bank, which must then implement SignIn and Refresher.
type SignInFixture struct {
	RedirectURI string
	Want        providers.Identity // AuthenticatedAt is not compared
	// Walk plays the browser of a member who is signed in at the bank.
	Walk func(t testing.TB, redirectTo string) providers.Callback
	// Refuse plays the browser of somebody who is not, with PromptNone: the bank answers login_required.
	Refuse func(t testing.TB, redirectTo string) providers.Callback
	// EndGrant makes the bank end every grant it has given to the member.
	EndGrant func()
	// Cold is an adapter of the same bank that knows nothing of it yet.
	Cold func(t testing.TB) providers.Bank
	// BreakAt is Break for one step of a sign-in.
	BreakAt func(Step, Fault)
	// Lie makes what the bank says of whoever signs in, or of whose grant is renewed, wrong in one way; [Honest] ends it.
	Lie func(Lie)
}

// MoneyFixture is where the bank's amounts can be written in any way.
type MoneyFixture struct {
	Query providers.TransactionQuery
	Write func(Amount)
	// In makes the row's amount one of another currency; nil where the platform names none.
	In func(code string)
}

// ThemeFixture is what the tests of colours need besides the bank, which must then implement Themer.
type ThemeFixture struct {
	Want providers.Theme
	// Strip makes the institution one that has no colours of its own from now on; nil where a simulator can't show that.
	Strip func()
}

// Fault is one way for a bank to misbehave while it is asked for data.
type Fault string

// The faults.
const (
	Healthy      Fault = ""
	Forbidden    Fault = "forbidden"    // 403: a scope is missing
	Unauthorized Fault = "unauthorized" // 401: the token ended
	Throttling   Fault = "throttling"   // 429 with Retry-After
	Failing      Fault = "failing"      // 500 with a JSON body
	Maintenance  Fault = "maintenance"  // 503 with an HTML page
	Hanging      Fault = "hanging"      // no answer
	Resetting    Fault = "resetting"    // the connection breaks
	HTML         Fault = "html"         // 200 with an HTML page
	Truncated    Fault = "truncated"    // 200 with half a document
	Huge         Fault = "huge"         // 200 with an endless document
	Redirecting  Fault = "redirecting"  // a redirect to elsewhere
	Missing      Fault = "missing"      // 404 with an HTML page

	Dripping        Fault = "dripping"         // a good answer, too slowly to come to its end
	Cut             Fault = "cut"              // a good answer whose connection ends within
	CutTLS          Fault = "cut-tls"          // the same, below TLS and without its goodbye
	CutHandshake    Fault = "cut-handshake"    // no connection comes about
	HugeHeader      Fault = "huge-header"      // a megabyte before the answer
	Garbage         Fault = "garbage"          // 200 that says it is what it is not
	Deep            Fault = "deep"             // 200 with thousands of levels
	Overfull        Fault = "overfull"         // 200 with a list of too many items
	WrongTypes      Fault = "wrong-types"      // 200 with lists for documents and numbers for texts
	WrongMediaType  Fault = "wrong-media-type" // the right answer under another name
	Bomb            Fault = "bomb"             // 200 that unpacks to megabytes
	DoubledMember   Fault = "doubled-member"   // 200 with a member that comes twice
	ThrottlingBare  Fault = "throttling-bare"  // 429 without a word of when to come back
	ThrottlingUntil Fault = "throttling-until" // 429 with the time to come back at
	ThrottlingLong  Fault = "throttling-long"  // 429 with an hour

	// These answer the first page of a history well and spoil the next; asked of histories with more.
	SecondPage           Fault = "second-page"            // 500
	SecondPageThrottling Fault = "second-page-throttling" // 429
	SecondPageTruncated  Fault = "second-page-truncated"
	SecondPageHanging    Fault = "second-page-hanging"
	IgnoredOffset        Fault = "ignored-offset" // the first page again, for ever
)

// Faults are all that the suite knows, for banks that can show everything.
func Faults() []Fault {
	return append(slices.Sorted(maps.Keys(kinds())), slices.Sorted(maps.Keys(pageKinds()))...)
}

// PageFaults are those that only a list of several pages shows.
func PageFaults() []Fault { return slices.Sorted(maps.Keys(pageKinds())) }

// pageKinds says what a fault behind the first page must become: the whole of the history is not known.
func pageKinds() map[Fault]providers.Kind {
	return map[Fault]providers.Kind{
		SecondPage: providers.KindDown, SecondPageThrottling: providers.KindThrottled, SecondPageTruncated: providers.KindMalformed,
		SecondPageHanging: providers.KindDown, IgnoredOffset: providers.KindMalformed,
	}
}

// kinds says what each fault must become. None of them may become an answer.
func kinds() map[Fault]providers.Kind {
	return map[Fault]providers.Kind{
		Forbidden:    providers.KindDenied,
		Unauthorized: providers.KindExpired,
		Throttling:   providers.KindThrottled,
		Failing:      providers.KindDown,
		Maintenance:  providers.KindDown,
		Hanging:      providers.KindDown,
		Resetting:    providers.KindDown,
		HTML:         providers.KindMalformed,
		Truncated:    providers.KindMalformed,
		Huge:         providers.KindMalformed,
		Redirecting:  providers.KindMalformed,
		Missing:      providers.KindMalformed,

		Dripping: providers.KindDown, Cut: providers.KindDown, CutTLS: providers.KindDown, CutHandshake: providers.KindDown, HugeHeader: providers.KindDown,
		Garbage: providers.KindMalformed, Deep: providers.KindMalformed, Overfull: providers.KindMalformed, WrongTypes: providers.KindMalformed,
		WrongMediaType: providers.KindMalformed, Bomb: providers.KindMalformed, DoubledMember: providers.KindMalformed,
		ThrottlingBare: providers.KindThrottled, ThrottlingUntil: providers.KindThrottled, ThrottlingLong: providers.KindThrottled,
	}
}

// Step is a part of a sign-in in which the adapter asks the bank something.
type Step string

// The steps.
const (
	Discovery Step = "discovery" // where the bank's endpoints are
	Keys      Step = "keys"      // what its tokens are signed with
	Exchange  Step = "exchange"  // a code for a grant
	Renewal   Step = "renewal"   // a grant for the next
)

// Steps are all of them.
func Steps() []Step { return []Step{Discovery, Keys, Exchange, Renewal} }

// Lie is one way for a bank to say something wrong, under its own good signature unless that is the lie.
type Lie string

// The lies.
const (
	Honest         Lie = ""
	LieNonce       Lie = "nonce"        // of another sign-in
	LieIssuer      Lie = "issuer"       // another bank
	LieAudience    Lie = "audience"     // for another client
	LieNobody      Lie = "no subject"   // nobody in particular
	LieInstitution Lie = "institution"  // another institution of the same platform
	LieSignature   Lie = "signature"    // by another key
	LieOtherMember Lie = "other member" // told in a renewal only: a first sign-in has nobody to compare with
)

// Lies are those that a sign-in must notice.
func Lies() []Lie {
	return []Lie{LieNonce, LieIssuer, LieAudience, LieNobody, LieInstitution, LieSignature}
}

// Amount is one way to write money. [Amounts] says what each means.
type Amount string

// Amounts are the ways, each with its meaning in minor units, nil where nobody can tell.
func Amounts() map[Amount]*int64 {
	minor := func(n int64) *int64 { return &n }
	return map[Amount]*int64{
		"12.34": minor(1234), "-12.34": minor(-1234), "0.00": minor(0), "0.07": minor(7), "999999999999.99": minor(99999999999999),
		"half a cent": nil, "1e3": nil, "NaN": nil, "1,234.00": nil, "2^63": nil, "a number of the wire": nil, "": nil, "nothing": nil,
	}
}
