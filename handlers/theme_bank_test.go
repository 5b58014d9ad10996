package handlers

import (
	"strings"
	"testing"
	"time"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// The bank's own colours stand in the members' sheet where they are wanted and told; no page asks for them.
func TestTheMembersPagesTakeTheBanksColours(t *testing.T) {
	t.Parallel()
	h := setup(t)
	sheet := func() string { return h.browser(t, sandbox.Garden).get(web.PathTheme).body }
	freshen := func() {
		t.Helper()
		h.clock.Advance(2 * time.Hour)
		tenant, err := h.db.Store.TenantBySlug(t.Context(), sandbox.Garden)
		if err == nil {
			err = h.app.For(tenant).FreshenTheme(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	green := sheet() // the setting is the colour that the sandbox bank tells
	admin := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	admin.submit(admin.get(web.PathSettings), "form#settings", map[string]string{desk.FieldColor: "#7A2E63", desk.FieldBankColors: "yes"}).wants(200, "Saved")
	h.clock.Advance(2 * time.Second)
	plum := sheet()
	if plum == green {
		t.Error("before the bank was asked its colours stand already")
	}
	if n := h.calls(sandbox.Garden, sandbox.OnThemes); n != 0 {
		t.Errorf("pages asked the bank for its colours %d times", n)
	}
	h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnThemes, Kind: "500"})
	freshen()
	if sheet() != plum {
		t.Error("a bank that fails took the setting's colour away")
	}
	h.bank.ClearFaults(sandbox.Garden)
	freshen()
	if got := sheet(); strings.Count(got, "--accent-fill:#1F6B46;") != strings.Count(green, "--accent-fill:#1F6B46;") || got == plum {
		t.Errorf("the bank's colours are not taken:\n%s\nwant the accents of\n%s", got, green)
	}
	h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnThemes, Kind: "500"})
	taken := sheet()
	freshen()
	if sheet() != taken {
		t.Error("a bank that fails later took the known colours away")
	}
}
