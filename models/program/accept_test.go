package program_test

import (
	"context"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/program"
)

// entry is a code entry about to be refused.
type entry struct {
	friend, inviter models.Member
	campaign        models.Campaign
	typed           string // instead of the inviter's code
	terms           string // instead of the campaign's
}

func refusals() []struct {
	name     string
	want     program.Reason
	attempts int64
	arrange  func(t *testing.T, s site, e *entry)
} {
	return []struct {
		name     string
		want     program.Reason
		attempts int64
		arrange  func(t *testing.T, s site, e *entry)
	}{
		{"a code nobody has", program.RefusedUnknown, 1, func(_ *testing.T, _ site, e *entry) { e.typed = "ZZZZ-ZZZZ" }},
		{"something that is no code", program.RefusedUnknown, 1, func(_ *testing.T, _ site, e *entry) { e.typed = "' OR 1=1 --" }},
		{"a code that was disabled", program.RefusedUnknown, 1, func(t *testing.T, s site, e *entry) {
			s.exec(t, "UPDATE referral_codes SET status = 'disabled' WHERE member_id = '"+e.inviter.ID+"'")
		}},
		{"one's own code", program.RefusedOwn, 1, func(_ *testing.T, _ site, e *entry) { e.inviter = e.friend }},
		{"already in a referral", program.RefusedTaken, 1, func(t *testing.T, s site, e *entry) {
			s.accepted(t, e.friend, s.member(t, "other"), e.campaign)
		}},
		{"rewarded before", program.RefusedTaken, 1, func(t *testing.T, s site, e *entry) {
			r := s.accepted(t, e.friend, s.member(t, "other"), e.campaign)
			s.exec(t, "UPDATE referrals SET state = 'clawed_back' WHERE id = '"+r.ID+"'")
		}},
		{"the inviter's own second login", program.RefusedSamePerson, 1, func(t *testing.T, s site, e *entry) {
			s.exec(t, "UPDATE members SET person_key = 'person-inviter' WHERE id = '"+e.friend.ID+"'")
		}},
		{"a second login of a friend who was referred", program.RefusedPersonTaken, 1, func(t *testing.T, s site, e *entry) {
			first := s.member(t, "first")
			s.accepted(t, first, s.member(t, "other"), e.campaign)
			s.exec(t, "UPDATE members SET person_key = 'person-first' WHERE id = '"+e.friend.ID+"'")
		}},
		{"each other's codes", program.RefusedLoop, 1, func(t *testing.T, s site, e *entry) { s.accepted(t, e.inviter, e.friend, e.campaign) }},
		{"a ring of three", program.RefusedLoop, 1, func(t *testing.T, s site, e *entry) {
			middle := s.member(t, "middle")
			s.accepted(t, middle, e.friend, e.campaign)
			s.accepted(t, e.inviter, middle, e.campaign)
		}},
		{"a ring of people whom nothing identifies", program.RefusedLoop, 1, func(t *testing.T, s site, e *entry) {
			s.exec(t, "UPDATE members SET person_key = '', person_key_kind = ''")
			s.accepted(t, e.inviter, e.friend, e.campaign)
		}},
		{"each other's codes by a second login", program.RefusedLoop, 1, func(t *testing.T, s site, e *entry) {
			login := s.member(t, "first-login")
			s.accepted(t, e.inviter, login, e.campaign)
			s.exec(t, "UPDATE members SET person_key = 'person-friend' WHERE id = '"+login.ID+"'")
		}},
		{"a paused campaign", program.RefusedClosed, 1, func(t *testing.T, s site, _ *entry) { s.exec(t, "UPDATE campaigns SET status = 'paused'") }},
		{"a campaign whose last day was yesterday", program.RefusedClosed, 1, func(t *testing.T, s site, e *entry) {
			s.exec(t, "UPDATE campaigns SET status = 'ended'")
			e.campaign = s.offer(t, 0, func(terms *models.Terms) { terms.EndsOn = "2026-12-01" })
		}},
		{"a campaign without budget left", program.RefusedClosed, 1, func(t *testing.T, s site, _ *entry) {
			s.exec(t, "UPDATE campaigns SET committed_minor = budget_minor - 9999")
		}},
		{"a tripped breaker", program.RefusedClosed, 1, func(t *testing.T, s site, _ *entry) {
			s.exec(t, "UPDATE campaigns SET breaker_count = 1, accepted_count = 1")
		}},
		{"joined too long ago", program.RefusedEntryOver, 1, func(t *testing.T, s site, e *entry) {
			s.exec(t, "UPDATE campaigns SET status = 'ended'")
			e.campaign = s.offer(t, 0, func(terms *models.Terms) { terms.CodeEntryDays = 30 })
			s.exec(t, "UPDATE members SET joined_on = '2026-11-01' WHERE id = '"+e.friend.ID+"'")
		}},
		{"a friend who works there", program.RefusedEmployee, 1, func(t *testing.T, s site, e *entry) {
			s.exec(t, "UPDATE members SET employee = true WHERE id = '"+e.friend.ID+"'")
		}},
		{"an inviter who works there", program.RefusedEmployee, 1, func(t *testing.T, s site, e *entry) {
			s.exec(t, "UPDATE members SET employee = true WHERE id = '"+e.inviter.ID+"'")
		}},
		{"terms that have changed since", program.RefusedTermsMoved, 0, func(_ *testing.T, _ site, e *entry) { e.terms = strings.Repeat("0", 64) }},
		{"no terms at all", program.RefusedTermsMoved, 0, func(_ *testing.T, _ site, e *entry) { e.terms = "-" }},
		{"the sixth try within an hour", program.RefusedTooManyTries, 0, func(t *testing.T, s site, e *entry) {
			for range program.TriesPerMember {
				if out, err := s.Accept(t.Context(), program.Acceptance{Member: e.friend, Typed: "ZZZZ-ZZZZ", TermsSHA256: e.campaign.CurrentVersion.SHA256}); err != nil || out.Refused != program.RefusedUnknown {
					t.Fatalf("a guess: %q, %v", out.Refused, err)
				}
				s.Clock.Advance(11 * time.Minute)
			}
		}},
	}
}

