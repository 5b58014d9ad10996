package handlers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/models"
	"raf/providers"
	"raf/providers/sandbox"
)

// atUserInfo is a house whose Garden asks for claims at the UserInfo endpoint.
func atUserInfo(t *testing.T, fault string) *house {
	t.Helper()
	h := setupFor(t, fault)
	h.set(t, sandbox.Garden, "UPDATE tenants SET claims_in_user_info = true WHERE slug = 'garden'")
	h.clock.Advance(2 * time.Second)
	return h
}

func TestClaimsAreToldWhereTheInstitutionWantsThem(t *testing.T) {
	t.Parallel()
	h := atUserInfo(t, "")
	b := h.browser(t, sandbox.Garden)
	u, err := url.Parse(b.get(web.PathTile).wants(http.StatusSeeOther).location())
	if err != nil {
		t.Fatal(err)
	}
	var asked map[string]map[string]any
	if err := json.Unmarshal([]byte(u.Query().Get("claims")), &asked); err != nil || len(asked["id_token"]) != 1 || len(asked["userinfo"]) != 5 {
		t.Errorf("claims %v, %v; want the institution's in the ID token and the five others at the endpoint", asked, err)
	}
	b.signIn(sandbox.Garden, "blake")
	if n := h.calls(sandbox.Garden, sandbox.OnUserinfo); n != 1 {
		t.Errorf("the endpoint was asked %d times, want once", n)
	}
	b.get(web.PathMe).wants(http.StatusOK, "Blake C.", "Ends in 02", "we keep only a fingerprint")
	if n := h.count(t, sandbox.Garden, "members", "person_key_kind = '"+string(models.PersonByTaxID)+"'"); n != 1 {
		t.Error("the tax id was not told")
	}
	h.browser(t, sandbox.Orchard).signIn(sandbox.Orchard, "blake")
	if n := h.calls(sandbox.Orchard, sandbox.OnUserinfo); n != 0 {
		t.Error("the endpoint of an institution that tells in the ID token was asked")
	}
}

// Whoever answers about somebody else ends the sign-in; whoever does not answer leaves the claims untold.
func TestEachFaultOfUserInfoLeavesClaimsUntoldOrEndsTheSignIn(t *testing.T) {
	t.Parallel()
	for _, kind := range sandbox.FaultKinds(sandbox.OnUserinfo) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			h := atUserInfo(t, kind)
			h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnUserinfo, Kind: kind})
			b := h.browser(t, sandbox.Garden)
			b.atBank(sandbox.Garden, "blake")
			got := b.load(web.PathTile)
			h.drained(t)
			revoked := h.bank.Counters(sandbox.Garden).Revocations
			if strings.HasSuffix(kind, "_sub") {
				got.wants(http.StatusBadRequest, "Sign-in did not work")
				h.wantNobody(t, sandbox.Garden, b)
				if revoked != 1 {
					t.Errorf("%d revocations, want 1", revoked)
				}
				return
			}
			got.wants(http.StatusOK)
			if n := h.count(t, sandbox.Garden, "sessions", ""); n != 1 || revoked != 0 {
				t.Fatalf("%d sessions and %d revocations, want one session: %s", n, revoked, got.text())
			}
			for _, item := range []providers.Item{providers.ItemName, providers.ItemCustomer, providers.ItemTaxID} {
				h.held(t, item, providers.HeldUntold)
			}
			b.get(web.PathMe).wants(http.StatusOK, "About you", "Garden did not say").without("Blake")
		})
	}
}
