package session

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"raf/models/secret"
)

const (
	// FlowLifetime is how long a member may take to sign in at the bank.
	FlowLifetime = 600 * time.Second
	// maxFlows bounds the attempts open in one browser: fifty tiles that load at once must not fill its jar.
	maxFlows   = 5
	maxDrops   = 16 // at a time; a browser full of planted cookies must not make an answer full of headers
	flowPrefix = "raf_flow_"
	tieSize    = 32 // random bytes
)

// ErrNoFlow says that the browser does not hold the tie of this sign-in attempt: another browser began it, its time
// is over, or the cookie is not of our making.
var ErrNoFlow = errors.New("this browser did not begin this sign-in")

// Flows ties sign-in attempts to the browser that began them. Without the tie somebody could finish his own sign-in
// in a victim's frame, and the victim would then act in his account.
type Flows struct {
	keys   *secret.Keyring
	now    func() time.Time
	random io.Reader
}

// NewFlows returns the ties of sign-in attempts; now and random are time.Now and crypto/rand.Reader outside of tests.
func NewFlows(keys *secret.Keyring, now func() time.Time, random io.Reader) *Flows {
	return &Flows{keys, now, random}
}

// Begin sets the cookie of a new attempt, ends the oldest where the browser has too many open, and returns the hash
// of the tie, which the server keeps with the attempt.
func (f *Flows) Begin(w http.ResponseWriter, r *http.Request, p Placement, state string) (tieHash string, err error) {
	if state == "" {
		return "", errors.New("a sign-in attempt has a state")
	}
	tie, err := secret.NewToken(f.random, tieSize)
	if err != nil {
		return "", err
	}
	name := flowName(state)
	value := f.sign(p.fullName(name), f.now().Unix(), tie)
	if err := p.Write(w, name, value, FlowLifetime); err != nil {
		return "", err
	}
	for _, old := range f.surplus(r, p) {
		p.Clear(w, old)
	}
	return secret.Hash(tie), nil
}

// TieHash is the hash of the tie that the browser presents for an attempt. The caller compares it, with secret.Equal,
// to the one kept when the attempt began. It fails with ErrNoFlow or ErrDoubled.
func (f *Flows) TieHash(r *http.Request, p Placement, state string) (string, error) {
	name := flowName(state)
	value, err := p.Read(r, name)
	if errors.Is(err, ErrDoubled) {
		return "", err
	}
	if err != nil {
		return "", ErrNoFlow
	}
	tie, _, ok := f.open(p.fullName(name), value)
	if !ok {
		return "", ErrNoFlow
	}
	return secret.Hash(tie), nil
}

// End ends the cookie of an attempt, however it went.
func (f *Flows) End(w http.ResponseWriter, p Placement, state string) { p.Clear(w, flowName(state)) }

// surplus names the attempts to end so that one more may begin: those that are over or not of our making, then the
// oldest. Only a time under our MAC counts as an age, so planted cookies cannot push a real attempt out.
func (f *Flows) surplus(r *http.Request, p Placement) []Name {
	type open struct {
		name  Name
		since int64
	}
	var drop []Name
	var live []open
	for _, c := range r.Cookies() {
		name, ok := p.flowNameIn(c.Name)
		if !ok {
			continue
		}
		_, since, good := f.open(c.Name, c.Value)
		if !good {
			drop = append(drop, name)
			continue
		}
		live = append(live, open{name, since})
	}
	slices.SortStableFunc(live, func(a, b open) int { return cmp.Compare(a.since, b.since) })
	for len(live) >= maxFlows {
		drop = append(drop, live[0].name)
		live = live[1:]
	}
	return drop[:min(len(drop), maxDrops)]
}

// flowNameIn recognises the cookie of an attempt among all that the browser sent.
func (p Placement) flowNameIn(full string) (Name, bool) {
	name := full
	if p.HostPrefix {
		var ok bool
		if name, ok = strings.CutPrefix(full, hostPrefix); !ok {
			return "", false
		}
	}
	id, ok := strings.CutPrefix(name, flowPrefix)
	return Name(name), ok && len(id) == 8 && strings.Trim(id, "0123456789abcdef") == ""
}

// flowName is a name per attempt, so that two tabs do not overwrite each other's. It tells nothing about the state.
func flowName(state string) Name { return Name(flowPrefix + secret.Hash(state)[:8]) }

// sign makes the value of a cookie: when it was set, the tie, the id of the key and the MAC over all of it and the
// cookie's name.
func (f *Flows) sign(name string, since int64, tie string) string {
	key := f.keys.Current(secret.PurposeFlowCookie)
	return strings.Join([]string{strconv.FormatInt(since, 10), tie, key.ID(), secret.MAC(key, name, strconv.FormatInt(since, 10), tie)}, ".")
}

// open checks a cookie's value and its age.
func (f *Flows) open(name, value string) (tie string, since int64, ok bool) {
	parts := strings.Split(value, ".")
	if len(parts) != 4 {
		return "", 0, false
	}
	since, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return "", 0, false
	}
	key, ok := f.keys.ByID(secret.PurposeFlowCookie, parts[2])
	if !ok || !secret.Equal(parts[3], secret.MAC(key, name, parts[0], parts[1])) {
		return "", 0, false
	}
	age := f.now().Sub(time.Unix(since, 0))
	return parts[1], since, age >= -leeway && age < FlowLifetime
}
