package providers

import (
	"context"
	"time"
)

// Bank reads one institution's accounts and postings. An implementation is safe for concurrent use, keeps no member
// state between calls and bounds every call in time and size. All errors are (or wrap) *[Error].
type Bank interface {
	// Accounts lists the member's accounts. The list is complete or the call fails: half a list would read as "no".
	Accounts(ctx context.Context, as Access) ([]Account, error)
	// Transactions lists an account's rows with a posting date in [q.Since, q.Until], pages followed to the end, each
	// row once. Pending rows are included and marked; only posted rows may be counted.
	Transactions(ctx context.Context, as Access, q TransactionQuery) ([]Transaction, error)
}

// SignIn is the ability to sign a member in by a redirect to the bank and back (OpenID Connect code flow).
// It is stateless: what it must remember between the two halves is the opaque Flow, which the caller keeps on the
// server, single-use and tied to the browser, and hands back.
type SignIn interface {
	// Begin returns the URL to send the browser to and the flow to keep. It fails with KindDown when the bank's
	// metadata can't be had.
	Begin(ctx context.Context, req BeginRequest) (redirectTo string, flow Flow, err error)
	// Finish checks the callback against the flow, exchanges the code and verifies the identity. A bank's own
	// refusal (login_required, access_denied, …) is a *[SignInRefused]; anything that does not verify is KindMalformed.
	Finish(ctx context.Context, flow Flow, cb Callback) (Identity, Grant, error)
	// Issuers lists the issuers this institution's tokens may name, first one current.
	Issuers() []string
}

// Refresher is the ability to renew a grant without the member. The caller makes sure that only one renewal of a
// grant runs at a time, across processes: banks revoke a whole grant when a refresh token is used twice.
type Refresher interface {
	// Refresh returns the renewed grant. KindExpired means that the grant is over, because the bank ended it or used its
	// refresh token up for an answer that can't be read: never try it again. KindDown says by [Error.Unsent] whether the
	// refresh token has left the house.
	// The renewed grant must belong to subject, or the answer is KindMalformed.
	Refresh(ctx context.Context, g Grant, subject string) (Grant, error)
}

// Revoker is the ability to tell the bank that a grant is no longer wanted (RFC 7009). Best effort.
type Revoker interface {
	Revoke(ctx context.Context, g Grant) error
}

// CoreRefresher is the ability to have the institution's core asked for newer balances and rows than the bank tells.
type CoreRefresher interface {
	// RefreshCore begins it and waits until it has ended; what is read after that is as new as the core. It takes seconds
	// and bounds itself: KindDown when there is no end in that time. Only a member's own grant is good for it.
	RefreshCore(ctx context.Context, as Access) error
}

// AppsLister is the ability to tell where members see and end what they let others read.
type AppsLister interface {
	// ConnectedApps is a URL of the institution.
	ConnectedApps() string
}

// Themer is the ability to tell the institution's own colours.
type Themer interface {
	Theme(ctx context.Context) (Theme, error)
}

// Theme is an institution's colours as its platform has them: #RRGGBB or #RRGGBBAA, empty for what is not one plain colour.
type Theme struct {
	LightBrand, LightSurface string
	DarkBrand, DarkSurface   string
}

// Prompt says what the bank may show during a sign-in.
type Prompt string

// The prompts of OpenID Connect Core 3.1.2.1 that RAF uses.
const (
	PromptDefault Prompt = ""     // the bank shows what it must
	PromptNone    Prompt = "none" // the bank shows nothing and answers login_required instead
)

// BeginRequest starts one sign-in attempt.
type BeginRequest struct {
	State       string // random handle made by the caller, 32 to 128 URL-safe characters
	RedirectURI string // one of the registered redirect URIs, byte for byte
	Prompt      Prompt
	Need        []Item   // what to ask for beside the sign-in itself, no more than the rules want
	UILocale    string   // BCP 47, empty if unknown
	Without     []string // permissions not to ask for, as a *[SignInRefused] named them
}

// Flow is what a sign-in must remember between its two halves (nonce, verifier, issuer, redirect URI), in the
// adapter's own encoding. It is as secret as a password.
type Flow struct{ sensitive }

