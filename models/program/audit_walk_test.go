package program_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
)

// sealed writes rows into the trail and seals all that wait.
func (s site) sealed(t *testing.T, rows int) {
	t.Helper()
	for range rows {
		audit(t, s.rows)
	}
	if err := s.rows.InTx(t.Context(), func(tx *models.Tx) error { _, err := tx.SealAudit(1000); return err }); err != nil {
		t.Fatal(err)
	}
}

// asOwner does what somebody with the database's own password does to this institution's trail.
func (s site) asOwner(t *testing.T, statement string) {
	t.Helper()
	cfg, first := s.Config, []string{"DROP TRIGGER IF EXISTS freeze_audit_log", "DROP TRIGGER IF EXISTS keep_audit_log"}
	if cfg.OnPostgres() {
		cfg, first = s.Owner, []string{"SELECT set_config('app.tenant', '" + string(s.Tenant().ID()) + "', false)"}
	}
	raw := modelstest.Raw(t, cfg)
	for _, q := range append(first, statement+" AND tenant_id = '"+string(s.Tenant().ID())+"'") {
		if _, err := raw.ExecContext(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

func (s site) walk(t *testing.T) (w models.AuditWalk) {
	t.Helper()
	if err := s.rows.View(t.Context(), func(v *models.View) (err error) { w, err = v.AuditWalk(); return err }); err != nil {
		t.Fatal(err)
	}
	return w
}

func (s site) night(t *testing.T) models.AuditWalk {
	t.Helper()
	if ended, err := s.WalkNight(t.Context()); err != nil || !ended {
		t.Fatalf("the night: ended %v, %v", ended, err)
	}
	return s.walk(t)
}

func TestANightGoesOnWhereTheLastOneStoodAndBeginsAnewAfterAWeek(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.sealed(t, 3)
		first := s.night(t)
		if first.Seq != 4 || first.Fault != "" || !first.EndedAt.Equal(s.Clock.Now()) {
			t.Fatalf("the first night: %+v", first)
		}
		s.asOwner(t, "UPDATE audit_log SET action = 'forged' WHERE seq = 2") // an old row
		began := first.BeganAt
		for n := 1; n < 7; n++ {
			s.Clock.Advance(24 * time.Hour)
			s.sealed(t, 1)
			if w := s.night(t); w.Seq != int64(4+n) || w.Fault != "" || w.BeganAt != began {
				t.Fatalf("night %d: %+v, want it to go on", n, w)
			}
		}
		s.Clock.Advance(24 * time.Hour)
		if w := s.night(t); w.Fault != models.ChainAltered || w.FaultSeq != 2 || w.BeganAt == began {
			t.Errorf("after a week: %+v, want the old row found", w)
		}
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'audit.verified' AND actor_kind = 'system'"); n != 1 {
			t.Errorf("%d rows tell of it, want 1: nights in which all holds are no news", n)
		}
	})
}

func TestANightBeginsByTheInstitutionsOwnClockAndOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.sealed(t, 1)
		s.night(t)
		wanted := func() int64 {
			if err := s.WantWalk(t.Context()); err != nil {
				t.Fatal(err)
			}
			return s.count(t, "SELECT count(*) FROM river_job WHERE kind = 'audit_walk'")
		}
		zone := s.Tenant().Zone()
		local := s.Clock.Now().In(zone)
		night := time.Date(local.Year(), local.Month(), local.Day()+1, 2, 0, 0, 0, zone)
		s.Clock.Advance(night.Sub(s.Clock.Now()) - time.Second)
		if n := wanted(); n != 0 {
			t.Errorf("%d jobs before 2 o'clock there", n)
		}
		at := s.walk(t).EndedAt
		if w := s.night(t); w.EndedAt != at {
			t.Error("a job that comes too early walks")
		}
		s.Clock.Advance(time.Second)
		if wanted(); wanted() != 1 {
			t.Errorf("%d jobs at 2 o'clock, want 1", wanted())
		}
	})
}

