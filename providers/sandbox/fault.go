package sandbox

import (
	"fmt"
	"maps"
	"slices"
)

// The endpoints that can be made to fail.
const (
	OnDiscovery    = "discovery"
	OnJWKS         = "jwks"
	OnAuth         = "auth"
	OnCallback     = "callback" // the redirect back to the client
	OnToken        = "token"
	OnRefresh      = "refresh"  // the token endpoint, asked to renew a grant
	OnIDToken      = "id_token" // the token itself, not an endpoint
	OnUserinfo     = "userinfo"
	OnRevocation   = "revocation"
	OnAccounts     = "accounts"
	OnTransactions = "transactions"
	OnThemes       = "themes"
	OnProfile      = "profile" // of the member, and of the institution as they see it
	OnFetch        = "fetch"   // the beginning of a refresh of the core
	OnTask         = "task"    // its events
)

// Fault makes one endpoint misbehave until it is cleared, or for the next Times requests.
//
// Every endpoint knows the transport kinds: 500, 429 (RetryAfter in seconds, none if 0), html (a maintenance page
// with 503), html_200 (a page that says it is a success), truncated (half of the JSON), huge (8 MiB), hang (until the client gives up or the fault is cleared),
// slow (the right answer, a byte at a time), drop (the work is done, the answer is lost), 302 and 307 (a redirect to Location).
// What our own servers ask for also knows the answers of [GarbledKinds]. The API of the member's data also
// knows 401 and 403, whatever the token, the fetch task also 400, and lists those of [SecondPageKinds]. The others
// are listed by [FaultKinds], and those that change nothing for a good client by [HarmlessKinds].
type Fault struct {
	Endpoint   string `json:"endpoint"`
	Kind       string `json:"kind"`
	Times      int    `json:"times,omitempty"`
	RetryAfter int    `json:"retry_after,omitempty"`
	RetryDate  bool   `json:"retry_date,omitempty"` // RetryAfter is told as the time it comes to
	Location   string `json:"location,omitempty"`
}

// activeFault is a fault at work; cleared is closed when it ends, which lets hanging requests go. One that has been
// used up stays until then, because requests may still hang on it.
type activeFault struct {
	Fault
	used    int
	cleared chan struct{}
}

func (f *activeFault) spent() bool { return f.Times > 0 && f.used >= f.Times }

const (
	kindSecondPage  = "second_page"
	kindNoIDToken   = "no_id_token"
	kindFewerScopes = "fewer_scopes"
	kindSlow        = "slow"
)

// refreshedAs are the lies of a renewal's ID token, each with the lie of [OnIDToken] that it is.
func refreshedAs() map[string]string {
	return map[string]string{"other_sub": "other_sub", "other_issuer": "bad_issuer", "other_audience": "bad_audience",
		"other_institution": "other_institution", "bad_signature": "bad_signature"}
}

// refreshLies are the kinds that change what a renewal gives.
func refreshLies() []string {
	return append(slices.Sorted(maps.Keys(refreshedAs())), kindNoIDToken, kindFewerScopes)
}

func transportKinds() []string {
	return []string{"500", "429", "html", "html_200", "truncated", "huge", "hang", kindSlow, "drop", "302", "307"}
}

// FaultKinds lists the kinds of fault an endpoint knows; nil if there is no such endpoint.
func FaultKinds(endpoint string) []string {
	transport := transportKinds()
	garbled := append(transport, GarbledKinds()...)
	switch endpoint {
	case OnAccounts, OnProfile:
		return append(garbled, "401", "403")
	case OnFetch, OnTask:
		return append(garbled, "400", "401", "403")
	case OnTransactions:
		return append(append(garbled, "401", "403"), SecondPageKinds()...)
	case OnDiscovery:
		return append(garbled, discoveryLies()...)
	case OnToken:
		return append(append(garbled, "invalid_grant", "no_rotation", kindNoIDToken), tokenLies()...)
	case OnRefresh:
		return append(append(transport, "invalid_grant", "no_rotation"), refreshLies()...)
	case OnUserinfo:
		return append(append(garbled, "401", "403"), userinfoLies()...)
	case OnJWKS:
		return append(garbled, keyLies()...)
	case OnThemes:
		return garbled
	case OnAuth, OnRevocation:
		return transport
	case OnCallback:
		return callbackLies()
	case OnIDToken:
		return append(idTokenLies(), "bad_nonce", "missing_nonce", "bad_issuer", "bad_audience", "extra_audience", "expired",
			"future_iat", "missing_iat", "missing_sub", "other_sub", "other_institution", "bad_at_hash",
			"bad_signature", "unknown_kid", "alg_none", "alg_hs256")
	}
	return nil
}

