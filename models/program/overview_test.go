package program_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
)

// to moves a referral along events of the state table, as what may cause each of them.
func (s site) to(t *testing.T, r models.Referral, events ...models.Event) models.Referral {
	t.Helper()
	err := s.rows.InTx(t.Context(), func(tx *models.Tx) (err error) {
		for _, event := range events {
			for _, line := range models.Transitions() {
				if line.From != r.State || line.Event != event {
					continue
				}
				by := models.Actor{Kind: line.Who[0], ID: "story"}
				if r, err = tx.Move(r, event, by, models.ReferralChanges{ClosingUntil: models.At(tx.Now()), DueOn: tx.Now().AddDate(0, 0, 14).Format(time.DateOnly)}); err != nil {
					return err
				}
				break
			}
			switch r.State {
			case models.StateApproved:
				err = tx.MakeLegsPayable(r)
			case models.StatePaid:
				err = s.settle(tx, r)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (s site) settle(tx *models.Tx, r models.Referral) error {
	legs, err := tx.Legs(r.ID)
	for _, leg := range legs {
		if err == nil && leg.Status == models.LegPayable {
			err = tx.SettleLeg(leg, models.Settlement{Reference: leg.ID}, models.Actor{Kind: models.ActorSecond, ID: "story"})
		}
	}
	return err
}

// The ways through the state table that a story needs.
var (
	toPending  = []models.Event{models.EventAccount}
	toEligible = append(slices.Clone(toPending), models.EventMet)
	toApproved = append(slices.Clone(toEligible), models.EventApprove)
	toPaid     = append(slices.Clone(toApproved), models.EventSettle)
	toExpired  = []models.Event{models.EventAccount, models.EventOutOfReach, models.EventLapse}
)

// friends lets n new friends of an inviter join and go a way.
func (s site) friends(t *testing.T, n int, inviter models.Member, c models.Campaign, way []models.Event) (all []models.Referral) {
	t.Helper()
	for range n {
		all = append(all, s.to(t, s.accepted(t, s.member(t, models.NewID()), inviter, c), way...))
	}
	return all
}

func (s site) overview(t *testing.T, by program.Staff, campaign string) program.Overview {
	t.Helper()
	o, err := s.Overview(t.Context(), by, campaign)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func unlimited(terms *models.Terms) { terms.InviterYearCount = 0 }

func TestTheSevenCountsAndTheFunnel(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		viewer := s.staff(t, "viewer", models.RoleViewer)
		c, inviter := s.offer(t, 0, unlimited), s.member(t, "inviter")
		for way, n := range map[*[]models.Event]int{{}: 2, &toPending: 3, &toEligible: 2, &toApproved: 1, &toPaid: 2, &toExpired: 1} {
			s.friends(t, n, inviter, c, *way)
		}
		// Met, refused and met again is met once; refused for good is not met.
		s.friends(t, 1, inviter, c, append(slices.Clone(toEligible), models.EventRefuse, models.EventTakeBack, models.EventMet))
		s.friends(t, 1, inviter, c, append(slices.Clone(toEligible), models.EventRefuse, models.EventReject))
		held := s.friends(t, 1, inviter, c, toEligible)[0]
		if err := s.rows.InTx(t.Context(), func(tx *models.Tx) error {
			return tx.OpenHold(held, "staff", "why", models.Actor{Kind: models.ActorStaff, ID: "x"})
		}); err != nil {
			t.Fatal(err)
		}
		o := s.overview(t, viewer, "")
		want := program.Counts{Total: 14, Progress: 5, Met: 4, Ready: 1, Paid: 2, Closed: 2, Members: 15, TotalWeek: 14, PaidWeek: 2, ClosedWeek: 2, MetHeld: 1}
		if diff := cmp.Diff(want, o.Counts); diff != "" {
			t.Errorf("counts (-want +got):\n%s", diff)
		}
		funnel := program.Funnel{Accepted: 14, Accounts: 12, Met: 7, Paid: 2, PaidInviters: 2, PaidFriends: 2, PaidInviterMinor: 10000, PaidFriendMinor: 10000}
		if diff := cmp.Diff(funnel, o.Funnel); diff != "" {
			t.Errorf("funnel (-want +got):\n%s", diff)
		}
		if err := s.FoldRollup(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(o.Counts, s.overview(t, viewer, "").Counts); diff != "" {
			t.Errorf("a fold changed the counts (-before +after):\n%s", diff)
		}
		if of := s.overview(t, viewer, c.ID); of.Counts != o.Counts {
			t.Errorf("the only campaign counts %+v, all of them %+v", of.Counts, o.Counts)
		}
		_, err := s.Overview(t.Context(), viewer, models.NewID())
		wantKind(t, "a campaign that is none", err, models.NotFound)
	})
}

// TestAMembersNumbersAreTheConsoles adds up what every inviter's tile says and compares it with the overview.
func TestAMembersNumbersAreTheConsoles(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		viewer, c := s.staff(t, "viewer", models.RoleViewer), s.offer(t, 0, func(terms *models.Terms) { terms.InviterYearCount = 3 })
		ways := [][]models.Event{nil, toPending, toEligible, toApproved, toPaid, toExpired, toPaid}
		inviters := []models.Member{s.member(t, "a"), s.member(t, "b"), s.member(t, "c")}
		for i := range 18 { // the cap makes some of an inviter's rewards void
			s.friends(t, 1, inviters[i*i%3], c, ways[i%len(ways)])
		}
		var tiles models.InviterTotals
		if err := s.rows.View(t.Context(), func(v *models.View) error {
			for _, m := range inviters {
				one, err := v.InviterTotals(m.ID, 2026)
				if err != nil {
					return err
				}
				tiles.Joined += one.Joined
				tiles.Rewarded += one.Rewarded
				tiles.PaidOfYear += one.PaidOfYear
				tiles.EarnedMinor += one.EarnedMinor
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		o := s.overview(t, viewer, "")
		console := models.InviterTotals{Joined: o.Counts.Total, Rewarded: o.Funnel.PaidInviters, PaidOfYear: o.Funnel.PaidInviters, EarnedMinor: o.Funnel.PaidInviterMinor}
		if diff := cmp.Diff(console, tiles); diff != "" {
			t.Errorf("what the tiles add up to and what the console says (-console +tiles):\n%s", diff)
		}
		if o.Funnel.PaidInviters == 0 || o.Funnel.PaidInviters == o.Funnel.PaidFriends {
			t.Errorf("%d inviters and %d friends were paid: the story proves nothing", o.Funnel.PaidInviters, o.Funnel.PaidFriends)
		}
	})
}

// TestWeeksBeginOnMondayByTheInstitutionsClock joins friends a minute before and after the borders of weeks, over the
// night in which the clocks change.
func TestWeeksBeginOnMondayByTheInstitutionsClock(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		viewer, c, inviter := s.staff(t, "viewer", models.RoleViewer), s.offer(t, 0, unlimited), s.member(t, "inviter")
		zone := s.Tenant().Zone()
		at := func(year int, month time.Month, day, hour, minute int) {
			s.Clock.Advance(time.Date(year, month, day, hour, minute, 0, 0, zone).Sub(s.Clock.Now()))
			s.friends(t, 1, inviter, c, nil)
		}
		at(2027, time.March, 7, 23, 59)
		at(2027, time.March, 8, 0, 1)
		at(2027, time.March, 14, 1, 59) // a minute later it is three
		at(2027, time.March, 14, 23, 59)
		at(2027, time.March, 15, 0, 1)
		o := s.overview(t, viewer, "")
		got := map[string]int64{}
		for _, w := range o.Weeks {
			if w.Monday.Weekday() != time.Monday || w.Monday.Hour() != 0 {
				t.Errorf("a week begins at %v", w.Monday)
			}
			if w.Accepted > 0 {
				got[w.Monday.Format(time.DateOnly)] = w.Accepted
			}
		}
		if diff := cmp.Diff(map[string]int64{"2027-03-01": 1, "2027-03-08": 3, "2027-03-15": 1}, got); diff != "" {
			t.Errorf("accepted by week (-want +got):\n%s", diff)
		}
		if len(o.Weeks) != 12 || o.Counts.TotalWeek != 1 {
			t.Errorf("%d weeks, %d this week, want 12 and 1", len(o.Weeks), o.Counts.TotalWeek)
		}
	})
}

func TestOwedMoneyHasItsAgeByThePromisedDay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		viewer, c, inviter := s.staff(t, "viewer", models.RoleViewer), s.offer(t, 0, unlimited), s.member(t, "inviter")
		for _, due := range []string{"2026-12-10", "2026-12-09", "2026-12-02", "2026-12-01", "2026-11-25", "2026-11-24", ""} {
			r := s.friends(t, 1, inviter, c, toEligible)[0]
			s.exec(t, fmt.Sprintf("UPDATE referrals SET due_on = '%s' WHERE id = '%s'", due, r.ID))
		}
		o := s.overview(t, viewer, "")
		pile := func(n int64) program.Pile { return program.Pile{Referrals: n, Rewards: 2 * n, Minor: 10000 * n} }
		want := program.OwedByAge{All: pile(7), Ages: [4]program.Pile{pile(2), pile(2), pile(2), pile(1)}, SoonLast: "2026-12-09"}
		if diff := cmp.Diff(want, o.Owed); diff != "" {
			t.Errorf("owed (-want +got):\n%s", diff)
		}
		if o.Tasks.Late != pile(3) || o.Tasks.LateOldest != "2026-11-24" {
			t.Errorf("late: %+v since %s, want 3 referrals since 2026-11-24", o.Tasks.Late, o.Tasks.LateOldest)
		}
	})
}

func TestWhatWaitsIsWhatThisPersonMayDo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		viewer, maker, checker := s.staff(t, "viewer", models.RoleViewer), s.staff(t, "maker", models.RoleMaker), s.staff(t, "checker", models.RoleChecker)
		c, inviter := s.offer(t, 0, unlimited), s.member(t, "inviter")
		met := s.friends(t, 3, inviter, c, toEligible)
		if _, err := s.RequestPayment(t.Context(), met[0].ID, maker); err != nil {
			t.Fatal(err)
		}
		if err := s.PutOnHold(t.Context(), met[1].ID, "look at this", maker); err != nil {
			t.Fatal(err)
		}
		held := s.Clock.Now()
		one := program.Pile{Referrals: 1, Rewards: 2, Minor: 10000}
		for _, row := range []struct {
			who         program.Staff
			decide, ask program.Pile
		}{{viewer, program.Pile{}, program.Pile{}}, {maker, program.Pile{}, one}, {checker, one, program.Pile{}}} {
			o := s.overview(t, row.who, "")
			if o.Tasks.Decide != row.decide || o.Tasks.Ask != row.ask {
				t.Errorf("%s decides %+v and asks for %+v, want %+v and %+v", row.who.User.Role, o.Tasks.Decide, o.Tasks.Ask, row.decide, row.ask)
			}
			if o.Tasks.Held != 1 || !o.Tasks.HeldSince.Equal(held) {
				t.Errorf("%d on hold since %v, want 1 since %v", o.Tasks.Held, o.Tasks.HeldSince, held)
			}
		}
		// The same person in another seat does not decide what they asked for.
		maker.User.Role = models.RoleChecker
		if o := s.overview(t, maker, ""); o.Tasks.Decide != (program.Pile{}) {
			t.Errorf("who asked decides %+v", o.Tasks.Decide)
		}
	})
}

