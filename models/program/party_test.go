package program_test

import (
	"strings"
	"testing"

	"raf/models"
	"raf/models/program"
)

// TestWhoeverIsRecordedAsAMemberActsOnNoReferralOfTheirOwn sets the number as people do, not in the database.
func TestWhoeverIsRecordedAsAMemberActsOnNoReferralOfTheirOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, by, admin := s.eligible(t), s.seats(t), s.staff(t, "admin", models.RoleAdmin)
		if _, err := s.SetMember(t.Context(), s.as(t, by.maker), " c-friend ", admin); err != nil {
			t.Fatal(err)
		}
		by.maker.User = s.person(t, by.maker.User.ID)
		_, err := s.RequestPayment(t.Context(), r.ID, by.maker)
		wantKind(t, "a maker asks for a reward of their own referral", err, models.Denied)
		wantKind(t, "and holds it", s.PutOnHold(t.Context(), r.ID, "Mine.", by.maker), models.Denied)
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'staff.member_set' AND actor_id = '"+admin.User.ID+"'"); n != 1 {
			t.Errorf("%d audit entries, want 1", n)
		}
	})
}

func TestNobodyRecordsTheirOwnMemberNumber(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		admin, maker := s.staff(t, "admin", models.RoleAdmin), s.staff(t, "maker", models.RoleMaker)
		_, err := s.SetMember(t.Context(), s.as(t, admin), models.NoAccount, admin)
		wantKind(t, "their own", err, models.Conflict)
		_, err = s.SetMember(t.Context(), s.as(t, admin), models.NoAccount, maker)
		wantKind(t, "a maker", err, models.Denied)
		if _, err = s.SetMember(t.Context(), s.as(t, maker), " "+strings.ToUpper(models.NoAccount), admin); err != nil || s.person(t, maker.User.ID).MemberRef != models.NoAccount {
			t.Errorf("no account in capitals: %v, stored as %q", err, s.person(t, maker.User.ID).MemberRef)
		}
		for _, ref := range []string{strings.Repeat("1", 61), "a\x00b", "4111 1111 1111 1111"} {
			_, err := s.SetMember(t.Context(), s.as(t, maker), ref, admin)
			if models.KindOf(err) != models.Invalid || !strings.HasSuffix(err.Error(), program.FieldMemberRef) {
				t.Errorf("%q: %v, want it refused at its field", ref, err)
			}
			_, err = s.InviteColleague(t.Context(), program.Invitation{Email: "x@new.test", Name: "X", Role: models.RoleViewer, MemberRef: ref}, admin)
			wantKind(t, ref, err, models.Invalid)
		}
	})
}
