package program

import (
	"context"
	"errors"
	"slices"
	"time"

	"raf/models"
	"raf/models/secret"
	"raf/providers"
)

// flowLifetime is how long a member may take to sign in at the bank.
const flowLifetime = 600 * time.Second

// Attempt is one sign-in about to begin. State is its random handle, TieHash the hash of the cookie that ties it to
// the browser.
type Attempt struct {
	State, TieHash string
	Place          string // models.PlaceCard or models.PlacePage
	RedirectURI    string
	Prompt         providers.Prompt
	UILocale       string
	Without        []string // permissions that this institution lets nobody give, as the refusal of the last attempt named them
}

// BeginSignIn keeps the attempt and returns where to send the browser.
func (p *Program) BeginSignIn(ctx context.Context, a Attempt) (string, error) {
	bank, err := p.bank(ctx)
	if err != nil {
		return "", err
	}
	signIn, ok := bank.(providers.SignIn)
	if !ok {
		return "", models.Errorf(models.Internal, "platform %s signs nobody in by redirect", p.Tenant().Platform)
	}
	var need []providers.Item
	if err := p.rows.View(ctx, func(v *models.View) error {
		need, err = p.needs(v)
		return err
	}); err != nil {
		return "", err
	}
	to, flow, err := signIn.Begin(ctx, providers.BeginRequest{State: a.State, RedirectURI: a.RedirectURI, Prompt: a.Prompt,
		Need: need, UILocale: a.UILocale, Without: a.Without})
	if err != nil {
		return "", &models.Error{Kind: models.Unavailable, Public: "the bank's sign-in can't be reached", Err: err}
	}
	stateHash := secret.Hash(a.State)
	blob, err := p.house.sealer.Seal(secret.PurposeVault, flow.Bytes(), p.flowBinding(stateHash))
	if err != nil {
		return "", models.Errorf(models.Internal, "seal flow: %v", err)
	}
	return to, p.rows.InTx(ctx, func(tx *models.Tx) error {
		if err := tx.DropFlows(nil); err != nil {
			return err
		}
		return tx.AddFlow(models.SigninFlow{StateHash: stateHash, BrowserHash: a.TieHash, Place: a.Place,
			Blob: blob, ExpiresAt: models.At(tx.Now().Add(flowLifetime))})
	})
}

func (p *Program) flowBinding(stateHash string) secret.Binding {
	return secret.Binding{Tenant: string(p.Tenant().ID()), Subject: stateHash, Kind: secret.KindFlow}
}

// The ways in which a callback is refused before the bank is asked anything.
var (
	// ErrNoFlow says that nobody here began this sign-in, or that it was used or is over.
	ErrNoFlow = errors.New("no sign-in under way for this state")
	// ErrOtherBrowser says that the callback came to a browser that did not begin the sign-in: its cookies are
	// blocked, or somebody tries to finish his own sign-in in another's frame.
	ErrOtherBrowser = errors.New("the sign-in was begun in another browser")
)

// Callback is a bank's answer as it came to us.
type Callback struct {
	State, TieHash string
	Place          string // where the answer arrived; it must be where the attempt began
	Answer         providers.Callback
	PriorSession   string // of this browser, replaced by the new one
	RequestID      string
	// Mint makes the browser's token for a session and returns its id, so that session and token are born together.
	Mint func(memberID, sessionID string) (jti string, err error)
}

// SignedIn is a completed sign-in.
type SignedIn struct {
	Session models.Session
	Member  models.Member
}

// FinishSignIn consumes the attempt, verifies the bank's answer and opens a session. The flow that was found is
// returned even with an error, so that the caller knows where the member was.
func (p *Program) FinishSignIn(ctx context.Context, cb Callback) (SignedIn, models.SigninFlow, error) {
	done, flow, err := p.finishSignIn(ctx, cb)
	var refused *providers.SignInRefused
	if err != nil && flow.ID != "" && !errors.Is(err, ErrWithdrawn) && (!errors.As(err, &refused) || notSetUp(refused.Code)) {
		err = errors.Join(err, p.noteRefusal(ctx, flow, cb, err))
	}
	return done, flow, err
}

// notSetUp reports the refusals that are about the institution's own set-up and not about the member: only its people
// can do something about them, so they stand in its trail.
func notSetUp(code string) bool {
	return code == "invalid_scope" || code == "unauthorized_client" || code == "unsupported_response_type"
}

// noteRefusal leaves a row in the audit log for an attempt that was begun here and whose answer did not hold. Callbacks
// that fit no attempt leave none (anybody can send those by the thousand), nor does the bank's own "nobody is signed in",
// which is how most silent rounds end.
func (p *Program) noteRefusal(ctx context.Context, flow models.SigninFlow, cb Callback, cause error) error {
	why := "failed"
	after := map[string]any{"place": flow.Place}
	var bank *providers.Error
	var refused *providers.SignInRefused
	switch {
	case errors.As(cause, &refused):
		why = refused.Code
		if len(refused.Without) > 0 {
			after["not_allowed"] = refused.Without
		}
		p.log().Error("the bank has not allowed what is asked for", "code", refused.Code, "not_allowed", refused.Without)
	case errors.Is(cause, ErrOtherBrowser):
		why = "other_browser"
	case errors.Is(cause, ErrNoFlow):
		why = "other_place"
	case errors.As(cause, &bank):
		why = string(bank.Kind)
	}
	after["why"] = why
	return p.rows.InTx(ctx, func(tx *models.Tx) error {
		return tx.Audit(models.Actor{Kind: models.ActorSystem, RequestID: cb.RequestID}, "signin.refused", "signin", flow.ID, nil, after)
	})
}

