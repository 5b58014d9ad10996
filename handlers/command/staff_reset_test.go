package command

import (
	"bytes"
	"strings"
	"testing"

	"raf/models"
	"raf/models/modelstest"
)

func ran(t *testing.T, s Settings, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := Run(t.Context(), args, s, World{Now: modelstest.Start, Stdout: &out})
	return out.String(), err
}

func TestStaffAreListedAndResetFromTheCommandLine(t *testing.T) {
	t.Parallel()
	db := modelstest.SQLite(t, nil)
	s := operator(db.Config)
	if _, err := add(t, s, gardenFlags()...); err != nil {
		t.Fatal(err)
	}
	if _, err := hire(t, s, "--tenant", "garden", "--email", "ada@garden.example", "--name", "Ada", "--role", "admin"); err != nil {
		t.Fatal(err)
	}
	said, err := ran(t, s, "staff", "reset", "--tenant", "garden", "--email", "ada@garden.example")
	if err != nil || !strings.Contains(said, "https://raf.example/t/garden/console/enrol/") {
		t.Errorf("reset said %q: %v", said, err)
	}
	if said, err = ran(t, s, "staff", "list", "--tenant", "garden"); err != nil || !strings.Contains(said, "ada@garden.example   Ada    admin   invited   no") {
		t.Errorf("list said\n%s: %v", said, err)
	}
	if _, err = ran(t, s, "staff", "reset", "--tenant", "garden", "--email", "nobody@garden.example"); err == nil || !strings.Contains(err.Error(), "is not staff of garden") {
		t.Errorf("a reset of nobody: %v", err)
	}
	if _, err = ran(t, s, "staff", "reset"); err == nil || !strings.Contains(err.Error(), "--tenant") || !strings.Contains(err.Error(), "--email") {
		t.Errorf("without flags: %v", err)
	}
}

func TestAnOperatorIsAdmittedIntoOneInstitution(t *testing.T) {
	t.Parallel()
	db := modelstest.SQLite(t, nil)
	s := operator(db.Config)
	if _, err := add(t, s, gardenFlags()...); err != nil {
		t.Fatal(err)
	}
	good := []string{"operator", "admit", "--tenant", "garden", "--email", "dana@platform.example", "--name", "Dana", "--hours", "2", "--reason", "Ticket 12"}
	said, err := ran(t, s, good...)
	if err != nil || !strings.Contains(said, "until 2026-12-02 11:42 CST") || !strings.Contains(said, "/console/enrol/") {
		t.Errorf("admit said %q: %v", said, err)
	}
	garden, err := db.Store.TenantBySlug(t.Context(), "garden")
	if err != nil {
		t.Fatal(err)
	}
	err = db.Store.For(garden).View(t.Context(), func(v *models.View) error {
		u, err := v.StaffByEmail("dana@platform.example")
		if u.Role != models.RoleOperator || u.AdmitReason != "Ticket 12" {
			t.Errorf("stored as %s for %q", u.Role, u.AdmitReason)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	for flag, args := range map[string][]string{"--hours": {"--hours", "9"}, "--reason": {"--reason", ""}, "--email": {"--email", "x"}, "--name": {"--name", ""}} {
		if _, err := ran(t, s, append(good[:len(good):len(good)], args...)...); err == nil || !strings.Contains(err.Error(), flag) {
			t.Errorf("%v: %v", args, err)
		}
	}
}
