package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/providers/sandbox"
)

// worked is one call and what it cost: the statements, in their order.
type worked struct {
	Status     int
	Body       string
	Statements []string
}

// TestAnothersIdCostsWhatNobodysIdCosts asks the other institution's staff for ids that exist at Garden and for ids that
// exist nowhere: answers and statements must be the same, or the time between them says what exists (security.md, F3).
func TestAnothersIdCostsWhatNobodysIdCosts(t *testing.T) {
	t.Parallel()
	countedOnBoth(t, func(t *testing.T, h *house, count *modelstest.Counter) {
		_, a, ids := h.askedFor(t)
		nobodys := subjects{}
		for area := range ids {
			nobodys[area] = models.NewID()
		}
		k := h.hireAs(t, sandbox.Orchard, "theirs", models.RoleAdmin)
		k.enterConsole()
		token := k.staffToken()
		ask := func(route web.Route, own subjects) worked {
			count.Take()
			var got reply
			if web.Safe(route.Method) {
				got = k.get(route.Path)
			} else {
				got = k.post(route.Path, url.Values{fieldStaffToken: {token}, desk.FieldSeal: {a.PayloadSHA256}, desk.FieldReason: {"x"}, desk.FieldText: {"x"},
					desk.FieldHold: {models.NewID()}, program.FieldKey: {"a-key-for-" + models.NewID()}})
			}
			body := strings.ReplaceAll(got.body, got.header.Get("X-Request-Id"), "REQUEST")
			for _, id := range own {
				body = strings.ReplaceAll(body, id, "ID")
			}
			return worked{got.status, body, count.Take()}
		}
		theirs, none, compared := h.staffRoutes(t, ids), h.staffRoutes(t, nobodys), 0
		for i, route := range theirs {
			if !ids.in(route.Path) {
				continue
			}
			compared++
			foreign, unknown := ask(route, ids), ask(none[i], nobodys)
			if foreign.Status != http.StatusNotFound && foreign.Status != http.StatusForbidden {
				t.Errorf("%s %s answers %d", route.Method, route.Path, foreign.Status)
			}
			if diff := cmp.Diff(unknown, foreign); diff != "" {
				t.Errorf("%s %s (-nobody's +another's):\n%s", route.Method, h.staffPatterns()[i], diff)
			}
		}
		if compared < 20 {
			t.Errorf("%d routes were compared", compared)
		}
	})
}

// countedOnBoth runs a scenario on both databases, with every statement written down.
func countedOnBoth(t *testing.T, f func(t *testing.T, h *house, count *modelstest.Counter)) {
	t.Helper()
	for name, open := range map[string]func(t *testing.T, c *modelstest.Counter) modelstest.DB{
		"sqlite":   func(t *testing.T, c *modelstest.Counter) modelstest.DB { return modelstest.SQLite(t, c.Open) },
		"postgres": func(t *testing.T, c *modelstest.Counter) modelstest.DB { return kit.Postgres(t, c.Open) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			count := &modelstest.Counter{}
			f(t, build(t, open(t, count)), count)
		})
	}
}
