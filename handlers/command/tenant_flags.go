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

// tenantFlags is the command line of tenant add.
type tenantFlags struct {
	profile    models.TenantProfile
	secretFile string
}

func parseTenantFlags(args []string, out io.Writer) (tenantFlags, error) {
	var f tenantFlags
	p := &f.profile
	flags := flag.NewFlagSet("raf tenant add", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&p.Slug, "slug", "", "short name in URLs: small letters, digits, hyphens")
	flags.StringVar(&p.Name, "name", "", "what members call the institution")
	flags.StringVar(&p.Platform, "platform", "banno", "digital banking platform")
	flags.StringVar(&p.Host, "host", "", "our own host name for it; empty: the shared host, under /t/{slug}")
	flags.StringVar(&p.FIURL, "fi-url", "", "its digital banking, scheme and host: https://digital.example.com")
	flags.StringVar(&p.ClientID, "client-id", "", "client id of its external application")
	flags.StringVar(&f.secretFile, "client-secret-file", "", "file with the client secret; - for standard input")
	flags.StringVar(&p.AuthStyle, "auth-style", "post", "how the client secret is sent: post or basic")
	flags.StringVar(&p.InstitutionID, "institution-id", "", "the platform's id of the institution")
	flags.StringVar(&p.Timezone, "timezone", "", "IANA name: America/Chicago")
	flags.StringVar(&p.Currency, "currency", "USD", "ISO 4217")
	flags.StringVar((*string)(&p.SignIn), "sign-in", "auto", "how a card begins: auto, auto-plain or button")
	flags.StringVar(&p.SupportPhone, "support-phone", "", "number that members are told to call")
	flags.StringVar(&p.SupportEmail, "support-email", "", "address that members are told to write to")
	flags.StringVar(&p.SupportURL, "support-url", "", "https page of help that members are linked to")
	flags.StringVar(&p.BrandColor, "brand-color", "", "#RRGGBB")
	flags.BoolVar(&p.SamePerson, "same-person", false, "ask the bank for tax ids, so that one person is rewarded once")
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

// words reads a list with commas; a flag that comes again adds to it.
func words(list *[]string) func(string) error {
	return func(text string) error {
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