// SetFault switches a fault on; it replaces the one its endpoint had.
func (b *Bank) SetFault(slug string, f Fault) error {
	if !slices.Contains(HarmlessKinds(f.Endpoint), f.Kind) && !slices.Contains(FaultKinds(f.Endpoint), f.Kind) {
		return fmt.Errorf("sandbox: endpoint %q has no fault %q", f.Endpoint, f.Kind)
	}
	if f.Times < 0 || f.RetryAfter < 0 {
		return fmt.Errorf("sandbox: a fault's numbers can't be negative")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	in := b.fis[slug]
	if in == nil {
		return ErrUnknown
	}
	if err := in.prepareKeys(f); err != nil {
		return err
	}
	in.clearFault(f.Endpoint)
	in.faults[f.Endpoint] = &activeFault{Fault: f, cleared: make(chan struct{})}
	return nil
}

// ClearFaults switches every fault and every switch of an institution off and lets hanging requests go on.
func (b *Bank) ClearFaults(slug string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	in := b.fis[slug]
	if in == nil {
		return
	}
	for _, endpoint := range slices.Collect(maps.Keys(in.faults)) {
		in.clearFault(endpoint)
	}
	in.switched(Switches{})
}

func (in *institution) clearFault(endpoint string) {
	if f := in.faults[endpoint]; f != nil {
		close(f.cleared)
		delete(in.faults, endpoint)
	}
}

// takeFault is the endpoint's fault if it is of one of the kinds, and counts it as used.
func (in *institution) takeFault(endpoint string, kinds ...string) *activeFault {
	f := in.faults[endpoint]
	if f == nil || f.spent() || !slices.Contains(kinds, f.Kind) {
		return nil
	}
	f.used++
	return f
}

// Switches change an institution's behaviour without making it wrong.
type Switches struct {
	LiveTokensSurvive bool `json:"live_tokens_survive"` // after a revocation, until they expire
	// Rotation is how refresh tokens change: a new one with each renewal, and the second use of an old one ends the grant
	// (empty); the same for ever ([RotateNever]); or a new one, and an old one is refused without further harm
	// ([RotateHarmless]).
	Rotation         string `json:"rotation"`
	ClockSeconds     int    `json:"clock_seconds"`       // by how much its clock is ahead of everybody's; behind if negative
	AccessSeconds    int    `json:"access_seconds"`      // the life of new access tokens; 600 if zero
	Frame            string `json:"frame"`               // how the dashboard frames the card; an ordinary frame if empty
	SettleUnderNewID bool   `json:"settle_under_new_id"` // a pending row is posted as another row
	FetchNeverEnds   bool   `json:"fetch_never_ends"`    // a refresh of the core goes on until this is switched off
	// What happens to an account's newest rows behind the first page of a list, before the next is asked for: so many come in
	// front of them, so many of them go, once, the newest comes back under another id, once.
	RowsInserted   int  `json:"rows_inserted,omitempty"`
	RowsRemoved    int  `json:"rows_removed,omitempty"`
	RowInactivated bool `json:"row_inactivated,omitempty"`
	// Unoffered are scopes and claims (full names or their last part) that the platform does not know.
	Unoffered []string `json:"unoffered,omitempty"`
}

// The ways of rotating refresh tokens, besides the strictest.
const (
	RotateNever    = "never"
	RotateHarmless = "harmless"
)

// SetSwitches replaces an institution's switches.
func (b *Bank) SetSwitches(slug string, s Switches) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if in := b.fis[slug]; in != nil {
		in.switched(s)
	}
}

// Counters count what an institution has seen since it started.
type Counters struct {
	Requests           map[string]int `json:"requests"` // by endpoint, refused ones too
	CodeGrants         int            `json:"code_grants"`
	VerifiedCodeGrants int            `json:"verified_code_grants"` // those with a code_verifier
	Refreshes          int            `json:"refreshes"`
	InvalidGrants      int            `json:"invalid_grants"`
	Revocations        int            `json:"revocations"`
}

// Counters returns a copy of an institution's counters.
func (b *Bank) Counters(slug string) Counters {
	b.mu.Lock()
	defer b.mu.Unlock()
	in := b.fis[slug]
	if in == nil {
		return Counters{}
	}
	c := in.counters
	c.Requests = maps.Clone(c.Requests)
	return c
}
