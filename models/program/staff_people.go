package program

import (
	"context"
	"net/mail"
	"slices"
	"strings"

	"raf/models"
	"raf/models/secret"
)

// Person is somebody of staff as colleagues see them.
type Person struct {
	models.StaffUser
	SeenAt models.Instant          // zero if never
	Asked  *models.ApprovalRequest // a role that waits for a second person
	Change RoleChange              // what was asked for
}

// Enrolled reports whether the person has a second factor.
func (p Person) Enrolled() bool { return len(p.TOTPSealed) > 0 }

// Roster is the people of an institution who sign in to its console.
type Roster struct {
	People []Person
	Names  map[string]string // by id
}

// Roster reads the people of staff.
func (p *Program) Roster(ctx context.Context, by Staff) (Roster, error) {
	var out Roster
	if err := by.allow(ActSeeHouse); err != nil {
		return out, err
	}
	err := p.rows.View(ctx, func(v *models.View) error {
		out = Roster{Names: map[string]string{}}
		all, err := v.ListStaff()
		if err != nil {
			return err
		}
		seen, err := v.StaffSeen()
		if err != nil {
			return err
		}
		open, err := v.WaitingFor(models.ApprovalFilter{Actions: []string{ActionRole}})
		if err != nil {
			return err
		}
		for _, u := range all {
			person := Person{StaffUser: u, SeenAt: seen[u.ID]}
			if i := slices.IndexFunc(open, func(a models.ApprovalRequest) bool { return a.SubjectID == u.ID }); i >= 0 {
				person.Asked = &open[i]
				if err := open[i].Read(&person.Change); err != nil {
					return err
				}
			}
			out.Names[u.ID] = u.Name
			out.People = append(out.People, person)
		}
		return nil
	})
	return out, err
}

// Invitation is what an admin typed about a new colleague.
type Invitation struct {
	Email, Name string
	Role        models.Role
	MemberRef   string // their own member number, models.NoAccount, or empty while nobody has told
}

// The bounds of what names a person.
const (
	maxEmail     = 200
	maxStaffName = 80
)

// check refuses what can't be a person; an Invalid error names the field.
func (in Invitation) check() (Invitation, error) {
	in.Email, in.Name = strings.ToLower(strings.TrimSpace(in.Email)), cleanName(in.Name, maxStaffName)
	a, err := mail.ParseAddress(in.Email)
	switch {
	case err != nil || a.Address != in.Email || len(in.Email) > maxEmail:
		return in, models.Errorf(models.Invalid, "email")
	case in.Name == "":
		return in, models.Errorf(models.Invalid, "name")
	case !slices.Contains(Roles(), in.Role):
		return in, models.Errorf(models.Invalid, "role")
	}
	in.MemberRef, err = memberRef(in.MemberRef)
	return in, err
}

// InviteColleague adds a person and makes their one-time link. Whoever is to get a role that takes two begins as a
// viewer and gets it when a second person agrees: or one admin alone could make up the second person. An e-mail that
// is taken is a Conflict.
func (p *Program) InviteColleague(ctx context.Context, in Invitation, by Staff) (ChangedStaff, error) {
	var out ChangedStaff
	if err := by.allow(ActStaff); err != nil {
		return out, err
	}
	in, err := in.check()
	if err != nil {
		return out, err
	}
	token, err := secret.NewToken(p.house.Random, 32)
	if err != nil {
		return out, err
	}
	first := in.Role
	if TakesTwo(in.Role) {
		first = models.RoleViewer
	}
	err = p.rows.InTx(ctx, func(tx *models.Tx) error {
		if err := still(tx, by); err != nil {
			return err
		}
		u, err := tx.AddStaff(models.StaffUser{Email: in.Email, Name: in.Name, Role: first, MemberRef: in.MemberRef, InviteHash: secret.Hash(token),
			InviteUntil: models.At(tx.Now().Add(inviteLife))}, by.actor(models.ActorStaff))
		if err != nil {
			return err
		}
		out = ChangedStaff{Person: u}
		if TakesTwo(in.Role) {
			out, err = p.askRole(tx, u, in.Role, by)
		}
		return err
	})
	out.Token = token
	return out, err
}

// NewLink makes a person enrol anew, because the second factor is lost. Whoever had a role that takes two gets it
// again when a second person agrees: the link stands for the person, and the admin who makes it could use it.
func (p *Program) NewLink(ctx context.Context, in StaffChange, by Staff) (ChangedStaff, error) {
	token, err := secret.NewToken(p.house.Random, 32)
	if err != nil {
		return ChangedStaff{}, err
	}
	out, err := p.changeStaff(ctx, in, by, func(tx *models.Tx, u models.StaffUser, actor models.Actor) (out ChangedStaff, err error) {
		role := u.Role
		if role == models.RoleOperator {
			return out, models.Errorf(models.Denied, "operators are let in by raf operator admit")
		}
		if err := tx.LapseApproval(ActionRole, u.ID, actor); err != nil {
			return out, err
		}
		if TakesTwo(role) {
			if u, err = tx.SetStaffRole(u, models.RoleViewer, actor); err != nil {
				return out, err
			}
		}
		if out.Person, err = tx.ResetStaff(u, secret.Hash(token), models.At(tx.Now().Add(inviteLife)), actor); err != nil || !TakesTwo(role) {
			return out, err
		}
		return p.askRole(tx, out.Person, role, by)
	})
	out.Token = token
	return out, err
}

// Disable ends a person's access at once; Enable gives it back. Whoever never enrolled, or was reset, needs a new link.
func (p *Program) Disable(ctx context.Context, in StaffChange, by Staff) (ChangedStaff, error) {
	return p.setStatus(ctx, in, by, models.StaffDisabled)
}

// Enable lets a disabled person sign in again.
func (p *Program) Enable(ctx context.Context, in StaffChange, by Staff) (ChangedStaff, error) {
	return p.setStatus(ctx, in, by, models.StaffActive)
}

func (p *Program) setStatus(ctx context.Context, in StaffChange, by Staff, status string) (ChangedStaff, error) {
	return p.changeStaff(ctx, in, by, func(tx *models.Tx, u models.StaffUser, actor models.Actor) (out ChangedStaff, err error) {
		want := status
		if status == models.StaffActive && len(u.TOTPSealed) == 0 {
			want = models.StaffInvited
		}
		if (u.Status == models.StaffDisabled) == (status == models.StaffDisabled) {
			return ChangedStaff{Person: u}, models.Errorf(models.Conflict, "the person is %s already", u.Status)
		}
		if err := tx.LapseApproval(ActionRole, u.ID, actor); err != nil {
			return out, err
		}
		out.Person, err = tx.SetStaffStatus(u, want, actor)
		return out, err
	})
}

// EndSessions signs a person out everywhere.
func (p *Program) EndSessions(ctx context.Context, in StaffChange, by Staff) (ChangedStaff, error) {
	return p.changeStaff(ctx, in, by, func(tx *models.Tx, u models.StaffUser, actor models.Actor) (ChangedStaff, error) {
		return ChangedStaff{Person: u}, tx.EndStaffSessionsOf(u, actor)
	})
}
