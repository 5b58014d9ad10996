package program_test

import (
	"crypto/rand"
	"testing"

	"raf/models"
	"raf/models/program"
	"raf/models/secret"
)

// login adds a member with a person key of the test's choice: another login of the same person, or a stranger's.
func (s site) login(t *testing.T, subject, key string, kind models.PersonKeyKind) models.Member {
	t.Helper()
	var m models.Member
	err := s.rows.InTx(t.Context(), func(tx *models.Tx) (err error) {
		m, err = tx.SaveSignIn(models.SignedIn{Subject: subject, PersonKey: key, PersonKeyKind: kind},
			func() (string, error) { return secret.NewCode(rand.Reader) })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestARingThroughTheInvitersSecondLoginIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c := s.offer(t, 1000000)
		a := s.login(t, "a", "person-a", models.PersonByTaxID)
		b1 := s.login(t, "b1", "person-b", models.PersonByTaxID)
		b2 := s.login(t, "b2", "person-b", models.PersonByTaxID)
		s.accepted(t, b1, a, c)
		out, err := s.submit(t, a, b2, c)
		if err != nil || out.Refused != program.RefusedLoop {
			t.Errorf("a enters the code of b's other login: refused %q, error %v; want %q", out.Refused, err, program.RefusedLoop)
		}
	})
}

func TestUnlikePersonKeysOpenAHoldWhereTaxIDsAreCompared(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name            string
		friendKey       string
		friend, inviter models.PersonKeyKind
		holds           int
	}{
		{"both by tax id", "f", models.PersonByTaxID, models.PersonByTaxID, 0},
		{"the inviter by customer number", "f", models.PersonByTaxID, models.PersonByCustomer, 1},
		{"the friend by customer number", "f", models.PersonByCustomer, models.PersonByTaxID, 1},
		{"the friend by nothing", "", models.PersonUnverified, models.PersonByTaxID, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				c := s.offer(t, 1000000)
				r := s.accepted(t, s.login(t, "friend", tt.friendKey, tt.friend), s.login(t, "inviter", "i", tt.inviter), c)
				if r.HoldCount != tt.holds || s.counts(t)["holds"] != int64(tt.holds) {
					t.Errorf("hold count %d and %d holds, want %d", r.HoldCount, s.counts(t)["holds"], tt.holds)
				}
			})
		})
	}
}

func TestAFullCampaignIsNobodysGuess(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c := s.offer(t, 5000) // less than one acceptance costs
		friend, inviter := s.member(t, "friend"), s.member(t, "inviter")
		for range program.TriesPerMember + 2 {
			if out, err := s.submit(t, friend, inviter, c); err != nil || out.Refused != program.RefusedClosed {
				t.Fatalf("refused %q, error %v; want %q", out.Refused, err, program.RefusedClosed)
			}
		}
	})
}

func TestOtherTermsAnswerTheSameToGoodAndBadCodes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.offer(t, 1000000)
		friend, inviter := s.member(t, "friend"), s.member(t, "inviter")
		for _, typed := range []string{inviter.Code.Code, "ZZZZZZZZ", "?"} {
			out, err := s.Accept(t.Context(), program.Acceptance{Member: friend, Typed: typed, TermsSHA256: "other"})
			if err != nil || out.Refused != program.RefusedTermsMoved {
				t.Errorf("%s: refused %q, error %v; want %q", typed, out.Refused, err, program.RefusedTermsMoved)
			}
		}
	})
}
