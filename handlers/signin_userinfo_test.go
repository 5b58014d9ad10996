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

// An endpoint that is away while a member signs in again takes nothing from what it told before, in either language; one
// that answers without a claim does.
func TestAnOutageOfUserInfoForgetsNothing(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.set(t, sandbox.Garden, "UPDATE tenants SET claims_in_user_info = true WHERE slug = 'garden'")
		h.clock.Advance(2 * time.Second)
		h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "devon")
		for _, kind := range []string{"500", "html_200", "truncated", "302", "drop", "403", "wrong_types"} {
			h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnUserinfo, Kind: kind, Location: h.origins[sandbox.Orchard] + "/collect"})
			h.clock.Advance(2 * time.Minute)
			b := h.browser(t, sandbox.Garden)
			b.signIn(sandbox.Garden, "devon")
			known := "subject = '" + h.bank.Subject(sandbox.Garden, "devon") + "' AND given_name = 'Devon' AND family_initial <> '' AND locale <> '' AND search_name LIKE 'devon %'" +
				" AND customer_ref <> '' AND person_key_kind = 'tax_id'"
			if n := h.count(t, sandbox.Garden, "members", known); n != 1 {
				t.Errorf("%s: the member is not known any more as before", kind)
			}
			b.get(web.PathMe).wants(http.StatusOK, "About Devon")
		}
		h.bank.ClearFaults(sandbox.Garden)
		h.clock.Advance(2 * time.Minute)
		// An answer is believed also in what it leaves out.
		h.bank.SetSwitches(sandbox.Garden, sandbox.Switches{Unoffered: []string{"given_name", "family_name", "locale"}})
		h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "devon")
		if n := h.count(t, sandbox.Garden, "members", "given_name = '' AND family_initial = '' AND locale = ''"); n != 1 {
			t.Error("a name that the bank no longer tells is kept")
		}
	})
}
