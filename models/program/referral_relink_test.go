package program_test

import (
	"testing"

	"raf/models"
	"raf/models/program"
)

// reenrolled gives a member a second login under the same number, as the bank does it; sameTax says whether the tax id
// came along.
func (s site) reenrolled(t *testing.T, subject string, sameTax bool) models.Member {
	t.Helper()
	m := s.member(t, subject+"-new")
	s.exec(t, "UPDATE members SET customer_ref = 'c-"+subject+"' WHERE id = '"+m.ID+"'")
	if sameTax {
		s.exec(t, "UPDATE members SET person_key = 'person-"+subject+"' WHERE id = '"+m.ID+"'")
	} else {
		s.exec(t, "UPDATE members SET person_key = '', person_key_kind = '' WHERE id = '"+m.ID+"'")
	}
	return m
}

func (s site) relink(t *testing.T, r models.Referral, side models.Side, number string, attested bool, by program.Staff) (models.ApprovalRequest, error) {
	t.Helper()
	return s.RequestRelink(t.Context(), program.RelinkRequest{ReferralID: r.ID, Side: side, Number: number, Why: "enrolled anew", Attested: attested}, by)
}

func TestAReenrolledFriendKeepsReferralAndReward(t *testing.T) {
	t.Parallel()
	for name, sameTax := range map[string]bool{"by the fingerprint": true, "by what staff have seen": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				maker, checker := s.two(t)
				r := s.eligible(t)
				fresh := s.reenrolled(t, "friend", sameTax)
				if !sameTax {
					_, err := s.relink(t, r, models.SideAcceptor, "c-friend", false, maker)
					if wantKind(t, "nobody attests it", err, models.Invalid); err != nil && err.Error() != "invalid: attested" {
						t.Errorf("error %v", err)
					}
				}
				a, err := s.relink(t, r, models.SideAcceptor, "c-friend", !sameTax, maker)
				s.agreed(t, a, err, checker)
				got := s.referral(t, fresh)
				if got.ID != r.ID || got.State != models.StateEligible || got.AcceptorPersonKey != "person-friend" {
					t.Errorf("referral %s in %s of person %q", got.ID, got.State, got.AcceptorPersonKey)
				}
				for query, want := range map[string]int64{
					"SELECT count(*) FROM reward_legs WHERE side = 'acceptor' AND payee_member_id = '" + fresh.ID + "'":                                                      1,
					"SELECT count(*) FROM referrals WHERE friend_name = 'friend-new t'":                                                                                      1,
					"SELECT count(*) FROM members WHERE relinked_to = '" + fresh.ID + "'":                                                                                    1,
					"SELECT count(*) FROM reassignments WHERE kind = 'relinked' AND side = 'acceptor' AND approval_id = '" + a.ID + "'":                                      1,
					"SELECT count(*) FROM referral_events WHERE cause = 'relink'":                                                                                            1,
					"SELECT count(*) FROM audit_log WHERE action = 'member.relinked' AND actor_id = '" + checker.User.ID + "' AND subject_id = '" + r.AcceptorMemberID + "'": 1,
				} {
					if got := s.count(t, query); got != want {
						t.Errorf("%s: %d, want %d", query, got, want)
					}
				}
			})
		})
	}
}

func TestAReenrolledInviterKeepsCodeCapAndUnpaidRewards(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		c := s.offer(t, 0, func(terms *models.Terms) { terms.InviterYearCount = 3 })
		inviter := s.member(t, "inviter")
		paid := s.accepted(t, s.member(t, "paid"), inviter, c)
		open := s.accepted(t, s.member(t, "open"), inviter, c)
		s.exec(t, "UPDATE reward_legs SET status = 'settled', settled_at = created_at WHERE referral_id = '"+paid.ID+"'")
		s.exec(t, "UPDATE referrals SET state = 'paid' WHERE id = '"+paid.ID+"'")
		fresh := s.reenrolled(t, "inviter", true)
		a, err := s.relink(t, open, models.SideInviter, "c-inviter", false, maker)
		s.agreed(t, a, err, checker)
		if n := s.count(t, "SELECT count(*) FROM reward_legs WHERE side = 'inviter' AND payee_member_id = '"+fresh.ID+"' AND status = 'reserved'"); n != 1 {
			t.Error("the unpaid reward did not follow")
		}
		if n := s.count(t, "SELECT count(*) FROM reward_legs WHERE side = 'inviter' AND payee_member_id = '"+inviter.ID+"' AND status = 'settled'"); n != 1 {
			t.Error("the paid reward did not stay")
		}
		// The old code leads to the new login, and the year counts what the old one had.
		third := s.accepted(t, s.member(t, "third"), inviter, c)
		if third.InviterMemberID != fresh.ID {
			t.Errorf("the old code leads to %s, want the new login", third.InviterMemberID)
		}
		s.accepted(t, s.member(t, "fourth"), fresh, c)
		if n := s.count(t, "SELECT count(*) FROM reward_legs WHERE status = 'void' AND void_reason = 'cap'"); n != 1 {
			t.Errorf("%d capped legs, want 1: a new login is no new year", n)
		}
	})
}

