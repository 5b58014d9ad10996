package program

import (
	"slices"

	"raf/models"
)

// Act is something that a person of staff does.
type Act string

// The acts that rights are given for.
const (
	ActRead       Act = "read"
	ActNote       Act = "note"
	ActHold       Act = "hold"
	ActRequestPay Act = "request_payment"
	ActRelease    Act = "release_payment"
)

// may is who may do what. The second person of a payment is held by the approval besides.
func may(role models.Role, act Act) bool {
	anyone := []models.Role{models.RoleViewer, models.RoleSupport, models.RoleEditor, models.RoleMaker, models.RoleChecker, models.RoleAdmin, models.RoleAuditor}
	return slices.Contains(map[Act][]models.Role{
		ActRead:       anyone,
		ActNote:       {models.RoleSupport, models.RoleEditor, models.RoleMaker, models.RoleChecker, models.RoleAdmin},
		ActHold:       {models.RoleSupport, models.RoleMaker, models.RoleChecker, models.RoleAdmin},
		ActRequestPay: {models.RoleMaker},
		ActRelease:    {models.RoleChecker},
	}[act], role)
}

// Staff is a signed-in person of staff, as a request found them.
type Staff struct {
	Session   models.StaffSession
	User      models.StaffUser
	RequestID string
}

// May reports whether the person may do something.
func (s Staff) May(act Act) bool { return may(s.User.Role, act) }

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
