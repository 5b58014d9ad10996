package desk

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"raf/components/console"
	"raf/components/ui"
	"raf/components/words"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// Trail is the audit log with its filter.
func (d Seat) Trail(q TrailQuery, page program.AuditPage) console.Trail {
	f := console.TrailFilter{URL: d.At.To(web.PathAudit), Fragment: d.At.To(web.PathAuditRows), Search: q.Values.Get("q"), Who: q.Values.Get("who"),
		What: q.Values.Get("what"), Whats: groups(), On: q.Values.Get("on"), Ons: kindOptions(), Origin: q.Query.Origin, OriginTag: seal(q.Query.Origin), From: q.Values.Get("from"), To: q.Values.Get("to"), FromError: q.fromError, ToError: q.toError,
		Subject: q.Query.Subject, About: d.about(q.Query.Subject, page), Whos: whos(page.Names)}
	if len(q.Values) > 0 {
		f.Clear = ui.Link{Text: "Clear", Href: d.At.To(web.PathAudit)}
	}
	export := console.Action{ID: "export", Text: "Export for an examiner", Glyph: console.GlyphExport, URL: d.At.To(web.PathAuditExport), Token: d.Token}
	for name := range q.Values {
		export.Hidden = append(export.Hidden, console.Hidden{Name: name, Value: q.Values.Get(name)})
	}
	slices.SortFunc(export.Hidden, func(a, b console.Hidden) int { return strings.Compare(a.Name, b.Name) })
	return console.Trail{Bar: console.Bar{Title: "Audit log", Actions: []console.Action{d.allowed(program.ActExport, export)}}, Chain: d.Chain(page, false),
		Filter: f, Table: d.TrailTable(q, page)}
}

// whos are the people that the log can be narrowed to.
func whos(names program.AuditNames) []console.Option {
	out := []console.Option{{Value: "", Text: "Everyone"}, {Value: whoStaff, Text: "All staff"}, {Value: whoMembers, Text: "Members"}, {Value: whoSystem, Text: "System"}}
	var staff []console.Option
	for id, u := range names.Staff {
		staff = append(staff, console.Option{Value: id, Text: u.Name})
	}
	slices.SortFunc(staff, func(a, b console.Option) int { return strings.Compare(a.Text, b.Text) })
	return append(out, staff...)
}

// FieldGoOn says that a walk goes on where it stands.
const FieldGoOn = "go_on"

// Chain says whether the log holds, by the walks along it. A walk is a request of its own, because it reads all rows;
// goesOn lets one that is under way send for its next part.
func (d Seat) Chain(page program.AuditPage, goesOn bool) console.Chain {
	w := page.Walk
	out := console.Chain{Tone: ui.Green, Check: d.allowed(program.ActAudit, console.Action{ID: "verify", Text: "Check now", Busy: "Checking",
		URL: d.At.To(web.PathAuditVerify), Token: d.Token, Target: "chain", Small: true})}
	switch {
	case page.Unsealed == 1:
		out.Meta = "1 entry waits for its seal."
	case page.Unsealed > 1:
		out.Meta = words.Words{}.Number(page.Unsealed) + " entries wait for their seal."
	}
	entries := entriesOf(page.Head.Seq)
	strong, more := "Nothing has been altered.", entriesOf(w.Seq)+", each sealed with the one before it. "+d.walked(page)
	switch b := w.Break(); {
	case w.Version == 0:
		out.Tone, strong, more = ui.Blue, "Not checked yet.", entries+", each sealed with the one before it."
	case b != nil:
		out.Tone, strong = ui.Red, "The audit log does not hold: "+b.String()+"."
		more = "Known since " + d.within(w.FaultAt.Time) + ". Tell whoever runs the database, and keep a copy of it as it is. " + d.walked(page)
	case w.EndedAt.IsZero():
		out.Tone, strong, more = ui.Blue, "Checked up to entry "+words.Words{}.Number(w.Seq)+".", "Of "+entries+"; all of them hold so far."
	}
	if w.Version > 0 && w.EndedAt.IsZero() {
		out.Seen, out.All, out.GoesOn = w.Seq, max(page.Head.Seq, w.Seq, 1), goesOn
		out.Check.Text, out.Check.Hidden = "Go on", []console.Hidden{{Name: FieldGoOn, Value: "1"}}
	}
	out.Text = ui.Phrase{Text: strong + " " + more, Strong: strong}
	return out
}

// walked says when the last walk ended, and since when every row was looked at.
func (d Seat) walked(page program.AuditPage) string {
	w := page.Walk
	if w.EndedAt.IsZero() {
		return ""
	}
	text := "Last checked " + d.within(w.EndedAt.Time)
	if w.EndedAt.Sub(w.BeganAt.Time) > time.Hour {
		text += ", the oldest entries " + d.within(w.BeganAt.Time)
	}
	return text + "."
}

