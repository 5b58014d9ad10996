package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"raf/components/tile"
	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

// extras are what nobody's form has, with values that the columns of these names would take (security.md, J2).
func (p *pressing) extras() url.Values {
	out := url.Values{}
	for _, name := range []string{"ID", "id", "TenantID", "tenant_id", "tenant", "Keys[ID]", "Keys.TenantID", "Status", "status", "State", "Role", "Roles", "CreatedBy", "created_by", "RequestedBy",
		"requested_by", "DecidedBy", "decided_by", "MemberID", "member_id", "InviterMemberID", "AcceptorMemberID", "PayeeMemberID", "payee_member_id", "CampaignVersionID"} {
		out.Set(name, p.h.orchard.Slug)
		if strings.HasSuffix(strings.ToLower(name), "id") || strings.HasSuffix(strings.ToLower(name), "by") {
			out.Set(name, string(p.h.orchard.ID()))
		}
	}
	for name, value := range map[string]string{"Status": "paid", "status": "released", "State": "approved", "Role": "admin", "Roles": "admin", "IsPaid": "true", "is_paid": "1", "Paid": "yes", "PaidAt": "2026-12-01",
		"paid_at": "2026-12-01", "Amount": "99999999", "amount": "99999999", "AmountMinor": "99999999", "amount_minor": "99999999", "acceptor_minor_was": "1", "BudgetMinor": "1",
		"Currency": "EUR", "HoldCount": "0", "hold_count": "0", "Admin": "true", "Verified": "true", "Version": "99", "PasswordHash": "x", "TOTP": "x", "InviteHash": "x",
		"Disabled": "false", "__proto__": "x", "constructor[prototype]": "x", "_method": "DELETE"} {
		out.Set(name, value)
	}
	return out
}

// pressing is a house in which every form is sent, by somebody who may.
type pressing struct {
	h      *house
	ids    subjects
	clerks map[models.Role]*clerk
	friend *browser
	extra  bool
}

func newPressing(t *testing.T, h *house, extra bool) *pressing {
	t.Helper()
	_, _, ids := h.askedFor(t)
	p := &pressing{h: h, ids: ids, clerks: map[models.Role]*clerk{}, extra: extra}
	for _, role := range roles() {
		p.clerks[role] = h.hireAs(t, sandbox.Garden, "presses-"+string(role), role)
	}
	for _, role := range roles() {
		p.clerks[role].enterConsole()
	}
	h.member(t, sandbox.Garden, "avery")
	p.friend, _ = h.enter(t, sandbox.Garden, "casey")
	return p
}

// press sends the form of a route as the pages around it have it, what is empty filled in.
func (p *pressing) press(t *testing.T, pattern string, route web.Route, rights map[models.Role]bool) reply {
	t.Helper()
	b := p.friend
	var form url.Values
	if strings.HasPrefix(route.Access, "staff") {
		k := p.whoMay(pattern, rights)
		b, form = k.browser, p.form(t, k, route)
		form.Set(fieldStaffToken, k.staffToken())
	} else {
		form = p.publicForm(t, b, route)
	}
	if p.extra {
		for name, values := range p.extras() {
			if !form.Has(name) {
				form[name] = values
			}
		}
	}
	return b.in(t).post(route.Path, form)
}

// whoMay is somebody who may press the button of a route.
func (p *pressing) whoMay(pattern string, rights map[models.Role]bool) *clerk {
	if strings.HasPrefix(pattern, web.PathApprovals) {
		return p.clerks[models.RoleChecker]
	}
	return p.clerks[roles()[slices.IndexFunc(roles(), func(r models.Role) bool { return rights[r] })]]
}

