package command

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
)

// garden is what a server that runs all the while makes of the institution, a second later.
func garden(t *testing.T, db modelstest.DB) models.TenantProfile {
	t.Helper()
	db.Clock.Advance(time.Second)
	tenant, err := db.Store.TenantBySlug(t.Context(), "garden")
	if err != nil {
		t.Fatal(err)
	}
	return tenant.TenantProfile
}

// rowsOf reads an institution's rows past the application.
func rowsOf(t *testing.T, db modelstest.DB, slug, query string) []string {
	t.Helper()
	raw := modelstest.Raw(t, db.Config)
	if db.Config.OnPostgres() {
		raw.SetMaxOpenConns(1) // the setting is the connection's
		if _, err := raw.ExecContext(t.Context(), "SELECT set_config('app.tenant', id, false) FROM tenants WHERE slug = '"+slug+"'"); err != nil {
			t.Fatal(err)
		}
		return modelstest.Strings(t, raw, query)
	}
	return modelstest.Strings(t, raw, query+" AND tenant_id = (SELECT id FROM tenants WHERE slug = '"+slug+"')")
}

func trail(t *testing.T, db modelstest.DB, action string) []string {
	t.Helper()
	return rowsOf(t, db, "garden", "SELECT CAST(diff AS text) FROM audit_log WHERE action = '"+action+"'")
}

// live is how many sessions and grants an institution has.
func live(t *testing.T, db modelstest.DB, slug string) (n int) {
	t.Helper()
	for _, query := range []string{"SELECT id FROM sessions WHERE revoked_at IS NULL", "SELECT id FROM staff_sessions WHERE revoked_at IS NULL",
		"SELECT member_id FROM bank_grants WHERE member_id <> ''"} {
		n += len(rowsOf(t, db, slug, query))
	}
	return n
}

