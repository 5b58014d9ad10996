package program

import (
	"context"
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
	TermsSHA256 string
	Locale      string
	ShareStatus bool
	AddressHash string
	RequestID   string
	Source      string // member or link
}

// Accepted is the outcome: a referral, or the reason why not.
type Accepted struct {
	Referral models.Referral
	Refused  Reason
	// RetryAt is when the next try is allowed, with RefusedTooManyTries.
	RetryAt time.Time
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
		ofMember, ofAddress, err := tx.CodeAttempts(in.Member.ID, in.AddressHash, tx.Now().Add(-tryWindow), tx.Now().Add(-addressWindow))
		if err != nil {
			return err
		}
		if ofMember >= TriesPerMember || ofAddress >= TriesPerAddress {
			out = Accepted{Refused: RefusedTooManyTries, RetryAt: tx.Now().Add(tryWindow)}
			return nil
		}
		if out, err = p.accept(tx, in); err != nil || out.Refused == "" || out.Refused == RefusedTermsMoved {
			return err
		}
		return tx.AddCodeAttempt(models.CodeAttempt{MemberID: in.Member.ID, AddressHash: in.AddressHash,
			Reason: string(out.Refused), RequestID: in.RequestID})
	})
	if err != nil && models.KindOf(err) == models.Conflict {
		// The unique indexes have the last word: the same member or person was accepted in another transaction.
		return Accepted{Refused: RefusedTaken}, nil
	}
	if err == nil && out.Refused != "" {
		p.log().InfoContext(ctx, "code refused", "request_id", in.RequestID, "member", in.Member.ID, "reason", string(out.Refused))
	}
	return out, err
}

func (p *Program) accept(tx *models.Tx, in Acceptance) (Accepted, error) {
	code, inviter, refused, err := p.owner(tx, in)
	if err != nil || refused != "" {
		return Accepted{Refused: refused}, err
	}
	if err := tx.PassGate(); err != nil {
		return Accepted{}, err
	}
	// Read anew behind the gate: the offer may have ended, the graph of invitations may have grown.
	member, err := tx.Member(in.Member.ID)
	if err != nil {
		return Accepted{}, err
	}
	if refused, err = p.related(tx, member, inviter); err != nil || refused != "" {
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

// owner finds whose code was typed.
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

// related refuses what the people behind a code rule out.
func (p *Program) related(tx *models.Tx, member, inviter models.Member) (Reason, error) {
	if member.Employee || inviter.Employee {
		return RefusedEmployee, nil
	}
	if member.PersonKey != "" && member.PersonKey == inviter.PersonKey {
		return RefusedSamePerson, nil
	}
	taken, personTaken, err := tx.OpenReferralOf(member.ID, member.PersonKey)
	switch {
	case err != nil:
		return "", err
	case taken:
		return RefusedTaken, nil
	case personTaken:
		return RefusedPersonTaken, nil
	}
	return ring(tx, member, inviter)
}

// ring walks up from the inviter: if the member, under this login or another, is anywhere above, the code would close
// a ring.
func ring(tx *models.Tx, member, inviter models.Member) (Reason, error) {
	above := inviter
	for range maxAncestors {
		id, err := tx.InviterOf(above.ID)
		switch {
		case err != nil && models.KindOf(err) == models.NotFound:
			return "", nil
		case err != nil:
			return "", err
		case id == member.ID:
			return RefusedLoop, nil
		}
		if above, err = tx.Member(id); err != nil {
			return "", err
		}
		if member.PersonKey != "" && above.PersonKey == member.PersonKey {
			return RefusedLoop, nil
		}
	}
	return RefusedLoop, nil
}

// entryOver reports whether a member joined too long ago to enter a code, as far as the bank has told when that was.
func (p *Program) entryOver(now time.Time, m models.Member, t models.Terms) bool {
	if t.CodeEntryDays == 0 || m.JoinedOn == "" {
		return false
	}
	joined, err := time.ParseInLocation(time.DateOnly, m.JoinedOn, p.Tenant().Zone())
	return err == nil && now.After(joined.AddDate(0, 0, t.CodeEntryDays+1))
}

// promise reserves both rewards and stores the referral with everything that belongs to it.
func (p *Program) promise(tx *models.Tx, in Acceptance, member, inviter models.Member, code models.ReferralCode, c models.Campaign, v models.CampaignVersion) (Accepted, error) {
	terms := v.Terms
	year := tx.Now().In(p.Tenant().Zone()).Year()
	leg := func(side models.Side, payee string, minor int64, form string) models.RewardLeg {
		return models.RewardLeg{Side: side, PayeeMemberID: payee, AmountMinor: minor, Currency: terms.Currency,
			Status: models.LegReserved, TaxForm: form, RewardYear: year}
	}
	inviterLeg := leg(models.SideInviter, inviter.ID, terms.InviterMinor, terms.TaxFormInviter)
	totals, err := tx.InviterTotals(inviter.ID, year)
	if err != nil {
		return Accepted{}, err
	}
	cost, err := terms.Cost()
	if err != nil {
		return Accepted{}, err
	}
	if terms.InviterYearCount > 0 && totals.CountsOfYear >= int64(terms.InviterYearCount) {
		// The friend's reward is untouched by the inviter's cap, and the budget does not pay for what nobody gets.
		inviterLeg.Status, inviterLeg.VoidReason = models.LegVoid, "cap"
		cost.Minor = terms.AcceptorMinor
	}
	if err := tx.Reserve(c, cost); err != nil {
		if models.KindOf(err) == models.Conflict {
			return Accepted{Refused: RefusedClosed}, nil
		}
		return Accepted{}, err
	}
	by := p.actor(member.ID, in.RequestID)
	r, err := tx.AddReferral(models.Referral{Kind: models.KindRelationship, CampaignID: c.ID, CampaignVersionID: v.ID, CodeID: code.ID,
		InviterMemberID: inviter.ID, AcceptorMemberID: member.ID, AcceptorPersonKey: member.PersonKey,
		TermsSHA256: v.SHA256, TermsLocale: in.Locale, Source: in.Source},
		[]models.RewardLeg{inviterLeg, leg(models.SideAcceptor, member.ID, terms.AcceptorMinor, terms.TaxFormAcceptor)}, by)
	if err != nil {
		return Accepted{}, err
	}
	consent := func(kind string, granted bool) models.Consent {
		return models.Consent{MemberID: member.ID, ReferralID: r.ID, Kind: kind, Version: v.ID, TextSHA256: v.SHA256, Granted: granted}
	}
	if err := tx.AddConsents([]models.Consent{consent(models.ConsentTerms, true), consent(models.ConsentShare, in.ShareStatus)}); err != nil {
		return Accepted{}, err
	}
	return Accepted{Referral: r}, tx.Audit(by, "referral.accepted", "referral", r.ID, nil, map[string]any{
		"state": r.State, "campaign": c.ID, "version": v.ID, "terms": v.SHA256, "inviter": inviter.ID, "promised_minor": cost.Minor,
		"currency": cost.Currency, "inviter_leg": inviterLeg.Status, "hold": r.HoldCount > 0})
}
