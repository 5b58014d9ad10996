package program_test

import (
	"slices"
	"testing"
	"time"

	"raf/models"
	"raf/models/program"
)

// backlog is n older requests of the house, all about other things.
func (s site) backlog(t *testing.T, n int, by program.Staff) {
	t.Helper()
	err := s.rows.InTx(t.Context(), func(tx *models.Tx) error {
		for range n {
			_, err := tx.RequestApproval(program.ActionThreshold, "tenant", models.NewID(), program.ThresholdChange{}, "", models.Actor{Kind: models.ActorStaff, ID: by.User.ID})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(time.Minute)
}

// waits reads a page of the inbox.
func (s site) waits(t *testing.T, cursor string) program.Inbox {
	t.Helper()
	in, err := s.Inbox(t.Context(), cursor)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestNothingThatWaitsIsOutOfReachHoweverMuchDoes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.staff(t, "maker", models.RoleMaker), s.staff(t, "checker", models.RoleChecker)
		s.backlog(t, 205, maker)
		r := s.eligible(t)
		asked, err := s.RequestPayment(t.Context(), r.ID, maker)
		if err != nil {
			t.Fatal(err)
		}
		page, err := s.ReferralPage(t.Context(), r.ID)
		if err != nil || len(page.Approvals) != 1 || page.Approvals[0].ID != asked.ID {
			t.Errorf("the referral's page shows %d open requests (%v), want its own", len(page.Approvals), err)
		}
		var ids []string
		in := s.waits(t, "")
		for {
			if in.Total != 206 || len(in.Items) > program.InboxSize {
				t.Fatalf("%d in all and %d on a page", in.Total, len(in.Items))
			}
			for _, w := range in.Items {
				ids = append(ids, w.ID)
			}
			if in.After == "" {
				break
			}
			in = s.waits(t, in.After)
		}
		slices.Sort(ids)
		if n := len(slices.Compact(ids)); n != 206 || !slices.Contains(ids, asked.ID) {
			t.Errorf("turning all pages shows %d requests, want 206 with the newest among them", n)
		}
		before := s.waits(t, in.Before)
		if again := s.waits(t, before.After); len(before.Items) != program.InboxSize || again.Items[0].ID != in.Items[0].ID {
			t.Error("the page before leads to another page than it came from")
		}
		if at := s.waits(t, asked.Cursor()); len(at.Items) != 1 || at.Items[0].ID != asked.ID || at.Before == "" {
			t.Errorf("a page that begins with a request holds %d", len(at.Items))
		}
		if _, err := s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, checker); err != nil {
			t.Fatal(err)
		}
		if gone := s.waits(t, asked.Cursor()); len(gone.Items) != program.InboxSize {
			t.Errorf("behind the last request stand %d, want the first page", len(gone.Items))
		}
		if _, err := s.Inbox(t.Context(), "o.nonsense"); models.KindOf(err) != models.Invalid {
			t.Errorf("a made-up cursor: %v, want Invalid", err)
		}
	})
}

func TestTheNumberBesideTheInboxIsOfWhatThePersonMayDecide(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker, admin, editor := s.staff(t, "maker", models.RoleMaker), s.staff(t, "checker", models.RoleChecker),
			s.staff(t, "admin", models.RoleAdmin), s.staff(t, "editor", models.RoleEditor)
		s.backlog(t, 3, admin)
		if _, err := s.RequestPayment(t.Context(), s.eligible(t).ID, maker); err != nil {
			t.Fatal(err)
		}
		for who, want := range map[*program.Staff]int64{&maker: 4, &checker: 4, &admin: 0, &editor: 0} {
			if n, err := s.Waiting(t.Context(), *who); err != nil || n != want {
				t.Errorf("%s is told of %d, want %d (%v)", who.User.Role, n, want, err)
			}
		}
	})
}
