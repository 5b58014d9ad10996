package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

const unsaved = "Called about the payroll, calls back on Friday"

// late sends a note from a page whose session is over.
func (h *house) late(t *testing.T, k *clerk, r models.Referral) reply {
	t.Helper()
	page := k.get(web.ReferralPath(r.ID)).wants(http.StatusOK)
	h.clock.Advance(models.StaffIdle)
	return k.submit(page, `form[action$="/note"]`, map[string]string{desk.FieldText: unsaved}).
		wants(http.StatusUnauthorized, "signed out while you filled in a form").without(unsaved, "payroll")
}

// through signs a person in by the forms of a page that carries something.
func (k *clerk) through(door reply) reply {
	k.t.Helper()
	code := k.submit(door, "form#signin", map[string]string{desk.FieldEmail: k.email, desk.FieldPassword: staffPassword}).wants(http.StatusOK, "Enter your code").without("Start again")
	return k.submit(code, "form#signin", map[string]string{desk.FieldCode: k.code()})
}

func TestAFormThatCameTooLateIsSeenAgainAfterSigningIn(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	k := h.arrive(t, sandbox.Garden, models.RoleSupport)
	door := h.late(t, k, r)
	door = k.submit(door, "form#signin", map[string]string{desk.FieldEmail: k.email, desk.FieldPassword: "wrong"}).wants(http.StatusUnprocessableEntity, "signed out while")
	code := k.submit(door, "form#signin", map[string]string{desk.FieldEmail: k.email, desk.FieldPassword: staffPassword}).wants(http.StatusOK, "Enter your code")
	code = k.submit(code, "form#signin", map[string]string{desk.FieldCode: "1"}).wants(http.StatusUnprocessableEntity, "does not fit")
	again := k.submit(code, "form#signin", map[string]string{desk.FieldCode: k.code()}).wants(http.StatusOK, "You are signed in again", unsaved, "Send it again")
	if n := h.count(t, sandbox.Garden, "referral_notes", ""); n != 0 {
		t.Error("it was done before anybody pressed")
	}
	if action := again.doc().Find("form#again").AttrOr("action", ""); action != "/t/garden"+web.ReferralPath(r.ID)+"note" {
		t.Errorf("it is sent to %s", action)
	}
	k.submit(again, "form#again", nil).wants(http.StatusSeeOther)
	k.get(web.ReferralPath(r.ID)).wants(http.StatusOK, unsaved)
}

func TestAPaymentThatCameTooLateIsNamedBeforeItIsAskedFor(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	k := h.arrive(t, sandbox.Garden, models.RoleMaker)
	page := k.get(web.ReferralPath(r.ID) + "pay/").wants(http.StatusOK)
	h.clock.Advance(models.StaffIdle)
	door := k.submit(page, `form[action$="/pay/"]`, nil).wants(http.StatusUnauthorized)
	again := k.through(door).wants(http.StatusOK, "You are signed in again")
	named := k.submit(again, "form#again", nil).wants(http.StatusOK, "about to do when you were signed out", "$100.00")
	if n := h.count(t, sandbox.Garden, "approval_requests", ""); n != 0 {
		t.Fatal("it was asked for before its amount was told")
	}
	k.submit(named, "form#confirm", nil).wants(http.StatusSeeOther)
	if n := h.count(t, sandbox.Garden, "approval_requests", "status = 'open'"); n != 1 {
		t.Errorf("%d requests", n)
	}
	k.submit(again, "form#again", map[string]string{desk.FieldOnce: ""}).wants(http.StatusSeeOther) // its key counts once
	if n := h.count(t, sandbox.Garden, "approval_requests", ""); n != 1 {
		t.Errorf("%d requests after a second press", n)
	}
}

// TestAKeptFormIsItsPersonsAlone: the next person at that screen signs in, and neither reads nor sends it.
func TestAKeptFormIsItsPersonsAlone(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	k, next := h.arrive(t, sandbox.Garden, models.RoleSupport), h.hireAs(t, sandbox.Garden, "next", models.RoleAdmin)
	next.browser = k.browser
	door := h.late(t, k, r)
	before := h.count(t, sandbox.Garden, "audit_log", "action <> 'staff.proven'")
	next.through(door).wants(http.StatusForbidden, "made for another session").without(unsaved)
	next.get(web.PathConsole).wants(http.StatusOK) // who is signed in, and that is all
	if after := h.count(t, sandbox.Garden, "audit_log", "action <> 'staff.proven'"); after != before || h.count(t, sandbox.Garden, "referral_notes", "") != 0 {
		t.Error("something was done")
	}
}

