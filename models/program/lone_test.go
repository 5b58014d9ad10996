package program_test

import (
	"testing"

	"raf/models"
	"raf/models/program"
)

// threshold sets what one person may release alone.
func (s site) threshold(t *testing.T, minor int64) {
	t.Helper()
	row := s.settings(t)
	row.ThresholdMinor = minor
	if err := s.rows.InTx(t.Context(), func(tx *models.Tx) error {
		return tx.ChangeSettings(row.Settings, row.Version, models.Actor{Kind: models.ActorSecond, ID: "x"})
	}); err != nil {
		t.Fatal(err)
	}
}

func (s site) settings(t *testing.T) (row models.SettingsRow) {
	t.Helper()
	if err := s.rows.View(t.Context(), func(v *models.View) (err error) { row, err = v.Settings(); return err }); err != nil {
		t.Fatal(err)
	}
	return row
}

// small is an offer of $20 for each side.
func (s site) small(t *testing.T) models.Campaign {
	return s.offer(t, 10000000, func(terms *models.Terms) {
		terms.InviterMinor, terms.AcceptorMinor, terms.InviterYearCount = 2000, 2000, 0
	})
}

func (s site) lone(t *testing.T, id string) program.Lone {
	t.Helper()
	d, err := s.ReferralPage(t.Context(), id)
	if err != nil || d.Lone == nil {
		t.Fatalf("the referral says nothing of one person's release: %v", err)
	}
	return *d.Lone
}

// releaseAlone presses the button of the page as it stands.
func (s site) releaseAlone(t *testing.T, id string, by program.Staff) error {
	t.Helper()
	_, err := s.ReleaseAlone(t.Context(), id, s.lone(t, id).Seal, by)
	return err
}

func TestOnePersonReleasesWhatTheThresholdCoversAndASecondOneConfirmsIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.threshold(t, 4000)
		r, by := s.earned(t, "friend", s.member(t, "inviter"), s.small(t)), s.seats(t)
		s.told(t, r.AcceptorMemberID, known("a", "4417"))
		l, err := s.ReleaseAlone(t.Context(), r.ID, s.lone(t, r.ID).Seal, by.maker, program.AccountChoice{Side: models.SideAcceptor, ID: "a"})
		if err != nil || l.AmountMinor != 4000 || l.ThresholdMinor != 4000 {
			t.Fatalf("released %+v: %v", l, err)
		}
		_, err = s.ReleaseAlone(t.Context(), r.ID, l.PayloadSHA256, by.maker)
		wantKind(t, "a second press", err, models.Conflict)
		for query, want := range map[string]int64{
			"SELECT count(*) FROM referrals WHERE state = 'approved'":                                                                                                     1,
			"SELECT count(*) FROM reward_legs WHERE status = 'payable'":                                                                                                   2,
			"SELECT count(*) FROM approval_requests":                                                                                                                      0,
			"SELECT count(*) FROM lone_releases WHERE staff_user_id = '" + by.maker.User.ID + "' AND nth = 1 AND day_minor = 4000":                                        1,
			"SELECT count(*) FROM audit_log WHERE action = 'payment.released_alone' AND diff LIKE '%\"threshold_minor\":4000%' AND actor_id = '" + by.maker.User.ID + "'": 1,
			"SELECT count(*) FROM referral_events WHERE to_state = 'approved' AND actor_kind = 'lone' AND actor_id = '" + by.maker.User.ID + "'":                          1,
		} {
			if got := s.count(t, query); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
		asked, err := s.RequestMarkPaid(t.Context(), program.MarkPaidRequest{ReferralID: r.ID, Reference: "CORE-1", PaidOn: "2026-12-02"}, by.maker)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, by.maker)
		wantKind(t, "who released it confirms it", err, models.Denied)
		if _, err := s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, by.checker); err != nil {
			t.Fatal(err)
		}
		if n := s.count(t, "SELECT count(*) FROM payouts WHERE released_by = '"+by.maker.User.ID+"' AND recorded_by = '"+by.checker.User.ID+"'"); n != 2 {
			t.Errorf("%d payouts name both people, want 2", n)
		}
		if n := s.count(t, "SELECT count(*) FROM payouts WHERE account_last_four = '4417'"); n != 1 {
			t.Errorf("%d payouts went into the account that was chosen, want 1", n)
		}
	})
}

func TestWhoeverReleasedAPaymentAloneDoesNotConfirmItInAnotherRoleEither(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.threshold(t, 5000)
		r, by := s.earned(t, "friend", s.member(t, "inviter"), s.small(t)), s.seats(t)
		if err := s.releaseAlone(t, r.ID, by.maker); err != nil {
			t.Fatal(err)
		}
		other := s.staff(t, "other", models.RoleMaker)
		asked, err := s.RequestMarkPaid(t.Context(), program.MarkPaidRequest{ReferralID: r.ID, Reference: "CORE-1", PaidOn: "2026-12-02"}, other)
		if err != nil {
			t.Fatal(err)
		}
		s.exec(t, "UPDATE staff_users SET role = 'checker' WHERE id = '"+by.maker.User.ID+"'")
		both := by.maker
		both.User.Role = models.RoleChecker
		_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, both)
		wantKind(t, "the same person, a checker by now", err, models.Denied)
		if n := s.count(t, "SELECT count(*) FROM payouts"); n != 0 {
			t.Errorf("%d payouts", n)
		}
	})
}

