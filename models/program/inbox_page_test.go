package program_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
)

// asked asks that a referral's rewards be released.
func (s site) asked(t *testing.T, r models.Referral, by program.Staff, accounts ...program.AccountChoice) models.ApprovalRequest {
	t.Helper()
	a, err := s.RequestPayment(t.Context(), r.ID, by, accounts...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// crossroads is an institution where each look before payment finds something else: a cap that another login of the inviter
// used up in part and whose last place belongs to somebody earlier, a payment of last year, money under way, an account
// that was closed, a hold that was dealt with and one that was not, and a referral that went another way.
func (s site) crossroads(t *testing.T) (wants []models.ApprovalRequest) {
	t.Helper()
	by := s.seats(t)
	c := s.offer(t, 10000000, func(terms *models.Terms) { terms.InviterYearCount = 2 })
	inviter, old := s.member(t, "inviter"), s.member(t, "old")
	first, former := s.earned(t, "first", inviter, c), s.earned(t, "former", old, c)
	for _, r := range []models.Referral{first, former} {
		if err := s.pay(t, r, by); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.record(t, former, "REF-0", "2026-12-02", by); err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(34 * 24 * time.Hour) // another year
	record, err := s.RequestMarkPaid(t.Context(), program.MarkPaidRequest{ReferralID: first.ID, Reference: "REF-1", PaidOn: "2026-12-31"}, by.maker)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.pay(t, s.earned(t, "january", old, c), by); err != nil {
		t.Fatal(err)
	}
	earlier, later := s.earned(t, "earlier", old, c), s.earned(t, "later", inviter, c)
	s.exec(t, "UPDATE members SET relinked_to = '"+inviter.ID+"' WHERE id = '"+old.ID+"'")
	s.exec(t, "UPDATE referrals SET hold_count = 1 WHERE id = '"+earlier.ID+"'")
	wants = append(wants, record, s.asked(t, later, by.maker))
	s.exec(t, "UPDATE referrals SET hold_count = 0 WHERE id = '"+earlier.ID+"'")
	wants = append(wants, s.asked(t, earlier, by.maker))

	other := s.member(t, "other")
	closed, held, gone, resolved := s.earned(t, "closed", other, c), s.earned(t, "held", s.member(t, "third"), c), s.earned(t, "gone", s.member(t, "fourth"), c), s.earned(t, "resolved", s.member(t, "fifth"), c)
	s.told(t, closed.AcceptorMemberID, known("a", "4417"))
	s.told(t, held.AcceptorMemberID, known("b", "0932"))
	wants = append(wants, s.asked(t, closed, by.maker, program.AccountChoice{Side: models.SideAcceptor, ID: "a"}), s.asked(t, held, by.maker),
		s.asked(t, gone, by.maker), s.asked(t, resolved, by.maker))
	bad := known("a", "4417")
	bad.Standing = "closed"
	s.told(t, closed.AcceptorMemberID, bad)
	for _, r := range []models.Referral{held, resolved} {
		if err := s.PutOnHold(t.Context(), r.ID, "look at this", by.maker); err != nil {
			t.Fatal(err)
		}
	}
	s.resolveHolds(t, resolved.ID, by.checker)
	s.exec(t, "UPDATE referrals SET state = 'closing' WHERE id = '"+gone.ID+"'")
	refusal, err := s.RequestRefusal(t.Context(), program.RefusalRequest{ReferralID: held.ID, Reason: program.Refusals()[0], Why: "why"}, by.maker)
	if err != nil {
		t.Fatal(err)
	}
	wants = append(wants, refusal)
	s.backlog(t, 1, by.maker)
	return wants
}

// A page of the inbox reads what it looks at for all requests at once, a release and a single request for themselves: what
// they find must be the same, for everybody who looks.
func TestAPageOfTheInboxFindsWhatALookAtEachRequestFinds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		wants := s.crossroads(t)
		for who, p := range map[string]*program.Program{"staff": s.Program, "the platform": s.Program.Masked()} {
			in, err := p.Inbox(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			if len(in.Items) != len(wants)+1 {
				t.Fatalf("%s: %d requests wait, want %d", who, len(in.Items), len(wants)+1)
			}
			kinds := map[string]bool{}
			for _, item := range in.Items {
				alone, err := p.Approval(t.Context(), item.ID)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(alone, item, cmp.AllowUnexported(program.Recheck{}), cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("%s: a request to %s alone and on the page (-alone +page):\n%s", who, item.Action, diff)
				}
				if asked, ok := item.About.(program.PaymentAsked); ok {
					kinds[findings(asked)] = true
				}
			}
			// Each of the stories must be one that is told apart, or the comparison proves nothing.
			for _, want := range []string{"nothing to pay", "contested", "not intact", "held", "as asked"} {
				if !kinds[want] {
					t.Errorf("%s: no request is %s, only %v", who, want, kinds)
				}
			}
		}
	})
}

func findings(a program.PaymentAsked) string {
	switch {
	case a.Look == nil:
		return "nothing to pay"
	case a.Look.Cap.Contested():
		return "contested"
	case a.Look.Holds > 0:
		return "held"
	case !a.Intact:
		return "not intact"
	}
	return "as asked"
}

// TestTheInboxReadsNoMoreForMoreRequests counts at the driver.
func TestTheInboxReadsNoMoreForMoreRequests(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, c := s.staff(t, "maker", models.RoleMaker), s.offer(t, 10000000)
		var counter modelstest.Counter
		cfg := s.Config
		cfg.OpenDB = counter.Open
		store, err := models.Open(cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = store.Close() })
		p := s.another(store).For(s.Tenant())
		reads := func(want int) int {
			counter.Take()
			in, err := p.Inbox(t.Context(), "")
			if err != nil || len(in.Items) != want {
				t.Fatalf("%d requests, want %d: %v", len(in.Items), want, err)
			}
			return len(slices.DeleteFunc(counter.Take(), func(q string) bool { return !strings.HasPrefix(q, "SELECT") }))
		}
		s.asked(t, s.earned(t, "friend", s.member(t, "inviter"), c), maker)
		few := reads(1)
		for i := range 11 {
			r := s.earned(t, fmt.Sprint("friend", i), s.member(t, fmt.Sprint("inviter", i)), c)
			if i%3 == 0 {
				if _, err := s.RequestRefusal(t.Context(), program.RefusalRequest{ReferralID: r.ID, Reason: program.Refusals()[0], Why: "why"}, maker); err != nil {
					t.Fatal(err)
				}
				continue
			}
			s.asked(t, r, maker)
		}
		if many := reads(12); many != few || many > 25 {
			t.Errorf("%d reads for 12 requests and %d for one", many, few)
		}
	})
}
