package program_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"raf/models"
	"raf/models/program"
)

func (s site) person(t *testing.T, id string) models.StaffUser {
	t.Helper()
	var u models.StaffUser
	if err := s.rows.View(t.Context(), func(v *models.View) (err error) { u, err = v.Staff(id); return err }); err != nil {
		t.Fatal(err)
	}
	return u
}

// as names a person as they stand now.
func (s site) as(t *testing.T, who program.Staff) program.StaffChange {
	t.Helper()
	return program.StaffChange{ID: who.User.ID, Version: s.person(t, who.User.ID).Version}
}

func TestRolesThatMoveMoneyOrRightsTakeTwoPeople(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		admin, checker, second := s.staff(t, "admin", models.RoleAdmin), s.staff(t, "checker", models.RoleChecker), s.staff(t, "second", models.RoleAdmin)
		for _, role := range program.Roles() {
			out, err := s.InviteColleague(t.Context(), program.Invitation{Email: string(role) + "@new.test", Name: "New", Role: role}, admin)
			if err != nil || out.Token == "" {
				t.Fatalf("invite a %s: %v", role, err)
			}
			if !program.TakesTwo(role) {
				if out.Asked != nil || out.Person.Role != role {
					t.Errorf("a %s is %s and waits: %v", role, out.Person.Role, out.Asked != nil)
				}
				continue
			}
			if out.Asked == nil || s.person(t, out.Person.ID).Role != models.RoleViewer {
				t.Fatalf("a %s does not begin as a viewer", role)
			}
			_, err = s.Approve(t.Context(), out.Asked.ID, out.Asked.PayloadSHA256, admin)
			wantKind(t, "who asked agrees", err, models.Denied)
			_, err = s.Approve(t.Context(), out.Asked.ID, out.Asked.PayloadSHA256, checker)
			if wantKind(t, "before the person has enrolled", err, models.Conflict); !errors.Is(err, program.ErrNotEnrolled) {
				t.Errorf("it says %v", err)
			}
			s.enrol(t, out.Token)
			if _, err := s.Approve(t.Context(), out.Asked.ID, out.Asked.PayloadSHA256, checker); err != nil {
				t.Fatal(err)
			}
			if got := s.person(t, out.Person.ID); got.Role != role || got.ChangedBy != checker.User.ID {
				t.Errorf("after the second word: %s, changed by %s", got.Role, got.ChangedBy)
			}
		}
		asked, err := s.ChangeRole(t.Context(), s.as(t, checker), models.RoleAdmin, admin)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Approve(t.Context(), asked.Asked.ID, asked.Asked.PayloadSHA256, checker)
		wantKind(t, "a checker makes himself admin", err, models.Denied)
		if checker.MayDecide(*asked.Asked) || !second.MayDecide(*asked.Asked) {
			t.Error("the button is with the wrong person")
		}
	})
}

func TestWithNobodyElseToAgreeARoleIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		admin := s.staff(t, "admin", models.RoleAdmin)
		viewer := s.staff(t, "viewer", models.RoleViewer)
		before := s.counts(t)["audit_log"]
		_, err := s.InviteColleague(t.Context(), program.Invitation{Email: "m@new.test", Name: "M", Role: models.RoleMaker}, admin)
		if !errors.Is(err, program.ErrNobodyDecides) {
			t.Errorf("invite: %v", err)
		}
		_, err = s.ChangeRole(t.Context(), s.as(t, viewer), models.RoleChecker, admin)
		if !errors.Is(err, program.ErrNobodyDecides) {
			t.Errorf("change: %v", err)
		}
		if n := s.count(t, "SELECT count(*) FROM staff_users"); n != 2 || s.counts(t)["audit_log"] != before {
			t.Errorf("%d people, and the audit has new rows: the refused invitation left something", n)
		}
	})
}

func TestANewLinkTakesMoneyRightsAwayUntilASecondPersonAgrees(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		admin, checker := s.staff(t, "admin", models.RoleAdmin), s.staff(t, "checker", models.RoleChecker)
		app, _ := s.enrolled(t, "maya@bank.test", models.RoleMaker)
		token := s.proven(t, "maya@bank.test", s.codeOf(t, app))
		maker, err := s.StaffOf(t.Context(), token, "")
		if err != nil {
			t.Fatal(err)
		}
		out, err := s.NewLink(t.Context(), s.as(t, maker), admin)
		if err != nil || out.Token == "" || out.Asked == nil {
			t.Fatalf("%+v, %v", out, err)
		}
		if u := s.person(t, maker.User.ID); u.Role != models.RoleViewer || u.Status != models.StaffInvited || len(u.TOTPSealed) > 0 || u.PasswordHash != "" {
			t.Errorf("after the reset: %s, %s", u.Role, u.Status)
		}
		_, err = s.StaffOf(t.Context(), token, "")
		wantKind(t, "the session of before", err, models.Denied)
		_, err = s.StaffPassword(t.Context(), "maya@bank.test", rightPassword)
		wantKind(t, "the password of before", err, models.Denied)
		_, err = s.Approve(t.Context(), out.Asked.ID, out.Asked.PayloadSHA256, checker)
		wantKind(t, "agreeing while the new link is open", err, models.Conflict)
		s.enrol(t, out.Token)
		if _, err := s.Approve(t.Context(), out.Asked.ID, out.Asked.PayloadSHA256, checker); err != nil {
			t.Fatal(err)
		}
	})
}

