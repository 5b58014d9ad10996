package program_test

import (
	"strings"
	"testing"
	"time"

	"raf/models"
	"raf/models/program"
)

// seats are the two people whom a payment needs.
type seats struct{ maker, checker program.Staff }

func (s site) seats(t *testing.T) seats {
	t.Helper()
	return seats{s.staff(t, "maker", models.RoleMaker), s.staff(t, "checker", models.RoleChecker)}
}

// earned is one more referral of an inviter that has met everything, a minute after the last one.
func (s site) earned(t *testing.T, friend string, inviter models.Member, c models.Campaign) models.Referral {
	t.Helper()
	m := s.member(t, friend)
	r := s.accepted(t, m, inviter, c)
	s.Clock.Advance(time.Minute)
	s.exec(t, "UPDATE referrals SET state = 'eligible', state_since = '"+s.Clock.Now().UTC().Format("2006-01-02T15:04:05.000000Z")+"' WHERE id = '"+r.ID+"'")
	return s.referral(t, m)
}

// told is what the bank says of a member's accounts.
func (s site) told(t *testing.T, memberID string, accounts ...models.KnownAccount) {
	t.Helper()
	s.Clock.Advance(time.Second)
	if err := s.rows.InTx(t.Context(), func(tx *models.Tx) error {
		return tx.SaveAccountFacts(models.AccountFacts{MemberID: memberID, AsOf: models.At(tx.Now()), Accounts: accounts})
	}); err != nil {
		t.Fatal(err)
	}
}

func known(id, four string) models.KnownAccount {
	return models.KnownAccount{ID: id, Kind: "checking", LastFour: four, Standing: "good", Balance: models.SignCovered}
}

// pay asks and releases, and says how the release went.
func (s site) pay(t *testing.T, r models.Referral, by seats) error {
	t.Helper()
	asked, err := s.RequestPayment(t.Context(), r.ID, by.maker)
	if err != nil {
		t.Fatalf("ask: %v", err)
	}
	_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, by.checker)
	return err
}

// record asks that a released payment be recorded, and confirms it.
func (s site) record(t *testing.T, r models.Referral, ref, on string, by seats) error {
	t.Helper()
	asked, err := s.RequestMarkPaid(t.Context(), program.MarkPaidRequest{ReferralID: r.ID, Reference: ref, PaidOn: on}, by.maker)
	if err != nil {
		return err
	}
	_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, by.checker)
	return err
}

func (s site) legs(t *testing.T, r models.Referral) map[models.Side]models.RewardLeg {
	t.Helper()
	out := map[models.Side]models.RewardLeg{}
	if err := s.rows.View(t.Context(), func(v *models.View) error {
		all, err := v.Legs(r.ID)
		for _, l := range all {
			out[l.Side] = l
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func (s site) state(t *testing.T, id string) (r models.Referral) {
	t.Helper()
	if err := s.rows.View(t.Context(), func(v *models.View) (err error) { r, err = v.Referral(id); return err }); err != nil {
		t.Fatal(err)
	}
	return r
}

// Whatever turned bad between the request and the release stops it, and leaves a hold that names why; with the hold
// resolved by a person the payment goes on.
func TestStandingIsLookedAtAgainWhenMoneyLeaves(t *testing.T) {
	t.Parallel()
	frozen, overdrawn, closed := known("a", "4417"), known("a", "4417"), known("a", "4417")
	frozen.Standing, overdrawn.Balance, closed.Standing = "bad", models.SignNegative, "closed"
	for name, row := range map[string]struct {
		account models.KnownAccount
		inviter bool
	}{
		"the friend's account is frozen":     {frozen, false},
		"the friend is overdrawn":            {overdrawn, false},
		"the friend has no open account":     {closed, false},
		"the inviter's account is frozen":    {frozen, true},
		"the inviter's account is overdrawn": {overdrawn, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				r, by := s.eligible(t), s.seats(t)
				s.told(t, r.AcceptorMemberID, known("a", "4417"))
				s.told(t, r.InviterMemberID, known("b", "0932"))
				asked, err := s.RequestPayment(t.Context(), r.ID, by.maker)
				if err != nil {
					t.Fatal(err)
				}
				payee := r.AcceptorMemberID
				if row.inviter {
					payee = r.InviterMemberID
				}
				s.told(t, payee, row.account)
				for range 2 { // a second press opens no second hold
					_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, by.checker)
					wantKind(t, "release", err, models.Conflict)
				}
				now := s.state(t, r.ID)
				if now.State != models.StateEligible || now.HoldCount != 1 {
					t.Fatalf("it is %s with %d holds, want eligible with one", now.State, now.HoldCount)
				}
				if n := s.count(t, "SELECT count(*) FROM holds WHERE kind = 'standing' AND resolved_at IS NULL"); n != 1 {
					t.Errorf("%d open holds on the standing, want 1", n)
				}
				s.resolveHolds(t, r.ID, by.checker)
				if _, err := s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, by.checker); err != nil {
					t.Errorf("after a person dealt with it: %v", err)
				}
			})
		})
	}
}

