package console

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// peopleShow is the list of staff.
func (h *Handlers) peopleShow(c *gin.Context) { h.writePeople(c, http.StatusOK, desk.Entry{}, nil) }

func (h *Handlers) writePeople(c *gin.Context, status int, e desk.Entry, link *console.OneTime) {
	roster, err := web.VisitOf(c.Request.Context()).Program.Roster(c.Request.Context(), staffOf(c))
	if err != nil {
		h.refuseStaff(c, err)
		return
	}
	d := h.seat(c)
	h.writeScreen(c, status, d, desk.Screen{Title: "Staff", Place: web.PathStaff, Body: console.Roster(d.People(roster, e, link))})
}

// peopleInvite adds a colleague and shows the one-time link, once: it is in the answer and nowhere else.
func (h *Handlers) peopleInvite(c *gin.Context) {
	in := program.Invitation{Name: c.PostForm(desk.FieldName), Email: c.PostForm(desk.FieldEmail), Role: models.Role(c.PostForm(desk.FieldRole)), MemberRef: c.PostForm(program.FieldMemberRef)}
	who, ok := h.fresh(c, desk.StepUp{URL: web.PathStaff, Back: web.PathStaff, Look: console.Primary, Verb: "invite " + in.Name,
		Doing: []console.Pair{{Label: "Invite", Value: in.Name}, {Label: "E-mail", Value: in.Email}}})
	if !ok {
		return
	}
	out, err := web.VisitOf(c.Request.Context()).Program.InviteColleague(c.Request.Context(), in, who)
	e := desk.Entry{Form: desk.FormInvite, Typed: map[string]string{desk.FieldName: in.Name, desk.FieldEmail: in.Email, desk.FieldRole: string(in.Role), program.FieldMemberRef: in.MemberRef}}
	switch {
	case err == nil:
		h.writePeople(c, http.StatusOK, desk.Entry{}, h.seat(c).OneTime(out.Person, out.Token, out.Asked != nil))
	case errors.Is(err, program.ErrNobodyDecides):
		e.Conflict = nobodyDecides
		h.writePeople(c, http.StatusConflict, e, nil)
	case models.KindOf(err) == models.Invalid:
		e.Wrong = map[string]string{web.PublicOf(err): wrongPerson(web.PublicOf(err))}
		h.writePeople(c, http.StatusUnprocessableEntity, e, nil)
	case models.KindOf(err) == models.Conflict:
		e.Wrong = map[string]string{desk.FieldEmail: "Somebody with this e-mail is staff already."}
		h.writePeople(c, http.StatusConflict, e, nil)
	default:
		h.refuseStaff(c, err)
	}
}

const (
	nobodyDecides = "Nobody else here could agree to that: there is no other checker or administrator. Whoever runs the server can do it with raf staff add."
	lastAdmin     = "This is the last active administrator, who stays. Make somebody else administrator first."
)

func wrongPerson(field string) string {
	switch field {
	case desk.FieldEmail:
		return "Write a work e-mail, such as maya@bank.example."
	case program.FieldMemberRef:
		return "Write a member number, 60 characters at most, or “none”."
	case desk.FieldName:
		return "Write what colleagues call the person, 80 characters at most."
	}
	return "Choose a role that this person does not have."
}

// personShow is the page of one person.
func (h *Handlers) personShow(c *gin.Context) { h.writePerson(c, http.StatusOK, desk.Entry{}, nil) }

func (h *Handlers) writePerson(c *gin.Context, status int, e desk.Entry, link *console.OneTime) {
	p, roster, ok := h.colleague(c)
	if !ok {
		return
	}
	d := h.seat(c)
	page := d.Colleague(p, roster.Names, e, link)
	h.writeScreen(c, status, d, desk.Screen{Title: p.Name, Place: web.PathStaff, Body: console.Colleague(page)})
}

// colleague finds the person of a route, or answers for itself.
func (h *Handlers) colleague(c *gin.Context) (program.Person, program.Roster, bool) {
	roster, err := web.VisitOf(c.Request.Context()).Program.Roster(c.Request.Context(), staffOf(c))
	if err != nil {
		h.refuseStaff(c, err)
		return program.Person{}, roster, false
	}
	i := slices.IndexFunc(roster.People, func(p program.Person) bool { return p.ID == c.Param("id") })
	if i < 0 {
		h.refuseStaff(c, models.Errorf(models.NotFound, "staff user not found"))
		return program.Person{}, roster, false
	}
	return roster.People[i], roster, true
}