func TestABrokenRowStaysToldUntilAPersonFindsTheTrailWhole(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		var said bytes.Buffer
		s.house.Log = slog.New(slog.NewTextHandler(&said, nil))
		auditor := s.staff(t, "auditor", models.RoleAuditor)
		s.sealed(t, 3)
		s.asOwner(t, "UPDATE audit_log SET request_id = 'forged' WHERE seq = 2")
		if w := s.night(t); w.FaultSeq != 2 || w.FaultRow == "" || !strings.Contains(said.String(), "level=ERROR") {
			t.Fatalf("found %+v; said %q", w, said.String())
		}
		since := s.walk(t).FaultAt
		s.asOwner(t, "UPDATE audit_log SET request_id = '' WHERE seq = 2")
		s.Clock.Advance(24 * time.Hour)
		said.Reset()
		if w := s.night(t); w.FaultSeq != 2 || w.FaultAt != since || !strings.Contains(said.String(), "level=ERROR") {
			t.Errorf("mended by night: %+v, want it told still, and logged again", w)
		}
		w, err := s.VerifyAudit(t.Context(), false, auditor)
		if err != nil || w.Fault != "" || w.AskedBy != auditor.User.ID || w.EndedAt.IsZero() {
			t.Errorf("a person's walk: %+v, %v", w, err)
		}
	})
}

func TestOnlyThoseWhoMaySeeTheTrailAreToldThatItIsBroken(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		tokens := map[models.Role]string{}
		for _, role := range []models.Role{models.RoleAuditor, models.RoleAdmin, models.RoleMaker} {
			email := string(role) + "@garden.test"
			app, _ := s.enrolled(t, email, role)
			s.Clock.Advance(31 * time.Second)
			tokens[role] = s.proven(t, email, s.codeOf(t, app))
		}
		s.sealed(t, 1)
		s.asOwner(t, "UPDATE audit_log SET action = 'forged' WHERE seq = 1")
		s.night(t)
		for role, told := range map[models.Role]bool{models.RoleAuditor: true, models.RoleAdmin: true, models.RoleMaker: false} {
			who, err := s.StaffOf(t.Context(), tokens[role], "req")
			if err != nil || (who.Broken != nil) != told {
				t.Errorf("%s is told %v, %v", role, who.Broken, err)
			}
		}
	})
}

func TestALongWalkGoesOnWhereItStoppedAndTellsOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.house.WalkStep = 2
		auditor := s.staff(t, "auditor", models.RoleAuditor)
		s.sealed(t, 40)
		var places []int64
		w, err := s.VerifyAudit(t.Context(), false, auditor)
		for ; err == nil && w.EndedAt.IsZero() && len(places) < 9; w, err = s.VerifyAudit(t.Context(), true, auditor) {
			places = append(places, w.Seq)
		}
		if err != nil || fmt.Sprint(places) != "[20 40]" || w.Seq != 43 || w.Fault != "" {
			t.Errorf("it stood at %v and ended at %+v, %v", places, w, err)
		}
		if again, err := s.VerifyAudit(t.Context(), true, auditor); err != nil || again.Version != w.Version {
			t.Errorf("going on with what is over: %+v, %v", again, err)
		}
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'audit.verified'"); n != 1 {
			t.Errorf("%d rows tell of one walk", n)
		}
		s.Clock.Advance(24 * time.Hour)
		s.sealed(t, 40) // a night in turns
		turns := 0
		for ended := false; !ended && turns < 9; turns++ {
			if ended, err = s.WalkNight(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if w := s.walk(t); turns != 3 || w.Seq != 84 {
			t.Errorf("%d turns to %+v, want 3", turns, w)
		}
	})
}

func TestManyWalksAtOnceEndAndNoneFails(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		second, err := models.Open(s.Config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = second.Close() })
		auditor := s.staff(t, "auditor", models.RoleAuditor)
		s.sealed(t, 30)
		another := s.another(second)
		another.WalkStep, s.house.WalkStep = 3, 3
		var group sync.WaitGroup
		for i := range 6 {
			p := []*program.Program{s.Program, another.For(s.Tenant())}[i%2]
			group.Go(func() {
				if i < 2 {
					if _, err := p.WalkNight(t.Context()); err != nil {
						t.Error(err)
					}
					return
				}
				if _, err := p.VerifyAudit(t.Context(), i%3 == 0, auditor); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		w := s.walk(t)
		for range 9 {
			if !w.EndedAt.IsZero() {
				break
			}
			if w, err = s.VerifyAudit(t.Context(), true, auditor); err != nil {
				t.Fatal(err)
			}
		}
		if w.Fault != "" || w.EndedAt.IsZero() {
			t.Errorf("it ended as %+v", w)
		}
	})
}

func TestTheNightsWalkIsAJob(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.sealed(t, 2)
		ended, stop := works(t, s.house)
		until(t, ended, "audit_walk")
		if err := stop(); err != nil {
			t.Error(err)
		}
		if w := s.walk(t); w.Seq != 3 || w.EndedAt.IsZero() {
			t.Errorf("%+v", w)
		}
	})
}
