package program_test

import (
	"testing"
	"time"

	"raf/models"
	"raf/models/program"
)

// attach asks for a referral between two members by their numbers.
func (s site) attach(t *testing.T, inviter, friend string, by program.Staff) (models.ApprovalRequest, error) {
	t.Helper()
	return s.RequestAttach(t.Context(), program.AttachRequest{Inviter: inviter, Friend: friend, Why: "invited at the branch",
		Evidence: "paper form 17, signed by both", Terms: true}, by)
}

func TestAnAttachedReferralIsWhatACodeEntryWouldHaveMade(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		c := s.offer(t, 1000000)
		inviter, friend := s.member(t, "inviter"), s.member(t, "friend")
		a, err := s.attach(t, inviter.Code.Code, "c-friend", maker)
		if n := s.counts(t); n["referrals"] != 0 || n["committed"] != 0 {
			t.Errorf("asking alone wrote %v", n)
		}
		s.agreed(t, a, err, checker)
		r := s.referral(t, friend)
		if r.State != models.StateAccepted || r.Source != "branch" || r.InviterMemberID != inviter.ID || r.CodeID != inviter.Code.ID ||
			r.CampaignVersionID != c.CurrentVersionID || r.TermsSHA256 != c.CurrentVersion.SHA256 || r.AcceptorPersonKey != friend.PersonKey {
			t.Errorf("referral = %+v", r)
		}
		for query, want := range map[string]int64{
			"SELECT count(*) FROM reward_legs WHERE status = 'reserved' AND amount_minor = 5000":                                             2,
			"SELECT count(*) FROM reward_legs WHERE friend_visible":                                                                          0,
			"SELECT committed_minor FROM campaigns":                                                                                          10000,
			"SELECT accepted_count FROM campaigns":                                                                                           1,
			"SELECT count(*) FROM consents WHERE kind = 'terms' AND granted AND attested_by = '" + maker.User.ID + "'":                       1,
			"SELECT count(*) FROM consents WHERE kind = 'share_status' AND granted":                                                          0,
			"SELECT count(*) FROM referral_events WHERE cause = 'accept' AND actor_kind = 'second' AND actor_id = '" + checker.User.ID + "'": 1,
			"SELECT count(*) FROM audit_log WHERE action = 'referral.accepted' AND actor_id = '" + checker.User.ID + "'":                     1,
			"SELECT count(*) FROM referral_notes WHERE staff_user_id = '" + maker.User.ID + "' AND text LIKE '%paper form 17%'":              1,
			"SELECT count(*) FROM code_attempts":                                                                                             0,
		} {
			if got := s.count(t, query); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
	})
}

