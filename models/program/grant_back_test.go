package program_test

import (
	"context"
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/program"
	"raf/providers"
)

// givenBack is what the bank has been given back since the last call.
func (s site) givenBack() (all []string) {
	s.bank.set(func(b *fakeBank) { all, b.revoked = b.revoked, nil })
	slices.Sort(all)
	return all
}

// waitingBack counts the grants that the bank is still to be told of.
func (s site) waitingBack(t *testing.T) int64 {
	t.Helper()
	return s.count(t, "SELECT count(*) FROM retired_grants WHERE tenant_id = '"+string(s.Tenant().ID())+"'")
}

// settled lets what runs beside requests come to its end.
func (s site) settled(t *testing.T) {
	t.Helper()
	if err := s.house.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (s site) returns(t *testing.T) {
	t.Helper()
	if err := s.ReturnGrants(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// goneUnheard is a friend who signed in and out again while the bank could not be told.
func (s site) goneUnheard(t *testing.T) {
	t.Helper()
	s.bank.knows("code-friend", person("friend"))
	s.signedIn(t, "friend")
	s.bank.set(func(b *fakeBank) { b.revokeErr = errBankDown })
	s.leavesUnheard(t)
}

// leavesUnheard is a sign-in of the friend and a sign-out of which the bank is not told yet.
func (s site) leavesUnheard(t *testing.T) {
	t.Helper()
	if err := s.SignOut(t.Context(), by(s.again(t)), "r"); err != nil {
		t.Fatal(err)
	}
	s.settled(t)
}

var errBankDown = &providers.Error{Kind: providers.KindDown, Op: "revocation"}

// Every way in which a grant goes out of use, with a bank that can't be told at that moment: it is told when it is back.
func TestABankThatIsDownIsToldLaterWhatNobodyUsesAnyMore(t *testing.T) {
	t.Parallel()
	for name, retire := range map[string]func(t *testing.T, s site){
		"signed out": func(t *testing.T, s site) {
			if err := s.SignOut(t.Context(), by(s.again(t)), "r"); err != nil {
				t.Fatal(err)
			}
		},
		"withdrawn": func(t *testing.T, s site) {
			if err := s.Withdraw(t.Context(), by(s.again(t)), "r"); err != nil {
				t.Fatal(err)
			}
		},
		"the institution switched off": func(t *testing.T, s site) {
			ended, err := s.DisableTenant(t.Context(), false, "contract ended", byCommand)
			if err != nil || ended.Grants != 1 || ended.GivenBack != 0 {
				t.Fatalf("ended %+v, %v", ended, err)
			}
		},
		"unused for a day": func(t *testing.T, s site) {
			s.Clock.Advance(models.KeepGrant + time.Second)
			if err := s.house.ForgetOld(t.Context()); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				s.bank.knows("code-friend", person("friend"))
				s.signedIn(t, "friend")
				s.bank.set(func(b *fakeBank) { b.revokeErr = errBankDown })
				retire(t, s)
				s.settled(t)
				if n := s.count(t, "SELECT count(*) FROM bank_grants"); n != 0 {
					t.Fatalf("%d grants are left", n)
				}
				if n := s.waitingBack(t); n != 1 {
					t.Fatalf("%d grants wait to be given back, want 1", n)
				}
				s.bank.set(func(b *fakeBank) { b.revokeErr = nil })
				s.Clock.Advance(10 * time.Minute)
				ended, stop := works(t, s.house)
				until(t, ended, "grant_return_one")
				if err := stop(); err != nil {
					t.Error(err)
				}
				if got := s.givenBack(); len(got) != 1 {
					t.Errorf("given back: %q, want one", got)
				}
				if n := s.waitingBack(t); n != 0 {
					t.Errorf("%d grants still wait", n)
				}
			})
		})
	}
}

func TestTriesToGiveAGrantBackGrowRarerAndEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.bank.knows("code-friend", person("friend"))
		friend := s.signedIn(t, "friend")
		tries := 0
		s.bank.set(func(b *fakeBank) { b.revokeErr = errBankDown })
		if err := s.SignOut(t.Context(), by(friend), "r"); err != nil {
			t.Fatal(err)
		}
		s.settled(t)
		var after []time.Duration
		began := s.Clock.Now()
		for s.waitingBack(t) == 1 && s.Clock.Now().Sub(began) < 10*24*time.Hour {
			step := 5 * time.Minute
			if len(after) > 4 {
				step = time.Hour
			}
			s.Clock.Advance(step)
			s.returns(t)
			if n := int(s.count(t, "SELECT COALESCE(MAX(tries), 0) FROM retired_grants")); n > tries {
				tries = n
				after = append(after, s.Clock.Now().Sub(began))
			}
		}
		want := []time.Duration{5 * time.Minute, 15 * time.Minute, 35 * time.Minute, 75 * time.Minute}
		if len(after) < 4 {
			t.Fatalf("tries after %v", after)
		}
		if diff := cmp.Diff(want, after[:4]); diff != "" {
			t.Errorf("tries (-want +got):\n%s", diff)
		}
		if kept := s.Clock.Now().Sub(began); kept < models.KeepRetired || kept > models.KeepRetired+7*time.Hour {
			t.Errorf("it was kept for %v, want a week", kept)
		}
		if tries > 40 {
			t.Errorf("the bank was asked %d times", tries)
		}
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'grant.not_given_back' AND subject_id = '"+friend.Member.ID+"' AND CAST(diff AS text) LIKE '%down%'"); n != 1 {
			t.Errorf("%d audit rows of what the bank was never told, want 1", n)
		}
	})
}

