package program_test

import (
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/models/secret"
	"raf/providers"
)

// both is a friend who was invited and has taken up an offer of the institution, too.
func (s site) both(t *testing.T) (friend program.SignedIn, invited, product models.Referral) {
	t.Helper()
	friend, invited = s.scene(t)
	c, code := s.product(t, 0)
	out := s.takeUp(t, friend.Member, code, c.CurrentVersion.SHA256)
	if out.Refused != "" {
		t.Fatalf("refused %q", out.Refused)
	}
	return friend, invited, out.Referral
}

func TestOfTwoReferralsTheTileShowsTheOneFurtherOnAndThenTheMoreUrgent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		friend, invited, product := s.both(t)
		s.Clock.Advance(time.Minute)
		settled := func(days int) string {
			return "'" + modelstest.Start().AddDate(0, 0, -days).UTC().Format("2006-01-02T15:04:05.000000Z") + "'"
		}
		set := func(r models.Referral, state models.State, next, paid string) {
			leg := "reserved"
			if paid != "NULL" {
				leg = "settled"
			}
			s.exec(t, "UPDATE referrals SET state = '"+string(state)+"', next_on = '"+next+"' WHERE id = '"+r.ID+"'")
			s.exec(t, "UPDATE reward_legs SET status = '"+leg+"', settled_at = "+paid+" WHERE side = 'acceptor' AND referral_id = '"+r.ID+"'")
		}
		const soon, later, never = "2026-12-20", "2027-01-20", "9999-12-31"
		for name, row := range map[string]struct {
			invited, product         models.State
			invitedNext, productNext string
			invitedPaid, productPaid string
			want                     program.TileState
			shows                    string
			also                     int
		}{
			"what is earned before what is to be done":   {"pending", "eligible", soon, later, "NULL", "NULL", program.TileEligible, product.ID, 1},
			"the same the other way round":               {"approved", "closing", later, soon, "NULL", "NULL", program.TileEligible, invited.ID, 1},
			"of two to be done, the one that ends first": {"pending", "pending", later, soon, "NULL", "NULL", program.TilePending, product.ID, 1},
			"and the other way round":                    {"closing", "pending", soon, later, "NULL", "NULL", program.TilePending, invited.ID, 1},
			"one whose days are not known comes last":    {"pending", "accepted", later, never, "NULL", "NULL", program.TilePending, invited.ID, 1},
			"of two earned, the one paid first":          {"eligible", "eligible", soon, later, "NULL", "NULL", program.TileEligible, invited.ID, 1},
			"what is to be done before what is paid":     {"paid", "pending", never, soon, settled(1), "NULL", program.TilePending, product.ID, 0},
			"what is paid before what is over":           {"expired", "paid", never, never, "NULL", settled(2), program.TilePaid, product.ID, 0},
			"paid long ago, both":                        {"paid", "paid", never, never, settled(20), settled(30), program.TileInviter, product.ID, 0},
		} {
			set(invited, row.invited, row.invitedNext, row.invitedPaid)
			set(product, row.product, row.productNext, row.productPaid)
			tile, err := s.Tile(t.Context(), by(friend))
			if err != nil || tile.State != row.want || tile.Referral.ID != row.shows || len(tile.Also) != row.also {
				t.Errorf("%s: tile %s of the %s, %d beside it, error %v", name, tile.State, tile.Referral.Kind, len(tile.Also), err)
			}
		}
	})
}

func TestWhichCodesAMemberMayEnterFollowsFromEachKindByItself(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		want := func(what string, who program.SignedIn, code, takeUp bool) {
			t.Helper()
			s.Clock.Advance(2 * time.Second)
			tile, err := s.Tile(t.Context(), by(who))
			if err != nil || tile.CanEnterCode != code || tile.CanTakeUp != takeUp {
				t.Errorf("%s: another member's code %v, the institution's %v, %v", what, tile.CanEnterCode, tile.CanTakeUp, err)
			}
		}
		one := s.signedIn(t, "one")
		want("nothing is offered", one, false, false)
		c, code := s.product(t, 0)
		want("the institution's offer alone", one, false, true)
		relationship := s.offer(t, 0)
		want("both", one, true, true)
		if out := s.takeUp(t, one.Member, code, c.CurrentVersion.SHA256); out.Refused != "" {
			t.Fatal(out.Refused)
		}
		want("taken up", one, true, false)
		s.exec(t, "UPDATE referrals SET state = 'expired'")
		want("taken up, and it came to nothing", one, true, false)
		two := s.signedIn(t, "two")
		s.accepted(t, two.Member, s.member(t, "inviter"), relationship)
		want("invited", two, false, true)
		s.exec(t, "UPDATE campaigns SET breaker_count = 1, accepted_count = 1 WHERE kind = 'product'")
		want("invited, and the offer is full", two, false, false)
		s.exec(t, "UPDATE members SET employee = true")
		s.exec(t, "UPDATE campaigns SET breaker_count = 0 WHERE kind = 'product'")
		want("an employee", two, false, false)
	})
}

