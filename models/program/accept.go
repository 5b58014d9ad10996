package program

import (
	"context"
	"slices"
	"time"

	"raf/models"
	"raf/models/secret"
)

// Reason is why a code was refused. Staff see it; the member gets one gentle sentence for all but TooManyTries.
type Reason string

// The reasons. The first seven are the server checks of design.md, section 4.
const (
	RefusedUnknown      Reason = "unknown_code"
	RefusedOwn          Reason = "own_code"
	RefusedTaken        Reason = "already_referred"
	RefusedSamePerson   Reason = "same_person"
	RefusedPersonTaken  Reason = "person_already_referred"
	RefusedLoop         Reason = "loop"
	RefusedClosed       Reason = "campaign_closed_or_full"
	RefusedEntryOver    Reason = "entry_window_over"
	RefusedEmployee     Reason = "employee"
	RefusedTooManyTries Reason = "too_many_tries"
	RefusedTermsMoved   Reason = "terms_changed" // not a guess: the offer changed between reading and accepting
)

// The limits of guessing (security.md, G10).
const (
	TriesPerMember  = 5
	TriesPerAddress = 50
	tryWindow       = time.Hour
	addressWindow   = time.Minute
)

// maxAncestors bounds the walk up the chain of inviters; a longer chain without end is a loop.
const maxAncestors = 1000

// Acceptance is a code as a member submitted it, with the terms that were on the screen.
type Acceptance struct {
	Member      models.Member
	Typed       string
	TermsText   string // hash of every sentence about the terms that was on the screen
	ConsentText string // hash of the sentence that the friend may share the status
	TermsSHA256 string
	Locale      string
	ShareStatus bool
	AddressHash string
	RequestID   string
	Source      string // member or link; branch where staff attached it

	by         models.Actor // who accepts, where it is not the member
	attestedBy string       // who of staff says that the member agreed
}

// Accepted is the outcome: a referral, or the reason why not.
type Accepted struct {
	Referral models.Referral
	Refused  Reason
	// RetryAt is when the next try is allowed, with RefusedTooManyTries.
	RetryAt time.Time
	// Offer is, with RefusedTermsMoved, the product campaign whose code was typed and whose terms have to be read first.
	Offer *models.Campaign
}

// Accept submits a friend's code. Everything that follows from it, down to the audit row, is one transaction; a refusal
// is stored with its reason in the same one.
func (p *Program) Accept(ctx context.Context, in Acceptance) (Accepted, error) {
	var out Accepted
	err := p.rows.InTx(ctx, func(tx *models.Tx) error {
		out = Accepted{}
		// The lock makes a member's guesses queue up, so that each sees the ones before it.
		if err := tx.LockMember(in.Member.ID); err != nil {
			return err
		}
		wait, err := waitFor(tx, in)
		if err != nil || !wait.IsZero() {
			out = Accepted{Refused: RefusedTooManyTries, RetryAt: wait}
			return err
		}
		if out, err = p.accept(tx, in); err != nil || out.Refused == "" || out.Refused == RefusedTermsMoved {
			return err
		}
		return tx.AddCodeAttempt(in.attempt(out.Refused))
	})
	if err != nil && models.KindOf(err) == models.Conflict {
		// The unique indexes have the last word: the same member or person was accepted in another transaction.
		out = Accepted{Refused: RefusedTaken}
		err = p.rows.InTx(ctx, func(tx *models.Tx) error { return tx.AddCodeAttempt(in.attempt(RefusedTaken)) })
	}
	if err == nil && out.Refused != "" {
		p.log().InfoContext(ctx, "code refused", "request_id", in.RequestID, "member", in.Member.ID, "reason", string(out.Refused))
	}
	return out, err
}

func (in Acceptance) attempt(why Reason) models.CodeAttempt {
	return models.CodeAttempt{MemberID: in.Member.ID, AddressHash: in.AddressHash, Reason: string(why), RequestID: in.RequestID}
}

// guesses are the refusals that count as guessing. A full campaign or a friend who is in already is nobody's guess, and
// members behind one address must not pay for it.
func guesses() []string { return []string{string(RefusedUnknown), string(RefusedOwn)} }

// waitFor says until when a member, or an address, has to wait: until the oldest guess that fills the limit is old
// enough. Zero means that the next try is free.
func waitFor(tx *models.Tx, in Acceptance) (until time.Time, err error) {
	ofMember, err := tx.Guesses(in.Member.ID, guesses(), tx.Now().Add(-tryWindow), TriesPerMember)
	if err != nil {
		return until, err
	}
	if len(ofMember) == TriesPerMember {
		until = ofMember[TriesPerMember-1].Add(tryWindow)
	}
	ofAddress, err := tx.GuessesFrom(in.AddressHash, guesses(), tx.Now().Add(-addressWindow), TriesPerAddress)
	if err != nil {
		return until, err
	}
	if len(ofAddress) == TriesPerAddress {
		if other := ofAddress[TriesPerAddress-1].Add(addressWindow); other.After(until) {
			until = other
		}
	}
	return until, nil
}

