package models

import (
	"gorm.io/gorm"
)

// PersonKeyKind says what a person key was made from.
type PersonKeyKind string

// The kinds of person key, strongest first.
const (
	PersonByTaxID    PersonKeyKind = "tax_id"
	PersonByCustomer PersonKeyKind = "customer_identifier"
	PersonUnverified PersonKeyKind = "" // neither was granted: acceptance goes on with a hold
)

// Member is one login of one institution, known by the bank's subject. Its person key says which logins are the same
// person; it is an HMAC under a key of the institution, never a plain hash (design.md, 3.9).
type Member struct {
	Keys
	Subject       string
	CustomerRef   string
	GivenName     string
	FamilyInitial string
	SearchName    string // what staff find the member by
	Locale        string
	PersonKey     string
	PersonKeyKind PersonKeyKind
	Employee      bool
	JoinedOn      string // YYYY-MM-DD, the earliest account opening the bank has told; empty if not told yet
	RelinkedTo    string // the login that this one's referrals went on to; empty for one that is in use
	CreatedAt     Instant
	SeenAt        Instant
	CoreAskedAt   Instant // when the institution's core was last asked for newer rows; zero: never
	CoreEndedAt   Instant // when that came to its end
	WithdrawnAt   Instant // when the member ended our access; zero once they signed in again

	Code *ReferralCode `gorm:"foreignKey:TenantID,MemberID;references:TenantID,ID"`
}

// ReferralCode is a member's personal code, or the code of a product campaign. It is shared openly and says nothing of
// the member.
type ReferralCode struct {
	Keys
	MemberID   string `gorm:"default:null"` // empty where it is a campaign's
	CampaignID string `gorm:"default:null"` // empty where it is a member's
	Code       string // 8 characters, upper case, without the hyphen
	Status     string // active, rotated, disabled
	CreatedAt  Instant
}

// CodeActive is the status of a code that can be entered.
const CodeActive = "active"

// SignedIn is what a completed sign-in says of a member.
type SignedIn struct {
	Subject, CustomerRef, GivenName, FamilyInitial, Locale, PersonKey string
	PersonKeyKind                                                     PersonKeyKind
	// NameUnlearned and LocaleUnlearned say that the bank could not be heard about them: what is known stays.
	NameUnlearned, LocaleUnlearned bool
}

// SaveSignIn finds or makes the member of a subject and gives a new one a code. Two first sign-ins at once make one
// member. A person key once known by tax id is not weakened by a later sign-in that did not bring it, and what the bank could
// not be heard about is left as it is.
func (tx *Tx) SaveSignIn(in SignedIn, newCode func() (string, error)) (Member, error) {
	m, err := tx.MemberBySubject(in.Subject)
	if KindOf(err) == NotFound && err != nil {
		added, first, err := tx.addMember(in, newCode)
		if err != nil || first {
			return added, err
		}
		m, err = tx.MemberBySubject(in.Subject)
		if err != nil {
			return Member{}, err
		}
	} else if err != nil {
		return Member{}, err
	}
	if in.NameUnlearned {
		in.GivenName, in.FamilyInitial = m.GivenName, m.FamilyInitial
	}
	if in.LocaleUnlearned {
		in.Locale = m.Locale
	}
	// The change of the row is also what the member's sign-ins meet at: what follows in the transaction is done one after
	// the other, by the browsers of a newcomer too.
	changes := map[string]any{"seen_at": At(tx.now), "given_name": in.GivenName, "family_initial": in.FamilyInitial, "locale": in.Locale,
		"withdrawn_at": nil, "search_name": searchName(in.GivenName, in.FamilyInitial)}
	if in.CustomerRef != "" {
		changes["customer_ref"] = in.CustomerRef
	}
	if in.PersonKeyKind == PersonByTaxID || (in.PersonKeyKind == PersonByCustomer && m.PersonKeyKind != PersonByTaxID) {
		changes["person_key"], changes["person_key_kind"] = in.PersonKey, in.PersonKeyKind
	}
	if err := updated(tx.db.Model(&Member{}).Where("id = ?", m.ID).Updates(changes), "member"); err != nil {
		return Member{}, err
	}
	if now := searchName(in.GivenName, in.FamilyInitial); now != m.SearchName {
		if err := tx.rename(m.ID, now); err != nil {
			return Member{}, err
		}
	}
	return tx.MemberBySubject(in.Subject)
}

// MarkWithdrawn keeps that a member has ended our access.
func (tx *Tx) MarkWithdrawn(memberID string) error {
	return updated(tx.db.Model(&Member{}).Where("id = ?", memberID).Update("withdrawn_at", At(tx.now)), "member")
}

