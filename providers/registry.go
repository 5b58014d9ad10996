package providers

import (
	"fmt"
	"log/slog"
	"time"
)

// Settings is what an adapter needs to know of one institution.
type Settings struct {
	FIURL, ClientID, InstitutionID, AuthStyle, Currency string
	ClientSecret                                        Secret
	Issuers                                             []string // empty: the platform's default for FIURL
	Zone                                                *time.Location
	Now                                                 func() time.Time
	Logger                                              *slog.Logger
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
