package program_test

import (
	"testing"
	"time"

	"raf/models"
)

func TestTheBankOfADisabledInstitutionIsLeftAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.exec(t, "UPDATE tenants SET bank_colors = true")
		if err := s.house.PaintAll(t.Context()); err != nil || s.bank.connections() != 1 {
			t.Fatalf("while it is on: %d connections, %v", s.bank.connections(), err)
		}
		if _, err := s.DisableTenant(t.Context(), false, "contract ended", byCommand); err != nil {
			t.Fatal(err)
		}
		s.Clock.Advance(2 * time.Hour)
		house := s.another(s.Store) // one that knows no adapter yet
		if err := house.PaintAll(t.Context()); err != nil || s.bank.connections() != 1 {
			t.Errorf("its bank was asked: %d connections, %v", s.bank.connections(), err)
		}
		if err := house.ForgetOld(t.Context()); err != nil {
			t.Errorf("retention: %v", err)
		}
		if err := s.SealTrail(t.Context()); err != nil {
			t.Errorf("sealing: %v", err)
		}
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'tenant.disabled' AND hash <> ''"); n != 1 {
			t.Errorf("%d sealed rows of the end, want 1", n)
		}
	})
}

func TestAReasonForSwitchingOffHoldsNoCardNumber(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		for _, reason := range []string{"", " ", "card 4111 1111 1111 1111"} {
			_, err := s.DisableTenant(t.Context(), false, reason, byCommand)
			wantKind(t, reason, err, models.Invalid)
		}
	})
}
