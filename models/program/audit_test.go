package program_test

import (
	"testing"

	"raf/models"
	"raf/models/program"
)

func TestTheTrailIsForThoseWhoMaySeeIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		var row models.AuditRow
		err := s.rows.View(t.Context(), func(v *models.View) error {
			page, err := v.ListAudit(models.AuditFilter{Actions: []string{"tenant.added"}}, "")
			row = page.Rows[0]
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for role, may := range map[models.Role]bool{models.RoleViewer: false, models.RoleSupport: false, models.RoleEditor: false, models.RoleMaker: false,
			models.RoleChecker: false, models.RoleOperator: false, models.RoleAdmin: true, models.RoleAuditor: true} {
			by := program.Staff{User: models.StaffUser{Keys: models.Keys{ID: "somebody"}, Role: role}}
			_, listed := s.Audit(t.Context(), program.AuditQuery{}, "", by)
			_, _, read := s.AuditEntry(t.Context(), row.ID, by)
			_, verified := s.VerifyAudit(t.Context(), false, by)
			_, exported := s.ExportAudit(t.Context(), program.AuditQuery{}, by, func([]models.AuditRow, program.AuditNames) error { return nil })
			for what, err := range map[string]error{"list": listed, "read": read, "verify": verified, "export": exported} {
				if may && err != nil || !may && models.KindOf(err) != models.Denied {
					t.Errorf("%s as %s: %v", what, role, err)
				}
			}
		}
		// What was done to the trail stands in it, and an export does not count itself.
		var rows int
		by := program.Staff{User: models.StaffUser{Keys: models.Keys{ID: "somebody"}, Role: models.RoleAuditor}, RequestID: "r-1"}
		told, err := s.ExportAudit(t.Context(), program.AuditQuery{}, by, func(some []models.AuditRow, _ program.AuditNames) error { rows += len(some); return nil })
		if err != nil || told != rows {
			t.Fatalf("%d rows taken out, told %d: %v", rows, told, err)
		}
		if want := s.count(t, "SELECT count(*) FROM audit_log") - 1; int64(rows) != want || s.count(t, "SELECT count(*) FROM audit_log WHERE action LIKE 'audit.%'") != 5 {
			t.Errorf("%d rows taken out, want %d", rows, want)
		}
	})
}
