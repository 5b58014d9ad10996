package program

import (
	"context"
	"slices"

	"raf/models"
)

// ActionRole is asking that a person get a role that takes two.
const ActionRole = "staff_role"

// ErrNobodyDecides is a request that no other person of the institution could decide. The machine's operator can: raf
// staff add.
var ErrNobodyDecides = &models.Error{Kind: models.Conflict, Public: "nobody else could agree; use raf staff add"}

// ErrRoleAsked is a second request for one person's role. Whoever asked first may be another administrator, and a second
// person may have it on the screen: it is decided or taken back, never replaced behind them.
var ErrRoleAsked = &models.Error{Kind: models.Conflict, Public: "a role was asked for already"}

// ErrNotEnrolled is a role for somebody who has not set up their sign-in.
var ErrNotEnrolled = &models.Error{Kind: models.Conflict, Public: "the person has not set up their sign-in yet"}

// Roles are what a person can be through the console. Operators are let in by the machine's operator alone.
func Roles() []models.Role {
	return []models.Role{models.RoleViewer, models.RoleSupport, models.RoleEditor, models.RoleMaker, models.RoleChecker, models.RoleAdmin, models.RoleAuditor}
}

// TakesTwo reports whether a role is given by two people: all but those that only look on. An administrator sees the
// one-time link of whoever they invite, so a role that asks for something, or decides it, could be their own second hand.
func TakesTwo(role models.Role) bool {
	return !slices.Contains([]models.Role{models.RoleViewer, models.RoleAuditor}, role)
}

// RoleChange is exactly what a second person agrees to. Version is the person's: one who was given a new link, another
// role or was disabled meanwhile is not the person that was asked for.
type RoleChange struct {
	StaffID string      `json:"staff_id"`
	From    models.Role `json:"from"`
	To      models.Role `json:"to"`
	Version int64       `json:"version"`
}

// RoleAsked is what a request for a role is about.
type RoleAsked struct {
	Change RoleChange
	Person models.StaffUser
}

func roleAsked(v source, a models.ApprovalRequest) (any, error) {
	var asked RoleAsked
	if err := a.Read(&asked.Change); err != nil {
		return nil, err
	}
	var err error
	asked.Person, err = v.Staff(a.SubjectID)
	return asked, err
}

// StaffChange names a person and the version of them that was on the screen.
type StaffChange struct {
	ID      string
	Version int64
}

// ChangedStaff is what became of a change: the person, and the request where it waits for somebody.
type ChangedStaff struct {
	Person models.StaffUser
	Token  string // of a one-time link, shown once
	Asked  *models.ApprovalRequest
}

// ChangeRole gives a person another role, at once or, where it takes two, when a second person agrees.
func (p *Program) ChangeRole(ctx context.Context, in StaffChange, role models.Role, by Staff) (ChangedStaff, error) {
	if !slices.Contains(Roles(), role) {
		return ChangedStaff{}, models.Errorf(models.Invalid, "role")
	}
	return p.changeStaff(ctx, in, by, func(tx *models.Tx, u models.StaffUser, actor models.Actor) (out ChangedStaff, err error) {
		out.Person = u
		if u.Role == models.RoleOperator || u.Role == role {
			return out, models.Errorf(models.Invalid, "role")
		}
		if TakesTwo(role) {
			switch _, err := tx.OpenApproval(ActionRole, u.ID); {
			case err == nil:
				return out, ErrRoleAsked
			case models.KindOf(err) != models.NotFound:
				return out, err
			}
			return p.askRole(tx, u, role, by)
		}
		// What was asked for was asked for the person as they were.
		if err := tx.LapseApproval(ActionRole, u.ID, actor); err != nil {
			return out, err
		}
		out.Person, err = tx.SetStaffRole(u, role, actor)
		return out, err
	})
}

// askRole asks a second person for a role.
func (p *Program) askRole(tx *models.Tx, u models.StaffUser, role models.Role, by Staff) (ChangedStaff, error) {
	out := ChangedStaff{Person: u}
	others, err := deciders(&tx.View, by.User.ID, u.ID)
	if err != nil {
		return out, err
	}
	if len(others) == 0 {
		return out, ErrNobodyDecides
	}
	change := RoleChange{StaffID: u.ID, From: u.Role, To: role, Version: u.Version}
	until := models.At(tx.Now().Add(models.ApprovalLife))
	if len(u.TOTPSealed) == 0 && u.InviteUntil.After(until.Time) {
		until = u.InviteUntil // it can't be decided before the link was used
	}
	a, err := tx.RequestApprovalUntil(until, models.ApprovalRequest{Action: ActionRole, SubjectKind: "staff", SubjectID: u.ID}, change, by.actor(models.ActorStaff))
	out.Asked = &a
	return out, err
}

// deciders are the people who could agree to something of the house, without those who are part of it.
func deciders(v *models.View, but ...string) (all []models.StaffUser, err error) {
	people, err := v.ListStaff()
	for _, u := range people {
		if u.ActiveAt(v.Now()) && may(u.Role, ActDecideHouse) && !slices.Contains(but, u.ID) {
			all = append(all, u)
		}
	}
	return all, err
}

// grantRole gives the role that was asked for, to the person as they were then.
func (p *Program) grantRole(tx *models.Tx, a models.ApprovalRequest, by Staff) error {
	u, err := tx.Staff(a.SubjectID)
	if err != nil {
		return err
	}
	if len(u.TOTPSealed) == 0 { // the link is open still: whoever made it could become the person who gets the role
		return ErrNotEnrolled
	}
	var asked RoleChange
	if err := a.Read(&asked); err != nil {
		return err
	}
	if err := a.Binds(RoleChange{StaffID: u.ID, From: u.Role, To: asked.To, Version: u.Version}); err != nil {
		return err
	}
	_, err = tx.SetStaffRole(u, asked.To, by.actor(models.ActorSecond))
	return err
}

// changeStaff is what all changes of a person share: the right, looked at again inside, the locks in one order, and the
// version that was seen.
func (p *Program) changeStaff(ctx context.Context, in StaffChange, by Staff, f func(*models.Tx, models.StaffUser, models.Actor) (ChangedStaff, error)) (ChangedStaff, error) {
	var out ChangedStaff
	if err := by.allow(ActStaff); err != nil {
		return out, err
	}
	if !models.ValidID(in.ID) {
		return out, models.Errorf(models.NotFound, "staff user not found")
	}
	err := p.rows.InTx(ctx, func(tx *models.Tx) error {
		out = ChangedStaff{}
		if err := tx.LockAdmins(); err != nil { // before anything else, or two who change each other wait for each other
			return err
		}
		if err := still(tx, by); err != nil {
			return err
		}
		u, err := tx.Staff(in.ID)
		if err != nil {
			return err
		}
		if u.Version != in.Version {
			return models.Errorf(models.Conflict, "staff user has changed meanwhile")
		}
		out, err = f(tx, u, by.actor(models.ActorStaff))
		return err
	})
	return out, err
}