func TestAFaultToldAfterAHoldWasResolvedIsAnotherMatter(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, by := s.eligible(t), s.seats(t)
		bad := known("a", "4417")
		bad.Standing = "bad"
		s.told(t, r.AcceptorMemberID, bad)
		_, err := s.RequestPayment(t.Context(), r.ID, by.maker)
		wantKind(t, "ask", err, models.Conflict)
		s.resolveHolds(t, r.ID, by.checker)
		if err := s.pay(t, r, by); err != nil {
			t.Fatalf("what was dealt with: %v", err)
		}
		s.told(t, r.AcceptorMemberID, bad)
		wantKind(t, "record", s.record(t, r, "CORE-1", "2026-12-02", by), models.Conflict)
		if now := s.state(t, r.ID); now.State != models.StateApproved || now.HoldCount != 1 {
			t.Errorf("it is %s with %d holds", now.State, now.HoldCount)
		}
		s.resolveHolds(t, r.ID, by.checker)
		asked := s.open(t, program.ActionMarkPaid, r.ID)
		if _, err := s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, by.checker); err != nil {
			t.Errorf("a payment that was made can be recorded once somebody has looked: %v", err)
		}
	})
}

func (s site) open(t *testing.T, action, referralID string) (a models.ApprovalRequest) {
	t.Helper()
	if err := s.rows.View(t.Context(), func(v *models.View) (err error) { a, err = v.OpenApproval(action, referralID); return err }); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestUnknownStandingIsNoYesAndNoNo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, by := s.eligible(t), s.seats(t)
		s.told(t, r.AcceptorMemberID, known("a", "4417"))
		if err := s.pay(t, r, by); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`"inviter":{"reason":"never_asked","result":"unknown"}`, `"result":"met"`} {
			if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'referral.approve' AND diff LIKE '%"+want+"%'"); n != 1 {
				t.Errorf("the audit row of the release lacks %s", want)
			}
		}
	})
}