func TestALiveCheckJudgesEachReferralByItsOwnTerms(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		friend, invited, product := s.both(t)
		s.Clock.Advance(8 * 24 * time.Hour)
		friend = s.again(t)
		s.bank.set(func(b *fakeBank) {
			b.accounts = []providers.Account{checking("chk", "2026-12-01")}
			b.rows["chk"] = append(purchases("chk", "2026-12-04", 5), payroll("chk", "2026-12-04", 50000))
		})
		s.check(t, friend.Member)
		for _, r := range []models.Referral{invited, product} {
			if got := s.state(t, r.ID); got.State != models.StateEligible {
				t.Errorf("the %s referral is %s, want eligible", r.Kind, got.State)
			}
		}
		if n := s.count(t, "SELECT count(*) FROM evaluations"); n != 2 {
			t.Errorf("%d evaluations, want one each", n)
		}
	})
}

func TestAnOfferOfTheInstitutionIsPaidWithOneLegAndHasNoInviterToLookAt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		_, invited, product := s.both(t)
		// The yearly cap of nobody: had the institution logins, all those paid rewards would be its own.
		s.exec(t, "UPDATE reward_legs SET status = 'settled', payout_year = 2026 WHERE referral_id = '"+invited.ID+"'")
		s.exec(t, "UPDATE referrals SET state = 'eligible' WHERE id = '"+product.ID+"'")
		people, viewer := s.seats(t), s.staff(t, "viewer", models.RoleViewer)
		page, err := s.ReferralPage(t.Context(), product.ID)
		if err != nil || page.Look == nil || len(page.Look.Legs) != 1 || page.Look.Total.Minor != 2500 || len(page.Look.Standing) != 1 || len(page.Look.Void) != 0 {
			t.Fatalf("look before payment: %+v, %v", page.Look, err)
		}
		s.bank.set(func(b *fakeBank) { b.accounts = []providers.Account{checking("chk", "2026-12-01")} })
		if _, err := s.CheckReferral(t.Context(), product.ID, viewer); err != nil {
			t.Errorf("staff look at the standing: %v", err)
		}
		if err := s.pay(t, page.Referral, people); err != nil {
			t.Fatal(err)
		}
		if err := s.record(t, s.state(t, product.ID), "CORE-1", "2026-12-02", people); err != nil {
			t.Fatal(err)
		}
		for query, want := range map[string]int64{
			"SELECT count(*) FROM referrals WHERE state = 'paid' AND kind = 'product'":                         1,
			"SELECT count(*) FROM payouts":                                                                     1,
			"SELECT count(*) FROM payouts WHERE amount_minor = 2500":                                           1,
			"SELECT count(*) FROM reward_legs WHERE status = 'settled' AND referral_id = '" + product.ID + "'": 1,
		} {
			if got := s.count(t, query); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
	})
}

func TestStaffCannotPutAnInviterIntoAnOfferOfTheInstitution(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, campaignCode := s.product(t, 0)
		friend, inviter := s.member(t, "friend"), s.member(t, "inviter")
		invited := s.accepted(t, friend, inviter, s.offer(t, 0))
		product := s.takeUp(t, friend, campaignCode, c.CurrentVersion.SHA256).Referral
		maker, checker := s.two(t)
		_, err := s.correct(t, product, "c-inviter", maker)
		wantKind(t, "another inviter", err, models.Conflict)
		_, err = s.relink(t, product, models.SideInviter, "c-inviter", true, maker)
		wantKind(t, "the institution's new login", err, models.Conflict)
		_, err = s.correct(t, invited, campaignCode, maker)
		wantKind(t, "a campaign's code as an inviter", err, models.Invalid)
		// The friend's own new login takes both referrals along.
		fresh := s.reenrolled(t, "friend", true)
		a, err := s.relink(t, product, models.SideAcceptor, "c-friend", false, maker)
		s.agreed(t, a, err, checker)
		if n := s.count(t, "SELECT count(*) FROM referrals WHERE acceptor_member_id = '"+fresh.ID+"'"); n != 2 {
			t.Errorf("%d referrals followed, want both", n)
		}
	})
}

func TestALoginThatTookUpTheSameOfferIsNotReLinkedIntoIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, code := s.product(t, 0)
		old := s.member(t, "friend")
		r := s.takeUp(t, old, code, c.CurrentVersion.SHA256).Referral
		fresh := s.reenrolled(t, "friend", false)
		s.takeUp(t, fresh, code, c.CurrentVersion.SHA256)
		maker, _ := s.two(t)
		_, err := s.relink(t, r, models.SideAcceptor, "c-friend", true, maker)
		if program.RefusedFor(err) != program.RefusedTaken {
			t.Errorf("error = %v, want refused as taken", err)
		}
	})
}

func TestReferralsOfAnOfferAreFoundByItsCode(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		_, invited, product := s.both(t)
		var code models.ReferralCode
		if err := s.rows.View(t.Context(), func(v *models.View) (err error) { code, err = v.CampaignCode(product.CampaignID); return err }); err != nil {
			t.Fatal(err)
		}
		page, err := s.Referrals(t.Context(), models.ReferralFilter{Search: secret.DisplayCode(code.Code)}, "")
		if err != nil || len(page.Rows) != 1 || page.Rows[0].ID != product.ID || page.Rows[0].Inviter != nil {
			t.Errorf("found %d, %v; want the offer's and not %s", len(page.Rows), err, invited.ID)
		}
	})
}
