package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/mail"
	"slices"
	"strings"

	"raf/handlers"
	"raf/models"
	"raf/models/program"
)

// staffFlags is the command line of staff add.
type staffFlags struct {
	tenant, email, name, member string
	role                        models.Role
}

func parseStaffFlags(args []string, out io.Writer) (staffFlags, error) {
	var f staffFlags
	flags := flag.NewFlagSet("raf staff add", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&f.tenant, "tenant", "", "the institution's slug")
	flags.StringVar(&f.email, "email", "", "work e-mail; it is the user name")
	flags.StringVar(&f.name, "name", "", "what colleagues call the person")
	flags.StringVar((*string)(&f.role), "role", "", "viewer, support, editor, maker, checker, admin or auditor")
	flags.StringVar(&f.member, "member-number", "", "the person's own member number, or none: nobody acts on a referral of their own")
	if err := flags.Parse(args); err != nil {
		return f, err
	}
	if flags.NArg() > 0 {
		return f, fmt.Errorf("%q is not a flag", flags.Arg(0))
	}
	return f, nil
}

// problems lists everything that is wrong with the flags.
func (f staffFlags) problems() (all problems) {
	if f.tenant == "" {
		all = append(all, "--tenant must be set")
	}
	if a, err := mail.ParseAddress(f.email); err != nil || a.Address != f.email {
		all = append(all, fmt.Sprintf("--email %q is no e-mail address", f.email))
	}
	if strings.TrimSpace(f.name) == "" {
		all = append(all, "--name must be set")
	}
	if !slices.Contains(program.Roles(), f.role) {
		all = append(all, fmt.Sprintf("--role %q: want viewer, support, editor, maker, checker, admin or auditor", f.role))
	}
	return all
}

// staffAdd invites a person and prints the one-time link, which is stored nowhere.
func staffAdd(ctx context.Context, args []string, s Settings, w World) error {
	f, err := parseStaffFlags(args, w.Stdout)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w: %v", ErrUsage, err)
	}
	return s.atInstitution(ctx, w, f.tenant, f.problems(), func(p *program.Program, base string) error {
		token, err := p.InviteStaff(ctx, f.email, f.name, f.role, f.member, command())
		if err != nil {
			if models.KindOf(err) == models.Invalid {
				err = fmt.Errorf("--member-number %q is none", f.member)
			}
			if models.KindOf(err) == models.Conflict {
				err = fmt.Errorf("%s is staff of %s already", f.email, f.tenant)
			}
			return err
		}
		fmt.Fprintf(w.Stdout, "invited %s as %s\n\n%s", f.email, f.role, linkText("72 hours", handlers.EnrolURL(base, p.Tenant().TenantProfile, token)))
		return nil
	})
}

// command is who changes something from the command line.
func command() models.Actor { return models.Actor{Kind: models.ActorSystem, ID: "command"} }

func linkText(good, link string) string {
	return fmt.Sprintf("The one-time link, good for %s. Hand it over on a way that only this person reads:\n  %s\n", good, link)
}

// atInstitution opens the rows of one institution for a command, after everything that is wrong was named; base is where
// links lead.
func (s Settings) atInstitution(ctx context.Context, w World, slug string, wrong problems, f func(p *program.Program, base string) error) error {
	all := problems(s.Problems)
	keys := s.keyring(&all)
	base, err := s.baseURL()
	if err != nil {
		all = append(all, err.Error())
	}
	if err := append(all, wrong...).err(); err != nil {
		return err
	}
	a, err := open(s, keys, w.Now)
	if err != nil {
		return err
	}
	t, err := a.store.TenantBySlug(ctx, slug)
	if models.KindOf(err) == models.NotFound {
		err = fmt.Errorf("there is no institution %q", slug)
	}
	if err == nil {
		err = f(a.house.For(t), base.String())
	}
	return errors.Join(err, a.store.Close())
}
