package desk

import (
	"fmt"
	"strconv"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// The forms of the staff's pages, and what they carry.
const (
	FormInvite     = "invite"
	FormRole       = "role"
	FieldName      = "name"
	FieldVersion   = "version"
	FieldWasRole   = "was_role"
	FieldWasStatus = "was_status"
)

// PersonPath is where one person of staff is seen; what is one of the acts on them, empty for the page.
func PersonPath(id, what string) string { return web.PathStaff + id + "/" + what }

// People is the list of those who sign in to the console; link is a one-time link just made.
func (d Seat) People(r program.Roster, e Entry, link *console.OneTime) console.People {
	out := console.People{Bar: console.Bar{Title: "Staff", Meta: fmt.Sprintf("%d people", len(r.People))}, Link: link,
		Foot: "Nobody releases what they asked for, whatever their role. Each change stands in the audit log."}
	if len(r.People) == 1 {
		out.Bar.Meta = "1 person"
	}
	out.Table = console.Table{Label: "Staff", Columns: []console.Column{{Text: "Name", Slot: console.Slot1L, Wide: true}, {Text: "Role", Slot: console.Slot2L},
		{Text: "Status", Slot: console.Slot1R}, {Text: "Last seen", Slot: console.Slot2R}, {Text: "Second factor", Slot: console.Slot3L}, {Text: "E-mail", Slot: console.SlotNone}}}
	for _, p := range r.People {
		out.Table.Rows = append(out.Table.Rows, d.personRow(p))
		if d.lookingOn(p) {
			out.Looks = append(out.Looks, d.look(p))
		}
	}
	if d.Who.May(program.ActStaff) {
		invite := d.inviteForm(e)
		out.Invite = &invite
	}
	return out
}

// lookingOn reports whether somebody of the platform may look at this moment.
func (d Seat) lookingOn(p program.Person) bool {
	return p.Role == models.RoleOperator && p.Status != models.StaffDisabled && d.Now.Before(p.Until.Time)
}

func (d Seat) look(p program.Person) ui.Notice {
	n := ui.Notice{Tone: ui.Amber, Text: ui.Phrase{Strong: p.Name,
		Text: p.Name + " of the platform is looking on until " + d.within(p.Until.Time) + ", read-only: " + p.AdmitReason}}
	if d.Who.May(program.ActStaff) {
		n.Link = ui.Link{Text: "End it", Href: d.At.To(PersonPath(p.ID, ""))}
	}
	return n
}

func (d Seat) personRow(p program.Person) console.Row {
	behind, second := "", "None yet"
	if p.ID == d.Who.User.ID {
		behind = "you"
	}
	if p.Enrolled() {
		second = "App"
	}
	role := console.Cell{Text: roleWord(p.Role)}
	if p.Asked != nil {
		role.Tags = []console.Tag{{Hue: console.Violet, Text: "Asked: " + Lower(roleWord(p.Change.To))}}
	}
	status := d.personStatus(p)
	return console.Row{ID: "person-" + p.ID, Dim: status.Sign.Over, Cells: []console.Cell{
		{Text: p.Name, Behind: behind, Href: d.At.To(PersonPath(p.ID, "")), Strong: true}, role, {Status: &status}, {Text: d.lastSeen(p)}, {Text: second}, {Text: p.Email}}}
}

func (d Seat) lastSeen(p program.Person) string {
	if p.SeenAt.IsZero() {
		return "Never"
	}
	return d.moment(p.SeenAt.Time)
}

func (d Seat) personStatus(p program.Person) console.Status {
	s := console.Status{Sign: console.PersonSign(p.Status), Text: map[string]string{models.StaffActive: "Active", models.StaffInvited: "Invited", models.StaffDisabled: "Disabled"}[p.Status]}
	switch {
	case p.Role == models.RoleOperator && !d.Now.Before(p.Until.Time):
		s = console.Status{Sign: console.PersonSign(models.StaffDisabled), Text: "Over since " + d.within(p.Until.Time)}
	case p.Status == models.StaffInvited && !d.Now.Before(p.InviteUntil.Time):
		s.Text = "Link ran out"
	}
	return s
}

func roleOptions() (all []console.Option) {
	for _, role := range program.Roles() {
		all = append(all, console.Option{Value: string(role), Text: roleWord(role)})
	}
	return all
}

// RoleAsked is the conflict of a second request for one person's role.
const RoleAsked = "A role was asked for already."

// What is told beside a choice of roles, and beside a member number.
const (
	hintMember    = "So that they act on no referral of their own. Write “none” if they have no account here."
	takesTwo      = "Every role but viewer and auditor waits for a second person; until then the person is a viewer."
	takesTwoLater = "Every role but viewer and auditor waits for a second person; until then the role stays as it is."
)

func (d Seat) inviteForm(e Entry) console.Disclosure {
	f := d.form("invite-form", web.PathStaff)
	f.Error = e.Conflict
	f.Fields = []console.Field{
		e.field(FormInvite, console.Field{Name: FieldName, Label: "Name", Kind: console.KindText, Required: true, Half: true, Max: 80}),
		e.field(FormInvite, console.Field{Name: FieldEmail, Label: "Work e-mail", Kind: console.KindEmail, Required: true, Half: true}),
		e.field(FormInvite, console.Field{Name: program.FieldMemberRef, Label: "Their own member number", Kind: console.KindText, Max: 60, Hint: hintMember}),
		e.field(FormInvite, console.Field{Name: FieldRole, Label: "Role", Kind: console.KindSelect, Options: roleOptions(), Hint: takesTwo}),
	}
	f.Submit = console.Action{Text: "Invite and show the link", Look: console.Primary}
	return console.Disclosure{ID: "invite", Text: "Invite somebody", Look: console.Primary, Glyph: console.GlyphPlus, Open: e.Form == FormInvite, Form: f}
}

// OneTime is a link that is shown once.
func (d Seat) OneTime(u models.StaffUser, token string, waits bool) *console.OneTime {
	link := d.At.Abs(web.EnrolPath(token))
	text := "Good for 72 hours. Hand it to " + u.Name + " on a way that nobody else reads: whoever opens it becomes them. It is shown only now."
	if waits {
		text += " The role is given when a second person agrees; the request is in the approvals."
	}
	return &console.OneTime{Title: "The one-time link of " + u.Name, Text: text, URL: link,
		Copy: ui.Copy{Text: "Copy the link", Done: "Copied", Failed: "Press Ctrl C", Value: link, From: "one-time", Look: ui.Line}}
}

// Colleague is one person of staff.
func (d Seat) Colleague(p program.Person, names map[string]string, e Entry, link *console.OneTime) console.PersonPage {
	status := d.personStatus(p)
	out := console.PersonPage{Link: link, Bar: console.Bar{Title: p.Name, Status: &status, Crumbs: []ui.Link{{Text: "Staff", Href: d.At.To(web.PathStaff)}}}}
	if e.Done != "" {
		out.Bar.Notices = []ui.Notice{green(e.Done)}
	}
	out.Facts = d.personFacts(p, names)
	if p.Asked != nil {
		out.Waits = &ui.Notice{Tone: console.ToneMoney, Text: ui.Plain(names[p.Asked.RequestedBy] + " asked that " + p.Name + " become " + Lower(roleWord(p.Change.To)) + ". A second person decides."),
			Link: ui.Link{Text: "To the approvals", Href: d.At.To(web.PathApprovals)}}
	}
	if e.Conflict != "" {
		out.Conflict = d.personConflict(p, names, e)
	}
	if !d.Who.May(program.ActStaff) {
		out.Denied = "An administrator can change this."
		return out
	}
	if p.Role != models.RoleOperator {
		f := d.personForm(p, "role")
		f.Fields = []console.Field{{Name: FieldRole, Label: "Role", Kind: console.KindSelect, Value: string(p.Role), Options: roleOptions(), Hint: takesTwoLater, Error: e.Wrong[FieldRole]}}
		if e.Form == FormRole && e.Typed[FieldRole] != "" {
			f.Fields[0].Value = e.Typed[FieldRole]
		}
		f.Submit = console.Action{Text: "Change role", Look: console.Primary}
		out.Role = &f
		m := d.personForm(p, "member")
		m.Fields = []console.Field{{Name: program.FieldMemberRef, Label: "Their own member number", Kind: console.KindText, Max: 60, Value: p.MemberRef, Hint: hintMember, Error: e.Wrong[program.FieldMemberRef]}}
		if typed, mine := e.Typed[program.FieldMemberRef]; mine && e.Form == "member" {
			m.Fields[0].Value = typed
		}
		m.Submit = console.Action{Text: "Record", Look: console.Secondary}
		out.Member = &m
	}
	out.Asks = d.personAsks(p)
	return out
}

func (d Seat) personFacts(p program.Person, names map[string]string) []console.Pair {
	second := "Not set up"
	if p.Enrolled() {
		second = "Authenticator app"
	}
	if !p.RecoveryAt.IsZero() {
		second += "; a recovery code was used " + d.within(p.RecoveryAt.Time)
	}
	member := p.MemberRef
	if member == "" {
		member = "Not told: nobody can see whether a referral is their own"
	}
	facts := []console.Pair{{Label: "E-mail", Value: p.Email}, {Label: "Own member number", Value: member}, {Label: "Role", Value: roleWord(p.Role)}, {Label: "Last seen", Value: d.lastSeen(p)}, {Label: "Second factor", Value: second}}
	if p.Role == models.RoleOperator {
		facts = append(facts, console.Pair{Label: "Looks on until", Value: d.moment(p.Until.Time)}, console.Pair{Label: "Why", Value: p.AdmitReason})
	}
	if !p.ChangedAt.IsZero() {
		facts = append(facts, console.Pair{Label: "Last changed", Value: d.moment(p.ChangedAt.Time) + ", by " + changer(p.ChangedBy, names)})
	}
	return facts
}

func changer(id string, names map[string]string) string {
	if name := names[id]; name != "" {
		return name
	}
	return "the machine's operator"
}

// personConflict says who changed the person meanwhile, and what.
func (d Seat) personConflict(p program.Person, names map[string]string, e Entry) *console.Conflict {
	if p.Asked != nil && e.Form == FormRole && e.Conflict == RoleAsked {
		who, when := names[p.Asked.RequestedBy], d.within(p.Asked.RequestedAt.Time)
		return &console.Conflict{Text: ui.Phrase{Strong: who, Text: who + " asked for another role, " + when + ". Nothing was changed by you: that request is decided first, or whoever asked takes it back."},
			Changes: []console.Change{{Name: "Role", Was: roleWord(p.Role), Now: "Asked: " + Lower(roleWord(p.Change.To)), Yours: roleWord(models.Role(e.Typed[FieldRole]))}}}
	}
	who := changer(p.ChangedBy, names)
	c := &console.Conflict{Text: ui.Phrase{Strong: e.Conflict, Text: e.Conflict}}
	if e.Typed[FieldVersion] == strconv.FormatInt(p.Version, 10) {
		return c
	}
	c.Text = ui.Phrase{Strong: who, Text: who + " changed this " + d.within(p.ChangedAt.Time) + ". Nothing was changed by you; look at it again, then decide."}
	for _, ch := range []console.Change{
		{Name: "Role", Was: roleWord(models.Role(e.Typed[FieldWasRole])), Now: roleWord(p.Role), Yours: roleWord(models.Role(e.Typed[FieldRole]))},
		{Name: "Status", Was: statusWord(e.Typed[FieldWasStatus]), Now: statusWord(p.Status)},
	} {
		if ch.Was != "" && ch.Was != ch.Now {
			c.Changes = append(c.Changes, ch)
		}
	}
	return c
}

func statusWord(status string) string {
	return map[string]string{models.StaffActive: "Active", models.StaffInvited: "Invited", models.StaffDisabled: "Disabled"}[status]
}

func (d Seat) personForm(p program.Person, what string) console.Form {
	f := d.form(what+"-form", PersonPath(p.ID, what))
	f.Hidden = []console.Hidden{{Name: FieldVersion, Value: strconv.FormatInt(p.Version, 10)}, {Name: FieldWasRole, Value: string(p.Role)}, {Name: FieldWasStatus, Value: p.Status}}
	return f
}

// personAsks are the things that are asked in place before they are done.
func (d Seat) personAsks(p program.Person) (all []console.Confirm) {
	ask := func(what, button, then string, look console.Look) {
		f := d.personForm(p, what)
		f.Submit = console.Action{Text: "Yes, " + Lower(button), Look: look}
		all = append(all, console.Confirm{ID: "ask-" + what, Ask: console.Action{Text: button, Look: look}, Text: ui.Phrase{Strong: button + "?", Text: button + "? " + then}, Form: f})
	}
	name := p.Name
	if p.Role == models.RoleOperator {
		if d.lookingOn(p) {
			ask("disable", "End this look now", name+" is signed out at once and can't sign in again.", console.Danger)
		}
		return all
	}
	if p.Status != models.StaffDisabled {
		then := name + " is signed out, and password and authenticator app are gone. You get the new link."
		if program.TakesTwo(p.Role) {
			then += " Until a second person agrees again, " + name + " is a viewer."
		}
		ask("link", "Make a new link for "+name, then, console.Secondary)
		ask("end", "Sign "+name+" out everywhere", "All sessions end at once. Signing in again stays possible.", console.Secondary)
		ask("disable", "Disable "+name, "All sessions end at once, also in the middle of something, and signing in is over.", console.Danger)
		return all
	}
	ask("enable", "Enable "+name, name+" can sign in again, as "+Lower(roleWord(p.Role))+".", console.Secondary)
	return all
}