func TestAccountsAreChosenFromWhatTheBankTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, by := s.eligible(t), s.seats(t)
		shut, loan, bare := known("shut", "1111"), known("loan", "2222"), known("bare", "")
		shut.Standing, loan.Kind = "closed", "loan"
		s.told(t, r.AcceptorMemberID, known("a", "4417"), shut, loan, bare, known("twin", "7777"), known("twin2", "7777"))
		for _, id := range []string{"shut", "loan", "bare", "twin", "nobody's", "x4417"} {
			_, err := s.RequestPayment(t.Context(), r.ID, by.maker, program.AccountChoice{Side: models.SideAcceptor, ID: id})
			wantKind(t, "account "+id, err, models.Invalid)
		}
		_, err := s.RequestPayment(t.Context(), r.ID, by.maker, program.AccountChoice{Side: models.SideInviter, ID: "a"})
		wantKind(t, "the friend's account for the inviter", err, models.Invalid)
		asked, err := s.RequestPayment(t.Context(), r.ID, by.maker, program.AccountChoice{Side: models.SideAcceptor, ID: "a"})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`"last_four":"4417"`, `"member_number":"c-friend"`} {
			if !strings.Contains(string(asked.Payload), want) {
				t.Errorf("what is approved lacks %s: %s", want, asked.Payload)
			}
		}
		gone := known("a", "4417")
		gone.Standing = "closed"
		s.told(t, r.AcceptorMemberID, gone, known("b", "5555"))
		_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, by.checker)
		wantKind(t, "release into an account that was closed", err, models.Conflict)
		s.told(t, r.AcceptorMemberID, known("a", "4417"), known("b", "5555"))
		if _, err := s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, by.checker); err != nil {
			t.Fatal(err)
		}
		if err := s.record(t, r, "CORE-1", "2026-12-02", by); err != nil {
			t.Fatal(err)
		}
		for query, want := range map[string]int64{
			"SELECT count(*) FROM payouts WHERE account_last_four = '4417' AND account_kind = 'checking' AND member_number = 'c-friend'": 1,
			"SELECT count(*) FROM payouts WHERE account_last_four = '' AND member_number = 'c-inviter'":                                  1,
		} {
			if got := s.count(t, query); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
	})
}

func TestNobodyOfStaffActsOnAReferralOfTheirOwn(t *testing.T) {
	t.Parallel()
	for _, own := range []string{"friend", "inviter"} {
		t.Run(own, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				r, by := s.eligible(t), s.seats(t)
				mine := by.maker
				mine.User.MemberRef = "c-" + own
				_, err := s.RequestPayment(t.Context(), r.ID, mine)
				wantKind(t, "the "+own+" asks", err, models.Denied)
				asked, err := s.RequestPayment(t.Context(), r.ID, by.maker)
				if err != nil {
					t.Fatal(err)
				}
				mine = by.checker
				mine.User.MemberRef = "c-" + own
				_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, mine)
				wantKind(t, "the "+own+" releases", err, models.Denied)
			})
		})
	}
}

func TestARoleThatWasLostMeanwhileIsLost(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"another role": "UPDATE staff_users SET role = 'viewer' WHERE role IN ('maker', 'checker')",
		"disabled":     "UPDATE staff_users SET status = 'disabled' WHERE role IN ('maker', 'checker')",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				r, by := s.eligible(t), s.seats(t)
				asked, err := s.RequestPayment(t.Context(), r.ID, by.maker)
				if err != nil {
					t.Fatal(err)
				}
				s.exec(t, change) // after the request's guard has let them in
				_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, by.checker)
				wantKind(t, "release", err, models.Denied)
				_, err = s.RequestPayment(t.Context(), r.ID, by.maker)
				wantKind(t, "ask", err, models.Denied)
				if now := s.state(t, r.ID); now.State != models.StateEligible {
					t.Errorf("it is %s", now.State)
				}
			})
		})
	}
}

func TestAReferenceIsTextThatCanBeRead(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker := s.staff(t, "maker", models.RoleMaker)
		for typed, want := range map[string]string{"4111 1111 1111 1111": "reference:card_number", "4012888888881881": "reference:card_number",
			"a\x00b": "reference", "a\u202eb": "reference", "\xff": "reference", strings.Repeat("x", 61): "reference", "\t": "reference"} {
			_, err := s.RequestMarkPaid(t.Context(), program.MarkPaidRequest{ReferralID: "x", Reference: typed, PaidOn: "2026-12-01"}, maker)
			if wantKind(t, typed, err, models.Invalid); err != nil && err.Error() != "invalid: "+want {
				t.Errorf("%q: error %v, want %s", typed, err, want)
			}
		}
	})
}
