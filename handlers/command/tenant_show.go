package command

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"strings"
	"text/tabwriter"

	"raf/handlers/web"
	"raf/models"
)

// tenantList prints all institutions, a line each.
func tenantList(ctx context.Context, args []string, s Settings, w World) error {
	if over, err := parse(flag.NewFlagSet("raf tenant list", flag.ContinueOnError), args, w); over || err != nil {
		return err
	}
	return s.atHouse(ctx, w, func(a *app, _ *url.URL) error {
		all, err := a.store.Tenants(ctx)
		if err != nil {
			return err
		}
		t := tabwriter.NewWriter(w.Stdout, 0, 0, 3, ' ', 0)
		fmt.Fprintln(t, "SLUG\tNAME\tPLATFORM\tHOST\tSTATE")
		for _, one := range all {
			host := one.Host
			if host == "" {
				host = "(shared)"
			}
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", one.Slug, one.Name, one.Platform, host, stateWord(one))
		}
		return t.Flush()
	})
}

func stateWord(t models.Tenant) string {
	if t.Disabled {
		return "disabled"
	}
	return "on"
}

// tenantShow prints all that is known of an institution but its secrets: of those, which key each is sealed with.
func tenantShow(ctx context.Context, args []string, s Settings, w World) error {
	flags := flag.NewFlagSet("raf tenant show", flag.ContinueOnError)
	slug := flags.String("slug", "", "the institution's slug")
	if over, err := parse(flags, args, w); over || err != nil {
		return err
	}
	return s.atHouse(ctx, w, func(a *app, base *url.URL) error {
		t, err := tenantOf(ctx, a.store, *slug)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(w.Stdout, 0, 0, 3, ' ', 0)
		for _, row := range shown(t) {
			fmt.Fprintf(table, "%s\t%s\n", row[0], row[1])
		}
		for _, kind := range models.VaultKinds() {
			by, err := a.house.For(t).SealedKeys(ctx, kind)
			if err != nil {
				return err
			}
			if len(by) > 0 {
				fmt.Fprintf(table, "sealed: %s\t%s\n", vaultWord(kind), underKeys(by))
			}
		}
		if err := table.Flush(); err != nil {
			return err
		}
		fmt.Fprint(w.Stdout, "\n"+redirectText(base, t.TenantProfile)+keysText(base, t.TenantProfile))
		return nil
	})
}

func shown(t models.Tenant) [][2]string {
	return [][2]string{{"slug", t.Slug}, {"state", stateWord(t)}, {"id", string(t.ID())}, {"name", t.Name}, {"platform", t.Platform}, {"host", t.Host},
		{"fi-url", t.FIURL}, {"issuers", strings.Join(t.Issuers, ", ")}, {"client-id", t.ClientID}, {"institution-id", t.InstitutionID},
		{"auth-style", t.AuthStyle}, {"timezone", t.Timezone}, {"currency", t.Currency}, {"sign-in", string(t.SignIn)},
		{"same-person", fmt.Sprint(t.SamePerson)}, {"core-refresh", fmt.Sprint(t.CoreRefresh)}, {"claims-in-userinfo", fmt.Sprint(t.ClaimsInUserInfo)}, {"payroll-allow", strings.Join(t.PayrollAllow, ", ")}, {"payroll-deny", strings.Join(t.PayrollDeny, ", ")},
		{"support-phone", t.SupportPhone}, {"support-email", t.SupportEmail}, {"support-url", t.SupportURL}, {"brand-color", t.BrandColor},
		{"postal-address", strings.ReplaceAll(t.PostalAddress, "\n", ", ")},
		{"threshold", models.Money{Minor: t.ThresholdMinor, Currency: t.Currency}.String()}}
}

// tenantDisable switches an institution off, or on again.
func tenantDisable(ctx context.Context, args []string, s Settings, w World) error {
	flags := flag.NewFlagSet("raf tenant disable", flag.ContinueOnError)
	slug := flags.String("slug", "", "the institution's slug")
	undo := flags.Bool("undo", false, "switch it on again")
	reason := flags.String("reason", "", "why; it stands in the institution's audit trail")
	if over, err := parse(flags, args, w); over || err != nil {
		return err
	}
	return s.atHouse(ctx, w, func(a *app, _ *url.URL) error {
		t, err := tenantOf(ctx, a.store, *slug)
		if err != nil {
			return err
		}
		ended, err := a.house.For(t).DisableTenant(ctx, *undo, *reason, command())
		switch {
		case err != nil && models.KindOf(err) == models.Invalid:
			return fmt.Errorf("--%s: must be set, without card numbers", web.PublicOf(err))
		case err != nil && models.KindOf(err) == models.Conflict:
			return fmt.Errorf("%s is %s already", t.Slug, stateWord(t))
		case err != nil:
			return err
		}
		done := "disabled"
		if *undo {
			done = "switched on"
		}
		fmt.Fprintf(w.Stdout, "%s %s. Ended: sessions of members %d, sessions of staff %d, permissions to read at the bank %d (%d given back there). Servers follow within a second.\n",
			done, t.Slug, ended.Sessions, ended.StaffSessions, ended.Grants, ended.GivenBack)
		return nil
	})
}
