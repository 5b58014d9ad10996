package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/providers/sandbox"
)

func (h *house) outage(t *testing.T, kind string) {
	t.Helper()
	for _, endpoint := range []string{sandbox.OnDiscovery, sandbox.OnJWKS} {
		h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: endpoint, Kind: kind})
	}
}

// What the bank published two hours ago is used at once; the younger one is fetched behind the member, who would
// otherwise wait here for as long as the bank's client does.
func TestABankWhoseDocumentsHangKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "avery")
	h.clock.Advance(2 * time.Hour)
	h.outage(t, "hang")
	h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "blake")
	if strings.Contains(h.log.String(), "bank document not renewed") {
		t.Error("the member was signed in only when the bank's silence had been heard to its end")
	}
}

// An outage of discovery and keys lasts for a day before anybody notices, also for a process that begins within it.
func TestAnOutageOfDiscoveryAndKeysIsBridgedForADay(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "avery")
		h.outage(t, "500")
		h.clock.Advance(23 * time.Hour)
		h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "blake")

		restarted := h.browser(t, sandbox.Garden)
		restarted.server = h.another(t)
		restarted.signIn(sandbox.Garden, "avery")

		h.clock.Advance(2 * time.Hour)
		late := h.browser(t, sandbox.Garden)
		late.atBank(sandbox.Garden, "blake")
		for _, server := range []*Server{h.server, restarted.server, h.another(t)} {
			late.server = server
			late.get(web.PathTile).wantState(http.StatusOK, "anonymous").wants(http.StatusOK, "We can’t reach Garden")
		}
		h.bank.ClearFaults(sandbox.Garden)
		h.clock.Advance(time.Minute)
		h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "blake")
	})
}

// A change of the institution's row inside an outage leaves what is known of its bank.
func TestAChangeOfSettingsInAnOutageForgetsNothing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "avery")
	h.outage(t, "500")
	asked := h.calls(sandbox.Garden, sandbox.OnDiscovery)
	h.set(t, sandbox.Garden, "UPDATE tenants SET timezone = 'America/New_York' WHERE version > 0")
	h.set(t, sandbox.Garden, "DELETE FROM bank_documents WHERE kind <> ''")
	h.clock.Advance(2 * time.Second) // a tenant's row may be a second old
	h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "blake")
	if n := h.calls(sandbox.Garden, sandbox.OnDiscovery) - asked; n != 0 {
		t.Errorf("discovery was asked %d times, though what is known was fresh", n)
	}
}