func TestWhatTakesTwoPeopleAllTheSame(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		threshold int64
		change    func(t *testing.T, s site, r models.Referral, by seats)
		seal      string
		want      program.LoneBar
	}{
		"there is no threshold":   {0, nil, "", program.LoneAmount},
		"one cent more":           {3999, nil, "", program.LoneAmount},
		"it is not what was seen": {5000, nil, "another", program.LoneSeen},
		"a second person was asked": {5000, func(t *testing.T, s site, r models.Referral, by seats) {
			if _, err := s.RequestPayment(t.Context(), r.ID, by.maker); err != nil {
				t.Fatal(err)
			}
		}, "", program.LoneAsked},
		"a hold was released by hand": {5000, func(t *testing.T, s site, r models.Referral, by seats) {
			if err := s.PutOnHold(t.Context(), r.ID, "A question.", by.maker); err != nil {
				t.Fatal(err)
			}
			if err := s.ReleaseHold(t.Context(), r.ID, s.hold(t, r.ID), "Answered.", by.maker); err != nil {
				t.Fatal(err)
			}
		}, "", program.LoneHand},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				s.threshold(t, row.threshold)
				r, by := s.earned(t, "friend", s.member(t, "inviter"), s.small(t)), s.seats(t)
				seal := s.lone(t, r.ID).Seal
				if row.change != nil {
					row.change(t, s, r, by)
				}
				if row.seal != "" {
					seal = row.seal
				}
				_, err := s.ReleaseAlone(t.Context(), r.ID, seal, by.maker)
				if wantKind(t, name, err, models.Conflict); program.LoneBarOf(err) != row.want {
					t.Errorf("error %v, want %q", err, row.want)
				}
				if now := s.state(t, r.ID); now.State != models.StateEligible || s.count(t, "SELECT count(*) FROM lone_releases") != 0 {
					t.Errorf("it is %s", now.State)
				}
			})
		})
	}
}

func (s site) hold(t *testing.T, referralID string) (id string) {
	t.Helper()
	if err := s.rows.View(t.Context(), func(v *models.View) error {
		all, err := v.Holds(referralID)
		id = all[0].ID
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestWhatStaffAttachedTakesTwoPeople(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.threshold(t, 5000)
		c, friend, inviter := s.small(t), s.member(t, "friend"), s.member(t, "inviter")
		if _, err := s.Accept(t.Context(), program.Acceptance{Member: friend, Typed: inviter.Code.Code, TermsSHA256: c.CurrentVersion.SHA256, Locale: "en",
			RequestID: "req", Source: "branch"}); err != nil {
			t.Fatal(err)
		}
		s.exec(t, "UPDATE referrals SET state = 'eligible'")
		if err := s.releaseAlone(t, s.referral(t, friend).ID, s.seats(t).maker); program.LoneBarOf(err) != program.LoneHand {
			t.Errorf("error %v, want %q", err, program.LoneHand)
		}
	})
}

func TestOnlyAMakerReleasesAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.threshold(t, 5000)
		r := s.earned(t, "friend", s.member(t, "inviter"), s.small(t))
		for _, role := range []models.Role{models.RoleViewer, models.RoleSupport, models.RoleEditor, models.RoleChecker, models.RoleAdmin, models.RoleAuditor} {
			wantKind(t, string(role), s.releaseAlone(t, r.ID, s.staff(t, string(role), role)), models.Denied)
		}
		own := s.staff(t, "own", models.RoleMaker)
		s.exec(t, "UPDATE members SET customer_ref = '4711' WHERE id = '"+r.AcceptorMemberID+"'")
		own.User.MemberRef = "4711"
		wantKind(t, "the friend themselves", s.releaseAlone(t, r.ID, own), models.Denied)
	})
}

// Everything that two people's release looks at stops one person's too, and leaves the hold.
func TestOnePersonsReleaseLooksAtEverythingAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.threshold(t, 5000)
		r, by := s.earned(t, "friend", s.member(t, "inviter"), s.small(t)), s.seats(t)
		seal, bad := s.lone(t, r.ID).Seal, known("a", "4417")
		bad.Standing = "bad"
		s.told(t, r.AcceptorMemberID, bad)
		_, err := s.ReleaseAlone(t.Context(), r.ID, seal, by.maker)
		wantKind(t, "bad standing", err, models.Conflict)
		if now := s.state(t, r.ID); now.State != models.StateEligible || now.HoldCount != 1 {
			t.Errorf("it is %s with %d holds", now.State, now.HoldCount)
		}
		_, err = s.ReleaseAlone(t.Context(), r.ID, seal, by.maker)
		wantKind(t, "on hold", err, models.Conflict)
		if n := s.count(t, "SELECT count(*) FROM lone_releases"); n != 0 {
			t.Errorf("%d releases", n)
		}
	})
}

func TestWhoMayBeAPartyReleasesNothingAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.threshold(t, 4000)
		r, by := s.earned(t, "friend", s.member(t, "inviter"), s.small(t)), s.seats(t)
		by.maker.User.MemberRef = ""
		if bar := program.LoneBarOf(s.releaseAlone(t, r.ID, by.maker)); bar != program.LoneParty {
			t.Errorf("without a member number the bar is %q, want %q", bar, program.LoneParty)
		}
		by.maker.User.MemberRef = "c-other"
		if err := s.releaseAlone(t, r.ID, by.maker); err != nil {
			t.Errorf("with another's member number: %v", err)
		}
	})
}
