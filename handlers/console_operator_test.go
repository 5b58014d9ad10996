package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

// lookOn lets somebody of the platform in at Garden and signs them in.
func (h *house) lookOn(t *testing.T, hours int) *clerk {
	t.Helper()
	k := &clerk{browser: h.browser(t, sandbox.Garden), slug: sandbox.Garden, email: "dana@platform.test"}
	p := h.app.For(h.garden)
	token, _, err := p.AdmitOperator(t.Context(), program.Admission{Email: k.email, Name: "Dana Platform", Reason: "Ticket 12", Hours: hours}, models.Actor{Kind: models.ActorSystem, ID: "command"})
	if err != nil {
		t.Fatal(err)
	}
	begun, err := p.BeginEnrolment(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	k.secret, k.user = begun.Secret, begun.Person
	if _, err := p.FinishEnrolment(t.Context(), token, begun.Offer, staffPassword, k.code()); err != nil {
		t.Fatal(err)
	}
	h.clock.Advance(31 * time.Second)
	k.enterConsole()
	return k
}

func TestNoWriteRouteAndNoExportAnswersAnOperator(t *testing.T) {
	t.Parallel()
	h, _, _, ids := askedFor(t)
	k := h.lookOn(t, 8)
	token := k.staffToken()
	before := h.count(t, sandbox.Garden, "audit_log", "action <> 'staff.proven'")
	for _, route := range h.staffRoutes(t, ids) {
		switch {
		case strings.HasSuffix(route.Path, web.PathStaffOut):
		case !web.Safe(route.Method):
			k.post(route.Path, url.Values{fieldStaffToken: {token}, desk.FieldReason: {"x"}, desk.FieldCode: {k.code()}}).wants(http.StatusForbidden, "Your role does not allow that")
		case strings.Contains(route.Path, "export"):
			k.get(route.Path).wants(http.StatusForbidden)
		}
	}
	if after := h.count(t, sandbox.Garden, "audit_log", "action <> 'staff.proven'"); after != before {
		t.Errorf("something changed: %d audit rows, then %d", before, after)
	}
	k.post(web.PathStaffOut, url.Values{fieldStaffToken: {token}}).wants(http.StatusSeeOther)
}

func TestAnOperatorSeesInitialsAndABannerOnEveryPage(t *testing.T) {
	t.Parallel()
	h, r, _, ids := askedFor(t)
	names := []string{r.Acceptor.GivenName, r.Inviter.GivenName, r.Acceptor.CustomerRef, r.Inviter.CustomerRef, "Looks like the same device"}
	if slices.Contains(names, "") {
		t.Fatal("the people have no names or numbers: the test proves nothing")
	}
	for _, other := range h.crowd(t, 1, models.StateEligible, "MMMM") {
		h.arrive(t, sandbox.Garden, models.RoleSupport).send(web.ReferralPath(other.ID)+"hold", desk.FieldReason, names[4]).wants(http.StatusSeeOther)
		ids[web.ReferralPath(other.ID)] = other.ID
	}
	k := h.lookOn(t, 2)
	for _, route := range h.staffRoutes(t, ids) {
		if !web.Safe(route.Method) {
			continue
		}
		got := k.get(route.Path)
		if got.status >= http.StatusInternalServerError {
			t.Errorf("%s answered %d", route.Path, got.status)
		}
		if text := got.text(); got.status == http.StatusOK {
			for _, name := range names {
				if strings.Contains(text, name) {
					t.Errorf("%s names %s", route.Path, name)
				}
			}
			if whole := got.doc().Find("main").Length() > 0; whole && !strings.Contains(text, "read-only") {
				t.Errorf("%s has no banner", route.Path)
			}
		}
	}
	for path := range ids {
		if strings.HasPrefix(path, web.PathReferrals) && path != web.PathReferrals {
			k.get(path).wants(http.StatusOK, "hidden from the platform").without(names[4])
		}
	}
	// What is hidden takes part in what was asked for: it must not read as changed.
	for _, path := range []string{web.PathApprovals, web.ReferralPath(r.ID)} {
		k.get(path).wants(http.StatusOK).without("Not what was asked for")
	}
	initial := names[0][:1] + "."
	k.get(web.ReferralPath(r.ID)).wants(http.StatusOK, initial)
	// Searching by what is hidden would bring it back.
	for _, q := range []string{names[0], names[1], r.Acceptor.CustomerRef} {
		if got := k.get(web.PathReferrals + "?q=" + url.QueryEscape(q)).wants(http.StatusOK); strings.Contains(got.body, r.ID) {
			t.Errorf("a search for %q finds the referral", q)
		}
	}
}

func TestALookEndsAtItsHourOnThePageToo(t *testing.T) {
	t.Parallel()
	h, _, _, _ := askedFor(t)
	k := h.lookOn(t, 1)
	for range 5 {
		h.clock.Advance(10 * time.Minute)
		k.get(web.PathReferrals).wants(http.StatusOK)
	}
	h.clock.Advance(10 * time.Minute)
	if got := k.get(web.PathReferrals).wants(http.StatusSeeOther); !strings.HasSuffix(got.location(), web.PathStaffSignIn) {
		t.Errorf("after the hour the list led to %s", got.location())
	}
}