func (p *Program) accept(tx *models.Tx, in Acceptance) (Accepted, error) {
	// The terms first: an answer that depended on the code before they are compared would tell good codes from bad ones
	// without counting.
	if known, err := p.termsKnown(tx, in); err != nil || !known {
		return Accepted{Refused: RefusedTermsMoved}, err
	}
	code, inviter, refused, err := p.owner(tx, in)
	if err != nil || refused != "" {
		return Accepted{Refused: refused}, err
	}
	if code.CampaignID != "" {
		return p.takeUp(tx, in, code)
	}
	if err := tx.PassGate(); err != nil {
		return Accepted{}, err
	}
	// Read anew behind the gate: the offer may have ended, the graph of invitations may have grown.
	member, err := tx.Member(in.Member.ID)
	if err != nil {
		return Accepted{}, err
	}
	if refused, err = p.related(&tx.View, member, inviter); err != nil || refused != "" {
		return Accepted{Refused: refused}, err
	}
	campaign, err := tx.LiveCampaign(p.day(tx.Now()))
	if err != nil {
		if models.KindOf(err) == models.NotFound {
			return Accepted{Refused: RefusedClosed}, nil
		}
		return Accepted{}, err
	}
	version := *campaign.CurrentVersion
	if p.entryOver(tx.Now(), member, version.Terms) {
		return Accepted{Refused: RefusedEntryOver}, nil
	}
	if version.SHA256 != in.TermsSHA256 {
		return Accepted{Refused: RefusedTermsMoved}, nil
	}
	return p.promise(tx, in, member, inviter, code, campaign, version)
}

// termsKnown reports whether what was on the screen is offered now, by whichever campaign. Whoever can enter nothing but
// an institution's own code has no terms on the screen yet.
func (p *Program) termsKnown(tx *models.Tx, in Acceptance) (bool, error) {
	offered, err := tx.TakingOn(p.day(tx.Now()))
	known := slices.ContainsFunc(offered, func(c models.Campaign) bool { return c.CurrentVersion.SHA256 == in.TermsSHA256 })
	return known || in.TermsSHA256 == "" || len(offered) == 0, err
}

// owner finds whose code was typed: nobody's where it is a campaign's.
func (p *Program) owner(tx *models.Tx, in Acceptance) (models.ReferralCode, models.Member, Reason, error) {
	typed, ok := secret.NormalizeCode(in.Typed)
	if !ok {
		return models.ReferralCode{}, models.Member{}, RefusedUnknown, nil
	}
	code, inviter, err := tx.CodeOwner(typed)
	switch {
	case err != nil && models.KindOf(err) == models.NotFound:
		return code, inviter, RefusedUnknown, nil
	case err != nil:
		return code, inviter, "", err
	case inviter.ID == in.Member.ID:
		return code, inviter, RefusedOwn, nil
	}
	return code, inviter, "", nil
}

// promise reserves the rewards and stores the referral with everything that belongs to it. Where the institution itself
// invites there is no inviter, and one reward.
func (p *Program) promise(tx *models.Tx, in Acceptance, member, inviter models.Member, code models.ReferralCode, c models.Campaign, v models.CampaignVersion) (Accepted, error) {
	terms := v.Terms
	year := tx.Now().In(p.Tenant().Zone()).Year()
	leg := func(side models.Side, payee string, minor int64, form string) models.RewardLeg {
		return models.RewardLeg{Side: side, PayeeMemberID: payee, AmountMinor: minor, Currency: terms.Currency,
			Status: models.LegReserved, TaxForm: form, RewardYear: year}
	}
	legs := []models.RewardLeg{leg(models.SideAcceptor, member.ID, terms.AcceptorMinor, terms.TaxFormAcceptor)}
	cost := legs[0].Amount()
	if c.Kind != models.KindProduct {
		inviterLeg := leg(models.SideInviter, inviter.ID, terms.InviterMinor, terms.TaxFormInviter)
		inviterLeg.Visibility = terms.Visibility
		inviterLeg.FriendVisible = in.ShareStatus && terms.Visibility != models.VisibilityNone
		full, err := capped(&tx.View, inviter.ID, terms, year)
		switch {
		case err != nil:
			return Accepted{}, err
		case full:
			// The friend's reward is untouched by the inviter's cap, and the budget does not pay for what nobody gets.
			inviterLeg.Status, inviterLeg.VoidReason = models.LegVoid, voidCap
		default:
			if cost, err = terms.Cost(); err != nil {
				return Accepted{}, err
			}
		}
		legs = append(legs, inviterLeg)
	}
	if err := tx.Reserve(c, cost); err != nil {
		if models.KindOf(err) == models.Conflict {
			return Accepted{Refused: RefusedClosed}, nil
		}
		return Accepted{}, err
	}
	by := in.by
	if by.Kind == "" {
		by = p.actor(member.ID, in.RequestID)
	}
	r, err := tx.AddReferral(models.Referral{Kind: c.Kind, CampaignID: c.ID, CampaignVersionID: v.ID, CodeID: code.ID,
		InviterMemberID: inviter.ID, AcceptorMemberID: member.ID, AcceptorPersonKey: member.PersonKey,
		TermsSHA256: v.SHA256, TermsLocale: in.Locale, Source: in.Source, HoldCount: p.unverified(c.Kind, member, inviter)}, legs, by)
	if err != nil {
		return Accepted{}, err
	}
	consent := func(kind, text string, granted bool) models.Consent {
		return models.Consent{MemberID: member.ID, ReferralID: r.ID, Kind: kind, Version: v.ID, TextSHA256: text, Granted: granted, AttestedBy: in.attestedBy}
	}
	agreed := []models.Consent{consent(models.ConsentTerms, in.TermsText, true)}
	said := map[string]any{"state": r.State, "campaign": c.ID, "version": v.ID, "terms": v.SHA256, "promised_minor": cost.Minor,
		"currency": cost.Currency, "hold": r.HoldCount > 0, "source": in.Source}
	if c.Kind != models.KindProduct {
		if terms.Visibility != models.VisibilityNone { // else nobody is asked
			agreed = append(agreed, consent(models.ConsentShare, in.ConsentText, in.ShareStatus))
		}
		said["inviter"], said["inviter_leg"] = inviter.ID, legs[1].Status
	}
	if err := tx.AddConsents(agreed); err != nil {
		return Accepted{}, err
	}
	return Accepted{Referral: r}, tx.Audit(by, "referral.accepted", "referral", r.ID, nil, said)
}
