package models

import (
	"context"
	"sync"
	"time"

	"gorm.io/gorm"
)

// SignInMode is how a card without a session begins (design.md, 3.5).
type SignInMode string

// The sign-in modes.
const (
	SignInAuto      SignInMode = "auto"       // a silent round with prompt=none
	SignInAutoPlain SignInMode = "auto-plain" // a round without prompt, as Banno's samples do
	SignInButton    SignInMode = "button"     // waits for a click
)

// TenantProfile is what an institution's row says of it. Timezone is an IANA name, Currency ISO 4217, FIURL the
// institution's own digital banking origin, Host our host for it (empty on the shared host).
type TenantProfile struct {
	Slug, Name, Platform, Host, ClientID, InstitutionID     string
	Timezone, Currency, AuthStyle, BrandColor, SupportPhone string
	FIURL                                                   string   `gorm:"column:fi_url"`
	Issuers                                                 []string `gorm:"serializer:json"` // empty: the platform's default for FIURL
	SignIn                                                  SignInMode
	SamePerson                                              bool // one reward per person: asks the bank for tax ids
	Disabled                                                bool
	PayrollAllow, PayrollDeny                               []string `gorm:"serializer:json"` // descriptor words, any case
	PostalAddress                                           string   // lines; it stands under every e-mail to a friend
	InviterVisibility                                       string   `gorm:"default:counts"` // what new offers tell inviters: none, counts, stage
	ThresholdMinor                                          int64    // what one person may release alone; 0: nothing
	Logo                                                    string   // the name of the picture, empty for none
	SupportEmail                                            string
	SupportURL                                              string // https, empty for none
	BankColors                                              bool   // the members' pages take the bank's own colours, where it tells any
	CoreRefresh                                             bool   // its core is asked when a tile asks the bank
	ClaimsInUserInfo                                        bool   // its bank tells claims at the UserInfo endpoint, not in the ID token
}