// A request is about the person as they were: otherwise an admin could ask for somebody's role, make a new link, enrol
// as them, and be let in by a colleague who thinks of the old one.
func TestARoleIsNotGivenToAPersonWhoBecameAnother(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(s site, t *testing.T, in program.StaffChange, by program.Staff) error{
		"a new link": func(s site, t *testing.T, in program.StaffChange, by program.Staff) error {
			_, err := s.NewLink(t.Context(), in, by)
			return err
		},
		"disabled": func(s site, t *testing.T, in program.StaffChange, by program.Staff) error {
			_, err := s.Disable(t.Context(), in, by)
			return err
		},
		"another role": func(s site, t *testing.T, in program.StaffChange, by program.Staff) error {
			_, err := s.ChangeRole(t.Context(), in, models.RoleAuditor, by)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				admin, checker, viewer := s.staff(t, "admin", models.RoleAdmin), s.staff(t, "checker", models.RoleChecker), s.staff(t, "viewer", models.RoleViewer)
				asked, err := s.ChangeRole(t.Context(), s.as(t, viewer), models.RoleMaker, admin)
				if err != nil {
					t.Fatal(err)
				}
				if err := change(s, t, s.as(t, viewer), admin); err != nil {
					t.Fatal(err)
				}
				_, err = s.Approve(t.Context(), asked.Asked.ID, asked.Asked.PayloadSHA256, checker)
				wantKind(t, name, err, models.Conflict)
				if role := s.person(t, viewer.User.ID).Role; role == models.RoleMaker {
					t.Error("the role was given")
				}
			})
		})
	}
}

func TestTheLastActiveAdminStays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		admin, other := s.staff(t, "admin", models.RoleAdmin), s.staff(t, "other", models.RoleAdmin)
		s.staff(t, "checker", models.RoleChecker)
		if _, err := s.Disable(t.Context(), s.as(t, other), admin); err != nil {
			t.Fatal(err)
		}
		_, demoted := s.ChangeRole(t.Context(), s.as(t, admin), models.RoleViewer, admin)
		_, disabled := s.Disable(t.Context(), s.as(t, admin), admin)
		_, reset := s.NewLink(t.Context(), s.as(t, admin), admin)
		for what, err := range map[string]error{"demoted": demoted, "disabled": disabled, "reset": reset} {
			if !errors.Is(err, models.ErrLastAdmin) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if u := s.person(t, admin.User.ID); u.Role != models.RoleAdmin || u.Status != models.StaffActive {
			t.Errorf("the last admin is %s and %s", u.Role, u.Status)
		}
		if _, err := s.ResetStaff(t.Context(), admin.User.Email, models.Actor{Kind: models.ActorSystem, ID: "command"}); err != nil {
			t.Errorf("the machine's operator: %v", err)
		}
	})
}

func TestOfTwoAdminsWhoDemoteEachOtherAtOnceOneStays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		for range 5 {
			a, b := s.staff(t, "a"+s.Clock.Now().Format("150405"), models.RoleAdmin), s.staff(t, "b"+s.Clock.Now().Format("150405"), models.RoleAdmin)
			s.Clock.Advance(time.Second)
			s.exec(t, "UPDATE staff_users SET status = 'disabled' WHERE id NOT IN ('"+a.User.ID+"', '"+b.User.ID+"')")
			instances := []*program.Program{s.Program, s.another(reopened(t, s.DB)).For(s.Tenant())}
			changes := []program.StaffChange{s.as(t, b), s.as(t, a)}
			var wg sync.WaitGroup
			var errs [2]error
			for i, by := range []program.Staff{a, b} {
				wg.Go(func() { _, errs[i] = instances[i].ChangeRole(t.Context(), changes[i], models.RoleViewer, by) })
			}
			wg.Wait()
			if n := s.count(t, "SELECT count(*) FROM staff_users WHERE role = 'admin' AND status = 'active'"); n != 1 {
				t.Fatalf("%d active admins, want 1; errors %v", n, errs)
			}
			for _, err := range errs {
				if err != nil && models.KindOf(err) != models.Conflict && models.KindOf(err) != models.Denied {
					t.Errorf("no orderly answer: %v", err)
				}
			}
		}
	})
}

