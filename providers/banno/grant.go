package banno

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"raf/providers"
)

const (
	usualLifetime = 600 * time.Second // of an access token whose answer does not say
	maxLifetime   = 24 * time.Hour
)

// tokens is the encoding of a grant. The issuer says at which institution it may be shown.
type tokens struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token,omitempty"`
	Type    string `json:"token_type"`
	Issuer  string `json:"issuer"`
}

// open reads a grant and refuses one that is not of this institution (threat: one bank's token sent to another).
func (b *Bank) open(op string, g providers.Grant) (tokens, error) {
	var t tokens
	if g.IsZero() {
		return t, b.fail(op, providers.KindExpired, "there is no grant")
	}
	if json.Unmarshal(g.Bytes(), &t) != nil || t.Access == "" {
		return t, b.fail(op, providers.KindMalformed, "grant does not parse")
	}
	if !slices.Contains(b.cfg.Issuers, t.Issuer) {
		return t, b.fail(op, providers.KindMalformed, "grant is another institution's")
	}
	return t, nil
}

// exchange gives x/oauth2 our client; its own would follow redirects and take its time.
func (b *Bank) exchange(ctx context.Context, m metadata) context.Context {
	client := b.client.Exchange("token", smallAnswer)
	if b.key != nil {
		client.Transport = proving{b, string(m.Token), client.Transport}
	}
	return context.WithValue(ctx, oauth2.HTTPClient, client)
}

// readToken checks a token answer and makes the grant of it. Tokens of an answer that is refused are given back: nobody would
// ever use them, and the bank holds them good for months.
func (b *Bank) readToken(ctx context.Context, t *oauth2.Token, issuer string, asked []string) (providers.Grant, string, error) {
	const op = "token"
	if !asciiID(t.AccessToken, maxIDToken) || t.RefreshToken != "" && !asciiID(t.RefreshToken, maxIDToken) {
		return providers.Grant{}, "", b.fail(op, providers.KindMalformed, "a token has unusable characters or length")
	}
	raw, err := json.Marshal(tokens{Access: t.AccessToken, Refresh: t.RefreshToken, Type: "Bearer", Issuer: issuer})
	if err != nil {
		return providers.Grant{}, "", b.fail(op, providers.KindMalformed, "grant does not encode")
	}
	refuse := func(text string) (providers.Grant, string, error) {
		b.discard(ctx, providers.NewGrant(raw, b.now(), t.RefreshToken != "", nil))
		return providers.Grant{}, "", b.fail(op, providers.KindMalformed, text)
	}
	if !strings.EqualFold(t.TokenType, "Bearer") {
		return refuse("token type is not Bearer")
	}
	lifetime := time.Duration(t.ExpiresIn) * time.Second
	switch {
	case lifetime < 0:
		return refuse("lifetime is negative")
	case lifetime == 0:
		lifetime = usualLifetime
	}
	scopes := slices.Clone(asked)
	if granted, ok := t.Extra("scope").(string); ok && granted != "" {
		scopes = strings.Fields(granted)
	}
	var idToken string
	if extra := t.Extra("id_token"); extra != nil {
		var ok bool
		if idToken, ok = extra.(string); !ok || idToken == "" {
			return refuse("id_token is not a text")
		}
	}
	expires := b.now().Add(min(lifetime, maxLifetime))
	return providers.NewGrant(raw, expires, t.RefreshToken != "", scopes), idToken, nil
}

// tokenError classifies a failure of the token endpoint. The library's error holds the body, so it is not kept.
func (b *Bank) tokenError(err error) error {
	const op = "token"
	var bank *providers.Error
	if errors.As(err, &bank) {
		return bank
	}
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) {
		return b.fail(op, providers.KindMalformed, "answer does not parse")
	}
	e := b.client.Failure(op, refused.Response)
	switch refused.ErrorCode {
	case "invalid_grant":
		e.Kind, e.Err = providers.KindExpired, errors.New("invalid_grant")
	case "invalid_client", "unauthorized_client", "invalid_scope":
		e.Kind, e.Err = providers.KindDenied, errors.New(refused.ErrorCode)
	case "server_error", "temporarily_unavailable":
		e.Kind, e.Err = providers.KindDown, errors.New(refused.ErrorCode)
	default:
		// At this endpoint 401 is about the client, not about the member's grant.
		if e.Status == http.StatusUnauthorized {
			e.Kind = providers.KindDenied
		}
	}
	return e
}

// Refresh renews a grant. An answer without a new refresh token keeps the old one. Whatever can fail without the bank's
// answer is done before the exchange, because a success uses the refresh token up: what goes wrong behind one ends the
// grant, since showing the old token again would look like theft to the bank.
func (b *Bank) Refresh(ctx context.Context, g providers.Grant, subject string) (providers.Grant, error) {
	old, err := b.open("token", g)
	if err != nil {
		return providers.Grant{}, err
	}
	if subject == "" {
		return providers.Grant{}, b.fail("token", providers.KindMalformed, "no subject to compare with")
	}
	if old.Refresh == "" {
		return providers.Grant{}, b.fail("token", providers.KindExpired, "grant is not renewable")
	}
	m, err := b.discover(ctx)
	if err != nil {
		return providers.Grant{}, unshown(err)
	}
	if err := b.haveKeys(ctx, string(m.JWKS)); err != nil {
		return providers.Grant{}, unshown(err)
	}
	source := b.oauth(m, "").TokenSource(b.exchange(ctx, m), &oauth2.Token{RefreshToken: old.Refresh})
	token, err := source.Token()
	if err != nil {
		return providers.Grant{}, b.refreshError(err)
	}
	next, err := b.renewed(ctx, token, m, old.Issuer, subject, g.Scopes)
	if err == nil {
		next.Permissions = withoutScopes(g.Permissions, next.Scopes)
	}
	return next, err
}

