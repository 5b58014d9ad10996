package banno

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"time"

	"raf/providers"
)

// How long metadata and keys are believed.
const (
	freshFor   = time.Hour      // then asked for again
	goodFor    = 24 * time.Hour // the longest the last good ones serve while the bank fails
	retryAfter = time.Second    // between attempts during an outage, so that a queue of tiles does not wait in turn
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
	ResponseIssuer bool             `json:"authorization_response_iss_parameter_supported"`
}

// gate is a lock that a cancelled caller stops waiting for.
type gate chan struct{}

func newGate() gate { return make(gate, 1) }

func (g gate) enter(ctx context.Context) error {
	select {
	case g <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (g gate) leave() { <-g }

type metadataCache struct {
	gate    gate
	good    metadata
	goodAt  time.Time
	triedAt time.Time
	err     error
}

// discover returns the metadata, from the cache while it is fresh, and the last good one while the bank fails.
func (b *Bank) discover(ctx context.Context) (metadata, error) {
	c := &b.metadata
	if err := c.gate.enter(ctx); err != nil {
		return metadata{}, &providers.Error{Kind: providers.KindDown, Op: "discovery", Err: err}
	}
	defer c.gate.leave()
	now := b.now()
	if !c.goodAt.IsZero() && age(now, c.goodAt) < freshFor {
		return c.good, nil
	}
	if c.err == nil || age(now, c.triedAt) >= retryAfter {
		c.triedAt = now
		var found metadata
		// The result serves every waiting member, so the first one's closed tab must not spoil it.
		if found, c.err = b.fetchMetadata(context.WithoutCancel(ctx)); c.err == nil {
			c.good, c.goodAt = found, now
			return found, nil
		}
		b.log.WarnContext(ctx, "bank metadata not renewed", "error", c.err)
	}
	if !c.goodAt.IsZero() && age(now, c.goodAt) < goodFor {
		return c.good, nil
	}
	return metadata{}, c.err
}

// age is never negative: a clock set back must not make an old document young for ever.
func age(now, then time.Time) time.Duration {
	if now.Before(then) {
		return goodFor
	}
	return now.Sub(then)
}

func (b *Bank) fetchMetadata(ctx context.Context) (metadata, error) {
	const op = "discovery"
	raw, err := b.client.GetJSON(ctx, providers.Call{
		Op: op, URL: b.cfg.FIURL + oidcPath + "/.well-known/openid-configuration", Limit: smallAnswer,
	})
	if err != nil {
		return metadata{}, err
	}
	var m metadata
	if err := providers.DecodeJSON(raw, &m); err != nil {
		return metadata{}, &providers.Error{Kind: providers.KindMalformed, Op: op, Err: err}
	}
	if err := b.checkMetadata(m); err != nil {
		return metadata{}, &providers.Error{Kind: providers.KindMalformed, Op: op, Err: err}
	}
	return m, nil
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