func TestStaffAreToldWhyTwoPeopleCannotBeBroughtTogether(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		prepare func(t *testing.T, s site, inviter, friend models.Member)
		want    program.Reason
	}{
		"own code": {func(t *testing.T, s site, inviter, _ models.Member) {
			s.exec(t, "UPDATE members SET customer_ref = 'x' WHERE subject = 'friend'")
			s.exec(t, "UPDATE members SET customer_ref = 'c-friend' WHERE id = '"+inviter.ID+"'")
		}, program.RefusedOwn},
		"an employee": {func(t *testing.T, s site, _, friend models.Member) {
			s.exec(t, "UPDATE members SET employee = true WHERE id = '"+friend.ID+"'")
		}, program.RefusedEmployee},
		"the same person": {func(t *testing.T, s site, _, _ models.Member) {
			s.exec(t, "UPDATE members SET person_key = 'same'")
		}, program.RefusedSamePerson},
		"in already": {func(t *testing.T, s site, _, friend models.Member) {
			s.accepted(t, friend, s.member(t, "earlier"), s.onOffer(t))
		}, program.RefusedTaken},
		"a loop": {func(t *testing.T, s site, inviter, friend models.Member) {
			s.accepted(t, inviter, friend, s.onOffer(t))
		}, program.RefusedLoop},
		"too long a member": {func(t *testing.T, s site, _, friend models.Member) {
			s.exec(t, "UPDATE members SET joined_on = '2020-01-01' WHERE id = '"+friend.ID+"'")
		}, program.RefusedEntryOver},
		"no campaign": {func(t *testing.T, s site, _, _ models.Member) {
			s.exec(t, "UPDATE campaigns SET status = 'paused'")
		}, program.RefusedClosed},
		"no code": {func(t *testing.T, s site, inviter, _ models.Member) {
			s.exec(t, "UPDATE referral_codes SET status = 'disabled' WHERE member_id = '"+inviter.ID+"'")
		}, program.RefusedUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				maker, checker := s.two(t)
				s.offer(t, 1000000, func(terms *models.Terms) { terms.CodeEntryDays = 60 })
				inviter, friend := s.member(t, "inviter"), s.member(t, "friend")
				// Once when it is asked for, once when it is decided: what was true yesterday may not be true now.
				early, err := s.attach(t, "c-inviter", "c-friend", maker)
				if err != nil {
					t.Fatal(err)
				}
				row.prepare(t, s, inviter, friend)
				_, err = s.attach(t, inviter.Code.Code, "c-friend", s.staff(t, "other", models.RoleMaker))
				if name == "no code" {
					_, err = s.attach(t, "c-inviter", "c-friend", maker)
				}
				if got := program.RefusedFor(err); got != row.want || models.KindOf(err) != models.Conflict {
					t.Errorf("asking: %q (%v), want %q", got, err, row.want)
				}
				if name == "own code" {
					return // the two of the early request are two
				}
				_, err = s.Approve(t.Context(), early.ID, early.PayloadSHA256, checker)
				if got := program.RefusedFor(err); got != row.want {
					t.Errorf("deciding: %q (%v), want %q", got, err, row.want)
				}
				if n := s.count(t, "SELECT count(*) FROM referrals WHERE source = 'branch'"); n != 0 {
					t.Error("it was attached all the same")
				}
			})
		})
	}
}

// onOffer is the offer that is on.
func (s site) onOffer(t *testing.T) (c models.Campaign) {
	t.Helper()
	if err := s.rows.View(t.Context(), func(v *models.View) (err error) { c, err = v.LiveCampaign("2026-12-02"); return err }); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWhatStaffTypedToAttachIsLookedAt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker := s.staff(t, "maker", models.RoleMaker)
		s.offer(t, 1000000)
		s.member(t, "inviter")
		s.member(t, "friend")
		s.member(t, "twin")
		s.exec(t, "UPDATE members SET customer_ref = 'c-two' WHERE subject = 'twin'")
		modelsTwin := s.member(t, "twin2")
		s.exec(t, "UPDATE members SET customer_ref = 'c-two' WHERE id = '"+modelsTwin.ID+"'")
		good := program.AttachRequest{Inviter: "c-inviter", Friend: "c-friend", Why: "why", Evidence: "form", Terms: true}
		for field, spoil := range map[string]func(*program.AttachRequest){
			"inviter:unknown":      func(in *program.AttachRequest) { in.Inviter = "nobody" },
			"friend:unknown":       func(in *program.AttachRequest) { in.Friend = " " },
			"friend:several":       func(in *program.AttachRequest) { in.Friend = "c-two" },
			"reason":               func(in *program.AttachRequest) { in.Why = "" },
			"evidence":             func(in *program.AttachRequest) { in.Evidence = "" },
			"evidence:card_number": func(in *program.AttachRequest) { in.Evidence = "4111111111111111" },
			"terms":                func(in *program.AttachRequest) { in.Terms = false },
		} {
			in := good
			spoil(&in)
			_, err := s.RequestAttach(t.Context(), in, maker)
			if wantKind(t, field, err, models.Invalid); err != nil && err.Error() != "invalid: "+field {
				t.Errorf("error %v names no field %s", err, field)
			}
		}
		for _, role := range []models.Role{models.RoleViewer, models.RoleEditor, models.RoleChecker, models.RoleAuditor} {
			_, err := s.RequestAttach(t.Context(), good, s.staff(t, string(role), role))
			wantKind(t, string(role), err, models.Denied)
		}
		party := maker
		party.User.MemberRef = "c-inviter"
		_, err := s.RequestAttach(t.Context(), good, party)
		wantKind(t, "the inviter attaches", err, models.Denied)
	})
}

func TestAnOfferThatChangedSinceIsNotWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		s.offer(t, 1000000)
		s.member(t, "inviter")
		s.member(t, "friend")
		a, err := s.attach(t, "c-inviter", "c-friend", maker)
		if err != nil {
			t.Fatal(err)
		}
		s.exec(t, "UPDATE campaigns SET status = 'ended'")
		s.offer(t, 1000000, func(terms *models.Terms) { terms.AcceptorMinor = 9000 })
		_, err = s.Approve(t.Context(), a.ID, a.PayloadSHA256, checker)
		if wantKind(t, "another offer", err, models.Conflict); program.RefusedFor(err) != "" {
			t.Errorf("error %v, want that it changed", err)
		}
	})
}

func TestABudgetThatIsUsedUpStopsAnAttachment(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		c := s.offer(t, 10000)
		inviter := s.member(t, "inviter")
		s.member(t, "friend")
		a, err := s.attach(t, "c-inviter", "c-friend", maker)
		if err != nil {
			t.Fatal(err)
		}
		s.accepted(t, s.member(t, "other"), inviter, c)
		_, err = s.Approve(t.Context(), a.ID, a.PayloadSHA256, checker)
		if program.RefusedFor(err) != program.RefusedClosed {
			t.Errorf("error %v, want that the offer is full", err)
		}
	})
}

func TestAnAttachmentAndACodeEntryAtOnceMakeOneReferral(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		c := s.offer(t, 1000000)
		inviter, friend := s.member(t, "inviter"), s.member(t, "friend")
		a, err := s.attach(t, "c-inviter", "c-friend", maker)
		if err != nil {
			t.Fatal(err)
		}
		var out program.Accepted
		var errs [2]error
		race(2, func(i int) {
			if i == 0 {
				out, errs[0] = s.submit(t, friend, inviter, c)
			} else {
				_, errs[1] = s.Approve(t.Context(), a.ID, a.PayloadSHA256, checker)
			}
		})
		byMember, byStaff := errs[0] == nil && out.Refused == "", errs[1] == nil
		if byMember == byStaff {
			t.Errorf("by the member: %q, %v; by staff: %v; want one of them", out.Refused, errs[0], errs[1])
		}
		if !byMember && out.Refused != program.RefusedTaken || !byStaff && models.KindOf(errs[1]) != models.Conflict {
			t.Errorf("the one who came second was told %q, %v", out.Refused, errs[1])
		}
		if n := s.counts(t); n["referrals"] != 1 || n["committed"] != 10000 || n["reward_legs"] != 2 {
			t.Errorf("rows = %v, want one referral", n)
		}
	})
}

func TestAnInviterWhoseYearIsFullBringsTheFriendAllTheSame(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		c := s.offer(t, 1000000, func(terms *models.Terms) { terms.InviterYearCount = 1 })
		inviter := s.member(t, "inviter")
		s.accepted(t, s.member(t, "first"), inviter, c)
		s.member(t, "friend")
		s.Clock.Advance(time.Second)
		a, err := s.attach(t, "c-inviter", "c-friend", maker)
		s.agreed(t, a, err, checker)
		if n := s.count(t, "SELECT count(*) FROM reward_legs WHERE status = 'void' AND void_reason = 'cap'"); n != 1 {
			t.Errorf("%d capped legs, want 1", n)
		}
	})
}
