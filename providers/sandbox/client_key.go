package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// Bounds of assertions, and of the client's keys.
const (
	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	assertionMost = 5 * time.Minute // how far ahead one may end
	clientKeysOld = 5 * time.Minute // after which the address is asked again, whatever is known
	clientKeysMax = 64 << 10
	clientKeysIn  = 3 * time.Second
)

// clientKeys are the keys of a client that signs, as they were last read.
type clientKeys struct {
	set  jose.JSONWebKeySet
	read time.Time
}

// signs reports whether the client proves itself by a key: then no secret does.
func (fi FI) signs() bool { return fi.ClientKeysURI != "" || fi.ClientKeys != "" }

// SetClientKeys registers the address of the client's key set, or the set itself; with neither a secret proves it again.
func (b *Bank) SetClientKeys(slug, uri, set string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if in := b.fis[slug]; in != nil {
		in.fi.ClientKeysURI, in.fi.ClientKeys, in.client = uri, set, clientKeys{}
	}
}

// authenticateByKey takes an assertion of RFC 7523, once.
func (in *institution) authenticateByKey(ctx context.Context, form url.Values) (*oauthError, int) {
	refused := &oauthError{Code: "invalid_client", Description: "client authentication failed"}
	if form.Get("client_assertion_type") != assertionType {
		return &oauthError{Code: "invalid_request", Description: "client_assertion_type must have value " + assertionType}, http.StatusBadRequest
	}
	token, err := jwt.ParseSigned(form.Get("client_assertion"), []jose.SignatureAlgorithm{jose.ES256, jose.PS256, jose.RS256})
	if err != nil || len(token.Headers) != 1 {
		return refused, http.StatusUnauthorized
	}
	key, ok := in.clientKey(ctx, token.Headers[0].KeyID, token.Headers[0].Algorithm)
	var claims jwt.Claims
	if !ok || token.Claims(key, &claims) != nil {
		return refused, http.StatusUnauthorized
	}
	in.bank.mu.Lock()
	defer in.bank.mu.Unlock()
	if id := form.Get("client_id"); id != "" && id != in.fi.ClientID || !in.believes(claims) {
		return refused, http.StatusUnauthorized
	}
	in.assertions[claims.ID] = claims.Expiry.Time()
	return nil, 0
}

// believes checks what an assertion with a good signature says, and that it was never seen.
func (in *institution) believes(c jwt.Claims) bool {
	now := in.now()
	for id, end := range in.assertions {
		if now.After(end) {
			delete(in.assertions, id)
		}
	}
	_, seen := in.assertions[c.ID]
	return c.Issuer == in.fi.ClientID && c.Subject == in.fi.ClientID && len(c.Audience) == 1 && c.Audience[0] == in.issuer()+"/token" &&
		c.ID != "" && !seen && c.Expiry != nil && c.Expiry.Time().After(now) && !c.Expiry.Time().After(now.Add(assertionMost)) &&
		(c.NotBefore == nil || !c.NotBefore.Time().After(now)) && (c.IssuedAt == nil || !c.IssuedAt.Time().After(now))
}

// clientKey finds a public key of the client by its id. An id that is not known has the address asked again.
func (in *institution) clientKey(ctx context.Context, id, alg string) (any, bool) {
	in.bank.mu.Lock()
	known, uri, set := in.client, in.fi.ClientKeysURI, in.fi.ClientKeys
	in.bank.mu.Unlock()
	switch now := in.now(); {
	case set != "":
		if json.Unmarshal([]byte(set), &known.set) != nil {
			return nil, false
		}
	case uri != "" && (len(known.set.Key(id)) == 0 || now.Sub(known.read) >= clientKeysOld):
		fresh, err := readKeySet(ctx, uri)
		if err != nil {
			in.bank.cfg.Logger.Warn("sandbox: keys of the client", "error", err)
			return nil, false
		}
		known = clientKeys{fresh, now}
		in.bank.mu.Lock()
		in.client = known
		in.bank.mu.Unlock()
	}
	for _, k := range known.set.Key(id) {
		if k.Valid() && (k.Algorithm == "" || k.Algorithm == alg) && (k.Use == "" || k.Use == "sig") {
			return k.Key, true
		}
	}
	return nil, false
}

func readKeySet(ctx context.Context, uri string) (set jose.JSONWebKeySet, err error) {
	ctx, cancel := context.WithTimeout(ctx, clientKeysIn)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, uri, nil)
	if err != nil {
		return set, err
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	res, err := transport.RoundTrip(req) // no redirects
	if err != nil {
		return set, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return set, fmt.Errorf("key set: status %d", res.StatusCode)
	}
	raw, err := io.ReadAll(io.LimitReader(res.Body, clientKeysMax))
	if err != nil {
		return set, err
	}
	return set, json.Unmarshal(raw, &set)
}