// signedIn leaves a member and somebody of staff signed in.
func signedIn(t *testing.T, db modelstest.DB, slug string) {
	t.Helper()
	tenant, err := db.Store.TenantBySlug(t.Context(), slug)
	if err != nil {
		t.Fatal(err)
	}
	ts := db.Store.For(tenant)
	m := modelstest.Member(t, ts, models.NewID())
	err = ts.InTx(t.Context(), func(tx *models.Tx) error {
		if _, err := tx.AddSession(m.ID, func(string) (string, error) { return "jti", nil }); err != nil {
			return err
		}
		if err := tx.PutGrant(models.BankGrant{MemberID: m.ID, Sealed: []byte("x"), ExpiresAt: models.At(tx.Now())}); err != nil {
			return err
		}
		u, err := tx.AddStaff(models.StaffUser{Email: m.ID + "@garden.test", Name: "Maya", Role: models.RoleMaker}, command())
		if err != nil {
			return err
		}
		_, err = tx.AddStaffSession(u.ID, m.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTenantSetChangesWhatItsFlagsNameAndNothingElse(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		s := operator(db.Config)
		if _, err := add(t, s, gardenFlags()...); err != nil {
			t.Fatal(err)
		}
		want := garden(t, db)
		for _, row := range []struct {
			flags []string
			set   func(*models.TenantProfile)
		}{
			{[]string{"--name", "Garden CU"}, func(p *models.TenantProfile) { p.Name = "Garden CU" }},
			{[]string{"--host", "raf.garden.example"}, func(p *models.TenantProfile) { p.Host = "raf.garden.example" }},
			{[]string{"--client-id", "other"}, func(p *models.TenantProfile) { p.ClientID = "other" }},
			{[]string{"--institution-id", "inst-2"}, func(p *models.TenantProfile) { p.InstitutionID = "inst-2" }},
			{[]string{"--auth-style", "post"}, func(p *models.TenantProfile) { p.AuthStyle = "post" }},
			{[]string{"--timezone", "America/Denver"}, func(p *models.TenantProfile) { p.Timezone = "America/Denver" }},
			{[]string{"--sign-in", "button"}, func(p *models.TenantProfile) { p.SignIn = models.SignInButton }},
			{[]string{"--same-person"}, func(p *models.TenantProfile) { p.SamePerson = true }},
			{[]string{"--same-person=false"}, func(p *models.TenantProfile) { p.SamePerson = false }},
			{[]string{"--brand-color", "#1F6B46", "--support-phone", "(555) 010-0142"}, func(p *models.TenantProfile) { p.BrandColor, p.SupportPhone = "#1F6B46", "(555) 010-0142" }},
			{[]string{"--support-email", "help@garden.example", "--support-url", "https://garden.example/help"},
				func(p *models.TenantProfile) {
					p.SupportEmail, p.SupportURL = "help@garden.example", "https://garden.example/help"
				}},
			{[]string{"--payroll-allow", "wages", "--payroll-deny", ""}, func(p *models.TenantProfile) { p.PayrollAllow, p.PayrollDeny = []string{"wages"}, nil }},
			{[]string{"--fi-url", "https://new.garden.example"}, func(p *models.TenantProfile) {
				p.FIURL = "https://new.garden.example"
				p.Issuers = []string{p.FIURL + "/a/consumer/api/v0/oidc", "https://digital.garden.example/a/consumer/api/v0/oidc"}
			}},
		} {
			said, err := operate(t, s, append([]string{"tenant", "set", "--slug", "garden"}, row.flags...)...)
			if err != nil {
				t.Errorf("%v: %v", row.flags, err)
				continue
			}
			if moved := strings.Contains(said, "https://raf.garden.example/plugin/"); moved != (row.flags[0] == "--host") {
				t.Errorf("%v: it said\n%s", row.flags, said)
			}
			row.set(&want)
			if diff := cmp.Diff(want, garden(t, db)); diff != "" {
				t.Errorf("%v (-want +got):\n%s", row.flags, diff)
			}
		}
		if _, err := operate(t, s, "tenant", "set", "--slug", "garden", "--client-secret-file", "-"); err != nil {
			t.Errorf("another client secret: %v", err)
		}
		diffs := trail(t, db, "tenant.changed")
		if len(diffs) != 14 {
			t.Errorf("%d audit rows, want one for each change", len(diffs))
		}
		all := strings.Join(diffs, "\n")
		if strings.Contains(all, clientSecret) || !strings.Contains(all, "Garden CU") || !strings.Contains(strings.ReplaceAll(all, " ", ""), `"ClientSecretReplaced":true`) {
			t.Errorf("the trail: %s", all)
		}
	})
}

func TestTenantSetTakesAllOrNothing(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		s := operator(db.Config)
		for _, flags := range [][]string{nil, {"--slug", "orchard", "--host", "raf.orchard.example"}} {
			if _, err := add(t, s, gardenFlags(flags...)...); err != nil {
				t.Fatal(err)
			}
		}
		before := garden(t, db)
		tenant, err := db.Store.TenantBySlug(t.Context(), "garden")
		if err != nil {
			t.Fatal(err)
		}
		modelstest.Campaign(t, db.Store.For(tenant), modelstest.Terms(), 0)
		for name, row := range map[string]struct {
			flags []string
			want  string
		}{
			"a zone that is none":           {[]string{"--timezone", "Local"}, "--timezone:"},
			"no payroll words":              {[]string{"--payroll-allow", ""}, "--payroll-allow:"},
			"a path in the bank's address":  {[]string{"--fi-url", "https://digital.garden.example/x"}, "--fi-url:"},
			"a header in it":                {[]string{"--fi-url", "https://digital.garden.example\r\nX: y"}, "--fi-url:"},
			"any address":                   {[]string{"--fi-url", "https://*.garden.example"}, "--fi-url:"},
			"somebody in front of it":       {[]string{"--fi-url", "https://a@garden.example"}, "--fi-url:"},
			"the shared host":               {[]string{"--host", "raf.example"}, "shared host"},
			"another institution's host":    {[]string{"--host", "raf.orchard.example"}, "another institution's"},
			"a platform that is none":       {[]string{"--platform", "abacus"}, "--platform:"},
			"a secret that is not there":    {[]string{"--client-secret-file", "/nowhere/at/all"}, "--client-secret-file:"},
			"another currency":              {[]string{"--currency", "CAD"}, "campaigns in USD"},
			"an institution that is none":   {[]string{"--slug", "nowhere"}, `no institution "nowhere"`},
			"a flag that is none":           {[]string{"--threshold", "5"}, "usage"},
			"no institution":                {[]string{"--slug", ""}, "--slug must be set"},
			"a colour that is only a name":  {[]string{"--brand-color", "green"}, "--brand-color:"},
			"a page of help without a lock": {[]string{"--support-url", "http://garden.example"}, "--support-url:"},
		} {
			flags := append([]string{"tenant", "set", "--slug", "garden", "--name", "Changed"}, row.flags...)
			if _, err := operate(t, s, flags...); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("%s: error = %v, want one about %q", name, err, row.want)
			}
		}
		stale := db.Store.For(tenant).InTx(t.Context(), func(tx *models.Tx) error { return tx.ChangeTenant(before, 99, nil, command()) })
		if models.KindOf(stale) != models.Conflict {
			t.Errorf("over a row that somebody changed meanwhile: %v", stale)
		}
		if diff := cmp.Diff(before, garden(t, db)); diff != "" {
			t.Errorf("it was changed (-want +got):\n%s", diff)
		}
	})
}