// form finds the form of a route on the pages of its area.
func (p *pressing) form(t *testing.T, k *clerk, route web.Route) url.Values {
	out := url.Values{}
	area := strings.Join(strings.SplitAfterN(route.Path, "/", 4)[:3], "")
	for _, page := range p.h.staffRoutes(t, p.ids) {
		if !web.Safe(page.Method) || !strings.HasPrefix(page.Path, area) || len(out) > 0 {
			continue
		}
		got := k.get(page.Path)
		doc := got.doc()
		doc.Find("form").Each(func(_ int, f *goquery.Selection) {
			to, err := got.url.Parse(f.AttrOr("action", ""))
			if err != nil || to.Path != "/t/garden"+route.Path || len(out) > 0 {
				return
			}
			own := f.Find("[name]")
			if id := f.AttrOr("id", ""); id != "" {
				own = own.AddSelection(doc.Find(`[name][form="` + id + `"]`))
			}
			own.Each(func(_ int, field *goquery.Selection) { fillIn(out, field) })
		})
	}
	for name, value := range map[string]string{desk.FieldReason: "A reason.", desk.FieldText: "A note.", program.FieldKey: "a-key-of-" + strings.Trim(strings.ReplaceAll(route.Path, "/", "-"), "-")} {
		if out.Get(name) == "" {
			out.Set(name, value)
		}
	}
	return out
}

func fillIn(form url.Values, field *goquery.Selection) {
	name, kind := field.AttrOr("name", ""), field.AttrOr("type", "")
	value := field.AttrOr("value", "")
	switch {
	case goquery.NodeName(field) == "button" || kind == "file":
		if value == "save" {
			form.Set(name, value)
		}
		return
	case goquery.NodeName(field) == "select":
		chosen := field.Find("option[selected]")
		if chosen.Length() == 0 {
			chosen = field.Find("option").Last()
		}
		value = chosen.AttrOr("value", chosen.Text())
	case goquery.NodeName(field) == "textarea":
		value = field.Text()
	case kind == "radio" || kind == "checkbox":
		if _, ticked := field.Attr("checked"); !ticked && (kind == "radio" || form.Has(name)) {
			return
		}
	}
	if typed := map[string]string{desk.FieldEmail: "somebody.new@bank.test", desk.FieldName: "Somebody New", desk.FieldReference: "R-1", desk.FieldPaidOn: "2026-12-02"}[name]; value == "" && typed != "" {
		value = typed
	}
	form.Set(name, value)
}

// publicForm is what is sent where no session of staff is.
func (p *pressing) publicForm(t *testing.T, b *browser, route web.Route) url.Values {
	t.Helper()
	k := p.clerks[models.RoleViewer]
	switch path := route.Path; {
	case path == web.PathCode:
		_, form := b.fields(b.get(web.PathCode), codeForm)
		form.Set(tile.FieldCode, p.h.member(t, sandbox.Garden, "avery").Code.Code)
		form.Set(tile.FieldTerms, "yes")
		return form
	case path == web.PathEligibility:
		return url.Values{tile.FieldToken: {p.h.formToken(sandbox.Garden, models.Session{Keys: models.Keys{ID: b.sessionID()}})}}
	case path == web.PathSignOut:
		_, form := b.fields(b.get(web.PathDashboard), `form[action$="`+web.PathSignOut+`"]`)
		return form
	case path == web.PathWithdraw:
		b.enter(sandbox.Garden, p.h.member(t, sandbox.Garden, "ellis")) // the last one has signed out
		return url.Values{tile.FieldToken: {p.h.formToken(sandbox.Garden, models.Session{Keys: models.Keys{ID: b.sessionID()}})}}
	case path == web.PathStaffSignIn:
		return url.Values{desk.FieldEmail: {k.email}, desk.FieldPassword: {staffPassword}}
	case path == web.PathStaffCode:
		return url.Values{desk.FieldCode: {k.code()}}
	case strings.HasPrefix(path, web.PathEnrol):
		return url.Values{desk.FieldPassword: {staffPassword}, desk.FieldAgain: {staffPassword}, desk.FieldCode: {"123456"}}
	}
	t.Fatalf("%s: this test has no form for it", route.Path)
	return nil
}

