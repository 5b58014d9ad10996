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
	Open func(t *testing.T) Fixture
	// Shows lists the faults that the bank under test can show; of the others there is no test. [Faults] are all.
	Shows []Fault
	// NoSignIn and NoRenewal say what the platform does not do at all; of that there is no test either.
	NoSignIn, NoRenewal, NoTheme bool
	// ThemeShows lists the faults that the bank can show while it is asked for colours.
	ThemeShows []Fault
	// CoreShows lists the faults that it can show while it is to ask its core; empty where the platform can't.
	CoreShows []Fault
}

// Fixture is one bank with one member, and the truth about both.
type Fixture struct {
	Bank   providers.Bank
	Access providers.Access
	// Break makes the bank misbehave from now on, in one of the ways it shows; [Healthy] ends it.
	Break func(Fault)
	// Wait moves the adapter's clock.
	Wait func(time.Duration)
	// Secrets must not appear in any error.
	Secrets []string

	Accounts []providers.Account // all of them, in any order
	// Histories are windows whose rows are known. One of them should be longer than a page, one empty, one a debt's.
	Histories []History

	SignIn *SignInFixture // nil only where the harness says NoSignIn
	Theme  ThemeFixture   // not used where the harness says NoTheme
	Core   CoreFixture    // not used where the harness shows no faults of it
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
	Walk func(t *testing.T, redirectTo string) providers.Callback
	// Refuse plays the browser of somebody who is not, with PromptNone: the bank answers login_required.
	Refuse func(t *testing.T, redirectTo string) providers.Callback
	// EndGrant makes the bank end every grant it has given to the member.
	EndGrant func()
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
	// SecondPage answers only the first page of a history; asked of histories with more.
	SecondPage Fault = "second-page"
)

// Faults are all that the suite knows, for banks that can show everything.
func Faults() []Fault { return append(slices.Sorted(maps.Keys(kinds())), SecondPage) }

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
	}
}
