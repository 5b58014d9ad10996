package models_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"raf/models"
	"raf/models/modelstest"
)

// TestABackupNeedsARoleOfItsOwn shows what the README says of backups: under forced row-level security a dump by the owner,
// or by the server's role, fails, or holds nothing of an institution and says nothing of it.
func TestABackupNeedsARoleOfItsOwn(t *testing.T) {
	t.Parallel()
	pgDump, err := exec.LookPath("pg_dump")
	if err != nil && modelstest.Required("postgres") {
		t.Fatal("PostgreSQL is required here and pg_dump is missing; run make tools")
	}
	if err != nil {
		t.Skip("left out: PostgreSQL's pg_dump, for the test of backups")
	}
	db := kit.Postgres(t, nil)
	a, _ := twins(t, db)
	dump := func(as models.Config, flags ...string) (string, error) {
		args := append([]string{"--host", as.Host, "--port", as.Port, "--username", as.User, "--dbname", as.Name, "--schema", "public", "--data-only", "--table", "members"}, flags...)
		cmd := exec.CommandContext(t.Context(), pgDump, args...)
		cmd.Env = append(os.Environ(), "PGPASSWORD="+as.Password)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	backup := db.Owner
	backup.User = modelstest.BackupRole
	if out, err := dump(backup); err != nil || !strings.Contains(out, string(a.id())) {
		t.Errorf("the backup's role: %v\n%s", err, out)
	}
	for name, as := range map[string]models.Config{"owner": db.Owner, "app": db.Config} {
		if out, err := dump(as); err == nil || !strings.Contains(out, "row-level security") {
			t.Errorf("%s: %v, want one about row-level security\n%s", name, err, out)
		}
		if out, err := dump(as, "--enable-row-security"); err != nil || strings.Contains(out, string(a.id())) {
			t.Errorf("%s, with its rows only: %v\n%s", name, err, out)
		}
	}
}
