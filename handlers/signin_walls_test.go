package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"raf/handlers/web"
	"raf/providers/sandbox"
)

// A2: the answer of one institution's bank must not be taken at the other, and its code not be sent there.
func TestAnAnswerOfOneBankIsNotTakenByTheOther(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.browser(t, sandbox.Garden)
	b.atBank(sandbox.Garden, "avery")
	orchard := h.browser(t, sandbox.Orchard)
	orchard.atBank(sandbox.Orchard, "avery")
	theirs, err := url.Parse(orchard.toBank(web.PathTile))
	if err != nil {
		t.Fatal(err)
	}
	for name, pairs := range map[string][]string{
		"code and issuer of the other bank": {"code", theirs.Query().Get("code"), "iss", theirs.Query().Get("iss")},
		"issuer of the other bank":          {"iss", theirs.Query().Get("iss")},
		"no issuer at all":                  {"iss", ""},
		"an issuer with a slash more":       {"iss", h.origins[sandbox.Garden] + "/a/consumer/api/v0/oidc/"},
	} {
		t.Run(name, func(t *testing.T) {
			got := b.in(t).get(changed(t, b.toBank(web.PathTile), pairs...)).wantState(http.StatusBadRequest, "anonymous")
			got.without(theirs.Query().Get("iss"), theirs.Query().Get("code"))
			for _, slug := range []string{sandbox.Garden, sandbox.Orchard} {
				if n := h.calls(slug, sandbox.OnToken); n != 0 {
					t.Errorf("%s's token endpoint was asked %d times", slug, n)
				}
				h.wantNobody(t, slug, b)
			}
		})
	}
	t.Run("state and tie of the other institution", func(t *testing.T) {
		for name, value := range orchard.cookies(web.PathTile) {
			b.keep(name, value)
		}
		b.in(t).get(strings.Replace(theirs.String(), "/t/orchard/", "/t/garden/", 1)).wantState(http.StatusBadRequest, "anonymous")
		h.wantNobody(t, sandbox.Garden, b)
	})
}

// A9: the demo's members have the same subject at both institutions.
func TestTheSameSubjectAtTwoInstitutionsIsTwoMembers(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "avery").without("Orchard")
	h.browser(t, sandbox.Orchard).signIn(sandbox.Orchard, "avery").without("Garden")
	here, there := h.member(t, sandbox.Garden, "avery"), h.member(t, sandbox.Orchard, "avery")
	if here.Subject != there.Subject || here.ID == there.ID || here.Code.Code == there.Code.Code || here.PersonKey == there.PersonKey {
		t.Errorf("not two members of one subject: %s %s", here.ID, there.ID)
	}
}

// A newcomer opens the bank in several tabs and on the phone, and each card signs in by itself.
func TestANewcomersFirstSignInsMayAllHappenAtOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		callbacks := make([]string, 8)
		browsers := make([]*browser, len(callbacks))
		for i := range browsers {
			browsers[i] = h.browser(t, sandbox.Garden)
			browsers[i].atBank(sandbox.Garden, "blake")
			callbacks[i] = browsers[i].toBank(web.PathTile)
		}
		var all sync.WaitGroup
		for i, b := range browsers {
			all.Go(func() {
				if got := b.get(callbacks[i]); got.status != http.StatusSeeOther || b.token() == "" {
					t.Errorf("tab %d ended with %d", i, got.status)
				}
			})
		}
		all.Wait()
		if n := h.count(t, sandbox.Garden, "sessions", ""); n != len(browsers) {
			t.Errorf("%d sessions, want %d", n, len(browsers))
		}
		for _, table := range []string{"members", "bank_grants", "referral_codes"} {
			if n := h.count(t, sandbox.Garden, table, ""); n != 1 {
				t.Errorf("%d rows in %s, want the one of the newcomer", n, table)
			}
		}
	})
}
