package program_test

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/models/secret"
)

// product is a live offer of the institution itself, with its code: 25 dollars for five purchases, members of today too.
func (s site) product(t *testing.T, budget int64, change ...func(*models.Terms)) (models.Campaign, string) {
	t.Helper()
	terms := modelstest.Terms()
	terms.InviterMinor, terms.AcceptorMinor, terms.InviterYearCount, terms.WindowAnchor, terms.Participants = 0, 2500, 0, "accepted", models.ParticipantsEveryone
	for _, f := range change {
		f(&terms)
	}
	var c models.Campaign
	var code models.ReferralCode
	by := models.Actor{Kind: models.ActorSystem, ID: "test"}
	err := s.rows.InTx(t.Context(), func(tx *models.Tx) (err error) {
		if c, err = tx.AddCampaign(models.Campaign{Kind: models.KindProduct, Name: "Spring", Status: models.CampaignLive, BudgetMinor: budget}, terms, by); err != nil {
			return err
		}
		code, err = tx.AddCampaignCode(c, func() (string, error) { return secret.NewCode(rand.Reader) }, by)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(2 * time.Second) // past the cached offers
	return c, code.Code
}

// takeUp enters a campaign's code with terms that were on the screen.
func (s site) takeUp(t *testing.T, m models.Member, code, terms string) program.Accepted {
	t.Helper()
	out, err := s.Accept(t.Context(), program.Acceptance{Member: m, Typed: code, TermsSHA256: terms, TermsText: "read", ConsentText: "not asked", Locale: "en",
		ShareStatus: true, AddressHash: "address-" + m.Subject, RequestID: "req", Source: "member"})
	if err != nil {
		t.Fatalf("%s: %v", m.Subject, err)
	}
	return out
}

func TestAnOfferOfTheInstitutionIsTakenUpByItsCodeAndPromisesOneReward(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		relationship, inviter := s.offer(t, 1000000), s.member(t, "inviter")
		c, code := s.product(t, 5000)
		friend := s.member(t, "friend")
		s.accepted(t, friend, inviter, relationship) // an invitation is no obstacle, nor is being an inviter
		for _, m := range []models.Member{friend, inviter} {
			out := s.takeUp(t, m, code, c.CurrentVersion.SHA256)
			if r := out.Referral; out.Refused != "" || r.Kind != models.KindProduct || r.InviterMemberID != "" || r.HoldCount != 0 {
				t.Fatalf("%s: refused %q, %+v", m.Subject, out.Refused, out.Referral)
			}
		}
		late := s.member(t, "late")
		if out := s.takeUp(t, late, code, c.CurrentVersion.SHA256); out.Refused != program.RefusedClosed {
			t.Errorf("beyond the budget: refused %q", out.Refused)
		}
		// And the other way round: who took up the offer may still be invited.
		s.exec(t, "UPDATE campaigns SET budget_minor = 0 WHERE id = '"+c.ID+"'")
		if out := s.takeUp(t, late, code, c.CurrentVersion.SHA256); out.Refused != "" {
			t.Errorf("refused %q", out.Refused)
		}
		s.accepted(t, late, friend, relationship)
		for query, want := range map[string]int64{
			"SELECT count(*) FROM reward_legs l JOIN referrals r ON r.id = l.referral_id WHERE r.kind = 'product' AND l.side = 'acceptor' AND l.amount_minor = 2500 AND l.status = 'reserved'": 3,
			"SELECT count(*) FROM reward_legs l JOIN referrals r ON r.id = l.referral_id WHERE r.kind = 'product'":                                                                             3,
			"SELECT committed_minor FROM campaigns WHERE kind = 'product'":                                                                                                                     7500,
			"SELECT accepted_count FROM campaigns WHERE kind = 'product'":                                                                                                                      3,
			"SELECT count(*) FROM consents c JOIN referrals r ON r.id = c.referral_id WHERE r.kind = 'product' AND c.kind = 'terms' AND c.granted":                                             3,
			"SELECT count(*) FROM consents c JOIN referrals r ON r.id = c.referral_id WHERE r.kind = 'product'":                                                                                3,
			"SELECT count(*) FROM audit_log WHERE action = 'referral.accepted' AND diff LIKE '%2500%' AND diff NOT LIKE '%inviter%'":                                                           3,
		} {
			if got := s.count(t, query); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
	})
}

func TestAnOfferOfTheInstitutionIsRefusedForItsOwnReasons(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name    string
		want    program.Reason
		arrange func(t *testing.T, s site, m models.Member, c models.Campaign, code string)
	}{
		{"taken up already", program.RefusedTaken, func(t *testing.T, s site, m models.Member, c models.Campaign, code string) {
			s.takeUp(t, m, code, c.CurrentVersion.SHA256)
		}},
		{"taken up, and it came to nothing", program.RefusedTaken, func(t *testing.T, s site, m models.Member, c models.Campaign, code string) {
			s.takeUp(t, m, code, c.CurrentVersion.SHA256)
			s.exec(t, "UPDATE referrals SET state = 'expired'")
		}},
		{"taken up under another login", program.RefusedPersonTaken, func(t *testing.T, s site, m models.Member, c models.Campaign, code string) {
			s.takeUp(t, s.member(t, "first"), code, c.CurrentVersion.SHA256)
			s.exec(t, "UPDATE members SET person_key = 'person-first' WHERE id = '"+m.ID+"'")
		}},
		{"a login that was re-linked", program.RefusedPersonTaken, func(t *testing.T, s site, m models.Member, _ models.Campaign, _ string) {
			s.exec(t, "UPDATE members SET relinked_to = '"+s.member(t, "next").ID+"' WHERE id = '"+m.ID+"'")
		}},
		{"somebody who works there", program.RefusedEmployee, func(t *testing.T, s site, m models.Member, _ models.Campaign, _ string) {
			s.exec(t, "UPDATE members SET employee = true WHERE id = '"+m.ID+"'")
		}},
		{"a paused campaign", program.RefusedClosed, func(t *testing.T, s site, _ models.Member, _ models.Campaign, _ string) {
			s.exec(t, "UPDATE campaigns SET status = 'paused'")
		}},
		{"a tripped breaker", program.RefusedClosed, func(t *testing.T, s site, _ models.Member, _ models.Campaign, _ string) {
			s.exec(t, "UPDATE campaigns SET breaker_count = 1, accepted_count = 1")
		}},
		{"joined too long ago", program.RefusedEntryOver, func(t *testing.T, s site, m models.Member, _ models.Campaign, _ string) {
			s.exec(t, "UPDATE members SET joined_on = '2026-01-01' WHERE id = '"+m.ID+"'")
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				c, code := s.product(t, 0, func(terms *models.Terms) { terms.CodeEntryDays = 90 })
				m := s.member(t, "friend")
				row.arrange(t, s, m, c, code)
				before := s.counts(t)
				if out := s.takeUp(t, m, code, c.CurrentVersion.SHA256); out.Refused != row.want {
					t.Errorf("refused %q, want %q", out.Refused, row.want)
				}
				before["code_attempts"]++
				if diff := cmp.Diff(before, s.counts(t)); diff != "" {
					t.Errorf("rows after the refusal (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestTheTermsOfAnOfferAreReadBeforeItIsTakenUp(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		relationship := s.offer(t, 0)
		c, code := s.product(t, 0)
		m := s.member(t, "friend")
		for name, terms := range map[string]string{"the terms of invitations": relationship.CurrentVersion.SHA256, "no terms yet": ""} {
			out := s.takeUp(t, m, code, terms)
			if out.Refused != program.RefusedTermsMoved || out.Offer == nil || out.Offer.ID != c.ID {
				t.Errorf("%s: refused %q, offer %v; want to be shown the campaign's", name, out.Refused, out.Offer)
			}
		}
		// Terms that nobody offers tell nothing of a code, good or bad, and count nothing.
		for _, typed := range []string{code, "ZZZZZZZZ"} {
			if out := s.takeUp(t, m, typed, "0000"); out.Refused != program.RefusedTermsMoved || out.Offer != nil {
				t.Errorf("%s under old terms: refused %q, offer %v", typed, out.Refused, out.Offer)
			}
		}
		if n := s.count(t, "SELECT count(*) FROM code_attempts"); n != 0 {
			t.Errorf("%d attempts are stored, want none", n)
		}
		// A wrong code counts under whatever terms are offered, or the sixth guess would be free.
		for i, terms := range []string{c.CurrentVersion.SHA256, "", relationship.CurrentVersion.SHA256, c.CurrentVersion.SHA256, ""} {
			if out := s.takeUp(t, m, "ZZZZZZZZ", terms); out.Refused != program.RefusedUnknown {
				t.Errorf("guess %d: refused %q", i, out.Refused)
			}
		}
		if out := s.takeUp(t, m, code, c.CurrentVersion.SHA256); out.Refused != program.RefusedTooManyTries {
			t.Errorf("after five wrong codes: refused %q", out.Refused)
		}
	})
}

func TestOnePersonTakesUpAnOfferOnceHoweverManyLoginsTryAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, code := s.product(t, 0)
		m, other := s.member(t, "friend"), s.member(t, "second-login")
		s.exec(t, "UPDATE members SET person_key = 'person-friend' WHERE id = '"+other.ID+"'")
		outs := make([]program.Accepted, 4)
		race(len(outs), func(i int) { outs[i] = s.takeUp(t, []models.Member{m, other}[i/2], code, c.CurrentVersion.SHA256) })
		got := map[program.Reason]int{}
		for _, out := range outs {
			got[out.Refused]++
		}
		if got[""] != 1 || got[program.RefusedTaken]+got[program.RefusedPersonTaken] != 3 {
			t.Errorf("outcomes = %v, want one accepted", got)
		}
		if n := s.count(t, "SELECT count(*) FROM referrals"); n != 1 {
			t.Errorf("%d referrals, want 1", n)
		}
	})
}

