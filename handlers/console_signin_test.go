package handlers

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"raf/handlers/console"
	"raf/handlers/desk"
	"raf/handlers/session"
	"raf/handlers/web"
	"raf/models"
	"raf/models/secret"
	"raf/providers/sandbox"
)

func TestStaffSignInWithBothFactors(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		k := h.arrive(t, sandbox.Garden, models.RoleViewer)
		k.get(web.PathReferrals).wants(http.StatusOK, "Referrals", "Viewer")
		k.get(web.PathConsole).wants(http.StatusOK, "Overview")
		k.submit(k.get(web.PathReferrals), `form[action$="/signout"]`, nil).wants(http.StatusSeeOther)
		if got := k.get(web.PathReferrals).wants(http.StatusSeeOther); !strings.HasSuffix(got.location(), web.PathStaffSignIn) {
			t.Errorf("after signing out it leads to %s", got.location())
		}
	})
}

func TestAPasswordAloneOpensNothing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	k := h.hire(t, sandbox.Garden, models.RoleViewer)
	k.submit(k.get(web.PathStaffSignIn), "form#signin", map[string]string{desk.FieldEmail: k.email, desk.FieldPassword: staffPassword}).wants(http.StatusSeeOther)
	k.get(web.PathReferrals).wants(http.StatusSeeOther)
	first := k.cookies(web.PathConsole)[string(session.StaffCookie)]
	k.submit(k.get(web.PathStaffCode), "form#signin", map[string]string{desk.FieldCode: k.code()}).wants(http.StatusSeeOther)
	if second := k.cookies(web.PathConsole)[string(session.StaffCookie)]; second == first || second == "" {
		t.Error("the token did not change with the second factor")
	}
}

func TestWhatIsWrongAtTheDoorIsOneAnswer(t *testing.T) {
	t.Parallel()
	h := setup(t)
	k := h.hire(t, sandbox.Garden, models.RoleViewer)
	h.invite(t, sandbox.Garden, "fresh@garden.test", models.RoleViewer)
	h.hire(t, sandbox.Orchard, models.RoleMaker)
	var first string
	for _, row := range []struct{ name, email, password string }{
		{"a wrong password", k.email, "not the password"},
		{"nobody of that name", "nobody@garden.test", staffPassword},
		{"somebody who has not enrolled", "fresh@garden.test", ""},
		{"somebody of another institution", "maker@orchard.test", staffPassword},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := h.browser(t, sandbox.Garden)
			got := b.submit(b.get(web.PathStaffSignIn), "form#signin", map[string]string{desk.FieldEmail: row.email, desk.FieldPassword: row.password}).
				wants(http.StatusUnprocessableEntity, "did not match")
			if kept := got.doc().Find("#email").AttrOr("value", ""); kept != row.email {
				t.Errorf("the e-mail came back as %q", kept)
			}
			if got.header.Get("Set-Cookie") != "" {
				t.Error("it set a cookie")
			}
			text := got.doc().Find(".notice").Text()
			if first == "" {
				first = text
			}
			if text != first {
				t.Errorf("it says %q, others hear %q", text, first)
			}
		})
	}
}

func TestACodeIsGoodOnce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	k := h.hire(t, sandbox.Garden, models.RoleViewer)
	password := map[string]string{desk.FieldEmail: k.email, desk.FieldPassword: staffPassword}
	k.submit(k.get(web.PathStaffSignIn), "form#signin", password)
	code := k.code()
	k.submit(k.get(web.PathStaffCode), "form#signin", map[string]string{desk.FieldCode: "12 34"}).wants(http.StatusUnprocessableEntity, "does not fit")
	k.submit(k.get(web.PathStaffCode), "form#signin", map[string]string{desk.FieldCode: code}).wants(http.StatusSeeOther)
	again := h.browser(t, sandbox.Garden)
	again.submit(again.get(web.PathStaffSignIn), "form#signin", password)
	again.submit(again.get(web.PathStaffCode), "form#signin", map[string]string{desk.FieldCode: code}).wants(http.StatusUnprocessableEntity, "does not fit")
	again.get(web.PathReferrals).wants(http.StatusSeeOther)
}

