package program

import (
	"context"
	"slices"

	"raf/models"
)

// Act is something that a person of staff does.
type Act string

// The acts that rights are given for. Those named Decide are a second person's: whoever asked can't decide.
const (
	ActRead           Act = "read"
	ActNote           Act = "note"
	ActHold           Act = "hold"            // open one, and release one's own
	ActLiftHold       Act = "lift_hold"       // release any
	ActAttach         Act = "attach"          // ask that a referral be attached by hand
	ActReject         Act = "reject"          // refuse a referral, with its grace
	ActCorrect        Act = "correct"         // ask for another inviter or a re-linked member
	ActDecideReferral Act = "decide_referral" // attach, correct, re-link, reject above the limit
	ActRequestPay     Act = "request_payment"
	ActRelease        Act = "release_payment"
	ActReleaseAlone   Act = "release_alone" // what the institution's threshold covers (Program.ReleaseAlone)
	ActExport         Act = "export"
	ActEditCampaign   Act = "edit_campaign"
	ActPublish        Act = "publish_campaign"
	ActAudit          Act = "audit" // see the trail and verify it
	ActSeeHouse       Act = "see_house"
	ActStaff          Act = "staff"    // invite, change roles, disable
	ActSettings       Act = "settings" // of the institution
	ActDecideHouse    Act = "decide_house"
)

// rights are who may do what (product.md, section 9). The second person of an approval is held by the approval besides.
func rights() map[Act][]models.Role {
	const viewer, support, editor, maker, checker, admin, auditor, operator = models.RoleViewer, models.RoleSupport, models.RoleEditor,
		models.RoleMaker, models.RoleChecker, models.RoleAdmin, models.RoleAuditor, models.RoleOperator
	return map[Act][]models.Role{
		ActRead:           {viewer, support, editor, maker, checker, admin, auditor, operator},
		ActNote:           {support, editor, maker, checker, admin},
		ActHold:           {support, maker, checker, admin},
		ActLiftHold:       {checker, admin},
		ActAttach:         {support, maker, admin},
		ActReject:         {maker, checker, admin},
		ActCorrect:        {maker, admin},
		ActDecideReferral: {checker, admin},
		ActRequestPay:     {maker},
		ActRelease:        {checker},
		ActReleaseAlone:   {maker},
		ActExport:         {maker, checker, admin, auditor},
		ActEditCampaign:   {editor, admin},
		ActPublish:        {editor, checker, admin},
		ActAudit:          {admin, auditor},
		ActSeeHouse:       {admin, auditor, operator},
		ActStaff:          {admin},
		ActSettings:       {admin},
		ActDecideHouse:    {checker, admin},
	}
}

func may(role models.Role, act Act) bool { return slices.Contains(rights()[act], role) }

// Staff is a signed-in person of staff, as a request found them.
type Staff struct {
	Session   models.StaffSession
	User      models.StaffUser
	RequestID string
	Broken    *models.ChainBreak // of the trail, told to those who may see the trail
	Key       string             // of the form that was sent, where it moves money (Program.once)
}

// May reports whether the person may do something.
func (s Staff) May(act Act) bool { return may(s.User.Role, act) }

// actor is the person as the audit names them; kind says whether they act alone or as the second one.
func (s Staff) actor(kind models.ActorKind) models.Actor {
	return models.Actor{Kind: kind, ID: s.User.ID, RequestID: s.RequestID}
}

// allow refuses what a person may not do.
func (s Staff) allow(act Act) error {
	if !s.May(act) {
		return models.Errorf(models.Denied, "a %s may not %s", s.User.Role, act)
	}
	return nil
}

// write is a transaction of a person who may act still.
func (p *Program) write(ctx context.Context, by Staff, f func(*models.Tx) error) error {
	return p.rows.InTx(ctx, func(tx *models.Tx) error {
		if err := still(tx, by); err != nil {
			return err
		}
		return f(tx)
	})
}

// still looks again, inside the transaction, whether the person may act at all: between the request's beginning and now
// a colleague may have disabled them, ended the session or changed the role (security.md, H3). The person's row stays
// locked against such a change until the transaction ends.
func still(tx *models.Tx, by Staff) error {
	u, err := tx.HoldStaff(by.User.ID)
	if err != nil && models.KindOf(err) != models.NotFound {
		return err
	}
	if err != nil || !u.ActiveAt(tx.Now()) || u.Role != by.User.Role {
		return models.Errorf(models.Denied, "this person's rights have changed")
	}
	if by.Session.ID == "" {
		return nil
	}
	s, err := tx.StaffSession(by.Session.TokenHash)
	if err != nil && models.KindOf(err) != models.NotFound {
		return err
	}
	if err != nil || !s.RevokedAt.IsZero() {
		return models.Errorf(models.Denied, "staff session over")
	}
	return nil
}