func TestARefusedCodeLeavesNothingButItsReason(t *testing.T) {
	t.Parallel()
	for _, row := range refusals() {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				e := entry{campaign: s.offer(t, 1000000), inviter: s.member(t, "inviter"), friend: s.member(t, "friend")}
				row.arrange(t, s, &e)
				before := s.counts(t)
				in := program.Acceptance{Member: e.friend, Typed: e.inviter.Code.Code, TermsSHA256: e.campaign.CurrentVersion.SHA256,
					AddressHash: "address", RequestID: "req", Source: "member"}
				if e.typed != "" {
					in.Typed = e.typed
				}
				if e.terms != "" {
					in.TermsSHA256 = strings.TrimPrefix(e.terms, "-")
				}
				out, err := s.Accept(t.Context(), in)
				if err != nil || out.Refused != row.want {
					t.Errorf("refused = %q, error = %v, want %q", out.Refused, err, row.want)
				}
				want := maps.Clone(before)
				want["code_attempts"] += row.attempts
				if diff := cmp.Diff(want, s.counts(t)); diff != "" {
					t.Errorf("rows after the refusal (-want +got):\n%s", diff)
				}
				if n := s.count(t, "SELECT count(*) FROM code_attempts WHERE reason = '"+string(row.want)+"' AND request_id = 'req'"); n != row.attempts {
					t.Errorf("%d attempts with the reason are stored, want %d", n, row.attempts)
				}
				if (out.RetryAt != time.Time{}) != (row.want == program.RefusedTooManyTries) {
					t.Errorf("retry at %v", out.RetryAt)
				}
			})
		})
	}
}