func TestAPersonWhomNothingIdentifiesTakesUpAnOfferOnHold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, code := s.product(t, 0)
		for name, change := range map[string]string{"nameless": "person_key = '', person_key_kind = ''", "by-number": "person_key_kind = 'customer_identifier'"} {
			m := s.member(t, name)
			s.exec(t, "UPDATE members SET "+change+" WHERE id = '"+m.ID+"'")
			if out := s.takeUp(t, m, code, c.CurrentVersion.SHA256); out.Refused != "" || out.Referral.HoldCount != 1 {
				t.Errorf("%s: refused %q, %d holds; want one hold", name, out.Refused, out.Referral.HoldCount)
			}
		}
	})
}

func TestPublishingAnOfferOfTheInstitutionGivesItACode(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		editor, second := s.staff(t, "editor", models.RoleEditor), s.staff(t, "second", models.RoleEditor)
		d, err := s.NewCampaign(t.Context(), models.KindProduct, "Spring", editor)
		if err != nil {
			t.Fatal(err)
		}
		plan := finished(d.Plan)
		plan.Terms.CodeEntryDays, plan.Terms.Participants = 30, models.ParticipantsNew
		if d, err = s.SaveCampaign(t.Context(), program.CampaignEdit{ID: d.ID, LockVersion: d.LockVersion, Plan: plan}, editor); err != nil {
			t.Fatal(err)
		}
		_, report, err := s.RequestPublish(t.Context(), d.ID, d.LockVersion, editor)
		if wantKind(t, "with a reward for an inviter", err, models.Invalid); report.OK() {
			t.Error("the lint has nothing against a reward for an inviter")
		}
		plan.Terms.InviterMinor = 0
		if d, err = s.SaveCampaign(t.Context(), program.CampaignEdit{ID: d.ID, LockVersion: d.LockVersion, Plan: plan}, editor); err != nil {
			t.Fatal(err)
		}
		if got := s.page(t, d.ID); got.Code != "" {
			t.Errorf("a draft has the code %q", got.Code)
		}
		s.published(t, d, editor, second)
		page := s.page(t, d.ID)
		if _, ok := secret.NormalizeCode(page.Code); !ok || page.Status != models.CampaignLive {
			t.Fatalf("published with the code %q, status %s", page.Code, page.Status)
		}
		if tile, code, err := s.Landing(t.Context(), page.Code); err != nil || code != page.Code || tile.Offer == nil || tile.Offer.ID != d.ID {
			t.Errorf("its landing page: code %q, offer %v, %v", code, tile.Offer, err)
		}
		// A new version keeps the code: it is on paper by now.
		asked := s.revised(t, d.ID, editor, func(p *models.Plan) { p.Terms.AcceptorMinor = 7500 })
		s.approve(t, asked, second)
		if again := s.page(t, d.ID); again.Code != page.Code || len(again.Versions) != 2 {
			t.Errorf("the second version of %d has the code %q, want %q", len(again.Versions), again.Code, page.Code)
		}
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'campaign.code' AND actor_id = '"+second.User.ID+"'"); n != 1 {
			t.Errorf("%d audit rows of the code, want 1", n)
		}
		// Paused, it is known and brings nothing.
		if _, err := s.ToggleCampaign(t.Context(), d.ID, models.CampaignLive, editor); err != nil {
			t.Fatal(err)
		}
		if tile, code, err := s.Landing(t.Context(), page.Code); err != nil || code == "" || tile.Offer != nil {
			t.Errorf("while it is paused: code %q, offer %v, %v", code, tile.Offer, err)
		}
	})
}
