package program_test

import (
	"testing"

	"raf/models"
	"raf/models/program"
)

func TestStaffAttachAMemberToAnOfferOfTheInstitution(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		c, code := s.product(t, 5000)
		member := s.member(t, "member")
		a, err := s.attach(t, code, "c-member", maker)
		if n := s.counts(t); n["referrals"] != 0 || n["committed"] != 0 {
			t.Errorf("asking alone wrote %v", n)
		}
		if _, err := s.Approve(t.Context(), a.ID, a.PayloadSHA256, maker); models.KindOf(err) != models.Denied {
			t.Errorf("whoever asked agreed as well: %v", err)
		}
		s.agreed(t, a, err, checker)
		r := s.referral(t, member)
		if r.Kind != models.KindProduct || r.State != models.StateAccepted || r.Source != "branch" || r.InviterMemberID != "" ||
			r.CampaignVersionID != c.CurrentVersionID || r.TermsSHA256 != c.CurrentVersion.SHA256 {
			t.Errorf("referral = %+v", r)
		}
		for query, want := range map[string]int64{
			"SELECT count(*) FROM reward_legs WHERE status = 'reserved' AND amount_minor = 2500 AND side = 'acceptor'": 1,
			"SELECT count(*) FROM reward_legs":      1,
			"SELECT committed_minor FROM campaigns": 2500,
			"SELECT count(*) FROM consents WHERE kind = 'terms' AND granted AND attested_by = '" + maker.User.ID + "'": 1,
			"SELECT count(*) FROM consents": 1,
			"SELECT count(*) FROM audit_log WHERE action = 'referral.accepted' AND actor_id = '" + checker.User.ID + "'":        1,
			"SELECT count(*) FROM referral_notes WHERE staff_user_id = '" + maker.User.ID + "' AND text LIKE '%paper form 17%'": 1,
		} {
			if got := s.count(t, query); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
	})
}

func TestAnAttachedOfferOfTheInstitutionIsRefusedWhereItsCodeWouldBe(t *testing.T) {
	t.Parallel()
	sql := func(query string) func(*testing.T, site, models.Campaign, string) {
		return func(t *testing.T, s site, _ models.Campaign, _ string) { t.Helper(); s.exec(t, query) }
	}
	for name, row := range map[string]struct {
		prepare func(t *testing.T, s site, c models.Campaign, code string)
		want    program.Reason
	}{
		"an employee":         {sql("UPDATE members SET employee = true"), program.RefusedEmployee},
		"a campaign at rest":  {sql("UPDATE campaigns SET status = 'paused'"), program.RefusedClosed},
		"a budget used up":    {sql("UPDATE campaigns SET committed_minor = 4000"), program.RefusedClosed},
		"too long a member":   {sql("UPDATE members SET joined_on = '2020-01-01'"), program.RefusedEntryOver},
		"a breaker that fell": {sql("UPDATE campaigns SET breaker_count = 1, accepted_count = 1"), program.RefusedClosed},
		"taken up already": {func(t *testing.T, s site, c models.Campaign, code string) {
			t.Helper()
			s.takeUp(t, s.subject(t, "member"), code, c.CurrentVersion.SHA256)
		}, program.RefusedTaken},
		"taken up under another login": {func(t *testing.T, s site, c models.Campaign, code string) {
			t.Helper()
			s.exec(t, "UPDATE members SET person_key = 'one person'")
			s.takeUp(t, s.subject(t, "other"), code, c.CurrentVersion.SHA256)
		}, program.RefusedPersonTaken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				maker, checker := s.two(t)
				c, code := s.product(t, 5000, func(terms *models.Terms) { terms.CodeEntryDays = 60 })
				s.member(t, "member")
				s.member(t, "other")
				early, err := s.attach(t, code, "c-member", maker)
				if err != nil {
					t.Fatal(err)
				}
				row.prepare(t, s, c, code)
				if _, err = s.attach(t, code, "c-member", s.staff(t, "another", models.RoleMaker)); program.RefusedFor(err) != row.want {
					t.Errorf("asking: %v, want %q", err, row.want)
				}
				if _, err = s.Approve(t.Context(), early.ID, early.PayloadSHA256, checker); program.RefusedFor(err) != row.want {
					t.Errorf("deciding: %v, want %q", err, row.want)
				}
				if n := s.count(t, "SELECT count(*) FROM referrals WHERE source = 'branch'"); n != 0 {
					t.Error("it was attached all the same")
				}
			})
		})
	}
}

func TestWhatChangedSinceAnOfferWasAttachedIsNotAgreedTo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		_, code := s.product(t, 50000)
		s.member(t, "member")
		a, err := s.attach(t, code, "c-member", maker)
		if err != nil {
			t.Fatal(err)
		}
		s.exec(t, "UPDATE referral_codes SET id = 'another' WHERE campaign_id IS NOT NULL")
		if _, err := s.Approve(t.Context(), a.ID, a.PayloadSHA256, checker); models.KindOf(err) != models.Conflict {
			t.Errorf("an old approval carried over: %v", err)
		}
	})
}

func TestACodeOfTheInstitutionIsNobodysInPlaceOfAnInviter(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, _ := s.two(t)
		offer := s.offer(t, 1000000)
		_, code := s.product(t, 5000)
		r := s.accepted(t, s.member(t, "friend"), s.member(t, "inviter"), offer)
		_, err := s.RequestCorrection(t.Context(), program.CorrectionRequest{ReferralID: r.ID, Inviter: code, Why: "the friend said so"}, maker)
		if models.KindOf(err) != models.Invalid {
			t.Errorf("an institution became the inviter: %v", err)
		}
	})
}

// subject is a member as the rows have them now.
func (s site) subject(t *testing.T, name string) (m models.Member) {
	t.Helper()
	if err := s.rows.View(t.Context(), func(v *models.View) (err error) { m, err = v.MemberBySubject(name); return err }); err != nil {
		t.Fatal(err)
	}
	return m
}