// NewFlow wraps an adapter's encoding of a flow.
func NewFlow(raw []byte) Flow { return Flow{sensitive{raw}} }

// Callback carries the parameters of the authorization response, each as received. The caller has already refused
// doubled parameters and matched the state.
type Callback struct {
	Code, Issuer, Error, ErrorDescription, Scope string
}

// Identity is what the bank says of the member who signed in.
type Identity struct {
	Issuer             string
	Subject            string // unique within one institution only: banno.md, 2.4
	InstitutionID      string
	CustomerIdentifier string // CIF or member number, empty if not granted
	TaxID              Secret // empty unless asked for and granted; never stored raw
	GivenName          string
	FamilyName         string
	Locale             string // BCP 47, empty if not told
	AuthenticatedAt    time.Time
	// Unlearned are the items above that were asked for and about which the bank could not be heard: that they are empty says
	// nothing, unlike of the others. What is known of them from before stays known.
	Unlearned []Item
}

// Grant is the bank's permission to read one member's data. Its tokens never leave the server: it prints, logs and
// marshals as a placeholder, and only Bytes hands them to the code that seals them.
type Grant struct {
	sensitive
	ExpiresAt   time.Time // when the access token ends
	Refreshable bool
	Scopes      []string // as granted, in the platform's words
	Permissions Permissions
}

// NewGrant wraps an adapter's encoding of its tokens.
func NewGrant(raw []byte, expiresAt time.Time, refreshable bool, scopes []string) Grant {
	return Grant{sensitive: sensitive{raw}, ExpiresAt: expiresAt, Refreshable: refreshable, Scopes: scopes}
}

// Access says whose data is read and with which grant. Grant is empty for banks with a service token.
type Access struct {
	Subject string
	Grant   Grant
}

// AccountKind is what an account is, as far as rules care.
type AccountKind string

// The account kinds. KindUnknownAccount is not "none of the others": it is "the bank did not say".
const (
	KindChecking       AccountKind = "checking"
	KindSavings        AccountKind = "savings"
	KindOtherDeposit   AccountKind = "deposit" // a deposit account whose sub-type is missing or another
	KindLoan           AccountKind = "loan"
	KindCredit         AccountKind = "credit"
	KindInvestment     AccountKind = "investment"
	KindUnknownAccount AccountKind = "unknown"
)

// Standing is whether an account is in order.
type Standing string

// The standings. Credit unions never tell Banno (banno.md, pitfall 21), so StandingUnknown is common.
const (
	StandingGood    Standing = "good"
	StandingClosed  Standing = "closed"
	StandingBad     Standing = "bad" // charged off, frozen, restricted, …
	StandingUnknown Standing = "unknown"
)

// Account is one account of the member. Aggregated accounts of other banks are left out by the adapter.
type Account struct {
	ID           string
	Name         string
	MaskedNumber string // as the bank masks it, "x4821"
	Kind         AccountKind
	Standing     Standing
	Currency     string
	OpenedOn     Date   // zero if the bank does not say
	Balance      *int64 // minor units; positive is the member's money, for loans money owed is negative; nil if not told
	BalanceAt    time.Time
}

// TransactionQuery asks for one account's rows in a window of posting days, both ends included, in the FI's zone.
type TransactionQuery struct {
	AccountID string
	Kind      AccountKind // so that the adapter can mind the sign on debts
	Since     Date
	Until     Date
	Zone      *time.Location
}

// TransactionKind is what moved the money.
type TransactionKind string

// The transaction kinds.
const (
	TxnPurchase TransactionKind = "purchase" // card at a merchant
	TxnATM      TransactionKind = "atm"
	TxnTransfer TransactionKind = "transfer"
	TxnCheck    TransactionKind = "check"
	TxnACH      TransactionKind = "ach" // electronic credit or debit, payroll among them
	TxnFee      TransactionKind = "fee"
	TxnInterest TransactionKind = "interest"
	TxnOther    TransactionKind = "other"
)

// Transaction is one row of an account.
type Transaction struct {
	ID        string
	AccountID string
	Amount    *int64 // minor units, positive into the account; nil when the bank left it out (some pending rows)
	Currency  string
	PostedOn  Date // zero while pending
	Pending   bool
	Kind      TransactionKind
	Memo      string
}