// unshown is a failure before the refresh token was shown to anybody.
func unshown(err error) error {
	var e *providers.Error
	if !errors.As(unavailable(err), &e) {
		return err
	}
	e.Unsent = true // unavailable has made a copy
	return e
}

// renewed makes the new grant of a token answer and checks whose it is.
func (b *Bank) renewed(ctx context.Context, token *oauth2.Token, m metadata, issuer, subject string, asked []string) (providers.Grant, error) {
	g, idToken, err := b.readToken(ctx, token, issuer, asked)
	if err != nil {
		return providers.Grant{}, usedUp(err)
	}
	if idToken == "" {
		return g, nil
	}
	_, err = b.verifyIDToken(ctx, idToken, expected{
		issuer: issuer, subject: subject, accessToken: token.AccessToken, keysURL: string(m.JWKS),
	})
	if err == nil {
		return g, nil
	}
	b.discard(ctx, g)
	var foreign mismatch
	if errors.As(err, &foreign) {
		return providers.Grant{}, err
	}
	return providers.Grant{}, usedUp(err)
}

// refreshError is tokenError for a renewal. An error that the bank words is no use of the token, with whatever status;
// a success that can't be read is. A redirect, or a page of a gateway that knows no such address, says nothing of the
// grant: an hour of maintenance must not sign everybody out, so it counts as down.
func (b *Bank) refreshError(err error) error {
	var worded *oauth2.RetrieveError
	var bank *providers.Error
	told := b.tokenError(err)
	switch {
	case errors.As(err, &worded):
		return told
	case errors.As(err, &bank) && bank.Status > 299 && bank.Kind == providers.KindMalformed:
		down := *bank
		down.Kind = providers.KindDown
		return &down
	case errors.As(err, &bank) && (bank.Status < 200 || bank.Status > 299):
		return told
	}
	return usedUp(told)
}

// usedUp is the end of a grant whose refresh token the bank has taken for an answer we can't use.
func usedUp(cause error) error {
	e := providers.Error{Kind: providers.KindExpired, Op: "token", Err: fmt.Errorf("refresh token is used up, its answer unusable: %w", cause)}
	var bank *providers.Error
	if errors.As(cause, &bank) {
		e.Status, e.RequestID = bank.Status, bank.RequestID
	}
	return &e
}

// Revoke tells the bank that a grant is no longer wanted. The refresh token stands for the whole grant.
func (b *Bank) Revoke(ctx context.Context, g providers.Grant) error {
	const op = "revocation"
	t, err := b.open(op, g)
	if err != nil {
		return err
	}
	m, err := b.discover(ctx)
	if err != nil {
		return unavailable(err)
	}
	if m.Revocation == "" {
		return &providers.Error{Kind: providers.KindDenied, Op: op, Err: providers.ErrNotOffered}
	}
	form := url.Values{"token": {t.Access}, "token_type_hint": {"access_token"}}
	if t.Refresh != "" {
		form = url.Values{"token": {t.Refresh}, "token_type_hint": {"refresh_token"}}
	}
	return b.revoke(ctx, op, m, form)
}

func (b *Bank) revoke(ctx context.Context, op string, m metadata, form url.Values) error {
	switch {
	case b.key != nil:
		if err := b.prove(form, string(m.Token)); err != nil {
			return b.fail(op, providers.KindMalformed, "request can't be signed")
		}
	case b.authMode == oauth2.AuthStyleInParams:
		form.Set("client_id", b.cfg.ClientID)
		form.Set("client_secret", b.cfg.ClientSecret.Reveal())
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, string(m.Revocation), strings.NewReader(form.Encode()))
	if err != nil {
		return b.fail(op, providers.KindMalformed, "endpoint is not usable")
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if b.authMode == oauth2.AuthStyleInHeader {
		req.SetBasicAuth(url.QueryEscape(b.cfg.ClientID), url.QueryEscape(b.cfg.ClientSecret.Reveal()))
	}
	res, err := b.client.Exchange(op, smallAnswer).Do(req)
	if err != nil {
		return b.tokenError(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return &providers.Error{Kind: providers.KindDenied, Op: op, Status: res.StatusCode}
	}
	return nil
}

// discard revokes tokens that came with an identity we do not believe. The member is already refused and does not wait for
// it; that the bank may not hear of it changes nothing, so the failure is only logged.
func (b *Bank) discard(ctx context.Context, g providers.Grant) {
	revoke := func(ctx context.Context) {
		if err := b.Revoke(ctx, g); err != nil {
			b.log.WarnContext(ctx, "tokens of a refused answer not revoked", "error", err)
		}
	}
	if b.cfg.Beside == nil {
		revoke(context.WithoutCancel(ctx))
		return
	}
	b.cfg.Beside(ctx, revoke)
}