func TestAnAcceptedCodeBringsEverythingThatBelongsToIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, inviter, friend := s.offer(t, 1000000), s.member(t, "inviter"), s.member(t, "friend")
		r := s.accepted(t, friend, inviter, c)
		want := map[string]int64{"referrals": 1, "reward_legs": 2, "referral_events": 1, "consents": 2, "holds": 0, "audit_log": 3, "code_attempts": 0,
			"committed": 10000, "accepted": 1}
		if diff := cmp.Diff(want, s.counts(t)); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		got := s.referral(t, friend)
		if got.ID != r.ID || got.State != models.StateAccepted || got.InviterMemberID != inviter.ID || got.TermsSHA256 != c.CurrentVersion.SHA256 ||
			got.CampaignVersionID != c.CurrentVersionID || got.AcceptorPersonKey != "person-friend" || got.AcceptorLeg == nil ||
			got.AcceptorLeg.Status != models.LegReserved || got.AcceptorLeg.AmountMinor != 5000 {
			t.Errorf("referral = %+v", got)
		}
	})
}

func TestAFriendWhomNothingIdentifiesIsTakenUnderAHold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, inviter, friend := s.offer(t, 1000000), s.member(t, "inviter"), s.member(t, "friend")
		s.exec(t, "UPDATE members SET person_key = '', person_key_kind = ''")
		r := s.accepted(t, friend, inviter, c)
		if n := s.count(t, "SELECT count(*) FROM holds WHERE kind = 'identity_unverified' AND referral_id = '"+r.ID+"'"); n != 1 || s.referral(t, friend).HoldCount != 1 {
			t.Errorf("%d holds, hold count %d, want one and one", n, s.referral(t, friend).HoldCount)
		}
		// Two whom nothing identifies are not one person.
		s.accepted(t, s.member(t, "second"), inviter, c)
	})
}

func TestTheCapVoidsOnlyTheInvitersLegAndPromisesLess(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c := s.offer(t, 1000000, func(terms *models.Terms) { terms.InviterYearCount = 1 })
		inviter := s.member(t, "inviter")
		s.accepted(t, s.member(t, "first"), inviter, c)
		r := s.accepted(t, s.member(t, "second"), inviter, c)
		got := map[string]int64{}
		for _, status := range []string{"void", "reserved"} {
			for _, side := range []string{"inviter", "acceptor"} {
				got[side+" "+status] = s.count(t, "SELECT count(*) FROM reward_legs WHERE referral_id = '"+r.ID+"' AND side = '"+side+"' AND status = '"+status+"'")
			}
		}
		if diff := cmp.Diff(map[string]int64{"inviter void": 1, "inviter reserved": 0, "acceptor void": 0, "acceptor reserved": 1}, got); diff != "" {
			t.Errorf("legs (-want +got):\n%s", diff)
		}
		if n := s.counts(t)["committed"]; n != 15000 {
			t.Errorf("committed %d, want 15000: two friends and one inviter", n)
		}
	})
}

// TestAnAcceptanceThatFailsHalfwayLeavesNothing breaks the last step, the audit row, and then the context.
func TestAnAcceptanceThatFailsHalfwayLeavesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, inviter, friend := s.offer(t, 1000000), s.member(t, "inviter"), s.member(t, "friend")
		before := s.counts(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		in := program.Acceptance{Member: friend, Typed: inviter.Code.Code, TermsSHA256: c.CurrentVersion.SHA256, Source: "member"}
		if out, err := s.Accept(ctx, in); err == nil {
			t.Errorf("a cancelled request was answered with %+v", out)
		}
		if s.Config.OnPostgres() {
			s.breakTable(t, "ALTER TABLE audit_log ADD CONSTRAINT broken CHECK (action <> 'referral.accepted')")
		} else {
			s.exec(t, "CREATE TRIGGER broken BEFORE INSERT ON audit_log WHEN NEW.action = 'referral.accepted' BEGIN SELECT RAISE(ABORT, 'broken'); END")
		}
		if out, err := s.Accept(t.Context(), in); err == nil {
			t.Errorf("an acceptance without its audit row was answered with %+v", out)
		}
		if diff := cmp.Diff(before, s.counts(t)); diff != "" {
			t.Errorf("rows after the failures (-want +got):\n%s", diff)
		}
	})
}
