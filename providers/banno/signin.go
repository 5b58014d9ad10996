package banno

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/oauth2"

	"raf/providers"
)

// flow is what Finish needs from Begin.
type flow struct {
	Nonce       string `json:"nonce"`
	Verifier    string `json:"verifier"`
	Issuer      string `json:"issuer"`
	RedirectURI string `json:"redirect_uri"`
	// Asked is how each item stood when the member was sent to the bank, Without the scopes of a refusal before.
	Asked   providers.Permissions `json:"asked"`
	Without []string              `json:"without,omitempty"`
	// UserInfo says that the member's claims were asked for at that endpoint.
	UserInfo bool `json:"userinfo,omitempty"`
}

// Begin starts a sign-in with a fresh nonce and a fresh PKCE verifier.
func (b *Bank) Begin(ctx context.Context, req providers.BeginRequest) (string, providers.Flow, error) {
	if err := b.checkBegin(req); err != nil {
		return "", providers.Flow{}, err
	}
	m, err := b.discover(ctx)
	if err != nil {
		return "", providers.Flow{}, unavailable(err)
	}
	f := flow{
		Nonce: random(), Verifier: random(),
		Issuer: string(m.Issuer), RedirectURI: req.RedirectURI, Asked: asking(m, req.Need, req.Without), Without: req.Without, UserInfo: b.cfg.ClaimsInUserInfo,
	}
	raw, err := json.Marshal(f)
	if err != nil {
		return "", providers.Flow{}, b.fail("begin", providers.KindMalformed, "flow does not encode")
	}
	options := []oauth2.AuthCodeOption{
		oauth2.S256ChallengeOption(f.Verifier),
		oauth2.SetAuthURLParam("nonce", f.Nonce),
		oauth2.SetAuthURLParam("claims", claimsParameter(f.Asked, f.UserInfo)),
	}
	if req.Prompt != providers.PromptDefault {
		options = append(options, oauth2.SetAuthURLParam("prompt", string(req.Prompt)))
	}
	if req.UILocale != "" {
		options = append(options, oauth2.SetAuthURLParam("ui_locales", req.UILocale))
	}
	return b.oauth(m, req.RedirectURI, scopes(f.Asked, f.Without)...).AuthCodeURL(req.State, options...), providers.NewFlow(raw), nil
}

func (b *Bank) checkBegin(req providers.BeginRequest) error {
	redirect, err := url.Parse(req.RedirectURI)
	switch {
	case !regexp.MustCompile(`^[A-Za-z0-9_-]{32,128}$`).MatchString(req.State):
		return b.fail("begin", providers.KindMalformed, "state is not 32 to 128 URL-safe characters")
	case err != nil || redirect.Scheme != "https" && redirect.Scheme != "http" || redirect.Host == "":
		return b.fail("begin", providers.KindMalformed, "redirect URI is not absolute")
	case req.Prompt != providers.PromptDefault && req.Prompt != providers.PromptNone:
		return b.fail("begin", providers.KindMalformed, "prompt is unknown")
	case req.UILocale != "" && !isLocale(req.UILocale):
		return b.fail("begin", providers.KindMalformed, "locale is not a language tag")
	}
	return nil
}

// unavailable keeps the promise of [providers.SignIn]: without metadata a sign-in is down, whatever the reason.
func unavailable(err error) error {
	var e *providers.Error
	if !errors.As(err, &e) {
		return err
	}
	down := *e
	down.Kind = providers.KindDown
	return &down
}

func (b *Bank) oauth(m metadata, redirectURI string, scopes ...string) *oauth2.Config {
	clientSecret := b.cfg.ClientSecret.Reveal()
	if b.key != nil {
		clientSecret = "" // one that is left of before is nobody's business any more
	}
	return &oauth2.Config{
		ClientID:     b.cfg.ClientID,
		ClientSecret: clientSecret,
		RedirectURL:  redirectURI,
		Scopes:       scopes,
		// The style is never left to detection: the library would find it out by sending the secret twice.
		Endpoint: oauth2.Endpoint{AuthURL: string(m.Authorization), TokenURL: string(m.Token), AuthStyle: b.authMode},
	}
}

// Finish checks the authorization response, exchanges the code and verifies who came back.
func (b *Bank) Finish(ctx context.Context, fl providers.Flow, cb providers.Callback) (providers.Identity, providers.Grant, error) {
	id, grant, err := b.finish(ctx, fl, cb)
	if err != nil {
		return providers.Identity{}, providers.Grant{}, err
	}
	return id, grant, nil
}