func TestABudgetSaysWhatIsPaidPromisedAndLeft(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		viewer, c, inviter := s.staff(t, "viewer", models.RoleViewer), s.offer(t, 100000, unlimited), s.member(t, "inviter")
		s.friends(t, 2, inviter, c, toPaid)
		s.friends(t, 1, inviter, c, toApproved)
		s.friends(t, 4, inviter, c, toPending)
		o := s.overview(t, viewer, "")
		if len(o.Budgets) != 1 {
			t.Fatalf("%d budgets, want 1", len(o.Budgets))
		}
		got := o.Budgets[0]
		got.Campaign = models.Campaign{}
		want := program.Budget{Total: 100000, Paid: 20000, Payable: 10000, Promised: 40000, Left: 30000, Used: 70, Room: 3, Days: 12}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("budget (-want +got):\n%s", diff)
		}
		s.exec(t, "UPDATE campaigns SET status = 'ended'")
		if o := s.overview(t, viewer, ""); len(o.Budgets) != 0 {
			t.Error("an ended campaign takes no friends and still has a budget on the overview")
		}
		if o := s.overview(t, viewer, c.ID); len(o.Budgets) != 1 {
			t.Error("a chosen campaign shows its budget whatever its status")
		}
	})
}

func TestAnEmptyInstitutionHasAnOverview(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		o := s.overview(t, s.staff(t, "viewer", models.RoleViewer), "")
		if o.Counts != (program.Counts{}) || len(o.Campaigns) != 0 || len(o.Weeks) != 12 || !o.At.Equal(modelstest.Start()) {
			t.Errorf("overview = %+v", o)
		}
	})
}

func TestARefusalTakenBackBringsNobodyAnew(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		s.pendingFriend(t)
		s.met()
		friend := s.again(t)
		s.check(t, friend.Member)
		before, err := s.Overview(t.Context(), maker, "")
		if err != nil {
			t.Fatal(err)
		}
		r := s.refused(t, s.referral(t, friend.Member), maker, checker)
		if err := s.TakeBackRefusal(t.Context(), r.ID, "why", maker); err != nil {
			t.Fatal(err)
		}
		after, err := s.Overview(t.Context(), maker, "")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]any{before.Funnel, before.Counts, before.Weeks}, []any{after.Funnel, after.Counts, after.Weeks}); diff != "" {
			t.Errorf("what is counted (-before +after):\n%s", diff)
		}
	})
}
