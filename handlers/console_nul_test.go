package handlers

import (
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

// consoleFields are the names of everything that a form or an address of the console carries, out of the source: a new one
// is tried without a line here.
func consoleFields(t *testing.T) (names []string) {
	t.Helper()
	constant := regexp.MustCompile(`\b(?:[Ff]ield|Query)[A-Za-z]*\s+= "([a-z_-]+)"`)
	for _, folder := range []string{"desk", "console", "../models/program"} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(filepath.Clean(file))
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range constant.FindAllStringSubmatch(string(raw), -1) {
				names = append(names, found[1])
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(append(names, "from", "to", "state", "campaign", "inviter", "friend", "subject", "who", "what", "on", "origin", "cursor", "sort", "q"))
}

// groupsOf are the fields in groups of eight, cut twice, so that no two fields share both of their groups: what refuses one
// field early hides the others of its group, and one by one they would take a minute.
func groupsOf(fields []string) (all [][]string) {
	const size = 8
	rows, columns := map[int][]string{}, map[int][]string{}
	for i, field := range fields {
		rows[i/size], columns[i%size] = append(rows[i/size], field), append(columns[i%size], field)
	}
	return append(slices.Collect(maps.Values(rows)), slices.Collect(maps.Values(columns))...)
}

// TestACharacterThatPostgreSQLRefusesIsOrdinaryBadInput sends NUL, which no text of PostgreSQL holds (SQLSTATE 22021), in
// each field of each route of the console, in groups and in all at once, by somebody who may send it there.
func TestACharacterThatPostgreSQLRefusesIsOrdinaryBadInput(t *testing.T) {
	t.Parallel()
	h := build(t, kit.Postgres(t, nil))
	_, _, ids := h.askedFor(t)
	fields, rights := consoleFields(t), reviewedRights(t)
	stranger := h.browser(t, sandbox.Garden)
	for _, field := range []string{desk.FieldEmail, desk.FieldPassword, desk.FieldCode} {
		form := url.Values{desk.FieldEmail: {"nobody@bank.test"}, desk.FieldPassword: {"a long enough password"}}
		form.Set(field, form.Get(field)+"\x00")
		stranger.post(web.PathStaffSignIn, form).wants(http.StatusUnprocessableEntity)
	}
	clerks, tokens := map[models.Role]*clerk{}, map[models.Role]string{}
	for _, role := range roles() {
		clerks[role] = h.hireAs(t, sandbox.Garden, "nul-"+string(role), role)
		clerks[role].enterConsole()
		tokens[role] = clerks[role].staffToken()
	}
	patterns := h.staffPatterns()
	for i, route := range h.staffRoutes(t, ids) {
		may := rights[route.Method+" "+patterns[i]]
		at := slices.IndexFunc(roles(), func(r models.Role) bool { return may[r] })
		if at < 0 || strings.HasSuffix(route.Path, web.PathStaffOut) || strings.HasPrefix(route.Path, web.PathStaff) && !web.Safe(route.Method) && strings.Contains(route.Path, "disable") {
			continue
		}
		role := roles()[at]
		for _, bad := range append(groupsOf(fields), fields) {
			form := url.Values{}
			for _, field := range fields {
				if form.Set(field, "x"); slices.Contains(bad, field) {
					form.Set(field, "a\x00b")
				}
			}
			var got reply
			if web.Safe(route.Method) {
				got = clerks[role].get(route.Path + "?" + form.Encode())
			} else {
				form.Set(fieldStaffToken, tokens[role])
				form.Set(program.FieldKey, "a-key-of-"+models.NewID())
				got = clerks[role].post(route.Path, form)
			}
			if got.status >= http.StatusInternalServerError {
				t.Errorf("%s %s as %s answered %d to NUL in %v", route.Method, route.Path, role, got.status, bad)
			}
		}
	}
}