func TestWhatIsNotKept(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	k, colleague := h.arrive(t, sandbox.Garden, models.RoleSupport), h.arrive(t, sandbox.Garden, models.RoleViewer)
	own, foreign, note := k.staffToken(), colleague.staffToken(), web.ReferralPath(r.ID)+"note"
	h.clock.Advance(models.StaffIdle)
	before := h.dump(t)
	typed := func(token string) url.Values { return url.Values{fieldStaffToken: {token}, desk.FieldText: {unsaved}} }
	for _, token := range []string{"", foreign, own[1:]} { // of no page that this person filled in
		k.post(note, typed(token)).wants(http.StatusSeeOther).without("kept")
	}
	h.browser(t, sandbox.Garden).post(note, typed(own)).wants(http.StatusSeeOther) // a browser without that session
	for _, from := range origins() {
		if !from.ours {
			k.post(note, typed(own), "Sec-Fetch-Site", "", "Origin", "", "Sec-Fetch-Site", from.site, "Origin", from.origin).wants(http.StatusForbidden)
		}
	}
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("rows changed:\n%s", diff)
	}
	secrets := typed(own)
	secrets.Set(desk.FieldCode, "123456")
	secrets.Set(desk.FieldPassword, "canary-password")
	door := k.post(note, secrets).wants(http.StatusUnauthorized)
	big := typed(own)
	big.Set(desk.FieldText, strings.Repeat("x", 50_000))
	k.post(note, big).wants(http.StatusSeeOther)

	kept := door.doc().Find(`input[name="`+desk.FieldKept+`"]`).AttrOr("value", "")
	for _, value := range []string{"x", kept[:len(kept)-2] + "AA", kept[:40], "https://elsewhere.example/"} {
		code := k.post(web.PathStaffSignIn, url.Values{desk.FieldEmail: {k.email}, desk.FieldPassword: {staffPassword}, desk.FieldKept: {value}}).wants(http.StatusOK)
		k.submit(code, "form#signin", map[string]string{desk.FieldCode: k.code()}).wants(http.StatusForbidden, "made for another session").without(unsaved, "elsewhere")
		h.clock.Advance(31 * time.Second)
	}
	h.clock.Advance(program.KeptFor)
	code := k.submit(door, "form#signin", map[string]string{desk.FieldEmail: k.email, desk.FieldPassword: staffPassword}).wants(http.StatusOK)
	k.submit(code, "form#signin", map[string]string{desk.FieldCode: k.code()}).wants(http.StatusForbidden).without(unsaved)
}

// TestPasswordsAndCodesAreNotKept opens what the page carries.
func TestPasswordsAndCodesAreNotKept(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	k := h.arrive(t, sandbox.Garden, models.RoleSupport)
	own := k.staffToken()
	h.clock.Advance(models.StaffIdle)
	door := k.post(web.ReferralPath(r.ID)+"note", url.Values{fieldStaffToken: {own}, desk.FieldText: {unsaved}, desk.FieldCode: {"123456"}, desk.FieldPassword: {"canary"}}).wants(http.StatusUnauthorized)
	got, err := h.app.For(h.garden).OpenForm(door.doc().Find(`input[name="`+desk.FieldKept+`"]`).AttrOr("value", ""), program.Staff{User: k.user})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{desk.FieldText: unsaved}, got.Fields); diff != "" || got.Path != web.ReferralPath(r.ID)+"note" {
		t.Errorf("to %s (-want +got):\n%s", got.Path, diff)
	}
	if _, err := h.app.For(h.tenant(sandbox.Orchard)).OpenForm(door.doc().Find(`input[name="`+desk.FieldKept+`"]`).AttrOr("value", ""), program.Staff{User: k.user}); models.KindOf(err) != models.Denied {
		t.Errorf("at another institution: %v", err)
	}
}

func TestAFormAfterEightHoursIsKeptToo(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	k := h.arrive(t, sandbox.Garden, models.RoleSupport)
	for range 47 {
		h.clock.Advance(10 * time.Minute)
		k.get(web.PathReferrals).wants(http.StatusOK)
	}
	k.through(h.late(t, k, r)).wants(http.StatusOK, unsaved)
}
