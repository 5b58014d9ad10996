package handlers

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/pquerna/otp/totp"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/models/secret"
	"raf/providers/sandbox"
)

const staffPassword = "correct horse battery"

// clerk is a person of staff: the browser, and the secret of the authenticator app.
type clerk struct {
	*browser
	slug, email, secret string
	user                models.StaffUser
}

// invite adds a person of staff and returns the token of the one-time link.
func (h *house) invite(t testing.TB, slug, email string, role models.Role) string {
	t.Helper()
	token, err := h.app.For(h.tenant(slug)).InviteStaff(t.Context(), email, strings.ToUpper(email[:1])+email[1:strings.Index(email, "@")], role, models.NoAccount,
		models.Actor{Kind: models.ActorSystem, ID: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// hire invites and enrols a person, who has not signed in yet.
func (h *house) hire(t testing.TB, slug string, role models.Role) *clerk {
	t.Helper()
	return h.hireAs(t, slug, string(role), role)
}

// hireAs is hire under a name of one's own, for a second person of a role.
func (h *house) hireAs(t testing.TB, slug, name string, role models.Role) *clerk {
	t.Helper()
	k := &clerk{browser: h.browser(t, slug), slug: slug, email: name + "@" + slug + ".test"}
	token := h.invite(t, slug, k.email, role)
	begun, err := h.app.For(h.tenant(slug)).BeginEnrolment(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	k.secret, k.user = begun.Secret, begun.Person
	h.enrol(t, k)
	h.clock.Advance(31 * time.Second) // the code of the enrolment is used up
	return k
}

// cheapHash is staffPassword, hashed at a cost that guards nothing. A hash brings its own cost along, so that those whom
// these tests hire sign in without the 19 MiB and 30 ms that each hash of the real thing takes.
var cheapHash = sync.OnceValues(func() (string, error) {
	return argon2id.CreateHash(staffPassword, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
})

// enrol leaves a person as FinishEnrolment does, but for the recovery codes and for what the hash costs. That enrolment
// itself works is shown by the tests of the link.
func (h *house) enrol(t testing.TB, k *clerk) {
	t.Helper()
	hash, err := cheapHash()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := secret.NewSealer(h.keys, rand.Reader).Seal(secret.PurposeVault, []byte(k.secret),
		secret.Binding{Tenant: string(h.tenant(k.slug).ID()), Subject: k.user.ID, Kind: secret.KindTOTP})
	if err != nil {
		t.Fatal(err)
	}
	err = h.rows(k.slug).InTx(t.Context(), func(tx *models.Tx) error {
		return tx.Enrol(k.user, hash, sealed, h.clock.Now().Unix()/30, models.JSON("[]"))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// code is what the app shows now.
func (k *clerk) code() string {
	k.t.Helper()
	code, err := totp.GenerateCode(k.secret, k.h.clock.Now())
	if err != nil {
		k.t.Fatal(err)
	}
	return code
}

// arrive hires a person and signs in through the door.
func (h *house) arrive(t testing.TB, slug string, role models.Role) *clerk {
	t.Helper()
	k := h.hire(t, slug, role)
	k.enterConsole()
	return k
}

// enterConsole signs in with both factors.
func (k *clerk) enterConsole() {
	k.t.Helper()
	r := k.submit(k.get(web.PathStaffSignIn), "form#signin", map[string]string{desk.FieldEmail: k.email, desk.FieldPassword: staffPassword}).wants(http.StatusSeeOther)
	if !strings.HasSuffix(r.location(), web.PathStaffCode) {
		k.t.Fatalf("the password led to %s", r.location())
	}
	if r := k.submit(k.get(web.PathStaffCode), "form#signin", map[string]string{desk.FieldCode: k.code()}).wants(http.StatusSeeOther); !strings.HasSuffix(r.location(), web.PathConsole) {
		k.t.Fatalf("the code led to %s", r.location())
	}
	k.h.clock.Advance(31 * time.Second)
}

// staffToken is the form token of the clerk's session, as every page of the console carries it.
func (k *clerk) staffToken() string {
	k.t.Helper()
	return k.get(web.PathReferrals).wants(http.StatusOK).doc().Find(`form[action$="`+web.PathStaffOut+`"] input[name="form_token"]`).AttrOr("value", "")
}

// send posts a form of the console; fields are pairs. Like every page it mints a key for the form.
func (k *clerk) send(path string, fields ...string) reply {
	k.t.Helper()
	form := url.Values{"form_token": {k.staffToken()}, program.FieldKey: {models.NewID()}}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return k.post(path, form)
}

// earned is a referral of Garden whose requirements are met, and the friend's browser.
func (h *house) earned(t testing.TB) (*browser, models.Referral) {
	t.Helper()
	b := h.friend(t, "blake")
	for range 5 {
		if err := h.bank.PostPurchase(sandbox.Garden, "blake", 2350, false); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.bank.PostPayroll(sandbox.Garden, "blake", 50000); err != nil {
		t.Fatal(err)
	}
	b.check().wantState(http.StatusOK, "acceptor_eligible")
	return b, h.referral(t)
}

// referral is Garden's only referral as it stands.
func (h *house) referral(t testing.TB) models.Referral {
	t.Helper()
	page, err := h.app.For(h.garden).Referrals(t.Context(), models.ReferralFilter{}, "")
	if err != nil || len(page.Rows) != 1 {
		t.Fatalf("%d referrals: %v", len(page.Rows), err)
	}
	return page.Rows[0]
}

// open is the open request for an action on a referral.
func (h *house) open(t testing.TB, action, referralID string) models.ApprovalRequest {
	t.Helper()
	data, err := h.app.For(h.garden).ReferralPage(t.Context(), referralID)
	if err != nil {
		t.Fatal(err)
	}
	a, ok := desk.OpenRequest(data, action)
	if !ok {
		t.Fatalf("no open request to %s", action)
	}
	return a
}