// addMember is not the first where another first sign-in was faster: then there is nothing of it.
func (tx *Tx) addMember(in SignedIn, newCode func() (string, error)) (m Member, first bool, err error) {
	m = Member{Keys: newKeys(), Subject: in.Subject, CustomerRef: in.CustomerRef, GivenName: in.GivenName,
		FamilyInitial: in.FamilyInitial, SearchName: searchName(in.GivenName, in.FamilyInitial), Locale: in.Locale, PersonKey: in.PersonKey, PersonKeyKind: in.PersonKeyKind,
		CreatedAt: At(tx.now), SeenAt: At(tx.now)}
	res := tx.db.Clauses(onConflictDoNothing("tenant_id", "subject")).Create(&m)
	if res.Error != nil {
		return Member{}, false, wrap(res.Error, "member")
	}
	if res.RowsAffected == 0 {
		return Member{}, false, nil
	}
	c, err := tx.addCode(ReferralCode{MemberID: m.ID}, newCode)
	if err != nil {
		return Member{}, false, err
	}
	m.Code = &c
	return m, true, tx.count(Flow{Target: PlaceMember, N: 1})
}

// addCode gives an owner a code that nobody else has.
func (tx *Tx) addCode(owner ReferralCode, newCode func() (string, error)) (ReferralCode, error) {
	// 32^8 codes and a few million members: a clash is rare, two in a row are not chance.
	for range 3 {
		code, err := newCode()
		if err != nil {
			return ReferralCode{}, err
		}
		c := ReferralCode{Keys: newKeys(), MemberID: owner.MemberID, CampaignID: owner.CampaignID, Code: code, Status: CodeActive, CreatedAt: At(tx.now)}
		res := tx.db.Clauses(onConflictDoNothing("tenant_id", "code")).Create(&c)
		if res.Error != nil {
			return ReferralCode{}, wrap(res.Error, "referral code")
		}
		if res.RowsAffected == 1 {
			return c, nil
		}
	}
	return ReferralCode{}, Errorf(Internal, "no free referral code after three tries")
}

// CampaignCode finds the code of a product campaign; NotFound where it has none.
func (v *View) CampaignCode(campaignID string) (ReferralCode, error) {
	var c ReferralCode
	return c, wrap(v.db.Where("campaign_id = ? AND status = ?", campaignID, CodeActive).Take(&c).Error, "referral code")
}

// AddCampaignCode gives a product campaign its code, for as long as the campaign lives: it is printed on paper that can't
// be called back. Whether it can be entered follows from the campaign's own status and days, and from nothing else.
func (tx *Tx) AddCampaignCode(c Campaign, newCode func() (string, error), by Actor) (ReferralCode, error) {
	if c.Kind != KindProduct {
		return ReferralCode{}, Errorf(Internal, "a code for a campaign in which members invite")
	}
	code, err := tx.addCode(ReferralCode{CampaignID: c.ID}, newCode)
	if err != nil {
		return code, err
	}
	return code, tx.Audit(by, "campaign.code", "campaign", c.ID, nil, map[string]any{"code": code.Code})
}

// MemberBySubject finds a member, with the active code.
func (v *View) MemberBySubject(subject string) (Member, error) {
	var m Member
	err := v.withCode().Where("members.subject = ?", subject).Take(&m).Error
	return m, wrap(err, "member")
}

// Member finds a member by id, with the active code.
func (v *View) Member(id string) (Member, error) {
	var m Member
	err := v.withCode().Where("members.id = ?", id).Take(&m).Error
	return m, wrap(err, "member")
}

func (v *View) withCode() *gorm.DB {
	return v.db.Joins("Code", v.db.Where(map[string]any{"status": CodeActive}))
}

// CodeOwner finds an active code and its owner: no member where it is a campaign's.
func (v *View) CodeOwner(code string) (ReferralCode, Member, error) {
	var c ReferralCode
	if err := v.db.Where("code = ? AND status = ?", code, CodeActive).Take(&c).Error; err != nil || c.MemberID == "" {
		return c, Member{}, wrap(err, "referral code")
	}
	m, err := v.Member(c.MemberID)
	if err == nil && m.RelinkedTo != "" {
		m, err = v.Member(m.RelinkedTo) // a code that was shared stays good: it leads to the login that its owner uses now
	}
	return c, m, err
}

// SetJoined records the earliest account opening the bank has told of a member.
func (tx *Tx) SetJoined(memberID, day string) error {
	res := tx.db.Model(&Member{}).Where("id = ? AND (joined_on = '' OR joined_on > ?)", memberID, day).Update("joined_on", day)
	return wrap(res.Error, "member")
}
