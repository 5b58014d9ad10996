package command

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"raf/handlers/desk"
	"raf/models"
	"raf/models/eligibility"
	"raf/models/program"
)

// campaignImport reads a file of campaigns and keeps them as drafts, all or none. Read again it changes nothing.
func campaignImport(ctx context.Context, args []string, s Settings, w World) error {
	flags := flag.NewFlagSet("raf campaign import", flag.ContinueOnError)
	flags.SetOutput(w.Stdout)
	flags.Usage = func() {
		fmt.Fprint(w.Stdout, "raf campaign import FILE --tenant SLUG --as EMAIL    (- is standard input; the form is in testdata/campaigns.json)\n")
		flags.PrintDefaults()
	}
	tenant := flags.String("tenant", "", "the institution's slug")
	author := flags.String("as", "", "e-mail of the administrator or editor who answers for the drafts")
	var file string
	if len(args) > 0 && (args[0] == "-" || !strings.HasPrefix(args[0], "-")) {
		file, args = args[0], args[1:]
	}
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return fmt.Errorf("%w: %v", ErrUsage, err)
	}
	if file == "" {
		file = flags.Arg(0)
	}
	if left := flags.Args(); len(left) > 1 || len(left) == 1 && left[0] != file {
		return fmt.Errorf("%w: one file at a time", ErrUsage)
	}
	var wrong problems
	wrong.want(*tenant != "", "--tenant must be set")
	wrong.want(*author != "", "--as must name who answers for the drafts")
	wrong.want(file != "", "a file must be named")
	return s.atInstitution(ctx, w, *tenant, wrong, func(p *program.Program, _ string) error {
		name, raw, err := readCampaigns(file, w.Stdin)
		if err != nil {
			return err
		}
		all, err := parseCampaigns(name, raw, p)
		if err != nil {
			return err
		}
		done, err := p.ImportCampaigns(ctx, all, *author, command())
		if models.KindOf(err) == models.Denied && err != nil {
			return fmt.Errorf("--as %s: nobody of that address may edit campaigns at %s; raf staff list tells who there is", *author, *tenant)
		}
		if err != nil {
			return err
		}
		tellImport(w.Stdout, p.Tenant(), all, done)
		return nil
	})
}

// readCampaigns reads at most a byte more than is allowed, so that too long is told from exactly enough.
func readCampaigns(path string, stdin io.Reader) (name string, raw []byte, err error) {
	name, from := "-", stdin
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return "", nil, err
		}
		defer f.Close()
		name, from = filepath.Base(path), f
	}
	raw, err = io.ReadAll(io.LimitReader(from, maxCampaignFile+1))
	return name, raw, err
}

// parseCampaigns reads a file, and says of all that is wrong with it where it stands.
func parseCampaigns(name string, raw []byte, p *program.Program) ([]program.ImportedCampaign, error) {
	d := readLined(name, raw, reflect.TypeFor[campaignFile]())
	if err := d.err(); err != nil {
		return nil, err
	}
	var file campaignFile
	if err := json.Unmarshal(raw, &file); err != nil {
		d.at("campaigns", "want an object with a list of campaigns")
	}
	switch n := len(file.Campaigns); {
	case n == 0 && len(d.wrong) == 0:
		d.at("campaigns", "there is none in it")
	case n > maxCampaigns:
		d.at("campaigns", fmt.Sprintf("take at most %d in one file", maxCampaigns))
	}
	var all []program.ImportedCampaign
	keys := map[string]int{}
	for i, raw := range file.Campaigns {
		path := fmt.Sprintf("campaigns[%d]", i)
		one := d.campaign(path, raw, p)
		if first, twice := keys[one.Key]; twice && one.Key != "" {
			d.at(path+".key", fmt.Sprintf("campaigns[%d] has this key", first))
		}
		keys[one.Key] = i
		all = append(all, one)
	}
	return all, d.err()
}

func (d *lined) campaign(path string, raw json.RawMessage, p *program.Program) program.ImportedCampaign {
	var head struct{ Kind any }
	_ = json.Unmarshal(raw, &head) // what is wrong with it is told below
	kind, _ := head.Kind.(string)
	first := p.FirstPlan(cmp.Or(kind, models.KindRelationship))
	c := fileCampaign{Kind: models.KindRelationship, Priority: first.Priority, Terms: first.Terms}
	if err := json.Unmarshal(raw, &c); err != nil {
		var typed *json.UnmarshalTypeError
		if errors.As(err, &typed) && typed.Field != "" {
			d.at(path+"."+typed.Field, "want "+kindOfValue(typed.Type)+", not "+typed.Value)
		} else {
			d.at(path, "want an object")
		}
		return program.ImportedCampaign{}
	}
	if c.Key == "" || len(c.Key) > maxCampaignKey {
		d.at(path+".key", fmt.Sprintf("a key of 1 to %d bytes tells this campaign from others when the file is read again", maxCampaignKey))
	}
	for _, own := range []struct{ field, has, want string }{{"currency", c.Terms.Currency, p.Tenant().Currency}, {"timezone", c.Terms.Timezone, p.Tenant().Timezone}} {
		if own.has != "" && own.has != own.want {
			d.at(path+".terms."+own.field, "the institution's is "+own.want+" for all of its campaigns; leave it out")
		}
	}
	in := program.ImportedCampaign{Key: c.Key, Kind: c.Kind,
		Plan: models.Plan{Name: c.Name, Priority: c.Priority, BudgetMinor: c.BudgetMinor, BreakerCount: c.BreakerCount, Terms: c.Terms}}
	d.plan(path, in, p)
	return in
}

// plan says at its line what of a plan can't be kept.
func (d *lined) plan(path string, in program.ImportedCampaign, p *program.Program) {
	var wrong models.FieldErrors
	if err := p.CheckImport(in); err != nil && !errors.As(err, &wrong) {
		d.at(path, err.Error())
	}
	for _, f := range wrong {
		field, said := path+"."+f.Field, desk.SayProblem(f)
		if !slices.Contains([]string{"kind", "name", "priority", "budget_minor", "breaker_count"}, f.Field) {
			field = path + ".terms." + f.Field
		}
		var rule *eligibility.RuleError
		if _, err := eligibility.ParseDraft(in.Plan.Terms.Rules); f.Field == "rules" && errors.As(err, &rule) {
			said = rule.Problem
			if rule.Path != "document" {
				field += "." + rule.Path
			}
		}
		if f.Field == "kind" {
			said = "want relationship or product"
		}
		d.at(field, said)
	}
}

// kindOfValue says what a field takes.
func kindOfValue(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.String:
		return "a text"
	case reflect.Slice:
		return "a list"
	}
	return "an object"
}

// tellImport says what became of each campaign, and what is left to do before it can be offered.
func tellImport(out io.Writer, t models.Tenant, all []program.ImportedCampaign, done []program.Import) {
	for i, one := range done {
		if one.Was {
			fmt.Fprintf(out, "%s: was there already and is left as it is\n", all[i].Key)
			continue
		}
		wrong, warnings := desk.Findings(one.Report, t.TenantProfile)
		fmt.Fprintf(out, "%s: drafted as %q, for somebody to send for approval in the console\n", all[i].Key, all[i].Plan.Name)
		for _, text := range wrong {
			fmt.Fprintf(out, "  to solve:   %s\n", text)
		}
		for _, text := range warnings {
			fmt.Fprintf(out, "  to look at: %s\n", text)
		}
	}
}
