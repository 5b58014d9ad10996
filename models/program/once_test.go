package program_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"raf/models"
	"raf/models/program"
)

func keyed(who program.Staff, key string) program.Staff {
	who.Key = key
	return who
}

func TestTheSameFormPaysOnceAndAnswersAlikeForEver(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, by := s.eligible(t), s.seats(t)
		ask := func() (models.ApprovalRequest, error) {
			return s.RequestPayment(t.Context(), r.ID, keyed(by.maker, "ask-1"))
		}
		first, err := ask()
		if err != nil {
			t.Fatal(err)
		}
		release := func() (models.ApprovalRequest, error) {
			return s.Approve(t.Context(), first.ID, first.PayloadSHA256, keyed(by.checker, "release-1"))
		}
		if _, err := release(); err != nil {
			t.Fatal(err)
		}
		mark := func() (models.ApprovalRequest, error) {
			return s.RequestMarkPaid(t.Context(), program.MarkPaidRequest{ReferralID: r.ID, Reference: "CORE-1", PaidOn: "2026-12-02"}, keyed(by.maker, "mark-1"))
		}
		marked, err := mark()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Approve(t.Context(), marked.ID, marked.PayloadSHA256, keyed(by.checker, "settle-1")); err != nil {
			t.Fatal(err)
		}
		before := s.count(t, "SELECT count(*) FROM audit_log")
		for _, later := range []time.Duration{0, time.Minute, 25 * time.Hour, 400 * 24 * time.Hour} {
			s.Clock.Advance(later)
			for name, again := range map[string]struct {
				do   func() (models.ApprovalRequest, error)
				want string
			}{"ask": {ask, first.ID}, "release": {release, first.ID}, "mark": {mark, marked.ID}} {
				if got, err := again.do(); err != nil || got.ID != again.want {
					t.Errorf("%s after %s: %q, %v; want the first answer", name, later, got.ID, err)
				}
			}
		}
		if after := s.count(t, "SELECT count(*) FROM audit_log"); after != before {
			t.Errorf("%d audit rows of what was sent again", after-before)
		}
		if n := s.count(t, "SELECT count(*) FROM payouts"); n != 2 {
			t.Errorf("%d payouts", n)
		}
	})
}

func TestAKeyIsForOneFormOfOnePerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, by := s.eligible(t), s.seats(t)
		s.told(t, r.AcceptorMemberID, known("a", "4417"))
		first, err := s.RequestPayment(t.Context(), r.ID, keyed(by.maker, "key"))
		if err != nil {
			t.Fatal(err)
		}
		before := s.counts(t)
		other := s.staff(t, "other", models.RoleMaker)
		for name, again := range map[string]func() error{
			"another account": func() error {
				_, err := s.RequestPayment(t.Context(), r.ID, keyed(by.maker, "key"), program.AccountChoice{Side: models.SideAcceptor, ID: "a"})
				return err
			},
			"another referral": func() error {
				_, err := s.RequestPayment(t.Context(), models.NewID(), keyed(by.maker, "key"))
				return err
			},
			"another step": func() error {
				_, err := s.Approve(t.Context(), first.ID, first.PayloadSHA256, keyed(by.checker, "key"))
				return err
			},
			"another person": func() error { _, err := s.RequestPayment(t.Context(), r.ID, keyed(other, "key")); return err },
			"a key of a kilobyte": func() error {
				_, err := s.RequestPayment(t.Context(), r.ID, keyed(by.maker, strings.Repeat("k", 1000)))
				return err
			},
			"a key with a line break": func() error {
				_, err := s.RequestPayment(t.Context(), r.ID, keyed(by.maker, "k\n"))
				return err
			},
		} {
			if err := again(); wantKindOf(err) != models.Invalid || err.Error() != "invalid: "+program.FieldKey {
				t.Errorf("%s: error = %v, want invalid at the key", name, err)
			}
		}
		after := s.counts(t)
		delete(before, "audit_log") // the other maker was added meanwhile
		delete(after, "audit_log")
		for table, n := range before {
			if after[table] != n {
				t.Errorf("%s went from %d to %d", table, n, after[table])
			}
		}
	})
}

func wantKindOf(err error) models.Kind {
	if err == nil {
		return ""
	}
	return models.KindOf(err)
}

func TestWhatWasRefusedMayBeSentAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, by := s.eligible(t), s.seats(t)
		if err := s.PutOnHold(t.Context(), r.ID, "A question.", by.checker); err != nil {
			t.Fatal(err)
		}
		_, err := s.RequestPayment(t.Context(), r.ID, keyed(by.maker, "key"))
		wantKind(t, "held", err, models.Conflict)
		s.resolveHolds(t, r.ID, by.checker)
		if _, err := s.RequestPayment(t.Context(), r.ID, keyed(by.maker, "key")); err != nil {
			t.Errorf("the same form after the hold: %v", err)
		}
	})
}

// Equal keys at two servers: one does it, and everybody else hears the same answer or that it is under way.
func TestEqualKeysAtOnceAskOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, by := s.eligible(t), s.seats(t)
		houses := []*program.Program{s.Program, s.another(reopened(t, s.DB)).For(s.Tenant())}
		var mu sync.Mutex
		ids := map[string]int{}
		race(200, func(i int) {
			a, err := houses[i%2].RequestPayment(t.Context(), r.ID, keyed(by.maker, "key"))
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				ids[a.ID]++
			case errors.Is(err, program.ErrUnderWay):
				ids["under way"]++
			default:
				t.Errorf("error = %v", err)
			}
		})
		delete(ids, "under way")
		if len(ids) != 1 {
			t.Errorf("answers %v, want one request", ids)
		}
		if n := s.count(t, "SELECT count(*) FROM approval_requests"); n != 1 {
			t.Errorf("%d requests, want 1", n)
		}
	})
}
