package banno

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"sync"
	"time"

	"raf/providers"
)

// metadata is what RAF uses of OpenID Connect Discovery 1.0, section 3, and RFC 9207.
type metadata struct {
	Issuer         providers.Text   `json:"issuer"`
	Authorization  providers.Text   `json:"authorization_endpoint"`
	Token          providers.Text   `json:"token_endpoint"`
	JWKS           providers.Text   `json:"jwks_uri"`
	Revocation     providers.Text   `json:"revocation_endpoint"`
	UserInfo       providers.Text   `json:"userinfo_endpoint"`
	EndSession     providers.Text   `json:"end_session_endpoint"`
	Challenges     []providers.Text `json:"code_challenge_methods_supported"`
	ResponseTypes  []providers.Text `json:"response_types_supported"`
	Scopes         []providers.Text `json:"scopes_supported"`
	Claims         []providers.Text `json:"claims_supported"`
	ResponseIssuer bool             `json:"authorization_response_iss_parameter_supported"`
}

// cache is what a bank published, shared by the adapters that a change of the tenant's settings makes one after the other.
type cache struct {
	metadata lastGood[metadata]

	mu        sync.Mutex
	keysURL   string
	keys      *lastGood[[]signingKey]
	unplanned []time.Time
}

// discover returns the metadata, the last good one while the bank fails.
func (b *Bank) discover(ctx context.Context) (metadata, error) {
	m, _, err := b.known.metadata.get(ctx, b, b.metadataAt())
	return m, err
}

func (b *Bank) metadataAt() source[metadata] {
	return source[metadata]{"discovery", b.cfg.FIURL + oidcPath + "/.well-known/openid-configuration", b.readMetadata}
}

func (b *Bank) readMetadata(raw []byte) (m metadata, err error) {
	if err := providers.DecodeJSON(raw, &m); err != nil {
		return metadata{}, err
	}
	return m, b.checkMetadata(m)
}

// checkMetadata pins the document to the tenant (threat: a document that moves the token endpoint moves the client
// secret and every code with it).
func (b *Bank) checkMetadata(m metadata) error {
	if !slices.Contains(b.cfg.Issuers, string(m.Issuer)) {
		return errors.New("issuer is not one of the tenant's")
	}
	if !slices.Contains(m.Challenges, "S256") {
		return errors.New("PKCE with S256 is not offered")
	}
	if len(m.ResponseTypes) > 0 && !slices.Contains(m.ResponseTypes, "code") {
		return errors.New("the code flow is not offered")
	}
	for _, endpoint := range []providers.Text{m.Authorization, m.Token, m.JWKS} {
		if !b.onFIHost(string(endpoint)) {
			return errors.New("a needed endpoint is missing or not on the FI host")
		}
	}
	for _, endpoint := range []providers.Text{m.Revocation, m.UserInfo, m.EndSession} {
		if endpoint != "" && !b.onFIHost(string(endpoint)) {
			return errors.New("an endpoint is not on the FI host")
		}
	}
	return nil
}

func (b *Bank) onFIHost(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && u.User == nil && u.Fragment == "" && u.Path != "" && u.Scheme+"://"+u.Host == b.cfg.FIURL
}
