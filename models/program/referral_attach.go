package program

import (
	"context"
	"errors"

	"raf/models"
	"raf/models/secret"
)

// ActionAttach waits for a second person: a referral that staff write down for a friend.
const ActionAttach = "attach"

// sourceBranch is how a referral came that staff attached.
const sourceBranch = "branch"

// What can be wrong with a person that staff named, after the field's name and a colon.
const (
	WrongUnknown = "unknown" // nobody has signed in under it
	WrongSeveral = "several" // more than one login has it
	WrongSame    = "same"    // that is who it is already
	WrongOther   = "other"   // tax ids say that these are two people
)

// AttachRequest is what staff wrote down about a friend who was invited and entered no code.
type AttachRequest struct {
	Inviter  string // a code or a member number; the code of a campaign of the institution where that invites itself
	Friend   string // a member number
	Why      string
	Evidence string // what shows it: a form, a call, a conversation at the branch
	Terms    bool   // the friend has read the terms and accepts them, staff say
}

// Attaching is exactly what a second person agrees to: who, under which terms, for how much, shown by what. There is no
// inviter where the institution itself invites.
type Attaching struct {
	InviterID    string           `json:"inviter_member_id"`
	FriendID     string           `json:"friend_member_id"`
	CodeID       string           `json:"code_id"`
	CampaignID   string           `json:"campaign_id"`
	VersionID    string           `json:"campaign_version_id"`
	TermsSHA256  string           `json:"terms_sha256"`
	InviterMinor int64            `json:"inviter_minor"`
	InviterLeg   models.LegStatus `json:"inviter_leg"`
	FriendMinor  int64            `json:"friend_minor"`
	Currency     string           `json:"currency"`
	Evidence     string           `json:"evidence"`
}

// AttachAsked is what a request to attach a referral is about.
type AttachAsked struct {
	Attaching       Attaching
	Inviter, Friend models.Member // no inviter where the institution itself invites
	Campaign        string        // its name
	Version         int
}

func attachAsked(v source, a models.ApprovalRequest) (any, error) {
	var asked AttachAsked
	err := a.Read(&asked.Attaching)
	if err != nil {
		return nil, err
	}
	if id := asked.Attaching.InviterID; id != "" {
		if asked.Inviter, err = v.Member(id); err != nil {
			return nil, err
		}
	}
	if asked.Friend, err = v.Member(asked.Attaching.FriendID); err != nil {
		return nil, err
	}
	names, err := v.CampaignNames()
	if err != nil {
		return nil, err
	}
	version, err := v.Version(asked.Attaching.VersionID)
	asked.Campaign, asked.Version = names[asked.Attaching.CampaignID], version.Version
	return asked, err
}

// refusedError tells staff why two people can't be brought together: the reason that a member would never be told.
type refusedError struct{ why Reason }

func (e refusedError) Error() string { return "refused: " + string(e.why) }

func refused(why Reason) error {
	return &models.Error{Kind: models.Conflict, Public: "refused: " + string(why), Err: refusedError{why}}
}

// RefusedFor is the reason inside an error of attaching, correcting or re-linking; empty if the error is another one.
func RefusedFor(err error) Reason {
	var r refusedError
	errors.As(err, &r)
	return r.why
}

// RequestAttach asks a second person that a referral be attached by hand. All checks of a code entry run now and again
// when it is decided; RefusedFor tells which one said no.
func (p *Program) RequestAttach(ctx context.Context, in AttachRequest, by Staff) (models.ApprovalRequest, error) {
	var a models.ApprovalRequest
	if err := by.allow(ActAttach); err != nil {
		return a, err
	}
	why, err := freeText(in.Why, "reason")
	if err != nil {
		return a, err
	}
	evidence, err := freeText(in.Evidence, "evidence")
	if err != nil {
		return a, err
	}
	if !in.Terms {
		return a, models.Errorf(models.Invalid, "terms")
	}
	err = p.write(ctx, by, func(tx *models.Tx) error {
		campaignID, err := ownOffer(&tx.View, in.Inviter)
		if err != nil {
			return err
		}
		var inviter models.Member
		if campaignID == "" {
			if inviter, err = named(&tx.View, in.Inviter, "inviter"); err != nil {
				return err
			}
		}
		friend, err := numbered(&tx.View, in.Friend, "friend")
		if err != nil {
			return err
		}
		if err := by.noParty(&inviter, &friend); err != nil {
			return err
		}
		now, err := p.attaching(&tx.View, campaignID, inviter, friend, evidence)
		if err != nil {
			return err
		}
		a, err = tx.RequestApproval(ActionAttach, "member", friend.ID, now.what, why, by.actor(models.ActorStaff))
		return err
	})
	return a, err
}

