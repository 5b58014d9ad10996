package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/handlers/desk"
	"raf/handlers/session"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

// door is a clerk whose password was taken and who is asked for a code.
func (h *house) door(t *testing.T) *clerk {
	t.Helper()
	k := h.hire(t, sandbox.Garden, models.RoleMaker)
	k.password()
	return k
}

func (k *clerk) password() {
	k.t.Helper()
	k.submit(k.get(web.PathStaffSignIn), "form#signin", map[string]string{desk.FieldEmail: k.email, desk.FieldPassword: staffPassword}).wants(http.StatusSeeOther)
}

// beginsWith0 waits for a code that begins with a nought, which whoever reads codes as numbers would lose.
func (k *clerk) beginsWith0() string {
	k.t.Helper()
	for range 500 {
		if code := k.code(); code[0] == '0' {
			return code
		}
		k.h.clock.Advance(30 * time.Second)
	}
	k.t.Fatal("no code begins with 0")
	return ""
}

func TestWhichCodesTheDoorTakes(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		code func(h *house, k *clerk) string
		want int
	}{
		{"of now", func(_ *house, k *clerk) string { return k.code() }, http.StatusSeeOther},
		{"of the window before", func(h *house, k *clerk) string { c := k.code(); h.clock.Advance(30 * time.Second); return c }, http.StatusSeeOther},
		{"of two windows ago", func(h *house, k *clerk) string { c := k.code(); h.clock.Advance(time.Minute); return c }, http.StatusUnprocessableEntity},
		{"of the window to come", func(h *house, k *clerk) string {
			h.clock.Advance(30 * time.Second)
			c := k.code()
			h.clock.Advance(-30 * time.Second)
			return c
		}, http.StatusSeeOther},
		{"that begins with 0", func(_ *house, k *clerk) string { c := k.beginsWith0(); k.password(); return c }, http.StatusSeeOther},
		{"without its leading 0", func(_ *house, k *clerk) string { c := k.beginsWith0(); k.password(); return strings.TrimLeft(c, "0") }, http.StatusUnprocessableEntity},
		{"with a 0 before it", func(_ *house, k *clerk) string { return "0" + k.code() }, http.StatusUnprocessableEntity},
		{"with spaces, as apps show it", func(_ *house, k *clerk) string { c := k.code(); return " " + c[:3] + " " + c[3:] + " " }, http.StatusSeeOther},
		{"with NUL behind it", func(_ *house, k *clerk) string { return k.code() + "\x00" }, http.StatusUnprocessableEntity},
		{"with NUL in it", func(_ *house, k *clerk) string { c := k.code(); return c[:3] + "\x00" + c[3:] }, http.StatusUnprocessableEntity},
		{"in full-width digits", func(_ *house, k *clerk) string {
			return strings.Map(func(r rune) rune { return r - '0' + '０' }, k.code())
		}, http.StatusUnprocessableEntity},
		{"with a sign", func(_ *house, k *clerk) string { return "+" + k.code()[1:] }, http.StatusUnprocessableEntity},
		{"that is empty", func(*house, *clerk) string { return "" }, http.StatusUnprocessableEntity},
		{"of 10,000 digits", func(*house, *clerk) string { return strings.Repeat("0", 10_000) }, http.StatusUnprocessableEntity},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			k := h.door(t)
			code := row.code(h, k)
			k.post(web.PathStaffCode, url.Values{desk.FieldCode: {code}}).wants(row.want)
			if row.want != http.StatusSeeOther {
				k.get(web.PathConsole).wants(http.StatusSeeOther)
				return
			}
			k.get(web.PathConsole).wants(http.StatusOK)
			k.password() // once: the same code opens no second session
			k.post(web.PathStaffCode, url.Values{desk.FieldCode: {code}}).wants(http.StatusUnprocessableEntity, "does not fit")
		})
	}
}

// TestAPlantedCookieOpensNothing: a cookie that somebody else put into the browser before is worth nothing after the
// sign-in, and none that is not ours is worth anything.
func TestAPlantedCookieOpensNothing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	attacker, victim := h.door(t), h.hireAs(t, sandbox.Garden, "victim", models.RoleChecker)
	planted := attacker.cookies(web.PathConsole)[string(session.StaffCookie)]
	victim.keep(string(session.StaffCookie), planted)
	victim.enterConsole()
	if mine := victim.cookies(web.PathConsole)[string(session.StaffCookie)]; mine == planted || mine == "" {
		t.Error("the session goes on under the planted token")
	}
	attacker.get(web.PathConsole).wants(http.StatusSeeOther)
	for _, made := range []string{"", "x", strings.Repeat("A", 43), planted + "A", "a-token-of-the-demo"} {
		b := h.browser(t, sandbox.Garden)
		b.keep(string(session.StaffCookie), made)
		b.get(web.PathConsole).wants(http.StatusSeeOther)
	}
	// There is no token of forms in a cookie to be planted: the session alone says which is right.
	_, r := h.earned(t)
	for _, name := range []string{fieldStaffToken, "csrf", "csrf_token", "_csrf", "XSRF-TOKEN"} {
		victim.keep(name, "planted")
		victim.post(web.ReferralPath(r.ID)+"note", url.Values{fieldStaffToken: {"planted"}, desk.FieldText: {"x"}}, "X-CSRF-Token", "planted").wants(http.StatusForbidden, "open for too long")
	}
}

// TestNoFormThatMovesMoneyIsTakenWithoutItsKey: batches as well as single ones, asked for and released.
func TestNoFormThatMovesMoneyIsTakenWithoutItsKey(t *testing.T) {
	t.Parallel()
	h, r, a, _ := askedFor(t)
	met := h.crowd(t, 2, models.StateEligible, "MMMM")
	maker, checker := h.hireAs(t, sandbox.Garden, "second-maker", models.RoleMaker), h.arrive(t, sandbox.Garden, models.RoleChecker)
	maker.enterConsole()
	maker.staffToken() // renews the session
	checker.staffToken()
	before := h.dump(t)
	for _, row := range []struct {
		by     *clerk
		path   string
		fields []string
	}{
		{maker, web.PathBatchAsk, ticked(met...)},
		{maker, web.ReferralPath(met[0].ID) + "pay/", nil},
		{maker, web.ReferralPath(met[0].ID) + desk.PathAlone, nil},
		{maker, web.ReferralPath(r.ID) + "mark-paid", nil},
		{checker, web.PathReleaseAll, []string{desk.FieldPick + a.ID, "yes"}},
		{checker, web.ApprovalPath(a.ID, "approve"), []string{desk.FieldSeal, a.PayloadSHA256}},
	} {
		row.by.send(row.path, append(row.fields, program.FieldKey, "")...).wants(http.StatusPreconditionRequired, "came without its key")
	}
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("rows changed:\n%s", diff)
	}
}