func TestAChangeOfSomebodyWhoHasChangedIsAConflict(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		admin, viewer := s.staff(t, "admin", models.RoleAdmin), s.staff(t, "viewer", models.RoleViewer)
		seen := s.as(t, viewer)
		if _, err := s.ChangeRole(t.Context(), seen, models.RoleAuditor, admin); err != nil {
			t.Fatal(err)
		}
		_, err := s.ChangeRole(t.Context(), seen, models.RoleSupport, admin)
		wantKind(t, "the role a second time", err, models.Conflict)
		_, err = s.Disable(t.Context(), seen, admin)
		wantKind(t, "disable", err, models.Conflict)
		if u := s.person(t, viewer.User.ID); u.Role != models.RoleAuditor || u.ChangedBy != admin.User.ID || u.ChangedAt.IsZero() {
			t.Errorf("%s, changed by %q", u.Role, u.ChangedBy)
		}
	})
}

func TestASecondRequestForAPersonsRoleReplacesNobodys(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		admin, other, checker, viewer := s.staff(t, "admin", models.RoleAdmin), s.staff(t, "other", models.RoleAdmin), s.staff(t, "checker", models.RoleChecker), s.staff(t, "viewer", models.RoleViewer)
		first, err := s.ChangeRole(t.Context(), s.as(t, viewer), models.RoleMaker, admin)
		if err != nil {
			t.Fatal(err)
		}
		for who, by := range map[string]program.Staff{"another admin": other, "who asked": admin} {
			if _, err := s.ChangeRole(t.Context(), s.as(t, viewer), models.RoleChecker, by); !errors.Is(err, program.ErrRoleAsked) || models.KindOf(err) != models.Conflict {
				t.Errorf("%s asks again: %v", who, err)
			}
		}
		if _, err := s.Approve(t.Context(), first.Asked.ID, first.Asked.PayloadSHA256, checker); err != nil {
			t.Errorf("the first request: %v", err)
		}
		if role := s.person(t, viewer.User.ID).Role; role != models.RoleMaker {
			t.Errorf("the person is %s", role)
		}
		if _, err := s.ChangeRole(t.Context(), s.as(t, viewer), models.RoleChecker, other); err != nil {
			t.Errorf("after the decision: %v", err)
		}
	})
}

func TestARoleWaitsAsLongAsTheLinkOfWhoeverGetsIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		admin, checker, viewer := s.staff(t, "admin", models.RoleAdmin), s.staff(t, "checker", models.RoleChecker), s.staff(t, "viewer", models.RoleViewer)
		s.exec(t, "UPDATE staff_users SET totp_sealed = 'x' WHERE id = '"+viewer.User.ID+"'")
		ready, err := s.ChangeRole(t.Context(), s.as(t, viewer), models.RoleEditor, admin)
		if err != nil {
			t.Fatal(err)
		}
		out, err := s.InviteColleague(t.Context(), program.Invitation{Email: "m@new.test", Name: "M", Role: models.RoleMaker}, admin)
		if err != nil {
			t.Fatal(err)
		}
		if u := s.person(t, out.Person.ID); !out.Asked.ExpiresAt.Equal(u.InviteUntil.Time) {
			t.Errorf("the link is good until %s, the request until %s", u.InviteUntil, out.Asked.ExpiresAt)
		}
		if life := ready.Asked.ExpiresAt.Sub(ready.Asked.RequestedAt.Time); life != models.ApprovalLife {
			t.Errorf("of somebody who is set up it waits %s", life)
		}
		s.Clock.Advance(71 * time.Hour)
		s.enrol(t, out.Token)
		if _, err := s.Approve(t.Context(), out.Asked.ID, out.Asked.PayloadSHA256, checker); err != nil {
			t.Errorf("in the last hour of the link: %v", err)
		}
	})
}

func TestOnlyAdminsChangePeople(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		victim := s.staff(t, "victim", models.RoleViewer)
		for _, role := range program.Roles() {
			if role == models.RoleAdmin {
				continue
			}
			by := s.staff(t, string(role), role)
			_, invite := s.InviteColleague(t.Context(), program.Invitation{Email: "x@new.test", Name: "X", Role: models.RoleViewer}, by)
			_, change := s.ChangeRole(t.Context(), s.as(t, victim), models.RoleEditor, by)
			_, link := s.NewLink(t.Context(), s.as(t, victim), by)
			_, disable := s.Disable(t.Context(), s.as(t, victim), by)
			_, end := s.EndSessions(t.Context(), s.as(t, victim), by)
			for what, err := range map[string]error{"invite": invite, "change": change, "link": link, "disable": disable, "end": end} {
				wantKind(t, string(role)+" "+what, err, models.Denied)
			}
		}
	})
}