func TestTwoPeopleAreNeverJoined(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker := s.staff(t, "maker", models.RoleMaker)
		r := s.eligible(t)
		s.member(t, "stranger")
		for field, number := range map[string]string{"number:other": "c-stranger", "number:unknown": "c-friend"} {
			_, err := s.relink(t, r, models.SideAcceptor, number, true, maker)
			if wantKind(t, field, err, models.Invalid); err != nil && err.Error() != "invalid: "+field {
				t.Errorf("error %v, want %s", err, field)
			}
		}
		s.reenrolled(t, "friend", true)
		two := s.member(t, "friend-newer")
		s.exec(t, "UPDATE members SET customer_ref = 'c-friend' WHERE id = '"+two.ID+"'")
		_, err := s.relink(t, r, models.SideAcceptor, "c-friend", true, maker)
		if wantKind(t, "several", err, models.Invalid); err != nil && err.Error() != "invalid: number:several" {
			t.Errorf("error %v", err)
		}
		for _, role := range []models.Role{models.RoleViewer, models.RoleSupport, models.RoleEditor, models.RoleChecker, models.RoleAuditor} {
			_, err := s.relink(t, r, models.SideAcceptor, "c-friend", true, s.staff(t, string(role), role))
			wantKind(t, string(role), err, models.Denied)
		}
	})
}

func TestALoginThatStandsInItsOwnWayIsNotRelinked(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		prepare func(t *testing.T, s site, r models.Referral, fresh models.Member)
		side    models.Side
		want    program.Reason
	}{
		"the new login has a referral": {func(t *testing.T, s site, _ models.Referral, fresh models.Member) {
			s.exec(t, "UPDATE members SET person_key = 'other' WHERE id = '"+fresh.ID+"'")
			s.accepted(t, fresh, s.member(t, "x"), s.onOffer(t))
			s.exec(t, "UPDATE members SET person_key = 'person-friend' WHERE id = '"+fresh.ID+"'")
		}, models.SideAcceptor, program.RefusedTaken},
		"the logins invited each other": {func(t *testing.T, s site, r models.Referral, fresh models.Member) {
			old, err := readMember(t, s, r.InviterMemberID)
			if err != nil {
				t.Fatal(err)
			}
			s.exec(t, "UPDATE members SET person_key = 'other' WHERE id = '"+fresh.ID+"'")
			s.accepted(t, fresh, old, s.onOffer(t))
			s.exec(t, "UPDATE members SET person_key = 'person-inviter' WHERE id = '"+fresh.ID+"'")
		}, models.SideInviter, program.RefusedOwn},
		"a ring would close": {func(t *testing.T, s site, r models.Referral, fresh models.Member) {
			// fresh invited the inviter, who invited fresh's old login.
			inviter, err := readMember(t, s, r.InviterMemberID)
			if err != nil {
				t.Fatal(err)
			}
			s.exec(t, "UPDATE members SET person_key = 'other' WHERE id = '"+fresh.ID+"'")
			s.accepted(t, inviter, fresh, s.onOffer(t))
			s.exec(t, "UPDATE members SET person_key = 'person-friend' WHERE id = '"+fresh.ID+"'")
		}, models.SideAcceptor, program.RefusedLoop},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				maker, checker := s.two(t)
				r := s.eligible(t)
				subject := map[models.Side]string{models.SideAcceptor: "friend", models.SideInviter: "inviter"}[row.side]
				fresh := s.reenrolled(t, subject, true)
				early, err := s.relink(t, r, row.side, "c-"+subject, false, maker)
				if err != nil {
					t.Fatal(err)
				}
				row.prepare(t, s, r, fresh)
				_, err = s.Approve(t.Context(), early.ID, early.PayloadSHA256, checker)
				if got := program.RefusedFor(err); got != row.want {
					t.Errorf("deciding: %q (%v), want %q", got, err, row.want)
				}
				if n := s.count(t, "SELECT count(*) FROM members WHERE relinked_to <> ''"); n != 0 {
					t.Error("it was re-linked all the same")
				}
			})
		})
	}
}

func TestMoneyOnItsWayIsNotOvertakenByANewLogin(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		r := s.eligible(t)
		s.reenrolled(t, "friend", true)
		early, err := s.relink(t, r, models.SideAcceptor, "c-friend", false, maker)
		if err != nil {
			t.Fatal(err)
		}
		for _, status := range []string{"payable", "batched", "submitted", "unknown"} {
			s.exec(t, "UPDATE reward_legs SET status = '"+status+"' WHERE side = 'acceptor'")
			_, err = s.Approve(t.Context(), early.ID, early.PayloadSHA256, checker)
			wantKind(t, status, err, models.Conflict)
		}
		s.exec(t, "UPDATE reward_legs SET status = 'reserved' WHERE side = 'acceptor'")
		s.agreed(t, early, nil, checker)
		friend, err := readMember(t, s, r.AcceptorMemberID)
		if err != nil {
			t.Fatal(err)
		}
		s.exec(t, "UPDATE members SET person_key = '' WHERE id = '"+friend.ID+"'") // nothing but the link says who it is
		if out, err := s.submit(t, friend, s.member(t, "another"), s.onOffer(t)); err != nil || out.Refused != program.RefusedPersonTaken {
			t.Errorf("a code under the old login: %q, %v", out.Refused, err)
		}
		_, err = s.relink(t, r, models.SideAcceptor, "c-friend", true, maker)
		wantKind(t, "back to a login that is out of use", err, models.Invalid)
	})
}