// random is what differs between two houses in which the same was done.
var random = regexp.MustCompile(`number=[0-9a-f]{6}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{40,}|\[[0-9 ]{20,}\]|[A-Za-z0-9_+/-]{20,}={0,2}|\$argon2id[^ ]*|localhost:[0-9]+|\b[2-9A-Z]{8}\b|\b[0-9A-F]{6}\b`)

func plainly(rows []string) []string {
	out := make([]string, 0, len(rows))
	for _, row := range rows {
		out = append(out, random.ReplaceAllString(row, "*"))
	}
	slices.Sort(out)
	return out
}

// auditRows counts the entries of the trail.
func auditRows(rows []string) (n int) {
	for _, row := range rows {
		if strings.HasPrefix(row, "audit_log ") {
			n++
		}
	}
	return n
}

// moved are the rows that came, went or changed.
func moved(before, after []string) (rows []string) {
	for _, pair := range [][2][]string{{before, after}, {after, before}} {
		for _, row := range pair[1] {
			if _, found := slices.BinarySearch(pair[0], row); !found && !strings.HasPrefix(row, "river") {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// ownTraces are the tables that change without anything that a trail tells: sessions that are renewed, tries that are counted,
// what a bank said lately, and how far a chain is sealed.
var ownTraces = regexp.MustCompile(`^(staff_sessions|sessions|signin_flows|code_attempts|bank_documents|key_fetches|staff_attempts|idempotency|once|facts|verdict|checks|visits|daily_rollup|account_facts|grants|bank_grants)`)

// TestFieldsThatNoPageHasChangeNothing sends each form of the site map as its page has it, in one house plainly and in another
// with fields for every column that somebody would like to set: both houses end up with the same rows. And whatever changes
// rows leaves one in the trail.
func TestFieldsThatNoPageHasChangeNothing(t *testing.T) {
	t.Parallel()
	plain, extra := newPressing(t, setup(t), false), newPressing(t, setup(t), true)
	rights := reviewedRights(t)
	before, beforeExtra, changed := plain.h.dump(t), extra.h.dump(t), 0
	var patterns []string
	var routes [2][]web.Route
	for i, p := range []*pressing{plain, extra} {
		staff, at := p.h.staffRoutes(t, p.ids), 0
		for _, r := range p.h.server.routes() {
			pattern := r.Path
			if strings.HasPrefix(r.Access, "staff") {
				r = staff[at]
				at++
			}
			if r.Path = concrete(r.Path); !web.Safe(r.Method) && pattern != web.PathStaffOut {
				if routes[i] = append(routes[i], r); i == 0 {
					patterns = append(patterns, pattern)
				}
			}
		}
	}
	for i, pattern := range patterns {
		may := rights[http.MethodPost+" "+pattern]
		one, two := plain.press(t, pattern, routes[0][i], may), extra.press(t, pattern, routes[1][i], may)
		if one.status != two.status || one.status >= http.StatusInternalServerError {
			t.Errorf("%s answers %d, and %d with more fields: %s", pattern, one.status, two.status, two.text())
		}
		after, afterExtra := plain.h.dump(t), extra.h.dump(t)
		touched := moved(before, after)
		if diff := cmp.Diff(plainly(touched), plainly(moved(beforeExtra, afterExtra))); diff != "" {
			t.Fatalf("%s (-plain +with more fields):\n%s", pattern, diff)
		}
		if touched = slices.DeleteFunc(touched, ownTraces.MatchString); len(touched) > 0 {
			changed++
			if auditRows(after) <= auditRows(before) && pattern != web.PathStaffSignIn { // half a sign-in; the other half is told
				t.Errorf("%s changes rows and leaves none in the trail: %v", pattern, touched)
			}
		}
		before, beforeExtra = after, afterExtra
	}
	if changed < 15 {
		t.Errorf("only %d of %d forms changed anything", changed, len(patterns))
	}
}