func (p *Program) finishSignIn(ctx context.Context, cb Callback) (SignedIn, models.SigninFlow, error) {
	var flow models.SigninFlow
	err := p.rows.InTx(ctx, func(tx *models.Tx) (err error) {
		flow, err = tx.TakeFlow(secret.Hash(cb.State))
		return err
	})
	if err != nil {
		if models.KindOf(err) == models.NotFound {
			err = errors.Join(ErrNoFlow, err)
		}
		return SignedIn{}, flow, err
	}
	if !secret.Equal(flow.BrowserHash, cb.TieHash) {
		return SignedIn{}, flow, ErrOtherBrowser
	}
	if flow.Place != cb.Place {
		return SignedIn{}, flow, ErrNoFlow
	}
	bank, err := p.bank(ctx)
	if err != nil {
		return SignedIn{}, flow, err
	}
	signIn, ok := bank.(providers.SignIn)
	if !ok {
		return SignedIn{}, flow, models.Errorf(models.Internal, "platform %s signs nobody in by redirect", p.Tenant().Platform)
	}
	blob, err := p.house.sealer.Open(secret.PurposeVault, flow.Blob, p.flowBinding(flow.StateHash))
	if err != nil {
		return SignedIn{}, flow, models.Errorf(models.Internal, "open flow: %v", err)
	}
	asking, stop := context.WithTimeout(ctx, p.house.BankTime)
	defer stop()
	identity, grant, err := signIn.Finish(asking, providers.NewFlow(blob), cb.Answer)
	if err != nil {
		return SignedIn{}, flow, err
	}
	done, err := p.openSession(ctx, identity, grant, flow, cb)
	return done, flow, err
}

func (p *Program) openSession(ctx context.Context, identity providers.Identity, grant providers.Grant, flow models.SigninFlow, cb Callback) (SignedIn, error) {
	in := models.SignedIn{Subject: identity.Subject, CustomerRef: identity.CustomerIdentifier, GivenName: cleanName(identity.GivenName, 60),
		FamilyInitial: cleanName(identity.FamilyName, 1), Locale: cleanName(identity.Locale, 35),
		NameUnlearned: slices.Contains(identity.Unlearned, providers.ItemName), LocaleUnlearned: slices.Contains(identity.Unlearned, providers.ItemLanguage)}
	var err error
	if in.PersonKey, in.PersonKeyKind, err = p.personKey(ctx, identity); err != nil {
		return SignedIn{}, err
	}
	var done SignedIn
	var ended bool
	err = p.rows.InTx(ctx, func(tx *models.Tx) error {
		var of string
		if of, ended, err = withdrawn(tx, identity.Subject, flow); err != nil || ended {
			done.Member.ID = of
			return err
		}
		member, err := tx.SaveSignIn(in, func() (string, error) { return secret.NewCode(p.house.Random) })
		if err != nil {
			return err
		}
		if cb.PriorSession != "" {
			if err := tx.EndSession(cb.PriorSession); err != nil {
				return err
			}
		}
		row, err := p.sealGrant(member.ID, grant)
		if err != nil {
			return err
		}
		if err := tx.PutGrant(row); err != nil {
			return err
		}
		s, err := tx.AddSession(member.ID, func(sid string) (string, error) { return cb.Mint(member.ID, sid) })
		if err != nil {
			return err
		}
		done = SignedIn{Session: s, Member: member}
		return tx.Audit(p.actor(member.ID, cb.RequestID), "member.signed_in", "member", member.ID, nil,
			map[string]any{"session": s.ID, "person_by": member.PersonKeyKind})
	})
	if err == nil && ended {
		row, err := p.sealGrant(done.Member.ID, grant)
		if err == nil {
			err = p.retireUnused(ctx, row)
		}
		return SignedIn{}, errors.Join(ErrWithdrawn, err)
	}
	return done, err
}

func (p *Program) actor(memberID, requestID string) models.Actor {
	return models.Actor{Kind: models.ActorMember, ID: memberID, RequestID: requestID}
}

// personKey fingerprints the person by tax id where the bank gave one, else by customer identifier, else not at all.
func (p *Program) personKey(ctx context.Context, identity providers.Identity) (string, models.PersonKeyKind, error) {
	var sealed []byte
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		sealed, err = v.Secret(models.SecretPerson)
		return err
	})
	if err != nil {
		return "", "", err
	}
	key, err := p.house.sealer.Open(secret.PurposeVault, sealed, PersonKeyBinding(p.Tenant().ID()))
	if err != nil {
		return "", "", models.Errorf(models.Internal, "person key: %v", err)
	}
	for _, by := range []struct {
		kind  models.PersonKeyKind
		from  secret.PersonKind
		value string
	}{
		{models.PersonByTaxID, secret.PersonByTaxID, identity.TaxID.Reveal()},
		{models.PersonByCustomer, secret.PersonByCustomerID, identity.CustomerIdentifier},
	} {
		print, ok, err := secret.PersonFingerprint(key, by.from, by.value)
		if err != nil {
			return "", "", models.Errorf(models.Internal, "person key: %v", err)
		}
		if ok {
			return print, by.kind, nil
		}
	}
	return "", models.PersonUnverified, nil
}
