package handlers

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"

	"raf/components/tile"
	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

const (
	hostileWho = "mallory"
	// trick is markup that leaves a trace wherever it is taken for such, and a formula to a spreadsheet.
	trick = `=1+1|<canary a="" canary='1'>`
)

// hostile is a member of Garden with another's accounts, whose names try everything that a name can. (Ten thousand marks make an
// ID token that is refused for its size.)
func hostile(like sandbox.Member) sandbox.Member {
	const unseen = "\u202e\u2066\u200b\u0000\ufeff"
	m := like
	m.Username, m.Subject, m.TaxID = hostileWho, "member-"+hostileWho, "900550199"
	m.GivenName, m.FamilyName = trick+unseen+"M"+strings.Repeat("\u0301", 1000), unseen+strings.Repeat("\u0336", 100)+"\"><canary>"
	m.CustomerIdentifier = `@SUM(1)<canary>` + unseen + "66"
	m.Accounts = slices.Clone(like.Accounts)
	m.Accounts[0].Name = trick + unseen + strings.Repeat("\u0301", 1000)
	return m
}

// harmless reads an answer for what a name must never be: markup, an attribute, a turn of direction, nothing at all, a heap.
func (r reply) harmless() reply {
	r.t.Helper()
	doc := r.doc()
	if strings.Contains(r.body, "<canary") || doc.Find("canary, [canary]").Length() != 0 {
		r.t.Errorf("%s takes a name for markup", r.url)
	}
	marks := 0
	for _, c := range doc.Text() + attributes(doc) {
		if unicode.Is(unicode.Cf, c) && c != '\u00ad' || c == 0 {
			r.t.Errorf("%s holds %U", r.url, c)
			break
		}
		if marks++; !unicode.In(c, unicode.Mn, unicode.Me) {
			marks = 0
		}
		if marks > 4 {
			r.t.Errorf("%s holds a heap of marks", r.url)
			break
		}
	}
	return r
}

// attributes are the values of all attributes of a page, one after another.
func attributes(doc *goquery.Document) string {
	var all strings.Builder
	for _, node := range doc.Find("*").Nodes {
		for _, a := range node.Attr {
			all.WriteString(a.Val + " ")
		}
	}
	return all.String()
}

// inert reads a file for cells that a spreadsheet would compute.
func (r reply) inert() reply {
	r.t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(r.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) < 3 {
		r.t.Fatalf("%s: %d rows, %v", r.url, len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell = strings.TrimSpace(cell); cell != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(cell)[0]) {
				r.t.Errorf("%s: the cell %q is a formula", r.url, cell)
			}
		}
	}
	return r
}

