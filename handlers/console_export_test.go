package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/providers/sandbox"
)

// long gives an institution more than one page of an export of its trail.
func (h *house) long(t *testing.T) {
	t.Helper()
	err := h.rows(sandbox.Garden).InTx(t.Context(), func(tx *models.Tx) error {
		for range 1100 {
			if err := tx.Audit(models.Actor{Kind: models.ActorSystem}, "test.done", "thing", "x", nil, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAnExportThatBreaksOffNeverLooksWhole: whoever keeps the file sees that its end is missing, and so does whoever loads
// it. That it was taken out is written down before the first byte.
func TestAnExportThatBreaksOffNeverLooksWhole(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ path, action string }{
		"referrals": {web.PathExport, "referrals.export_begun"}, "the audit log": {web.PathAuditExport, "audit.exported"},
	} {
		for how, breaks := range map[string]func(h *house, k *clerk){
			"nobody takes it":      func(_ *house, k *clerk) { k.leaves = 10 },
			"nobody takes its end": func(_ *house, k *clerk) { k.leaves = 600 },
			"the database is gone": func(h *house, k *clerk) {
				k.onFirst = func() {
					raw := modelstest.Raw(t, h.db.Config)
					if _, err := raw.ExecContext(t.Context(), "ALTER TABLE audit_log RENAME TO gone"); err != nil {
						t.Error(err)
					}
				}
			},
		} {
			t.Run(name+", "+how, func(t *testing.T) {
				t.Parallel()
				h := setup(t) // on SQLite: the app's role could not take a table away
				h.crowd(t, 20, models.StateEligible, "MMMM")
				h.long(t)
				k := h.arrive(t, sandbox.Garden, models.RoleAuditor)
				form := url.Values{fieldStaffToken: {k.staffToken()}}
				breaks(h, k)
				got := k.post(row.path, form)
				if got.header.Get(cutOff) == "" || strings.Contains(got.body, "\ntotal") {
					t.Errorf("it ends as if it were whole: %q", got.body[max(0, len(got.body)-80):])
				}
				table := "audit_log"
				if k.onFirst != nil {
					table = "gone"
				}
				if n := h.count(t, sandbox.Garden, table, "action = '"+row.action+"' AND actor_id = '"+k.user.ID+"'"); n != 1 {
					t.Errorf("%d rows tell that it began", n)
				}
			})
		}
	}
}

// TestWhatAnExportIsAskedWith are the bad inputs of both exports (security.md, section 5).
func TestWhatAnExportIsAskedWith(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.crowd(t, 2, models.StateEligible, "MMMM")
		k := h.arrive(t, sandbox.Garden, models.RoleAuditor)
		token := k.staffToken()
		long := strings.Repeat("x", 4000)
		for name, row := range map[string]struct {
			form   url.Values
			header []string
			status [2]int // of the referrals' export and of the audit log's
		}{
			"nothing but the token":              {nil, nil, [2]int{200, 200}},
			"a day that is none":                 {url.Values{"from": {"2026-02-30"}}, nil, [2]int{422, 422}},
			"a day in words":                     {url.Values{"to": {"yesterday"}}, nil, [2]int{422, 422}},
			"a day beyond all years":             {url.Values{"from": {"99999-01-01"}}, nil, [2]int{422, 422}},
			"a day with a time zone":             {url.Values{"from": {"2026-01-01T00:00:00Z"}}, nil, [2]int{422, 422}},
			"Arabic digits":                      {url.Values{"from": {"٢٠٢٦-01-01"}}, nil, [2]int{422, 422}},
			"a state and a kind that are none":   {url.Values{"state": {"nonsense"}, "on": {"nonsense"}, "what": {"nonsense"}}, nil, [2]int{200, 200}},
			"a filter longer than a field":       {url.Values{"q": {long}, "subject": {long}, "campaign": {long}}, nil, [2]int{200, 200}},
			"a filter longer than a body may be": {url.Values{"q": {strings.Repeat("x", 70_000)}}, nil, [2]int{413, 413}},
			"SQL":                                {url.Values{"q": {"' OR 1=1 --"}, "subject": {"x' OR '1'='1"}, "sort": {"id; DROP TABLE members"}}, nil, [2]int{200, 200}},
			"NUL":                                {url.Values{"q": {"a\x00b"}}, nil, [2]int{200, 200}},
			"a wish for JSON":                    {nil, []string{"Accept", "application/json"}, [2]int{200, 200}},
			"a part of the file":                 {nil, []string{"Range", "bytes=0-9"}, [2]int{200, 200}},
			"a wish for compression":             {nil, []string{"Accept-Encoding", "gzip, br"}, [2]int{200, 200}},
		} {
			for i, path := range []string{web.PathExport, web.PathAuditExport} {
				form := url.Values{fieldStaffToken: {token}}
				for field, values := range row.form {
					form[field] = values
				}
				got := k.post(path, form, row.header...)
				if got.status != row.status[i] {
					t.Errorf("%s at %s: %d, want %d", name, path, got.status, row.status[i])
				}
				whole := strings.HasPrefix(got.header.Get("Content-Type"), "text/csv") && strings.Contains(got.body, "\ntotal,")
				if (got.status == http.StatusOK) != whole || got.header.Get("Content-Range") != "" || got.header.Get("Content-Encoding") != "" {
					t.Errorf("%s at %s: not a whole file: %v", name, path, got.header)
				}
			}
		}
		before := h.count(t, sandbox.Garden, "audit_log", "1 = 1")
		for _, kind := range []string{"application/json", "text/plain", ""} {
			for _, path := range []string{web.PathExport, web.PathAuditExport} {
				got := k.do(http.MethodPost, path, strings.NewReader(url.Values{fieldStaffToken: {token}}.Encode()), "Content-Type", kind, "Sec-Fetch-Site", "same-origin")
				if got.status != http.StatusUnsupportedMediaType {
					t.Errorf("a form as %q at %s: %d, want 415", kind, path, got.status)
				}
			}
		}
		for _, path := range []string{web.PathExport, web.PathAuditExport} {
			for _, method := range []string{http.MethodHead, http.MethodPut, http.MethodDelete, http.MethodPatch} {
				if got := k.do(method, path, nil); got.status != http.StatusMethodNotAllowed && (path != web.PathExport || method != http.MethodHead) {
					t.Errorf("%s %s: %d", method, path, got.status)
				}
			}
		}
		if after := h.count(t, sandbox.Garden, "audit_log", "1 = 1"); after != before {
			t.Errorf("%d rows were written by requests that may not export", after-before)
		}
	})
}

// TestWhatTheLogIsAskedWith are the bad inputs of the log and of its rows.
func TestWhatTheLogIsAskedWith(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		k := h.arrive(t, sandbox.Garden, models.RoleAuditor)
		long := strings.Repeat("x", 4000)
		for query, status := range map[string]int{
			"from=2026-02-30": 422, "to=0000-00-00": 422, "from=2026-1-1": 422, "to=%D9%A2%D9%A0-01-01": 422, "from=9999-12-31": 200, "from=0001-01-01&to=9999-12-31": 200,
			"from=2026-12-31&to=2026-01-01": 200, "q=" + long: 200, "subject=" + long: 200, "who=" + long: 200, "q=%00": 200, "q=%27+OR+1%3D1+--": 200, "q=%25%25%25": 200, "q=_": 200,
			"who=%27": 200, "what=referral.%25": 200, "on=%27": 200, "origin=" + long: 200, "cursor=" + long: 404, "cursor=o.": 404, "cursor=%00": 404, "cursor=n.e30": 404, "unknown=1": 200,
			"q=" + strings.Repeat("x", 9000): 414, "from=2026-01-01&from=2026-01-02": 400, "q=%ff": 400,
		} {
			for _, path := range []string{web.PathAudit, web.PathAuditRows} {
				if got := k.get(path + "?" + query); got.status != status {
					t.Errorf("%s?%.60s: %d, want %d", path, query, got.status, status)
				}
			}
		}
		for _, header := range [][]string{{"Accept", "application/json"}, {"Range", "bytes=0-1"}, {"Accept", "*/*;q=0"}} {
			if got := k.get(web.PathAudit, header...); got.status != http.StatusOK || !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
				t.Errorf("%v: %d, %s", header, got.status, got.header.Get("Content-Type"))
			}
		}
		if got := k.do(http.MethodHead, web.PathAudit, nil); got.status != http.StatusOK {
			t.Errorf("HEAD: %d", got.status)
		}
		k.post(web.PathAuditVerify, url.Values{fieldStaffToken: {k.staffToken()}, desk.FieldGoOn: {long}}).wants(http.StatusSeeOther)
	})
}
