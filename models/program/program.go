package program

import (
	"cmp"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"raf/models"
	"raf/models/secret"
	"raf/providers"
)

// Deps is what all programmes share.
type Deps struct {
	Store  *models.Store
	Keys   *secret.Keyring
	Banks  providers.Registry
	Now    func() time.Time
	Random io.Reader
	Log    *slog.Logger
	// WalkStep is how many rows of a trail one transaction walks; 0 is the house's own measure.
	WalkStep int
	// BankTime is how long a member's check, a sign-in's answer and a renewal may each take at the bank; 0 is 8 seconds.
	BankTime time.Duration
	// Called is told of calls to an institution's platform, Worked of jobs; nil: nobody counts.
	Called func(tenant string) providers.Observe
	Worked func(kind string, took time.Duration, err error)
}

// House makes programmes. It keeps what is costly to make again and safe to share: the adapters with their discovery
// documents and keys, and each tenant's live campaigns for at most a second.
type House struct {
	Deps
	sealer *secret.Sealer
	argon  chan struct{} // places in which passwords are hashed
	hashes atomic.Int64  // how many were
	visits visits
	aside  aside

	mu        sync.Mutex
	nobody    string // hash for the passwords of unknown people
	banks     map[models.TenantID]connected
	campaigns map[models.TenantID]cachedOffers
	needs     map[models.TenantID]cachedNeeds
	running   map[string]bool            // idempotency keys being worked on now, by tenant
	tagging   map[models.TenantID][]byte // keys that addresses are tagged under; they never change
}

type connected struct {
	settings string // what the adapter was made from: a changed setting makes a new one
	bank     providers.Bank
}

type cachedOffers struct {
	campaigns []models.Campaign
	until     time.Time
}

// New makes a House.
func New(d Deps) *House {
	d.BankTime = cmp.Or(d.BankTime, bankTime)
	return &House{Deps: d, sealer: secret.NewSealer(d.Keys, d.Random), argon: make(chan struct{}, 2),
		banks: map[models.TenantID]connected{}, campaigns: map[models.TenantID]cachedOffers{}, needs: map[models.TenantID]cachedNeeds{}, running: map[string]bool{}, tagging: map[models.TenantID][]byte{}}
}

// Program is the referral programme of one tenant.
type Program struct {
	house *House
	rows  models.TenantStore
}

// For opens a tenant's programme.
func (h *House) For(t models.Tenant) *Program { return &Program{h, h.Store.For(t)} }

// Masked is the same programme for somebody of the platform: members come without their names.
func (p *Program) Masked() *Program { return &Program{p.house, p.rows.Masked()} }

// Tenant is whose programme it is.
func (p *Program) Tenant() models.Tenant { return p.rows.Tenant() }

func (p *Program) log() *slog.Logger {
	return p.house.Log.With("tenant", p.Tenant().Slug)
}

// day is the calendar day of t in the institution's zone.
func (p *Program) day(t time.Time) string { return t.In(p.Tenant().Zone()).Format(time.DateOnly) }

// ClientSecretBinding ties a client secret to its tenant.
func ClientSecretBinding(t models.TenantID) secret.Binding {
	return secret.Binding{Tenant: string(t), Kind: secret.KindClientSecret}
}

// PersonKeyBinding ties the key of person fingerprints to its tenant.
func PersonKeyBinding(t models.TenantID) secret.Binding {
	return secret.Binding{Tenant: string(t), Kind: secret.KindPersonKey}
}

// offers are the campaigns of both kinds that take friends today, the highest priority first. They may be a second old.
func (p *Program) offers(v *models.View) ([]models.Campaign, error) {
	h, id := p.house, p.Tenant().ID()
	h.mu.Lock()
	c, ok := h.campaigns[id]
	h.mu.Unlock()
	if ok && v.Now().Before(c.until) {
		return c.campaigns, nil
	}
	all, err := v.TakingOn(p.day(v.Now()))
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	h.campaigns[id] = cachedOffers{all, v.Now().Add(time.Second)}
	h.mu.Unlock()
	return all, nil
}

// forgetOffer lets a change of a campaign be seen here at once; other processes see it within a second.
func (p *Program) forgetOffer() {
	p.house.mu.Lock()
	defer p.house.mu.Unlock()
	delete(p.house.campaigns, p.Tenant().ID())
	delete(p.house.needs, p.Tenant().ID())
}