// TestANameThatIsAnAttackIsAName walks every page that shows names, with a member, an institution and a person of staff who
// are called something hostile.
func TestANameThatIsAnAttackIsAName(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		avery := h.browser(t, sandbox.Garden)
		avery.signIn(sandbox.Garden, "avery")
		mallory := h.browser(t, sandbox.Garden)
		mallory.signIn(sandbox.Garden, hostileWho)
		open := typed(h.member(t, sandbox.Garden, "avery").Code.Code)
		open[tile.FieldConsent] = "yes" // the inviter sees who it is
		mallory.submit(mallory.get(web.PathCode), codeForm, open).wants(http.StatusSeeOther)
		r := h.referral(t)
		for range 5 {
			if err := h.bank.PostPurchase(sandbox.Garden, hostileWho, 2350, false); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.bank.PostPayroll(sandbox.Garden, hostileWho, 50000); err != nil {
			t.Fatal(err)
		}
		mallory.check().wantState(http.StatusOK, "acceptor_eligible").harmless()
		maker := h.arrive(t, sandbox.Garden, models.RoleMaker)
		maker.send(web.ReferralPath(r.ID) + "pay/").wants(http.StatusSeeOther)
		maker.send(web.ReferralPath(r.ID)+"note", desk.FieldText, trick+"\u202e\u200b"+strings.Repeat("\u0301", 50)).wants(http.StatusSeeOther)
		ids := subjects{web.PathReferrals: r.ID, web.PathApprovals: h.open(t, program.ActionPay, r.ID).ID, web.PathStaff: maker.user.ID,
			web.PathCampaigns: h.revised(t).ID, web.PathAudit: h.audited(t, sandbox.Garden, "referral.accepted").ID}
		blake := h.browser(t, sandbox.Garden)
		blake.signIn(sandbox.Garden, "blake")
		code := mallory.get(web.PathShare).harmless().doc().Find("p.code").Text()
		blake.submit(blake.get(web.PathCode), codeForm, typed(code)).wants(http.StatusSeeOther)
		h.set(t, sandbox.Garden, "UPDATE tenants SET name = '<canary a=\"\" canary>Bank & Sons' WHERE 1 = 1")
		h.set(t, sandbox.Garden, "UPDATE staff_users SET name = '=1+1|<canary>M. Aker' WHERE id = '"+maker.user.ID+"'")
		for _, locale := range []string{"en-US", "es-US"} {
			h.set(t, sandbox.Garden, "UPDATE members SET locale = '"+locale+"' WHERE 1 = 1")
			h.namesInTheCard(t, map[string]*browser{"the friend": mallory, "the inviter": avery, "the next friend": blake}, code)
		}
		h.namesInTheConsole(t, ids)
	})
}

func (h *house) namesInTheCard(t *testing.T, members map[string]*browser, code string) {
	t.Helper()
	h.browser(t, sandbox.Garden).get(web.PathLanding + code).wants(http.StatusOK).harmless()
	named := 0
	for who, b := range members {
		for _, route := range h.server.routes() {
			if route.Method != http.MethodGet || web.OfStaff(route.Path) || route.Access == "open" || route.Path == web.PathSignIn || strings.Contains(route.Path, ":") {
				continue
			}
			page := b.get(route.Path).harmless()
			if page.status >= http.StatusBadRequest && route.Path != web.PathCallback {
				t.Errorf("%s answered %d to %s", route.Path, page.status, who)
			}
			named += strings.Count(page.text(), "=1+1|<canary a=\"\" canary='1'>")
		}
	}
	if named < 2 { // under /me/ and on the inviter's whole page
		t.Errorf("members see the name %d times", named)
	}
}

func (h *house) namesInTheConsole(t *testing.T, ids subjects) {
	t.Helper()
	k := h.hireAs(t, sandbox.Garden, "reader", models.RoleAdmin)
	k.enterConsole()
	named := map[string]int{}
	for _, route := range h.staffRoutes(t, ids) {
		if web.Safe(route.Method) {
			named[route.Path] = strings.Count(k.get(route.Path).harmless().text(), "|<canary")
		}
	}
	for _, path := range []string{web.PathReferrals, web.PathRows, web.ReferralPath(ids[web.PathReferrals]), web.PathApprovals, web.ReferralPath(ids[web.PathReferrals]) + "pay/", web.PathStaff} {
		if named[path] == 0 {
			t.Errorf("%s does not show the name", path)
		}
	}
	auditor := h.hireAs(t, sandbox.Garden, "examiner", models.RoleAuditor)
	auditor.enterConsole()
	for _, path := range []string{web.PathExport, web.PathAuditExport} {
		file := auditor.post(path, url.Values{fieldStaffToken: {auditor.staffToken()}}).wants(http.StatusOK).inert()
		if strings.ContainsFunc(file.body, func(c rune) bool { return unicode.Is(unicode.Cf, c) && c != '\ufeff' }) {
			t.Errorf("%s holds what is not seen", path)
		}
		if path == web.PathExport && !strings.Contains(file.body, "'=1+1|") {
			t.Errorf("the name is not in the file: %s", file.body)
		}
	}
}