// named finds an inviter by what staff typed, a code or a member number.
func named(v *models.View, typed, field string) (models.Member, error) {
	if code, ok := secret.NormalizeCode(typed); ok {
		_, m, err := v.CodeOwner(code)
		if err == nil && m.ID == "" {
			return m, models.Errorf(models.Invalid, "%s:%s", field, WrongUnknown) // a campaign's own code: nobody's
		}
		if err == nil || models.KindOf(err) != models.NotFound {
			return m, err
		}
	}
	return numbered(v, typed, field)
}

// numbered finds the one login in use that a member number stands for.
func numbered(v *models.View, typed, field string) (models.Member, error) {
	all, err := v.MembersNumbered(cleanLine(typed))
	switch {
	case err != nil:
		return models.Member{}, err
	case len(all) == 0:
		return models.Member{}, models.Errorf(models.Invalid, "%s:%s", field, WrongUnknown)
	case len(all) > 1:
		return models.Member{}, models.Errorf(models.Invalid, "%s:%s", field, WrongSeveral)
	}
	return all[0], nil
}

// attachment is an attached referral as the rows would make it now: what is agreed to, and what it is made of.
type attachment struct {
	what     Attaching
	inviter  models.Member
	code     models.ReferralCode
	campaign models.Campaign
}

// attaching is what an attached referral would be, or the reason why it can't be: under today's offer, or under the
// institution's own campaign where staff typed that one's code.
func (p *Program) attaching(v *models.View, campaignID string, inviter, friend models.Member, evidence string) (attachment, error) {
	if campaignID != "" {
		return p.attachingOwn(v, campaignID, friend, evidence)
	}
	if inviter.Code == nil {
		return attachment{}, refused(RefusedUnknown)
	}
	why, err := p.related(v, friend, inviter)
	if err != nil {
		return attachment{}, err
	}
	if why != "" {
		return attachment{}, refused(why)
	}
	c, err := v.LiveCampaign(p.day(v.Now()))
	if err != nil && models.KindOf(err) == models.NotFound {
		return attachment{}, refused(RefusedClosed)
	}
	if err != nil {
		return attachment{}, err
	}
	terms := c.CurrentVersion.Terms
	if p.entryOver(v.Now(), friend, terms) {
		return attachment{}, refused(RefusedEntryOver)
	}
	now := attachment{what: offered(c, *inviter.Code, friend, evidence), inviter: inviter, code: *inviter.Code, campaign: c}
	now.what.InviterID, now.what.InviterMinor, now.what.InviterLeg = inviter.ID, terms.InviterMinor, models.LegReserved
	full, err := capped(v, inviter.ID, terms, v.Now().In(p.Tenant().Zone()).Year())
	if full {
		now.what.InviterLeg = models.LegVoid
	}
	return now, err
}

// offered is the friend's part of what is agreed to.
func offered(c models.Campaign, code models.ReferralCode, friend models.Member, evidence string) Attaching {
	terms := c.CurrentVersion.Terms
	return Attaching{FriendID: friend.ID, CodeID: code.ID, CampaignID: c.ID, VersionID: c.CurrentVersionID, TermsSHA256: c.CurrentVersion.SHA256,
		FriendMinor: terms.AcceptorMinor, Currency: terms.Currency, Evidence: evidence}
}

// attach accepts a referral that two people of staff stand for, by the same way as a member's own code entry.
func (p *Program) attach(tx *models.Tx, a models.ApprovalRequest, by Staff) error {
	var asked Attaching
	if err := a.Read(&asked); err != nil {
		return err
	}
	if err := tx.PassGate(); err != nil {
		return err
	}
	// Read behind the gate: the friend may be typing the code at this very moment.
	var inviter models.Member
	var campaignID string
	var err error
	if asked.InviterID == "" {
		campaignID = asked.CampaignID
	} else if inviter, err = tx.Member(asked.InviterID); err != nil {
		return err
	}
	friend, err := tx.Member(asked.FriendID)
	if err != nil {
		return err
	}
	if err := by.noParty(&inviter, &friend); err != nil {
		return err
	}
	now, err := p.attaching(&tx.View, campaignID, inviter, friend, asked.Evidence)
	if err != nil {
		return err
	}
	if err := a.Binds(now.what); err != nil {
		return err
	}
	in := Acceptance{Member: friend, TermsText: now.what.TermsSHA256, ConsentText: now.what.TermsSHA256, TermsSHA256: now.what.TermsSHA256, Locale: friend.Locale,
		RequestID: by.RequestID, Source: sourceBranch, by: by.actor(models.ActorSecond), attestedBy: a.RequestedBy}
	// Nobody consents for somebody else: the inviter sees nothing of this friend before the friend says so.
	out, err := p.promise(tx, in, friend, now.inviter, now.code, now.campaign, *now.campaign.CurrentVersion)
	switch {
	case err != nil:
		return err
	case out.Refused != "":
		return refused(out.Refused)
	}
	return tx.AddNote(models.ReferralNote{ReferralID: out.Referral.ID, StaffUserID: a.RequestedBy, Text: a.Reason + "\n\n" + asked.Evidence})
}
