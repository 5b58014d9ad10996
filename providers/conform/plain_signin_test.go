package conform

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"raf/providers"
)

func (p *plain) Finish(ctx context.Context, fl providers.Flow, cb providers.Callback) (providers.Identity, providers.Grant, error) {
	var f plainFlow
	if json.Unmarshal(fl.Bytes(), &f) != nil || f.Verifier == "" {
		return providers.Identity{}, providers.Grant{}, p.fail(providers.KindMalformed, "no flow")
	}
	switch {
	case p.flaw == believesCallbacks:
	case cb.Issuer != p.name, cb.Code != "" && cb.Error != "", cb.Code == "" && cb.Error == "":
		return providers.Identity{}, providers.Grant{}, p.fail(providers.KindMalformed, "another's callback")
	}
	if cb.Error != "" && p.flaw != believesCallbacks {
		if p.flaw == refusalsAreNonsense {
			return providers.Identity{}, providers.Grant{}, p.fail(providers.KindMalformed, cb.Error)
		}
		return providers.Identity{}, providers.Grant{}, &providers.SignInRefused{Code: cb.Error}
	}
	who, grant, err := p.grant(ctx, url.Values{"code": {cb.Code}, "verifier": {f.Verifier}})
	if err == nil {
		err = p.believe(who, f.Nonce)
	}
	if err != nil {
		if p.flaw == keepsTokensOfLiars {
			return providers.Identity{}, grant, err
		}
		return providers.Identity{}, providers.Grant{}, err
	}
	id := providers.Identity{Issuer: who.From, Subject: who.Member, InstitutionID: plainBranch, CustomerIdentifier: who.Reference,
		GivenName: who.Given, FamilyName: who.Family, Locale: who.Language}
	if f.TaxID {
		id.TaxID = providers.NewSecret(who.TaxID)
	}
	if p.flaw == forgetsNames {
		id.GivenName = ""
	}
	return id, grant, nil
}

// believe looks at everything a statement says about the sign-in.
func (p *plain) believe(who statement, nonce string) error {
	switch {
	case who.From != p.name && p.flaw != skipsIssuer, who.For != plainClient && p.flaw != skipsAudience, who.Nonce != nonce && p.flaw != skipsNonce,
		who.Branch != plainBranch && p.flaw != skipsInstitution, who.Member == "" && p.flaw != skipsSubject:
		return p.fail(providers.KindMalformed, "a statement about something else")
	}
	return nil
}

// grant redeems a code or renews a token, and gives what the bank says of its member, of which only the signature is checked.
func (p *plain) grant(ctx context.Context, form url.Values) (who statement, g providers.Grant, err error) {
	d, err := p.directory(ctx)
	if err != nil {
		return who, g, err
	}
	form.Set("client", plainClient)
	form.Set("secret", plainSecret)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.Grants, strings.NewReader(form.Encode()))
	if err != nil {
		return who, g, p.fail(providers.KindMalformed, "no address")
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := p.client.Exchange("grants", 1<<16).Do(req)
	var e *providers.Error
	switch {
	case errors.As(err, &e):
		return who, g, e
	case err != nil:
		return who, g, p.fail(providers.KindDown, "no answer")
	case res.StatusCode != http.StatusOK:
		return who, g, p.fail(providers.KindExpired, "the bank ended it")
	}
	defer res.Body.Close()
	var got struct {
		Token           string
		Said, Signature []byte
	}
	if json.NewDecoder(res.Body).Decode(&got) != nil || got.Token == "" || json.Unmarshal(got.Said, &who) != nil {
		return who, g, &providers.Error{Kind: providers.KindMalformed, Op: "grants", Status: http.StatusOK}
	}
	g = providers.NewGrant([]byte(got.Token), p.now(), true, nil)
	if err := p.knowKey(ctx, d); err != nil {
		return who, g, err
	}
	if !ed25519.Verify(p.key, got.Said, got.Signature) && p.flaw != skipsSignature {
		return who, g, p.fail(providers.KindMalformed, "signed by another")
	}
	return who, g, nil
}

func (p *plain) knowKey(ctx context.Context, d directory) error {
	if p.key != nil {
		return nil
	}
	raw, err := p.client.GetJSON(ctx, providers.Call{Op: "key", URL: d.Key, Limit: 1 << 10})
	if err != nil {
		return err
	}
	var got struct{ Key []byte }
	if providers.DecodeJSON(raw, &got) != nil || len(got.Key) != ed25519.PublicKeySize {
		return p.fail(providers.KindMalformed, "no key")
	}
	p.key = got.Key
	return nil
}

func (p *plain) Refresh(ctx context.Context, g providers.Grant, subject string) (providers.Grant, error) {
	who, next, err := p.grant(ctx, url.Values{"renew": {string(g.Bytes())}})
	var e *providers.Error
	if errors.As(err, &e) {
		switch {
		case p.flaw == endsAreDown, e.Kind == providers.KindMalformed && e.Status > 299:
			return providers.Grant{}, p.fail(providers.KindDown, "not renewed")
		case e.Status == http.StatusOK && p.flaw != showsUsedTokens:
			return providers.Grant{}, p.fail(providers.KindExpired, "used up")
		}
		return providers.Grant{}, err
	}
	if p.flaw != renewsForAnybody && (who.Member != subject || p.believe(who, "") != nil) {
		return providers.Grant{}, p.fail(providers.KindMalformed, "renewed for another")
	}
	return next, nil
}