// TrailTable is one page of the log.
func (d Seat) TrailTable(q TrailQuery, page program.AuditPage) console.TrailTable {
	t := console.TrailTable{URL: d.trailURL(q, ""), Zone: d.Now.In(d.Zone).Format("MST"), Said: saidEntries(len(page.Rows), page.Older != "" || page.Newer != ""),
		Empty: console.Empty{Glyph: console.GlyphList, Title: "No entries match", Text: "Nothing fits all of the filters above.",
			Step: &console.Action{Text: "Clear filters", Href: d.At.To(web.PathAudit)}},
		Pager: console.Pager{Text: "Newest first. Entries are kept for 7 years."}}
	if page.Newer != "" {
		t.Pager.Newer = d.trailURL(q, page.Newer)
	}
	if page.Older != "" {
		t.Pager.Older = d.trailURL(q, page.Older)
	}
	for _, row := range page.Rows {
		t.Rows = append(t.Rows, d.entry(row, page.Names))
	}
	return t
}

func (d Seat) entry(row models.AuditRow, names program.AuditNames) console.TrailRow {
	who, role := d.actor(row, names)
	out := console.TrailRow{ID: row.ID, Href: d.At.To(web.AuditPath(row.ID)), When: row.At.In(d.Zone).Format("Jan 2, 15:04:05"), Who: who, Role: role,
		What: actionWord(row.Action), Refused: refused(row.Action), On: d.subject(row, names)}
	if row.At.In(d.Zone).Year() != d.Now.In(d.Zone).Year() {
		out.When = row.At.In(d.Zone).Format("Jan 2, 2006, 15:04:05")
	}
	if row.ActorKind != models.ActorSystem {
		out.WhoHref = d.At.To(web.PathAudit) + "?" + url.Values{"who": {row.ActorID}}.Encode()
	}
	if row.Seq != nil {
		out.Seal = seal(row.Hash)
	}
	out.Detail, out.Diff = d.detail(row)
	return out
}

// actor names who did it, and as what.
func (d Seat) actor(row models.AuditRow, names program.AuditNames) (who, role string) {
	switch row.ActorKind {
	case models.ActorMember:
		m, known := names.Members[row.ActorID]
		if !known {
			return "A member", "Member"
		}
		return Person(&m), "Member"
	case models.ActorStaff, models.ActorSecond, models.ActorLone:
		u, known := names.Staff[row.ActorID]
		if !known {
			return "Somebody", "Staff"
		}
		return u.Name, roleWord(u.Role)
	}
	return "System", ""
}

// subject names what it was done to, with the way there where there is one.
func (d Seat) subject(row models.AuditRow, names program.AuditNames) ui.Link {
	switch row.SubjectKind {
	case "referral", models.SubjectPayment:
		return ui.Link{Text: Number(row.SubjectID), Href: d.At.To(web.ReferralPath(row.SubjectID))}
	case "campaign":
		if name := names.Campaigns[row.SubjectID]; name != "" {
			return ui.Link{Text: name}
		}
	case "staff":
		if u, known := names.Staff[row.SubjectID]; known {
			return ui.Link{Text: u.Name}
		}
	case "member":
		if m, known := names.Members[row.SubjectID]; known {
			return ui.Link{Text: Person(&m)}
		}
	case "trail":
		return ui.Link{Text: "Audit log"}
	case "tenant":
		return ui.Link{Text: d.Tenant.Name}
	}
	return ui.Link{Text: capital(row.SubjectKind) + " " + Number(row.SubjectID)}
}

// about names what the log is narrowed to.
func (d Seat) about(id string, page program.AuditPage) string {
	if id == "" {
		return ""
	}
	for _, row := range page.Rows {
		if row.SubjectID == id {
			return Lower(capital(row.SubjectKind)) + " " + d.subject(row, page.Names).Text
		}
	}
	return Number(id)
}

// trailURL is the log as it is filtered, from a cursor on.
func (d Seat) trailURL(q TrailQuery, cursor string) string {
	values := url.Values{}
	for name := range q.Values {
		values.Set(name, q.Values.Get(name))
	}
	if cursor != "" {
		values.Set("cursor", cursor)
	}
	if len(values) == 0 {
		return d.At.To(web.PathAudit)
	}
	return d.At.To(web.PathAudit) + "?" + values.Encode()
}

func saidEntries(n int, more bool) string {
	switch {
	case n == 0:
		return "No entries"
	case more:
		return entriesOf(int64(n)) + " on this page"
	}
	return entriesOf(int64(n))
}

// entriesOf is a number of entries.
func entriesOf(n int64) string {
	if n == 1 {
		return "1 entry"
	}
	return words.Words{}.Number(n) + " entries"
}
