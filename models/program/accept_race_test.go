package program_test

import (
	"fmt"
	"sync"
	"testing"

	"raf/models"
	"raf/models/program"
)

// race runs n calls that begin at the same moment.
func race(n int, f func(i int)) {
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { <-start; f(i) })
	}
	close(start)
	all.Wait()
}

func TestFiveHundredAtOnceShareAHundredPlaces(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		const takers, places = 500, 100
		c := s.offer(t, places*10000, func(terms *models.Terms) { terms.InviterYearCount = 0 })
		inviter := s.member(t, "inviter")
		friends := make([]models.Member, takers)
		for i := range friends {
			friends[i] = s.member(t, fmt.Sprintf("friend-%d", i))
		}
		outs, errs := make([]program.Accepted, takers), make([]error, takers)
		race(takers, func(i int) { outs[i], errs[i] = s.submit(t, friends[i], inviter, c) })
		got := map[program.Reason]int{}
		for i, out := range outs {
			if errs[i] != nil {
				t.Errorf("%s: %v", friends[i].Subject, errs[i])
				continue
			}
			got[out.Refused]++
		}
		if got[""] != places || got[program.RefusedClosed] != takers-places {
			t.Errorf("outcomes = %v, want %d accepted and %d refused as closed or full", got, places, takers-places)
		}
		after := s.counts(t)
		if after["committed"] != places*10000 || after["accepted"] != places || after["referrals"] != places || after["reward_legs"] != 2*places ||
			after["code_attempts"] != takers-places {
			t.Errorf("rows = %v", after)
		}
	})
}

func TestTwoWhoInviteEachOtherAtOnceMakeAtMostOneReferral(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c := s.offer(t, 0)
		for i := range 8 {
			pair := [2]models.Member{s.member(t, fmt.Sprintf("a%d", i)), s.member(t, fmt.Sprintf("b%d", i))}
			var outs [2]program.Accepted
			race(2, func(j int) {
				var err error
				if outs[j], err = s.submit(t, pair[j], pair[1-j], c); err != nil {
					t.Error(err)
				}
			})
			one, other := outs[0].Refused, outs[1].Refused
			if !(one == "" && other == program.RefusedLoop) && !(other == "" && one == program.RefusedLoop) {
				t.Errorf("pair %d: %q and %q, want one accepted and one loop", i, one, other)
			}
		}
	})
}

func TestAMemberWhoSubmitsTwentyTimesAtOnceIsAcceptedOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, inviter, friend := s.offer(t, 1000000), s.member(t, "inviter"), s.member(t, "friend")
		var mu sync.Mutex
		got := map[program.Reason]int{}
		race(20, func(int) {
			out, err := s.submit(t, friend, inviter, c)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			got[out.Refused]++
		})
		// The later ones see the first. Being in already is no guess, so nobody is sent away for it.
		want := map[program.Reason]int{"": 1, program.RefusedTaken: 19}
		for reason, n := range want {
			if got[reason] != n {
				t.Errorf("outcomes = %v, want %v", got, want)
				break
			}
		}
		if n := s.counts(t)["committed"]; n != 10000 {
			t.Errorf("committed %d, want 10000", n)
		}
	})
}

func TestTwoLoginsOfOnePersonAtOnceMakeOneReferral(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, inviter := s.offer(t, 1000000), s.member(t, "inviter")
		logins := [2]models.Member{s.member(t, "one"), s.member(t, "two")}
		s.exec(t, "UPDATE members SET person_key = 'person-one' WHERE subject = 'two'")
		var outs [2]program.Accepted
		race(2, func(i int) {
			var err error
			if outs[i], err = s.submit(t, logins[i], inviter, c); err != nil {
				t.Error(err)
			}
		})
		if (outs[0].Refused == "") == (outs[1].Refused == "") {
			t.Errorf("refused = %q and %q, want one of them accepted", outs[0].Refused, outs[1].Refused)
		}
	})
}