// Banks may keep one grant for all sign-ins of a member: the older one given back late would end the newer.
func TestWhoSignsInAgainKeepsWhatTheyGave(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.bank.knows("code-friend", person("friend"))
		s.bank.knows("code-other", person("other"))
		other := s.signedIn(t, "other")
		friend := s.signedIn(t, "friend")
		s.bank.set(func(b *fakeBank) { b.revokeErr = errBankDown })
		for _, who := range []program.SignedIn{friend, other} {
			if err := s.SignOut(t.Context(), by(who), "r"); err != nil {
				t.Fatal(err)
			}
		}
		s.settled(t)
		s.again(t)
		s.bank.set(func(b *fakeBank) { b.revokeErr = nil })
		s.Clock.Advance(time.Hour)
		s.returns(t)
		if got := s.givenBack(); len(got) != 1 || got[0] != "canary-token-other-1" {
			t.Errorf("given back: %q, want the other's alone", got)
		}
	})
}

func TestWhatIsStillToBeGivenBackOutlivesAChangeOfTheKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.goneUnheard(t)
		all, err := s.under(t, rand.Reader, secondKey, firstKey).rotated(context.WithoutCancel(t.Context()))
		if err != nil {
			t.Fatal(err)
		}
		if all[models.VaultRetired].Done != 1 {
			t.Errorf("%+v, want one sealed anew", all[models.VaultRetired])
		}
		s.bank.set(func(b *fakeBank) { b.revokeErr = nil })
		s.Clock.Advance(time.Hour)
		s.under(t, rand.Reader, secondKey).returns(t)
		if got := s.givenBack(); len(got) != 1 {
			t.Errorf("given back: %q", got)
		}
	})
}

// A renewal that comes back to a member who has gone is retired beside the grant it renewed: both are given back.
func TestWhatTheBankRenewsForAMemberWhoHasGoneIsGivenBackToo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.pendingFriend(t)
		friend := s.again(t)
		s.Clock.Advance(grantLife)
		s.bank.set(func(b *fakeBank) {
			b.revokeErr = errBankDown
			b.onRefresh = func(ctx context.Context) {
				if err := s.SignOut(context.WithoutCancel(ctx), by(friend), "r"); err != nil {
					t.Error(err)
				}
			}
		})
		if got := s.check(t, friend.Member); got.Failure != providers.KindExpired {
			t.Errorf("the check came to %+v, want expired", got)
		}
		s.settled(t)
		if n := s.waitingBack(t); n != 2 {
			t.Errorf("%d grants wait to be given back, want the old one and the new one", n)
		}
		s.bank.set(func(b *fakeBank) { b.revokeErr, b.onRefresh = nil, nil })
		s.Clock.Advance(time.Hour)
		s.returns(t)
		if got := s.givenBack(); len(got) != 2 {
			t.Errorf("given back: %q", got)
		}
	})
}

// Two processes that look at the same moment tell the bank once, and a member who signs in between look and call keeps what
// they gave.
func TestAGrantIsGivenBackByWhoeverClaimsItLast(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.goneUnheard(t)
		s.bank.set(func(b *fakeBank) { b.revokeErr = nil })
		s.Clock.Advance(time.Hour)
		due, err := s.ReturnsDue(t.Context())
		if err != nil || len(due) != 1 {
			t.Fatalf("%d due, %v", len(due), err)
		}
		s.again(t)
		if n := s.GiveBack(t.Context(), due); n != 0 {
			t.Errorf("%d were given back after a new sign-in", n)
		}
		s.leavesUnheard(t)
		s.givenBack()
		s.bank.set(func(b *fakeBank) { b.revokeErr = errBankDown })
		s.leavesUnheard(t)
		s.bank.set(func(b *fakeBank) { b.revokeErr = nil })
		s.Clock.Advance(time.Hour)
		if due, err = s.ReturnsDue(t.Context()); err != nil || len(due) != 1 {
			t.Fatalf("%d due, %v", len(due), err)
		}
		race(4, func(int) { s.GiveBack(t.Context(), due) })
		if got := s.givenBack(); len(got) != 1 {
			t.Errorf("the bank was told %d times", len(got))
		}
	})
}

// A bank that says it takes nothing back is not asked for a week.
func TestABankThatTakesNothingBackIsAskedOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.bank.knows("code-friend", person("friend"))
		friend := s.signedIn(t, "friend")
		s.bank.set(func(b *fakeBank) {
			b.revokeErr = &providers.Error{Kind: providers.KindDenied, Op: "revocation", Err: providers.ErrNotOffered}
		})
		if err := s.SignOut(t.Context(), by(friend), "r"); err != nil {
			t.Fatal(err)
		}
		s.settled(t)
		if n := s.waitingBack(t); n != 0 {
			t.Errorf("%d grants wait", n)
		}
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'grant.not_given_back' AND CAST(diff AS text) LIKE '%not_offered%'"); n != 1 {
			t.Errorf("%d audit rows, want 1", n)
		}
	})
}
