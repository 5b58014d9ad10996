package handlers

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"raf/handlers/session"
	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/models/secret"
)

// ward is one institution of the storm, with everything that somebody could try elsewhere.
type ward struct {
	tenant        models.Tenant
	host, prefix  string
	member, clerk string // the values of their session cookies
	memberForm    string // form tokens
	clerkForm     string
	ids           map[string]string // by the path of its area, as subjects
	code, number  string
	hold, seal    string
	marks         []string // what nobody sees but at this institution's own address, in its own session
}

// personal are the names of a ward's people, which stand in no public page. They are long enough to stand nowhere by chance.
func personal(i int) (friend, inviter, staff string) {
	letter := string(rune('a' + i))
	return "Zqfriend" + letter + "xyz", "Zqinviter" + letter + "xyz", "Zqstaff" + letter + "xyz"
}

// wards adds n institutions, half of them under a host of their own.
func (h *house) wards(t *testing.T, n int) (all []ward) {
	t.Helper()
	for i := range n {
		slug := fmt.Sprintf("ward-%02d", i)
		p := modelstest.Profile(slug)
		p.FIURL, p.SamePerson = h.origins["garden"], false
		w := ward{host: sharedHost, prefix: "/t/" + slug, number: "c-" + slug}
		if i%2 == 1 {
			p.Host, w.host, w.prefix = slug+".example.test", slug+".example.test", ""
		}
		w.tenant = h.onboard(t, p, "client secret of "+slug)
		rows := h.db.Store.For(w.tenant)
		campaign := modelstest.Campaign(t, rows, modelstest.Terms(), 1_000_000_00)
		if err := rows.InTx(t.Context(), func(tx *models.Tx) error { return h.people(tx, &w, i, campaign) }); err != nil {
			t.Fatal(err)
		}
		all = append(all, w)
	}
	return all
}

// people are a friend who met everything, an inviter who looks at the tile, and staff who asked for the payment.
func (h *house) people(tx *models.Tx, w *ward, i int, campaign models.Campaign) error {
	friendName, inviterName, staffName := personal(i)
	w.marks = []string{friendName, inviterName, staffName}
	slug := w.tenant.Slug
	inviter, err := tx.SaveSignIn(models.SignedIn{Subject: "inviter-" + slug, CustomerRef: "i-" + slug, GivenName: inviterName, FamilyInitial: "V"}, h.newCode)
	if err != nil {
		return err
	}
	friend, err := tx.SaveSignIn(models.SignedIn{Subject: "friend-" + slug, CustomerRef: w.number, GivenName: friendName, FamilyInitial: "Q"}, h.newCode)
	if err != nil {
		return err
	}
	w.code = inviter.Code.Code
	leg := func(side models.Side, payee string) models.RewardLeg {
		return models.RewardLeg{Side: side, PayeeMemberID: payee, AmountMinor: 5000, Currency: "USD", Status: models.LegReserved, TaxForm: "INT", RewardYear: 2026}
	}
	system := models.Actor{Kind: models.ActorSystem, ID: "test"}
	if err := tx.Reserve(campaign, models.Money{Minor: 2 * 5000, Currency: "USD"}); err != nil {
		return err
	}
	r, err := tx.AddReferral(models.Referral{Kind: models.KindRelationship, CampaignID: campaign.ID, CampaignVersionID: campaign.CurrentVersionID,
		CodeID: inviter.Code.ID, InviterMemberID: inviter.ID, AcceptorMemberID: friend.ID},
		[]models.RewardLeg{leg(models.SideInviter, inviter.ID), leg(models.SideAcceptor, friend.ID)}, models.Actor{Kind: models.ActorMember, ID: friend.ID})
	if err != nil {
		return err
	}
	for _, e := range []models.Event{models.EventAccount, models.EventMet} {
		if r, err = tx.Move(r, e, system, models.ReferralChanges{DueOn: "2026-12-16"}); err != nil {
			return err
		}
	}
	if err := tx.OpenHold(r, program.HoldByStaff, "A hold.", system); err != nil {
		return err
	}
	holds, err := tx.Holds(r.ID)
	if err != nil {
		return err
	}
	admin, err := tx.AddStaff(models.StaffUser{Email: "admin@" + slug + ".test", Name: staffName, Role: models.RoleAdmin, MemberRef: models.NoAccount, InviteHash: "i-" + slug}, system)
	if err != nil {
		return err
	}
	if err := tx.Enrol(admin, "hash", nil, 0, models.JSON("[]")); err != nil {
		return err
	}
	asked, err := tx.RequestApproval(program.ActionRefuse, "referral", r.ID, map[string]any{"referral_id": r.ID}, "A reason.", models.Actor{Kind: models.ActorStaff, ID: admin.ID})
	if err != nil {
		return err
	}
	w.hold, w.seal = holds[0].ID, asked.PayloadSHA256
	w.ids = map[string]string{"/console/referrals/": r.ID, "/console/approvals/": asked.ID, "/console/staff/": admin.ID, "/console/campaigns/": campaign.ID, "/console/audit/": models.NewID()}
	for _, id := range w.ids {
		w.marks = append(w.marks, id)
	}
	return h.sessionsOf(tx, w, inviter, admin)
}

// sessionsOf opens a session of the inviter and one of the administrator, fresh enough for everything.
func (h *house) sessionsOf(tx *models.Tx, w *ward, member models.Member, admin models.StaffUser) error {
	tenant := string(w.tenant.ID())
	s, err := tx.AddSession(member.ID, func(sid string) (string, error) {
		raw, claims, err := h.tokens().Issue(tenant, member.ID, sid)
		w.member = raw
		return claims.ID, err
	})
	if err != nil {
		return err
	}
	token := "clerk-" + models.NewID()
	in, err := tx.AddStaffSession(admin.ID, secret.Hash("half-"+token))
	if err != nil {
		return err
	}
	if err := tx.ProveStaffSession(in, secret.Hash(token)); err != nil {
		return err
	}
	forms := session.NewFormTokens(h.keys)
	w.clerk = token
	w.memberForm = forms.Make(session.FormScope{Tenant: tenant, Session: s.ID, Purpose: "member"})
	w.clerkForm = forms.Make(session.FormScope{Tenant: tenant, Session: in.ID, Purpose: "console"})
	return nil
}

// rowsOf is everything that an institution has, but what beginning to sign in leaves, which anybody may: the attempt, and
// what the bank publishes and how often its keys were asked for.
func (h *house) rowsOf(t *testing.T, w ward) (all []string) {
	t.Helper()
	db := modelstest.Raw(t, h.db.Config)
	h.as(t, db, w.tenant)
	for _, table := range h.tables(t, db) {
		if table == "signin_flows" || table == "bank_documents" || table == "key_fetches" || strings.HasPrefix(table, "river") {
			continue
		}
		for _, row := range dumpTable(t, db, table) {
			if strings.Contains(row, "tenant_id="+string(w.tenant.ID())+" ") {
				all = append(all, table+" "+row)
			}
		}
	}
	slices.Sort(all)
	return all
}