// Zone is the institution's time zone. A tenant whose zone is not known is never resolved, so UTC stands only for the
// profile of no tenant.
func (p TenantProfile) Zone() *time.Location {
	zone, err := time.LoadLocation(p.Timezone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Tenant is one institution. Only the store can make one, and only a Tenant opens a TenantStore.
type Tenant struct {
	id TenantID
	TenantProfile
}

// ID is the tenant's id, for keys and log lines.
func (t Tenant) ID() TenantID { return t.id }

// tenantRow is the one model without a tenant: it is what tenants are resolved from.
type tenantRow struct {
	ID            string
	TenantProfile `gorm:"embedded"`
	CreatedAt     Instant
	Version       int64 `gorm:"default:1"`
	ChangedBy     string
	ChangedAt     Instant
}

// TableName is tenants.
func (tenantRow) TableName() string { return "tenants" }

// TenantSecret is a sealed secret of an institution: its OAuth client secret, the key of its person keys.
type TenantSecret struct {
	TenantID TenantID `gorm:"primaryKey;<-:create"`
	Kind     string   `gorm:"primaryKey"`
	Sealed   []byte
}

// The kinds of tenant secrets.
const (
	SecretClient = "client_secret"
	SecretPerson = "person_key"
)

// tenantTTL is how old a tenant's settings may be; it bounds how long a disabled institution is still served.
const tenantTTL = time.Second

type cachedTenant struct {
	tenant Tenant
	until  time.Time
}

type tenantCache struct {
	mu    sync.Mutex
	byKey map[string]cachedTenant
}

// TenantBySlug resolves a tenant of the shared host's /t/{slug} prefix.
func (s *Store) TenantBySlug(ctx context.Context, slug string) (Tenant, error) {
	return s.resolve(ctx, "slug", slug)
}

// TenantByHost resolves a tenant by its own host name, without port, in lower case.
func (s *Store) TenantByHost(ctx context.Context, host string) (Tenant, error) {
	if host == "" {
		return Tenant{}, Errorf(NotFound, "tenant not found")
	}
	return s.resolve(ctx, "host", host)
}

// TenantByID resolves the tenant that a job is about: jobs carry ids and nothing else.
func (s *Store) TenantByID(ctx context.Context, id TenantID) (Tenant, error) {
	return s.resolve(ctx, "id", string(id))
}

// resolve answers from the cache for a second. With the database down it goes on answering from the last known
// settings: error pages in the card need the tenant's frame-ancestors, or the member sees a blank frame.
func (s *Store) resolve(ctx context.Context, column, value string) (Tenant, error) {
	key := column + "=" + value
	s.tenants.mu.Lock()
	cached, known := s.tenants.byKey[key]
	s.tenants.mu.Unlock()
	if known && s.cfg.Now().Before(cached.until) {
		return cached.tenant, nil
	}
	var row tenantRow
	err := wrap(s.read.WithContext(exempt(ctx)).Where(map[string]any{column: value}).Take(&row).Error, "tenant")
	if err != nil {
		if KindOf(err) == Unavailable && known {
			return cached.tenant, nil
		}
		return Tenant{}, err
	}
	t := Tenant{id: TenantID(row.ID), TenantProfile: row.TenantProfile}
	if _, err := time.LoadLocation(t.Timezone); err != nil || t.Timezone == "" {
		// Guessing UTC would move every window and every due date of the institution.
		return Tenant{}, &Error{Kind: Internal, Public: "time zone of " + t.Slug + " is not known", Err: err}
	}
	s.tenants.mu.Lock()
	s.tenants.byKey[key] = cachedTenant{t, s.cfg.Now().Add(tenantTTL)}
	s.tenants.mu.Unlock()
	return t, nil
}

// Tenants lists all institutions by slug, for commands; no request ever asks.
func (s *Store) Tenants(ctx context.Context) ([]Tenant, error) {
	var rows []tenantRow
	if err := s.read.WithContext(exempt(ctx)).Order("slug").Find(&rows).Error; err != nil {
		return nil, wrap(err, "tenants")
	}
	all := make([]Tenant, len(rows))
	for i, row := range rows {
		all[i] = Tenant{id: TenantID(row.ID), TenantProfile: row.TenantProfile}
	}
	return all, nil
}

// AddTenant adds an institution together with its secrets; seal gets the new id, to which the secrets are bound, and what else
// it begins with is written in the same transaction. A slug or host that is taken is a Conflict.
func (s *Store) AddTenant(ctx context.Context, p TenantProfile, seal func(TenantID) ([]TenantSecret, error), also ...func(*Tx, Tenant) error) (Tenant, error) {
	t := Tenant{id: TenantID(NewID()), TenantProfile: p}
	secrets, err := seal(t.id)
	if err != nil {
		return Tenant{}, err
	}
	err = s.For(t).InTx(ctx, func(tx *Tx) error {
		row := tenantRow{ID: string(t.id), TenantProfile: p, CreatedAt: At(s.cfg.Now())}
		if err := tx.db.WithContext(exempt(tx.db.Statement.Context)).Create(&row).Error; err != nil {
			return wrap(err, "tenant "+p.Slug)
		}
		if err := tx.db.Create(&secrets).Error; err != nil {
			return wrap(err, "tenant secrets")
		}
		if err := tx.db.Create(&AcceptanceGate{}).Error; err != nil {
			return wrap(err, "acceptance gate")
		}
		err := tx.Audit(Actor{Kind: ActorSystem, ID: "operator"}, "tenant.added", "tenant", string(t.id), nil,
			map[string]any{"slug": p.Slug, "platform": p.Platform, "host": p.Host, "fi_url": p.FIURL})
		for _, more := range also {
			if err == nil {
				err = more(tx, t)
			}
		}
		return err
	})
	return t, err
}

// Secret returns a sealed secret of the institution.
func (v *View) Secret(kind string) ([]byte, error) {
	var row TenantSecret
	err := v.db.Where("kind = ?", kind).Take(&row).Error
	return row.Sealed, wrap(err, "tenant secret "+kind)
}

// free are the models without a tenant: each is on this list by name, and a test compares.
func free() []any { return []any{&tenantRow{}} }

var _ gorm.Plugin = refuser{}