// TestTooManyTriesAreStoppedAtTheAddressAndForThePersonWhoComesInWithBothFactors: the address is stopped by the process,
// the person by the database, wherever the tries came from; that can't be used against them (security.md, H2).
func TestTooManyTriesAreStoppedAtTheAddressAndForThePersonWhoComesInWithBothFactors(t *testing.T) {
	t.Parallel()
	h := setup(t)
	k := h.hire(t, sandbox.Garden, models.RoleViewer)
	wrong := map[string]string{desk.FieldEmail: k.email, desk.FieldPassword: "guess"}
	page := k.get(web.PathStaffSignIn)
	for range console.TriesBurst {
		k.submit(page, "form#signin", wrong).wants(http.StatusUnprocessableEntity)
	}
	if got := k.submit(page, "form#signin", wrong).wants(http.StatusTooManyRequests, "Too many tries"); got.header.Get("Retry-After") == "" {
		t.Error("it does not say when to come back")
	}
	h.browser(t, sandbox.Orchard).submit(h.browser(t, sandbox.Orchard).get(web.PathStaffSignIn), "form#signin", wrong).wants(http.StatusUnprocessableEntity)
	elsewhere := *k
	elsewhere.browser = h.browser(t, sandbox.Garden)
	elsewhere.peer = "198.51.100.4:1"
	shut := elsewhere.submit(elsewhere.get(web.PathStaffSignIn), "form#signin", map[string]string{desk.FieldEmail: k.email, desk.FieldPassword: staffPassword}).
		wants(http.StatusUnprocessableEntity, desk.WrongPassword)
	elsewhere.submit(shut, "form#signin", map[string]string{desk.FieldPassword: staffPassword, desk.FieldCode: k.code()}).wants(http.StatusSeeOther)
	elsewhere.get(web.PathReferrals).wants(http.StatusOK)
}

// TestWhoeverGuessesFromTheSameOfficeShutsNobodyOutForGood: a hundred forms with any code leave the way in open, from the
// guesser's own address too, for whoever has both factors.
func TestWhoeverGuessesFromTheSameOfficeShutsNobodyOutForGood(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		k := h.hire(t, sandbox.Garden, models.RoleViewer)
		guesser := h.browser(t, sandbox.Garden)
		page := guesser.submit(guesser.get(web.PathStaffSignIn), "form#signin", map[string]string{desk.FieldEmail: k.email, desk.FieldPassword: "guess"})
		for range models.DoorStop {
			h.clock.Advance(time.Second)
			guesser.submit(page, "form#signin", map[string]string{desk.FieldPassword: "guess", desk.FieldCode: "123456"}).wants(http.StatusUnprocessableEntity, desk.WrongPassword)
		}
		for range console.TriesBurst {
			guesser.submit(page, "form#signin", map[string]string{desk.FieldPassword: "guess"})
		}
		guesser.submit(page, "form#signin", map[string]string{desk.FieldPassword: "guess"}).wants(http.StatusTooManyRequests, desk.TooManyTries)
		shut := k.submit(k.get(web.PathStaffSignIn), "form#signin", map[string]string{desk.FieldEmail: k.email, desk.FieldPassword: staffPassword}).wants(http.StatusTooManyRequests)
		k.submit(shut, "form#signin", map[string]string{desk.FieldPassword: staffPassword, desk.FieldCode: k.code()}).wants(http.StatusSeeOther)
		k.get(web.PathReferrals).wants(http.StatusOK)
	})
}

// TestWhoeverGuessesFromTheSameOfficeKeepsNobodyFromTheirWork: an open session never meets the door's limits.
func TestWhoeverGuessesFromTheSameOfficeKeepsNobodyFromTheirWork(t *testing.T) {
	t.Parallel()
	h := setup(t)
	k := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	h.clock.Advance(6 * time.Minute)
	guesser := h.browser(t, sandbox.Garden)
	page := guesser.get(web.PathStaffSignIn)
	for range console.TriesBurst {
		guesser.submit(page, "form#signin", map[string]string{desk.FieldEmail: k.email, desk.FieldPassword: "guess"}).wants(http.StatusUnprocessableEntity)
	}
	guesser.submit(page, "form#signin", map[string]string{desk.FieldEmail: k.email, desk.FieldPassword: "guess"}).wants(http.StatusTooManyRequests)
	k.send(web.PathStaff, desk.FieldName, "New", desk.FieldEmail, "new@garden.test", desk.FieldRole, "viewer", desk.FieldCode, k.code()).wants(http.StatusOK, "one-time link of New")
}

func TestAOneTimeLinkEnrolsOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		token := h.invite(t, sandbox.Garden, "new@garden.test", models.RoleMaker)
		path := web.PathEnrol + token + "/"
		b := h.browser(t, sandbox.Garden)
		b.submit(b.get(path).wants(http.StatusOK, "new@garden.test"), "form#welcome", nil).wants(http.StatusOK).without("opened before")
		page := b.submit(b.get(path), "form#welcome", nil).wants(http.StatusOK, "This link was opened before")
		key := strings.ReplaceAll(page.doc().Find("#secret").Text(), " ", "")
		code, err := totp.GenerateCode(key, h.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		good := map[string]string{desk.FieldPassword: staffPassword, desk.FieldAgain: staffPassword, desk.FieldCode: code}
		for name, bad := range map[string]map[string]string{
			"not the same":      {desk.FieldPassword: staffPassword, desk.FieldAgain: "another one entirely", desk.FieldCode: code},
			"12 to 200":         {desk.FieldPassword: "short", desk.FieldAgain: "short", desk.FieldCode: code},
			"code does not fit": {desk.FieldPassword: staffPassword, desk.FieldAgain: staffPassword, desk.FieldCode: "1"},
		} {
			back := b.submit(page, "form#enrol", bad).wants(http.StatusUnprocessableEntity, name)
			if shown := strings.ReplaceAll(back.doc().Find("#secret").Text(), " ", ""); shown != key {
				t.Errorf("%s: the form came back with the key %q, scanned was %q", name, shown, key)
			}
		}
		got := b.submit(page, "form#enrol", good).wants(http.StatusOK, "Keep these recovery codes")
		b.submit(page, "form#enrol", good).wants(http.StatusNotFound)
		b.get(path).wants(http.StatusNotFound)
		h.browser(t, sandbox.Orchard).get(path).wants(http.StatusNotFound)
		if strings.Contains(h.log.String(), token) {
			t.Error("the link stands in the log")
		}

		// A recovery code opens the console once.
		recovery := strings.TrimSpace(got.doc().Find("#codes li").First().Text())
		for _, want := range []int{http.StatusSeeOther, http.StatusUnprocessableEntity} {
			b := h.browser(t, sandbox.Garden)
			b.submit(b.get(web.PathStaffSignIn), "form#signin", map[string]string{desk.FieldEmail: "new@garden.test", desk.FieldPassword: staffPassword}).wants(http.StatusSeeOther)
			b.submit(b.get(web.PathStaffCode), "form#signin", map[string]string{desk.FieldCode: recovery}).wants(want)
			if want == http.StatusSeeOther {
				b.get(web.PathConsole).wants(http.StatusOK, "A recovery code signed you in")
				h.clock.Advance(time.Hour)
			}
		}
	})
}

func TestALinkIsOverAfterThreeDays(t *testing.T) {
	t.Parallel()
	h := setup(t)
	token := h.invite(t, sandbox.Garden, "new@garden.test", models.RoleMaker)
	h.clock.Advance(73 * time.Hour)
	h.browser(t, sandbox.Garden).get(web.PathEnrol + token + "/").wants(http.StatusNotFound)
}

func TestAStaffSessionEnds(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		end  func(t *testing.T, h *house, k *clerk)
	}{
		{"after 15 idle minutes", func(_ *testing.T, h *house, _ *clerk) { h.clock.Advance(15 * time.Minute) }},
		{"after eight hours, however busy", func(t *testing.T, h *house, k *clerk) {
			for range 47 {
				h.clock.Advance(10 * time.Minute)
				k.get(web.PathReferrals).wants(http.StatusOK)
			}
			h.clock.Advance(10 * time.Minute)
		}},
		{"at once, when the person is disabled", func(t *testing.T, h *house, k *clerk) {
			h.set(t, sandbox.Garden, "UPDATE staff_users SET status = 'disabled' WHERE id = '"+k.user.ID+"'")
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			k := h.arrive(t, sandbox.Garden, models.RoleMaker)
			token := k.staffToken()
			row.end(t, h, k)
			if got := k.get(web.PathReferrals).wants(http.StatusSeeOther); !strings.HasSuffix(got.location(), web.PathStaffSignIn) {
				t.Errorf("it leads to %s", got.location())
			}
			got := k.get(web.PathRows, scripted, "true").wants(http.StatusUnauthorized)
			if !strings.HasSuffix(got.header.Get("HX-Redirect"), web.PathStaffSignIn) {
				t.Errorf("HX-Redirect = %q", got.header.Get("HX-Redirect"))
			}
			k.post(web.PathStaffOut, map[string][]string{"form_token": {token}}).wants(http.StatusSeeOther)
		})
	}
}

// seats is a demo whose staff come in by a button.
type seats struct{ h *house }

func (s seats) Code(string) string { return "123456" }

func (s seats) SignIn(ctx context.Context, t models.Tenant, role models.Role) (string, error) {
	const token = "a-token-of-the-demo"
	return token, s.h.db.Store.For(t).InTx(ctx, func(tx *models.Tx) error {
		u, err := tx.StaffByEmail(string(role) + "@" + t.Slug + ".test")
		if err != nil {
			return err
		}
		made, err := tx.AddStaffSession(u.ID, secret.Hash(token))
		if err != nil {
			return err
		}
		return tx.ProveStaffSession(made, secret.Hash(token))
	})
}

func TestTheDemosButtonExistsInTheDemoOnly(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.hire(t, sandbox.Garden, models.RoleMaker)
	b := h.browser(t, sandbox.Garden)
	b.get(web.PathStaffSignIn).without("demo")
	b.post(web.PathDemo, map[string][]string{desk.FieldRole: {"maker"}}).wants(http.StatusNotFound)
	b.server = h.serve(t, h.db.Store, Config{DemoStaff: seats{h}})
	page := b.get(web.PathStaffSignIn).wants(http.StatusOK, "Payout maker")
	b.post(web.PathDemo, map[string][]string{desk.FieldRole: {"owner"}}).wants(http.StatusNotFound)
	b.submit(page, `form:has(input[name="role"][value="maker"])`, nil).wants(http.StatusSeeOther)
	b.get(web.PathReferrals).wants(http.StatusOK, "Payout maker")
}
