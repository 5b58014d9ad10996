package program_test

import (
	"testing"

	"raf/models"
	"raf/models/program"
)

func (s site) holds(t *testing.T, referralID string) (all []models.Hold) {
	t.Helper()
	if err := s.rows.View(t.Context(), func(v *models.View) (err error) { all, err = v.Holds(referralID); return err }); err != nil {
		t.Fatal(err)
	}
	return all
}

func (s site) resolveHolds(t *testing.T, referralID string, by program.Staff) {
	t.Helper()
	for _, h := range s.holds(t, referralID) {
		if h.ResolvedAt.IsZero() {
			if err := s.ReleaseHold(t.Context(), referralID, h.ID, "Looked at.", by); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestWhatWasFoundAboutOnePersonSaysNothingOfTheOther: a hold that was released for the friend is none of the inviter.
func TestWhatWasFoundAboutOnePersonSaysNothingOfTheOther(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, by := s.eligible(t), s.seats(t)
		bad := known("a", "4417")
		bad.Balance = models.SignNegative
		s.told(t, r.AcceptorMemberID, bad)
		_, err := s.RequestPayment(t.Context(), r.ID, by.maker)
		wantKind(t, "ask", err, models.Conflict)
		s.told(t, r.InviterMemberID, bad) // while the friend's hold is open
		s.resolveHolds(t, r.ID, by.checker)
		_, err = s.RequestPayment(t.Context(), r.ID, by.maker)
		wantKind(t, "ask again", err, models.Conflict)
		if n := s.count(t, "SELECT count(*) FROM holds WHERE kind = 'standing' AND side = 'inviter' AND resolved_at IS NULL"); n != 1 {
			t.Errorf("%d open holds on the inviter's standing, want 1", n)
		}
	})
}

func TestAHoldKeepsWhyItWasOpened(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, by := s.eligible(t), s.seats(t)
		support := s.staff(t, "support", models.RoleSupport)
		if err := s.PutOnHold(t.Context(), r.ID, "The same device.", support); err != nil {
			t.Fatal(err)
		}
		id := s.holds(t, r.ID)[0].ID
		other := s.staff(t, "other", models.RoleSupport)
		for name, who := range map[string]program.Staff{"who asks for payments": by.maker, "another person of support": other} {
			wantKind(t, name, s.ReleaseHold(t.Context(), r.ID, id, "Fine.", who), models.Denied)
		}
		if err := s.ReleaseHold(t.Context(), r.ID, id, "Two people of one household.", support); err != nil {
			t.Fatal(err)
		}
		if n := s.count(t, "SELECT count(*) FROM holds WHERE reason = 'The same device.' AND found = 'Two people of one household.'"); n != 1 {
			t.Error("why it was opened is gone, or what was found")
		}
	})
}

func TestAHoldOfTheProgrammeIsReleasedByThoseWhoDecideOnMoney(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, by := s.eligible(t), s.seats(t)
		support := s.staff(t, "support", models.RoleSupport)
		bad := known("a", "4417")
		bad.Balance = models.SignNegative
		s.told(t, r.AcceptorMemberID, bad)
		_, err := s.RequestPayment(t.Context(), r.ID, by.maker)
		wantKind(t, "ask", err, models.Conflict)
		id := s.holds(t, r.ID)[0].ID
		for name, who := range map[string]program.Staff{"support": support, "who asks for payments": by.maker} {
			wantKind(t, name, s.ReleaseHold(t.Context(), r.ID, id, "Fine.", who), models.Denied)
		}
		s.exec(t, "UPDATE staff_users SET role = 'viewer' WHERE id = '"+by.checker.User.ID+"'")
		wantKind(t, "a checker who is none any more", s.ReleaseHold(t.Context(), r.ID, id, "Fine.", by.checker), models.Denied)
		s.exec(t, "UPDATE staff_users SET role = 'checker' WHERE id = '"+by.checker.User.ID+"'")
		if err := s.ReleaseHold(t.Context(), r.ID, id, "Fine.", by.checker); err != nil {
			t.Error(err)
		}
	})
}
