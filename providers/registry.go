package providers

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// Settings is what an adapter needs to know of one institution.
type Settings struct {
	FIURL, ClientID, InstitutionID, AuthStyle, Currency string
	ClientSecret                                        Secret
	ClientKey                                           ClientKey // for an AuthStyle that signs; empty otherwise
	ClaimsInUserInfo                                    bool      // claims are asked for at the UserInfo endpoint, not in the ID token
	Issuers                                             []string  // empty: the platform's default for FIURL
	Zone                                                *time.Location
	Now                                                 func() time.Time
	Logger                                              *slog.Logger
	Former                                              Bank // made from the institution's former settings; nil for the first
	// Beside begins what nobody is to wait for, and sees that it comes to its end; nil: it is waited for.
	Beside  func(context.Context, func(context.Context))
	Memory  Memory  // nil: what the bank published is forgotten with the process
	Observe Observe // nil: nobody counts
}

// ClientKey is the private key that proves who we are to a bank, and the id under which its public half is published.
type ClientKey struct {
	ID      string
	Private Secret // PKCS#8
}

// Memory keeps what a bank published last, one document of a kind, so that a process that starts while the bank does not
// answer has it all the same. Nothing in it is secret, and whoever recalls checks it as if it had just come. It also keeps
// what all processes may do together.
type Memory interface {
	// Recall returns the document of a kind; the zero one if there is none.
	Recall(ctx context.Context, kind string) (Published, error)
	Keep(ctx context.Context, p Published) error
	// MayFetch reports whether the keys may be fetched once more beside what is planned, so often within per at most.
	MayFetch(ctx context.Context, most int, per time.Duration) (bool, error)
}

// Published is a document of a bank as it came from its address.
type Published struct {
	Kind, Address string
	Body          []byte
	At            time.Time
}

// Connect makes the adapter of one institution.
type Connect func(Settings) (Bank, error)

// Registry knows the platforms by name. It is filled where the process is wired and read only afterwards.
type Registry map[string]Connect

// Connect makes the adapter of a platform; an unknown platform is an error that names it.
func (r Registry) Connect(platform string, s Settings) (Bank, error) {
	connect, ok := r[platform]
	if !ok {
		return nil, fmt.Errorf("platform %q is not one of ours", platform)
	}
	return connect(s)
}
