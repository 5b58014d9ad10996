package command

import (
	"context"
	"flag"
	"fmt"

	"raf/handlers"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// operatorAdmit lets somebody of the platform look at one institution for a few hours. The institution's own people see
// who, why and until when, and can end it.
func operatorAdmit(ctx context.Context, args []string, s Settings, w World) error {
	flags := flag.NewFlagSet("raf operator admit", flag.ContinueOnError)
	tenant := flags.String("tenant", "", "the institution's slug")
	var in program.Admission
	flags.StringVar(&in.Email, "email", "", "work e-mail; it is the user name")
	flags.StringVar(&in.Name, "name", "", "who looks; the institution reads it")
	flags.IntVar(&in.Hours, "hours", 1, fmt.Sprintf("for how long, %d to %d", program.MinLook, program.MaxLook))
	flags.StringVar(&in.Reason, "reason", "", "why; the institution reads it")
	if over, err := parse(flags, args, w); over || err != nil {
		return err
	}
	var wrong problems
	wrong.want(*tenant != "", "--tenant must be set")
	return s.atInstitution(ctx, w, *tenant, wrong, func(p *program.Program, base string) error {
		token, until, err := p.AdmitOperator(ctx, in, command())
		if err != nil {
			switch models.KindOf(err) {
			case models.Invalid:
				err = fmt.Errorf("--%s: see raf operator admit --help", web.PublicOf(err))
			case models.Conflict:
				err = fmt.Errorf("%s is staff of %s already", in.Email, *tenant)
			}
			return err
		}
		end := until.In(p.Tenant().Zone()).Format("2006-01-02 15:04 MST")
		fmt.Fprintf(w.Stdout, "%s may look at %s until %s, and change nothing\n\n%s", in.Email, *tenant, end,
			linkText("as long", handlers.EnrolURL(base, p.Tenant().TenantProfile, token)))
		return nil
	})
}
