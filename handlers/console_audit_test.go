package handlers

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/providers/sandbox"
)

// audited is the newest row of an action.
func (h *house) audited(t *testing.T, slug, action string) (row models.AuditRow) {
	t.Helper()
	var page models.AuditPage
	err := h.rows(slug).View(t.Context(), func(v *models.View) (err error) {
		page, err = v.ListAudit(models.AuditFilter{Actions: []string{action}}, "")
		return err
	})
	if err != nil || len(page.Rows) == 0 {
		t.Fatalf("%d rows of %s, %v", len(page.Rows), action, err)
	}
	return page.Rows[0]
}

// sealAll seals what waits, as the job does.
func (h *house) sealAll(t *testing.T, slug string) {
	t.Helper()
	if err := h.rows(slug).InTx(t.Context(), func(tx *models.Tx) error { _, err := tx.SealAudit(1000); return err }); err != nil {
		t.Fatal(err)
	}
}

func TestTheAuditLogIsNarrowedByItsURL(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		_, r := h.earned(t)
		k := h.arrive(t, sandbox.Garden, models.RoleAuditor)
		k.get(web.ReferralPath(r.ID)).wants(http.StatusOK, "In the audit log")
		const met, signed = "Requirements met", "Enrolled"
		for query, found := range map[string][2]bool{"": {true, true}, "subject=" + r.ID: {true, false}, "what=referral.": {true, false}, "what=staff.": {false, true},
			"what=nonsense": {true, true}, "who=system": {true, false}, "who=staff": {false, true}, "who=" + k.user.ID: {false, true}, "who=member": {false, false},
			"q=requirements": {true, false}, "q=enrolled": {false, true}, "q=auditor": {false, true}, "q=zed": {false, false}, "q=" + r.ID: {true, false}, "q=Blake": {true, false},
			"from=2099-01-01": {false, false}, "to=2026-01-01": {false, false}, "from=2026-01-01&q=met": {true, false}, "q=%25": {false, false}, "subject=" + strings.Repeat("x", 300): {true, true},
			"on=referral": {true, false}, "on=staff": {false, true}, "on=payment": {false, false}, "on=campaign": {false, false}, "on=settings": {false, false}, "on=nonsense": {true, true},
			"on=staff&what=referral.": {false, false}, "origin=" + strings.Repeat("0", 64): {false, false}, "origin=x": {true, true}} {
			for _, path := range []string{web.PathAudit, web.PathAuditRows} {
				said := k.get(path + "?" + query).wants(http.StatusOK).doc().Find("#list tbody").Text()
				if strings.Contains(said, met) != found[0] || strings.Contains(said, signed) != found[1] {
					t.Errorf("%s?%s: found %v and %v, want %v", path, query, strings.Contains(said, met), strings.Contains(said, signed), found)
				}
			}
		}
		k.get(web.PathAudit+"?from=yesterday").wants(http.StatusUnprocessableEntity, "That is no day.")
		k.get(web.PathAudit + "?cursor=o.xyz").wants(http.StatusNotFound)
	})
}

func TestAnEntryShowsWhatWasBeforeAndAfter(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	k := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	row := h.audited(t, sandbox.Garden, "referral.met")
	k.get(web.AuditPath(row.ID)).wants(http.StatusOK, "Requirements met", "pending", "eligible", "waits for its seal", desk.Number(r.ID))
	h.sealAll(t, sandbox.Garden)
	sealed := h.audited(t, sandbox.Garden, "referral.met")
	k.get(web.AuditPath(row.ID)).wants(http.StatusOK, sealed.Hash, sealed.PrevHash).without("waits for its seal")
	foreign := h.audited(t, sandbox.Orchard, "tenant.added")
	for _, id := range []string{foreign.ID, "0198c0de-0000-7000-8000-000000000000", "x", "1%20OR%201=1"} {
		k.get(web.PathAudit + id + "/").wants(http.StatusNotFound).without(foreign.SubjectID)
	}
}