// personAct is something that an admin does to a person.
type personAct struct {
	what  string // the last part of the path
	verb  string // "disable %s"
	done  string
	look  console.Look
	do    func(p *program.Program, ctx context.Context, in program.StaffChange, typed string, by program.Staff) (program.ChangedStaff, error)
	reads string // the field that do is given
}

func personActs() []personAct {
	plain := func(f func(*program.Program, context.Context, program.StaffChange, program.Staff) (program.ChangedStaff, error)) func(*program.Program, context.Context, program.StaffChange, string, program.Staff) (program.ChangedStaff, error) {
		return func(p *program.Program, ctx context.Context, in program.StaffChange, _ string, by program.Staff) (program.ChangedStaff, error) {
			return f(p, ctx, in, by)
		}
	}
	role := func(p *program.Program, ctx context.Context, in program.StaffChange, typed string, by program.Staff) (program.ChangedStaff, error) {
		return p.ChangeRole(ctx, in, models.Role(typed), by)
	}
	return []personAct{
		{"role", "change the role of ", "The role was changed.", console.Primary, role, desk.FieldRole},
		{"member", "record the member number of ", "Recorded.", console.Primary, (*program.Program).SetMember, program.FieldMemberRef},
		{"link", "make a new link for ", "", console.Primary, plain((*program.Program).NewLink), ""},
		{"end", "sign out ", "Signed out everywhere.", console.Primary, plain((*program.Program).EndSessions), ""},
		{"disable", "disable ", "Disabled. All sessions have ended.", console.Danger, plain((*program.Program).Disable), ""},
		{"enable", "enable ", "Enabled.", console.Primary, plain((*program.Program).Enable), ""},
	}
}

// personDo answers one of the acts.
func (h *Handlers) personDo(act personAct) gin.HandlerFunc {
	return func(c *gin.Context) {
		p, _, ok := h.colleague(c)
		if !ok {
			return
		}
		who, ok := h.fresh(c, desk.StepUp{URL: desk.PersonPath(p.ID, act.what), Back: desk.PersonPath(p.ID, ""), Look: act.look, Verb: act.verb + p.Name,
			Doing: []console.Pair{{Label: "Person", Value: p.Name}, {Label: "E-mail", Value: p.Email}}})
		if !ok {
			return
		}
		version, err := strconv.ParseInt(c.PostForm(desk.FieldVersion), 10, 64)
		if err != nil {
			version = 0 // of nobody: a conflict
		}
		v := web.VisitOf(c.Request.Context())
		out, err := act.do(v.Program, c.Request.Context(), program.StaffChange{ID: p.ID, Version: version}, c.PostForm(act.reads), who)
		h.answerPerson(c, act, out, err)
	}
}

func (h *Handlers) answerPerson(c *gin.Context, act personAct, out program.ChangedStaff, err error) {
	e := desk.Entry{Form: act.what, Typed: map[string]string{}}
	for _, name := range []string{desk.FieldRole, desk.FieldVersion, desk.FieldWasRole, desk.FieldWasStatus, program.FieldMemberRef} {
		e.Typed[name] = c.PostForm(name)
	}
	switch {
	case err == nil && out.Token != "":
		h.writePerson(c, http.StatusOK, desk.Entry{}, h.seat(c).OneTime(out.Person, out.Token, out.Asked != nil))
	case err == nil:
		done := act.done
		if out.Asked != nil {
			done = ""
		}
		h.writePerson(c, http.StatusOK, desk.Entry{Done: done}, nil)
	case errors.Is(err, program.ErrNobodyDecides):
		e.Conflict = nobodyDecides
		h.writePerson(c, http.StatusConflict, e, nil)
	case errors.Is(err, program.ErrRoleAsked):
		e.Conflict = desk.RoleAsked
		h.writePerson(c, http.StatusConflict, e, nil)
	case errors.Is(err, models.ErrLastAdmin):
		e.Conflict = lastAdmin
		h.writePerson(c, http.StatusConflict, e, nil)
	case models.KindOf(err) == models.Conflict:
		e.Conflict = strings.ToUpper(web.PublicOf(err)[:1]) + web.PublicOf(err)[1:] + ". Nothing was changed."
		h.writePerson(c, http.StatusConflict, e, nil)
	case models.KindOf(err) == models.Invalid:
		e.Wrong = map[string]string{web.PublicOf(err): wrongPerson(web.PublicOf(err))}
		h.writePerson(c, http.StatusUnprocessableEntity, e, nil)
	default:
		h.refuseStaff(c, err)
	}
}