func TestTenantListAndShowTellAllButSecrets(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		s := operator(db.Config)
		for _, flags := range [][]string{nil, {"--slug", "orchard", "--host", "raf.orchard.example"}} {
			if _, err := add(t, s, gardenFlags(flags...)...); err != nil {
				t.Fatal(err)
			}
		}
		said, err := operate(t, s, "tenant", "list")
		if err != nil || !strings.Contains(said, "garden    Garden   banno      (shared)              on") || !strings.Contains(said, "raf.orchard.example") {
			t.Errorf("%v\n%s", err, said)
		}
		said, err = operate(t, s, "tenant", "show", "--slug", "garden")
		for _, want := range []string{"https://digital.garden.example", "inst-garden", "payroll, direct dep", "sealed: client secret", "1 under key ",
			"https://raf.example/t/garden/plugin/"} {
			if err != nil || !strings.Contains(said, want) {
				t.Errorf("%v: it lacks %q\n%s", err, want, said)
			}
		}
	})
}

func TestADisabledInstitutionIsSignedOutAndComesBackSignedOut(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		s := operator(db.Config)
		for _, slug := range []string{"garden", "orchard"} {
			if _, err := add(t, s, gardenFlags("--slug", slug)...); err != nil {
				t.Fatal(err)
			}
		}
		signedIn(t, db, "garden")
		signedIn(t, db, "orchard")
		if _, err := operate(t, s, "tenant", "disable", "--slug", "garden"); err == nil || !strings.Contains(err.Error(), "--reason") {
			t.Errorf("without a reason: %v", err)
		}
		if garden(t, db).Disabled || live(t, db, "garden") != 3 {
			t.Error("it was disabled all the same")
		}
		for i, flags := range [][]string{{"--reason", "contract ended"}, {"--reason", "signed again", "--undo"}} {
			said, err := operate(t, s, append([]string{"tenant", "disable", "--slug", "garden"}, flags...)...)
			if err != nil || !strings.Contains(said, "members 1, sessions of staff 1, permissions to read at the bank 1") {
				t.Errorf("%v: %v\n%s", flags, err, said)
			}
			if got := garden(t, db).Disabled; got != (i == 0) {
				t.Errorf("%v: disabled = %v", flags, got)
			}
			if n := live(t, db, "garden"); n != 0 {
				t.Errorf("%v: %d sessions and grants are left", flags, n)
			}
			if _, err := operate(t, s, append([]string{"tenant", "disable", "--slug", "garden"}, flags...)...); err == nil || !strings.Contains(err.Error(), "already") {
				t.Errorf("%v twice: %v", flags, err)
			}
			signedIn(t, db, "garden") // what a request of the last second still began
		}
		if n := live(t, db, "orchard"); n != 3 {
			t.Errorf("the other institution has %d sessions and grants, want 3", n)
		}
		for _, row := range []struct{ action, why string }{{"tenant.disabled", "contract ended"}, {"tenant.enabled", "signed again"}} {
			if diffs := trail(t, db, row.action); len(diffs) != 1 || !strings.Contains(diffs[0], row.why) {
				t.Errorf("%s in the trail: %v", row.action, diffs)
			}
		}
	})
}