// forged alters a sealed entry of Garden, as somebody with the database's own password can.
func (h *house) forged(t *testing.T, seq int) {
	t.Helper()
	cfg, first := h.db.Config, "DROP TRIGGER IF EXISTS freeze_audit_log"
	if cfg.OnPostgres() {
		cfg, first = h.db.Owner, "SELECT set_config('app.tenant', '"+string(h.garden.ID())+"', false)"
	}
	raw := modelstest.Raw(t, cfg)
	for _, s := range []string{first, fmt.Sprintf("UPDATE audit_log SET action = 'forged' WHERE seq = %d AND tenant_id = '%s'", seq, h.garden.ID())} {
		if _, err := raw.ExecContext(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCheckNowNamesTheFirstBrokenEntry(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		k := h.arrive(t, sandbox.Garden, models.RoleAuditor)
		k.get(web.PathAudit).wants(http.StatusOK, "Not checked yet.", "wait for their seal")
		h.sealAll(t, sandbox.Garden)
		k.get(web.PathAudit).wants(http.StatusOK).without("wait for their seal")
		k.send(web.PathAuditVerify).wants(http.StatusSeeOther)
		got := k.get(web.PathAudit).wants(http.StatusOK, "Nothing has been altered.", "Last checked", "1 entry waits", "Checked the chain")
		if got.doc().Find(".chain.notice-green").Length() != 1 {
			t.Error("good news is not green")
		}
		h.forged(t, 2)
		k.send(web.PathAuditVerify).wants(http.StatusSeeOther)
		got = k.get(web.PathAudit).wants(http.StatusOK, "The audit log does not hold: entry 2 is not what was sealed.").without("Nothing has been altered")
		if got.doc().Find(".chain.notice-red[role=alert]").Length() != 1 {
			t.Error("bad news is not red")
		}
		if !strings.Contains(h.log.String(), "the audit trail does not hold") {
			t.Error("nothing of it stands in the log")
		}
	})
}

// TestABrokenTrailIsToldOnEveryPageToThoseWhoMaySeeIt: of that institution alone.
func TestABrokenTrailIsToldOnEveryPageToThoseWhoMaySeeIt(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.sealAll(t, sandbox.Garden)
	auditor, admin, maker := h.arrive(t, sandbox.Garden, models.RoleAuditor), h.arrive(t, sandbox.Garden, models.RoleAdmin), h.arrive(t, sandbox.Garden, models.RoleMaker)
	neighbour := h.arrive(t, sandbox.Orchard, models.RoleAuditor)
	h.forged(t, 1)
	const told = "The audit log does not hold: entry 1"
	auditor.get(web.PathReferrals).wants(http.StatusOK).without(told)
	auditor.send(web.PathAuditVerify).wants(http.StatusSeeOther)
	for _, path := range []string{web.PathConsole, web.PathReferrals, web.PathCampaigns, web.PathApprovals, web.PathAudit, web.PathExport} {
		for who, k := range map[string]*clerk{"auditor": auditor, "admin": admin} {
			if banner := k.get(path).wants(http.StatusOK).doc().Find(".banner .notice-red[role=alert]").Text(); !strings.Contains(banner, told) {
				t.Errorf("%s reads at %s: %q", who, path, banner)
			}
		}
		if path != web.PathAudit {
			maker.get(path).wants(http.StatusOK).without(told)
		}
	}
	neighbour.get(web.PathAudit).wants(http.StatusOK).without(told)
}

// TestALongWalkGoesOnInParts: each answers at once and says how far it came; where scripts run it sends for the next one
// itself, and the last one no longer does.
func TestALongWalkGoesOnInParts(t *testing.T) {
	t.Parallel()
	h := setup(t)
	k := h.arrive(t, sandbox.Garden, models.RoleAuditor)
	err := h.rows(sandbox.Garden).InTx(t.Context(), func(tx *models.Tx) error {
		for range 450 {
			if err := tx.Audit(models.Actor{Kind: models.ActorSystem}, "test.done", "thing", "x", nil, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	h.sealAll(t, sandbox.Garden)
	k.send(web.PathAuditVerify).wants(http.StatusSeeOther)
	got := k.get(web.PathAudit).wants(http.StatusOK, "Checked up to entry 200.", "Go on")
	if got.doc().Find("#chain progress[value='200']").Length() != 1 || got.doc().Find("#chain [hx-trigger*=load]").Length() != 0 {
		t.Error("the page shows no progress, or goes on by itself for whoever looks at it")
	}
	part := func() reply {
		form := url.Values{fieldStaffToken: {k.staffToken()}, desk.FieldGoOn: {"1"}}
		return k.post(web.PathAuditVerify, form, scripted, "true").wants(http.StatusOK)
	}
	if got = part().wants(http.StatusOK, "Checked up to entry 400."); got.doc().Find("#chain form[hx-trigger*=load]").Length() != 1 {
		t.Error("the part does not send for the next one")
	}
	if got = part().wants(http.StatusOK, "Nothing has been altered."); got.doc().Find("[hx-trigger*=load]").Length() != 0 || got.doc().Find("progress").Length() != 0 {
		t.Error("the last part sends on")
	}
	part().wants(http.StatusOK, "Nothing has been altered.")
	if n := h.count(t, sandbox.Garden, "audit_log", "action = 'audit.verified'"); n != 1 {
		t.Errorf("%d entries tell of one walk", n)
	}
}

func TestTheAuditLogIsTakenOutByThoseWhoMayWithAFreshCode(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	h.set(t, sandbox.Garden, `UPDATE members SET given_name = '=HYPERLINK("x")' WHERE given_name = 'Blake'`)
	k := h.arrive(t, sandbox.Garden, models.RoleAuditor)
	h.sealAll(t, sandbox.Garden)
	h.clock.Advance(6 * time.Minute)
	k.send(web.PathAuditExport, "subject", r.ID).wants(http.StatusUnauthorized, "export the audit log")
	if n := h.count(t, sandbox.Garden, "audit_log", "action = 'audit.exported'"); n != 0 {
		t.Fatalf("%d exports before the code", n)
	}
	got := k.send(web.PathAuditExport, "subject", r.ID, desk.FieldCode, k.code()).wants(http.StatusOK)
	if kind := got.header.Get("Content-Type"); kind != "text/csv; charset=utf-8" || !strings.Contains(got.header.Get("Content-Disposition"), `filename="audit-garden-`) {
		t.Errorf("it came as %q, %q", kind, got.header.Get("Content-Disposition"))
	}
	rows, err := csv.NewReader(strings.NewReader(got.body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := h.count(t, sandbox.Garden, "audit_log", "subject_id = '"+r.ID+"'"); len(rows) != want+2 || strings.Join(rows[0], ",") != strings.Join(desk.AuditColumns(), ",") {
		t.Errorf("%d rows with head %v, want %d", len(rows), rows[0], want+2)
	} else if last := rows[len(rows)-1]; last[0] != "total" || last[1] != fmt.Sprint(want, " entries") {
		t.Errorf("the last line is %v", last)
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.HasPrefix(cell, "=") {
				t.Errorf("the cell %q runs in a spreadsheet", cell)
			}
		}
	}
	if row := h.audited(t, sandbox.Garden, "audit.exported"); row.ActorID != k.user.ID || !strings.Contains(string(row.Diff), `"narrowed":true`) {
		t.Errorf("the export was written down as %+v", row)
	}
	h.clock.Advance(time.Minute)
	if body := k.send(web.PathAuditExport, "q", "nothing like it").wants(http.StatusOK).body; strings.Count(body, "\n") != 2 || !strings.Contains(body, "total,0 entries") {
		t.Errorf("an export of nothing: %q", body)
	}
	form := url.Values{fieldStaffToken: {k.staffToken()}, "from": {"yesterday"}}
	k.post(web.PathAuditExport, form).wants(http.StatusUnprocessableEntity)
}

func TestTheLogTellsWhatCameFromOneAddressAndNeverTheAddress(t *testing.T) {
	t.Parallel()
	h := setup(t)
	k := h.arrive(t, sandbox.Garden, models.RoleAuditor)
	k.peer = "203.0.113.77:4711"
	k.send(web.PathAuditVerify).wants(http.StatusSeeOther)
	row := h.audited(t, sandbox.Garden, "audit.verified")
	page := k.get(web.AuditPath(row.ID)).wants(http.StatusOK, "Came from").without("203.0.113")
	link := page.doc().Find(`a[href*="origin="]`).AttrOr("href", "")
	if len(row.IPHmac) != 64 || !strings.HasSuffix(link, "origin="+row.IPHmac) {
		t.Fatalf("the tag is %q and the link %q", row.IPHmac, link)
	}
	if h.audited(t, sandbox.Garden, "staff.proven").IPHmac == row.IPHmac {
		t.Error("two addresses have one tag")
	}
	found := k.get(web.PathAudit+"?origin="+row.IPHmac).wants(http.StatusOK, "Only what came from the address").doc().Find("#list tbody tr")
	if found.Length() != 1 || !strings.Contains(found.Text(), "Checked the chain") {
		t.Errorf("%d entries from it: %s", found.Length(), found.Text())
	}
	if kept := k.get(web.PathAudit+"?origin="+row.IPHmac).doc().Find(`#filter input[name="origin"]`).AttrOr("value", ""); kept != row.IPHmac {
		t.Errorf("searching on would leave the address: %q", kept)
	}
}