func (b *Bank) finish(ctx context.Context, fl providers.Flow, cb providers.Callback) (id providers.Identity, grant providers.Grant, err error) {
	var f flow
	if json.Unmarshal(fl.Bytes(), &f) != nil || len(f.Verifier) < 43 || len(f.Nonce) < 43 {
		return id, grant, b.fail("callback", providers.KindMalformed, "flow does not parse")
	}
	m, err := b.discover(ctx)
	if err != nil {
		return id, grant, unavailable(err)
	}
	if err := b.checkCallback(m, f, cb); err != nil {
		return id, grant, err
	}
	token, err := b.oauth(m, f.RedirectURI).Exchange(b.exchange(ctx, m), cb.Code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return id, grant, b.tokenError(err)
	}
	grant, idToken, err := b.readToken(ctx, token, f.Issuer, scopes(f.Asked, f.Without))
	if err != nil {
		return id, grant, err
	}
	id, told, err := b.identify(ctx, idToken, m, f, token.AccessToken)
	if err != nil {
		b.discard(ctx, grant)
	}
	grant.Permissions = given(f.Asked, grant.Scopes, id, told)
	return id, grant, err
}

// checkCallback refuses a response that is not the answer to this flow (RFC 9207: mix-up between institutions).
func (b *Bank) checkCallback(m metadata, f flow, cb providers.Callback) error {
	const op = "callback"
	switch {
	case string(m.Issuer) != f.Issuer:
		return b.fail(op, providers.KindMalformed, "flow is another institution's, or the bank's issuer changed meanwhile")
	case cb.Issuer == "" && m.ResponseIssuer:
		return b.fail(op, providers.KindMalformed, "issuer is missing")
	case cb.Issuer != "" && cb.Issuer != f.Issuer:
		return b.fail(op, providers.KindMalformed, "issuer is another")
	case cb.Code != "" && cb.Error != "":
		return b.fail(op, providers.KindMalformed, "both a code and an error")
	case cb.Error != "":
		refused := &providers.SignInRefused{Code: refusal(cb.Error)}
		if refused.Code == "invalid_scope" {
			refused.Without = lessThan(scopes(f.Asked, f.Without), f.Without, cb.Scope)
		}
		return refused
	case !asciiID(cb.Code, 4096):
		return b.fail(op, providers.KindMalformed, "code is missing or unusable")
	}
	return nil
}

// refusal lets only the specified codes through: the parameter comes from the browser and reaches logs and pages.
func refusal(code string) string {
	known := []string{
		"access_denied", "invalid_request", "invalid_scope", "unauthorized_client", "unsupported_response_type",
		"server_error", "temporarily_unavailable",
		"login_required", "consent_required", "interaction_required", "account_selection_required",
	}
	if slices.Contains(known, code) {
		return code
	}
	return "other"
}

// identify says who signed in. told is false where the claims were to come from an endpoint that did not answer.
func (b *Bank) identify(ctx context.Context, idToken string, m metadata, f flow, access string) (id providers.Identity, told bool, err error) {
	c, err := b.verifyIDToken(ctx, idToken, expected{
		issuer: f.Issuer, nonce: f.Nonce, accessToken: access, keysURL: string(m.JWKS),
	})
	if err != nil {
		return providers.Identity{}, false, err
	}
	id = providers.Identity{Issuer: f.Issuer, InstitutionID: b.cfg.InstitutionID}
	id.Subject, _ = c.text("sub")
	if at, ok := c.when("auth_time"); ok {
		id.AuthenticatedAt = at
	}
	if f.UserInfo {
		if c, err = b.userInfo(ctx, m, access, id.Subject); err != nil {
			return providers.Identity{}, false, err
		}
		if c == nil {
			id.Unlearned = claimItems(f.Asked)
		}
	}
	id.CustomerIdentifier, _ = c.text(claimCustomer)
	id.CustomerIdentifier = strings.TrimSpace(clean(id.CustomerIdentifier))
	if taxID, _ := c.text(claimTaxID); taxID != "" && f.Asked.Of(providers.ItemTaxID) == providers.HeldByNobody {
		id.TaxID = providers.NewSecret(taxID)
	}
	given, _ := c.text("given_name")
	family, _ := c.text("family_name")
	id.GivenName, id.FamilyName = displayName(given), displayName(family)
	if locale, _ := c.text("locale"); isLocale(locale) {
		id.Locale = locale
	}
	return id, c != nil, nil
}

// isLocale accepts the shape of BCP 47 tags.
func isLocale(s string) bool {
	return regexp.MustCompile(`^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,4}$`).MatchString(s)
}

// random is 43 URL-safe characters, the least that PKCE allows.
func random() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}
