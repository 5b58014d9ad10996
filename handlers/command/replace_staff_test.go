package command

import (
	"crypto/rand"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"testing"

	"raf/handlers/desk"
	"raf/handlers/session"
	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/models/secret"
)

// desks are two people of staff in the console, and a reward that waits for them.
type desks struct {
	st             *street
	maker, checker *walker
	referral       string
	to             string // where the form goes that one of them has open
	form           url.Values
}

func (st *street) desks(t *testing.T, c models.Campaign) *desks {
	t.Helper()
	rows, d := st.app.store.For(st.tenant), &desks{st: st}
	inviter, friend := modelstest.Member(t, rows, "of-the-house"), modelstest.Member(t, rows, "friend-of-the-house")
	err := rows.InTx(t.Context(), func(tx *models.Tx) error {
		terms := c.CurrentVersion.Terms
		legs := []models.RewardLeg{
			{Side: models.SideInviter, PayeeMemberID: inviter.ID, AmountMinor: terms.InviterMinor, Currency: terms.Currency, Status: models.LegReserved, TaxForm: "MISC", RewardYear: tx.Year()},
			{Side: models.SideAcceptor, PayeeMemberID: friend.ID, AmountMinor: terms.AcceptorMinor, Currency: terms.Currency, Status: models.LegReserved, TaxForm: "INT", RewardYear: tx.Year()},
		}
		if err := tx.Reserve(c, models.Money{Minor: terms.InviterMinor + terms.AcceptorMinor, Currency: terms.Currency}); err != nil {
			return err
		}
		r, err := tx.AddReferral(models.Referral{Kind: models.KindRelationship, CampaignID: c.ID, CampaignVersionID: c.CurrentVersionID, CodeID: inviter.Code.ID,
			InviterMemberID: inviter.ID, AcceptorMemberID: friend.ID}, legs, models.Actor{Kind: models.ActorMember, ID: friend.ID})
		for _, e := range []models.Event{models.EventAccount, models.EventMet} {
			if err == nil {
				r, err = tx.Move(r, e, models.Actor{Kind: models.ActorSystem, ID: "test"}, models.ReferralChanges{DueOn: tx.Today()})
			}
		}
		d.referral = r.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d.maker, d.checker = st.clerk(t, models.RoleMaker), st.clerk(t, models.RoleChecker)
	return d
}

// clerk is somebody of staff whose browser has been signed in.
func (st *street) clerk(t *testing.T, role models.Role) *walker {
	t.Helper()
	token, err := secret.NewToken(rand.Reader, 32)
	if err == nil {
		err = st.app.store.For(st.tenant).InTx(t.Context(), func(tx *models.Tx) error {
			system := models.Actor{Kind: models.ActorSystem, ID: "test"}
			u, err := tx.AddStaff(models.StaffUser{Email: string(role) + "@garden.test", Name: string(role), Role: role, MemberRef: models.NoAccount, InviteHash: string(role)}, system)
			if err != nil {
				return err
			}
			if err := tx.Enrol(u, "hash", nil, 0, models.JSON("[]")); err != nil {
				return err
			}
			in, err := tx.AddStaffSession(u.ID, secret.Hash("half-"+token))
			if err != nil {
				return err
			}
			return tx.ProveStaffSession(in, secret.Hash(token))
		})
	}
	jar, jarErr := cookiejar.New(nil)
	at, urlErr := url.Parse(st.base + "/t/garden" + web.PathConsole)
	if err != nil || jarErr != nil || urlErr != nil {
		t.Fatal(err, jarErr, urlErr)
	}
	jar.SetCookies(at, []*http.Cookie{{Name: string(session.StaffCookie), Value: token, Path: "/t/garden"}})
	return &walker{st: st, client: http.Client{Jar: jar, Transport: st.network}, from: "100.127.0." + map[models.Role]string{models.RoleMaker: "1", models.RoleChecker: "2"}[role]}
}

// look is what both do all the while.
func (d *desks) look() error {
	if err := d.maker.get(web.PathReferrals, "</table>"); err != nil {
		return err
	}
	return d.checker.get(web.PathApprovals, "<main")
}

// opens a form of the referral's page, to be sent when other servers are there.
func (d *desks) opens(t *testing.T, who *walker, page, action string) {
	t.Helper()
	d.to, d.form = who.form(t, web.ReferralPath(d.referral)+page, `form[action$="`+action+`"]`)
}

// sends the form, and says what becomes of the referral by it.
func (d *desks) sends(t *testing.T, who *walker, want models.State) {
	t.Helper()
	if err := who.post(d.to, d.form, "<main"); err != nil {
		t.Error(err)
		return
	}
	err := d.st.app.store.For(d.st.tenant).View(t.Context(), func(v *models.View) error {
		r, err := v.Referral(d.referral)
		if err == nil && r.State != want {
			t.Errorf("after %s it is %s, want %s", d.to, r.State, want)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// agrees is that the books of the institution do, in the end, with both rewards paid.
func (d *desks) agrees(t *testing.T) {
	t.Helper()
	if c := d.st.books(t); c.Payments != 2 {
		t.Errorf("the books: %+v", c)
	}
}

// books are the institution's, which agree whatever went on.
func (st *street) books(t *testing.T) program.LedgerCheck {
	t.Helper()
	c, err := program.CheckLedger(t.Context(), st.app.store.For(st.tenant))
	if err != nil || len(c.Faults) > 0 {
		t.Errorf("the books: %+v, %v", c, err)
	}
	return c
}

// reference is what the payment is recorded under.
func (d *desks) reference() { d.form.Set(desk.FieldReference, "CORE-1") }
