package program_test

import (
	"fmt"
	"net/http"
	"testing"

	"raf/models"
	"raf/providers"
)

// C4: a grant whose renewal had no answer is shown once more and no third time. What surely did not use it counts for nothing.
func TestAGrantWhoseRenewalWasLostIsShownOnceMoreAtMost(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		cause error
		lost  bool
	}{
		{"no answer", &providers.Error{Kind: providers.KindDown, Op: "token"}, true},
		{"a gateway's answer", &providers.Error{Kind: providers.KindDown, Op: "token", Status: http.StatusBadGateway}, true},
		{"a gateway that waited in vain", &providers.Error{Kind: providers.KindDown, Op: "token", Status: http.StatusGatewayTimeout}, true},
		{"never sent", &providers.Error{Kind: providers.KindDown, Op: "token", Unsent: true}, false},
		{"an answer that the bank is closed", &providers.Error{Kind: providers.KindDown, Op: "token", Status: http.StatusServiceUnavailable}, false},
		{"asked for quiet", &providers.Error{Kind: providers.KindThrottled, Op: "token", Status: http.StatusTooManyRequests}, false},
		{"our own credentials refused", &providers.Error{Kind: providers.KindDenied, Op: "token", Status: http.StatusUnauthorized}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				s.pendingFriend(t)
				friend := s.again(t)
				s.Clock.Advance(grantLife)
				s.bank.set(func(b *fakeBank) { b.refreshErr = row.cause })
				for n := range 4 {
					got := s.check(t, friend.Member)
					if over := row.lost && n > 0; (got.Failure == providers.KindExpired) != over {
						t.Errorf("check %d: failure %q", n+1, got.Failure)
					}
				}
				wantSent, wantRows, wantEnded := 4, int64(1), int64(0)
				if row.lost {
					wantSent, wantRows, wantEnded = 2, 0, 1
				}
				if _, renewals := s.bank.calls(); renewals != wantSent {
					t.Errorf("it was shown %d times, want %d", renewals, wantSent)
				}
				if n := s.count(t, "SELECT count(*) FROM bank_grants WHERE member_id = '"+friend.Member.ID+"'"); n != wantRows {
					t.Errorf("%d grants are left, want %d", n, wantRows)
				}
				if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'grant.ended' AND CAST(diff AS text) LIKE '%lost%'"); n != wantEnded {
					t.Errorf("%d audit rows, want %d", n, wantEnded)
				}
				if _, err := s.Session(t.Context(), by(friend)); (models.KindOf(err) == models.Denied && err != nil) != row.lost {
					t.Errorf("the session: error = %v", err)
				}
			})
		})
	}
}

// A holder that is killed can't tell how far it came: its try counts, and an answer of the bank begins the count anew.
func TestTriesOfKilledHoldersCount(t *testing.T) {
	t.Parallel()
	for tries, want := range map[int]int{0: 1, 1: 1, 2: 0} {
		t.Run(fmt.Sprint(tries), func(t *testing.T) {
			each(t, func(t *testing.T, s site) {
				s.pendingFriend(t)
				friend := s.again(t)
				s.Clock.Advance(grantLife)
				s.exec(t, "UPDATE bank_grants SET tries = $1, lease_owner = 'killed', lease_until = '2026-12-02T15:42:00.000000Z'", tries)
				got := s.check(t, friend.Member)
				if _, renewals := s.bank.calls(); renewals != want || (got.Failure == providers.KindExpired) != (want == 0) {
					t.Errorf("after %d tries: %d renewals, failure %q; want %d renewals", tries, renewals, got.Failure, want)
				}
				if n := s.count(t, "SELECT count(*) FROM bank_grants WHERE tries = 0"); n != int64(want) {
					t.Errorf("after %d tries: %d grants begin anew, want %d", tries, n, want)
				}
			})
		})
	}
}
