package sandbox

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Config is what all simulated institutions share.
type Config struct {
	Now       func() time.Time      // one clock for bank and app
	Advance   func(d time.Duration) // moves that clock, for the button "let days pass"; nil hides the button
	Logger    *slog.Logger          // nothing is logged if nil
	StateFile string                // if set, what members and clients did is kept here and read at the next start
}

// ErrUnknown is the answer to a slug or a user name that the bank does not have.
var ErrUnknown = errors.New("sandbox: no such institution or member")

// Bank holds the simulated institutions. It is safe for concurrent use; one mutex guards all of its state.
type Bank struct {
	cfg   Config
	mu    sync.Mutex
	fis   map[string]*institution
	order []string
}

// New builds a bank from its institutions and, when there is a state file, from what they did before.
func New(cfg Config, fis ...FI) (*Bank, error) {
	if cfg.Now == nil {
		return nil, errors.New("sandbox: Config.Now is missing")
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	b := &Bank{cfg: cfg, fis: map[string]*institution{}}
	for _, fi := range fis {
		in, err := newInstitution(b, fi.clone())
		if err != nil {
			return nil, err
		}
		if b.fis[in.fi.Slug] != nil {
			return nil, fmt.Errorf("sandbox: two FIs are called %q", in.fi.Slug)
		}
		b.fis[in.fi.Slug] = in
		b.order = append(b.order, in.fi.Slug)
	}
	if err := b.load(); err != nil {
		return nil, err
	}
	return b, nil
}

// Handler serves one institution on its origin. An unknown slug answers 404 to everything.
func (b *Bank) Handler(slug string) http.Handler {
	b.mu.Lock()
	defer b.mu.Unlock()
	in := b.fis[slug]
	if in == nil {
		return http.NotFoundHandler()
	}
	return in.routes()
}

// SetRedirectURIs registers the client's redirect URIs, the card's first, and the target of the primary action.
// The demo learns them only when it listens.
func (b *Bank) SetRedirectURIs(slug string, uris []string, expanded string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if in := b.fis[slug]; in != nil {
		in.fi.RedirectURIs, in.fi.ExpandedURL = slices.Clone(uris), expanded
	}
}

// SetAllowedScopes says which resource scopes the client may ask for; nil allows all.
func (b *Bank) SetAllowedScopes(slug string, scopes []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if in := b.fis[slug]; in != nil {
		in.fi.AllowedScopes = slices.Clone(scopes)
	}
}

// SetRestrictedClaims says which restricted claims the institution has enabled.
func (b *Bank) SetRestrictedClaims(slug string, claims []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if in := b.fis[slug]; in != nil {
		in.fi.RestrictedClaims = slices.Clone(claims)
	}
}

// SetConsentRequired says whether each member is asked.
func (b *Bank) SetConsentRequired(slug string, required bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if in := b.fis[slug]; in != nil {
		in.fi.ConsentRequired = required
	}
}

// Client is the id and secret of the client registered at an institution; a state file may have brought older ones.
func (b *Bank) Client(slug string) (id, secret string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	in := b.fis[slug]
	if in == nil {
		return "", ""
	}
	return in.fi.ClientID, in.fi.ClientSecret
}

// Subject is a member's id at an institution, empty if there is no such member.
func (b *Bank) Subject(slug, username string) string {
	var subject string
	_ = b.withMember(slug, username, func(_ *institution, m *Member) error {
		subject = m.Subject
		return nil
	})
	return subject
}

// AccountIDs are the ids of a member's accounts that the API shows now, in its order.
func (b *Bank) AccountIDs(slug, username string) []string {
	var ids []string
	_ = b.withMember(slug, username, func(in *institution, m *Member) error {
		for _, a := range in.openAccounts(m) {
			ids = append(ids, a.ID)
		}
		return nil
	})
	return ids
}

// RevokeApp ends every grant a member gave to the client, as the connected-apps page does.
func (b *Bank) RevokeApp(slug, username string) error {
	return b.change(slug, username, func(in *institution, m *Member) error {
		in.revokeMember(m.Username)
		return nil
	})
}

// RotateKeys makes an institution sign with a new key; the old ones stay published.
func (b *Bank) RotateKeys(slug string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	in := b.fis[slug]
	if in == nil {
		return ErrUnknown
	}
	if err := in.rotateKey(); err != nil {
		return err
	}
	b.save()
	return nil
}

// withMember runs fn on a member under the lock.
func (b *Bank) withMember(slug, username string, fn func(*institution, *Member) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	in := b.fis[slug]
	if in == nil {
		return ErrUnknown
	}
	m := in.member(username)
	if m == nil {
		return ErrUnknown
	}
	return fn(in, m)
}

// change is withMember for what must be on disk afterwards.
func (b *Bank) change(slug, username string, fn func(*institution, *Member) error) error {
	return b.withMember(slug, username, func(in *institution, m *Member) error {
		if err := fn(in, m); err != nil {
			return err
		}
		b.save()
		return nil
	})
}
