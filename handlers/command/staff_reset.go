package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"text/tabwriter"

	"raf/handlers"
	"raf/models"
	"raf/models/program"
)

// parse reads flags and nothing but flags. over is true where the help was asked for and there is nothing left to do.
func parse(flags *flag.FlagSet, args []string, w World) (over bool, err error) {
	flags.SetOutput(w.Stdout)
	err = flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return true, nil
	case err != nil:
		return false, fmt.Errorf("%w: %v", ErrUsage, err)
	case flags.NArg() > 0:
		return false, fmt.Errorf("%w: %q is not a flag", ErrUsage, flags.Arg(0))
	}
	return false, nil
}

// staffReset makes a new one-time link for somebody who lost the second factor. The role stays, the last admin's too: the
// console can't do that, because nobody there could agree to it.
func staffReset(ctx context.Context, args []string, s Settings, w World) error {
	flags := flag.NewFlagSet("raf staff reset", flag.ContinueOnError)
	tenant, email := flags.String("tenant", "", "the institution's slug"), flags.String("email", "", "the person's user name")
	if over, err := parse(flags, args, w); over || err != nil {
		return err
	}
	var wrong problems
	wrong.want(*tenant != "", "--tenant must be set")
	wrong.want(*email != "", "--email must be set")
	return s.atInstitution(ctx, w, *tenant, wrong, func(p *program.Program, base string) error {
		token, err := p.ResetStaff(ctx, *email, command())
		if err != nil {
			if models.KindOf(err) == models.NotFound {
				err = fmt.Errorf("%s is not staff of %s", *email, *tenant)
			}
			return err
		}
		fmt.Fprintf(w.Stdout, "reset %s: signed out everywhere, password and authenticator app are gone\n\n%s", *email,
			linkText("72 hours", handlers.EnrolURL(base, p.Tenant().TenantProfile, token)))
		return nil
	})
}

// staffList prints everybody, people of the platform with the end of their look.
func staffList(ctx context.Context, args []string, s Settings, w World) error {
	flags := flag.NewFlagSet("raf staff list", flag.ContinueOnError)
	tenant := flags.String("tenant", "", "the institution's slug")
	if over, err := parse(flags, args, w); over || err != nil {
		return err
	}
	var wrong problems
	wrong.want(*tenant != "", "--tenant must be set")
	return s.atInstitution(ctx, w, *tenant, wrong, func(p *program.Program, _ string) error {
		people, err := p.StaffList(ctx)
		if err != nil {
			return err
		}
		t := tabwriter.NewWriter(w.Stdout, 0, 0, 3, ' ', 0)
		fmt.Fprintln(t, "E-MAIL\tNAME\tROLE\tSTATUS\tSECOND FACTOR")
		for _, u := range people {
			status, second := u.Status, "no"
			if len(u.TOTPSealed) > 0 {
				second = "yes"
			}
			if u.Role == models.RoleOperator {
				status += ", until " + u.Until.In(p.Tenant().Zone()).Format("2006-01-02 15:04 MST")
			}
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", u.Email, u.Name, u.Role, status, second)
		}
		return t.Flush()
	})
}
