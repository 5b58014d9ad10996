package sandbox

import (
	"net/url"
	"sync/atomic"
	"time"
)

// institution is the live side of an FI. Every field but bank, host and zone is guarded by bank.mu; methods that
// touch them say so by not locking: the caller holds the lock.
type institution struct {
	bank *Bank
	host string // of the origin, to refuse any other
	zone *time.Location

	fi       FI
	keys     []signingKey // the last one signs
	rsa      *rsaKey      // made when a switch first wants one
	weak     *rsaKey
	sessions map[string]*session
	consents map[string]*consent // by username
	grants   map[string]*grant
	codes    map[string]*authCode
	access   map[string]*accessToken
	refresh  map[string]*refreshToken
	pruned   time.Time

	client     clientKeys
	assertions map[string]time.Time // that were taken, by id, until they end

	tasks   map[string]*task     // refreshes of the core
	core    map[string][]Posting // by username: rows that the bank does not know before it has asked the core
	listed  map[string]bool      // accounts of which a first page was given since their rows last shifted
	stirred chan struct{}        // closed and made anew when what a held answer waits for may have come

	faults   map[string]*activeFault // by endpoint
	switches Switches
	ahead    atomic.Int64 // of its clock, as the switches say
	counters Counters
	requests []Request
	bridge   []BridgeMessage
}

// session is one browser that is signed in.
type session struct {
	Username string
	Sid      string
	At       time.Time
	Seen     time.Time // last sign of life; zero in the state of an older bank
	Flash    string    // shown once on the next page
}

// consent is what a member has allowed the client to see, of what they were asked about.
type consent struct {
	Scopes, Claims           []string
	AskedScopes, AskedClaims []string
}

func newInstitution(b *Bank, fi FI) (*institution, error) {
	if err := fi.validate(); err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(fi.Timezone)
	if err != nil {
		return nil, err
	}
	origin, err := url.Parse(fi.Origin)
	if err != nil {
		return nil, err
	}
	in := &institution{
		bank: b, host: origin.Host, zone: zone, fi: fi,
		sessions: map[string]*session{}, consents: map[string]*consent{},
		grants: map[string]*grant{}, codes: map[string]*authCode{},
		access: map[string]*accessToken{}, refresh: map[string]*refreshToken{},
		tasks: map[string]*task{}, core: map[string][]Posting{}, listed: map[string]bool{}, assertions: map[string]time.Time{}, stirred: make(chan struct{}),
		faults: map[string]*activeFault{}, counters: Counters{Requests: map[string]int{}},
	}
	return in, in.rotateKey()
}

// now is the institution's own clock. It asks no lock, because it is read with it and without.
func (in *institution) now() time.Time { return in.bank.cfg.Now().Add(time.Duration(in.ahead.Load())) }

// switched makes switches hold. The caller holds the lock.
func (in *institution) switched(s Switches) {
	in.switches = s
	in.ahead.Store(int64(time.Duration(s.ClockSeconds) * time.Second))
	in.stir()
}

func (in *institution) member(username string) *Member {
	for i := range in.fi.Members {
		if in.fi.Members[i].Username == username {
			return &in.fi.Members[i]
		}
	}
	return nil
}

// openAccounts are the member's accounts whose opening day has come, in the order they were opened in the script.
func (in *institution) openAccounts(m *Member) []*Account {
	today := in.day(in.now())
	var open []*Account
	for i := range m.Accounts {
		if a := &m.Accounts[i]; a.OriginationDate <= today && !in.gone(a) {
			open = append(open, a)
		}
	}
	return open
}

// spending is the account that the member's payroll and purchases go to: the first own checking account that is
// there, else the first own deposit account.
func (in *institution) spending(m *Member) *Account {
	var deposit *Account
	for _, a := range in.openAccounts(m) {
		if a.Type != "Deposit" || a.InstitutionID != "" || a.Status == "Closed" || in.closed(a) {
			continue
		}
		if a.SubType == "Checking" {
			return a
		}
		if deposit == nil {
			deposit = a
		}
	}
	return deposit
}

// day is the calendar day of t at the institution.
func (in *institution) day(t time.Time) string { return t.In(in.zone).Format(time.DateOnly) }

// visible are the rows that are there by now, oldest first as they were written.
func (in *institution) visible(a *Account) []Posting {
	now := in.now()
	var rows []Posting
	for _, p := range a.Postings {
		if !p.At.After(now) {
			rows = append(rows, p)
		}
	}
	return rows
}

// balances are the posted balance and what is left of it when the pending rows are taken into account.
func (in *institution) balances(a *Account) (posted, available int64) {
	posted = a.BalanceMinor
	var held int64
	for _, p := range in.visible(a) {
		switch {
		case p.NoAmount:
		case p.pending():
			held += min(p.AmountMinor, 0) // a pending credit is not available yet
		default:
			posted += p.AmountMinor
		}
	}
	return posted, posted + held
}
