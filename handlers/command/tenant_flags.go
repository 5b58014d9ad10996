package command

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"raf/models"
)

// tenantFlags is the command line of tenant add and of tenant set.
type tenantFlags struct {
	profile    models.TenantProfile
	secretFile string
}

// newTenant is what the flags of tenant add leave as it is.
func newTenant() models.TenantProfile {
	return models.TenantProfile{Platform: "banno", AuthStyle: "post", Currency: "USD", SignIn: models.SignInAuto}
}

// parseTenantFlags reads a command line over what an institution is without it.
func parseTenantFlags(name string, args []string, out io.Writer, without models.TenantProfile) (tenantFlags, error) {
	f := tenantFlags{profile: without}
	p := &f.profile
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&p.Slug, "slug", p.Slug, "short name in URLs: small letters, digits, hyphens")
	flags.StringVar(&p.Name, "name", p.Name, "what members call the institution")
	flags.StringVar(&p.Platform, "platform", p.Platform, "digital banking platform")
	flags.StringVar(&p.Host, "host", p.Host, "our own host name for it; empty: the shared host, under /t/{slug}")
	flags.StringVar(&p.FIURL, "fi-url", p.FIURL, "its digital banking, scheme and host: https://digital.example.com")
	flags.StringVar(&p.ClientID, "client-id", p.ClientID, "client id of its external application")
	flags.StringVar(&f.secretFile, "client-secret-file", "", "file with the client secret; - for standard input")
	flags.StringVar(&p.AuthStyle, "auth-style", p.AuthStyle, "how the client secret is sent: post or basic; key: a key of ours signs instead")
	flags.StringVar(&p.InstitutionID, "institution-id", p.InstitutionID, "the platform's id of the institution")
	flags.StringVar(&p.Timezone, "timezone", p.Timezone, "IANA name: America/Chicago")
	flags.StringVar(&p.Currency, "currency", p.Currency, "ISO 4217")
	flags.StringVar((*string)(&p.SignIn), "sign-in", string(p.SignIn), "how a card begins: auto, auto-plain or button")
	flags.StringVar(&p.SupportPhone, "support-phone", p.SupportPhone, "number that members are told to call")
	flags.StringVar(&p.SupportEmail, "support-email", p.SupportEmail, "address that members are told to write to")
	flags.StringVar(&p.SupportURL, "support-url", p.SupportURL, "https page of help that members are linked to")
	flags.StringVar(&p.BrandColor, "brand-color", p.BrandColor, "#RRGGBB")
	flags.BoolVar(&p.SamePerson, "same-person", p.SamePerson, "ask the bank for tax ids, so that one person is rewarded once")
	flags.BoolVar(&p.ClaimsInUserInfo, "claims-in-userinfo", p.ClaimsInUserInfo, "ask for a member's claims at the UserInfo endpoint, not in the ID token")
	flags.BoolVar(&p.CoreRefresh, "core-refresh", p.CoreRefresh, "have its core asked for newer postings when a tile asks the bank")
	flags.Func("payroll-allow", "words in a deposit's description that make it payroll: payroll,salary,direct dep", words(&p.PayrollAllow))
	flags.Func("payroll-deny", "words that make it none, whatever else it says: venmo,cash app", words(&p.PayrollDeny))
	if err := flags.Parse(args); err != nil {
		return f, err
	}
	if flags.NArg() > 0 {
		return f, fmt.Errorf("%q is not a flag", flags.Arg(0))
	}
	return f, nil
}

// words reads a list with commas in the place of the one that was; a flag that comes again adds to it.
func words(list *[]string) func(string) error {
	first := true
	return func(text string) error {
		if first {
			*list, first = nil, false
		}
		for word := range strings.SplitSeq(text, ",") {
			if word = strings.Join(strings.Fields(word), " "); word != "" && !slices.Contains(*list, word) {
				*list = append(*list, word)
			}
		}
		return nil
	}
}

// readSecret reads a secret from a file, so that it stands in no shell history and no process list.
func readSecret(file string, stdin io.Reader) (string, error) {
	var raw []byte
	var err error
	switch file {
	case "":
		return "", errors.New("must be set")
	case "-":
		raw, err = io.ReadAll(io.LimitReader(stdin, 4096))
	default:
		raw, err = os.ReadFile(file)
	}
	if text := strings.TrimSpace(string(raw)); err == nil && text != "" {
		return text, nil
	}
	if err == nil {
		err = errors.New("is empty")
	}
	return "", err
}
