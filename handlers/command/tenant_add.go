package command

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"raf/handlers"
	"raf/models"
	"raf/models/program"
	"raf/models/secret"
)

// tenantAdd adds an institution and prints the redirect URIs that it must register at its bank.
func tenantAdd(ctx context.Context, args []string, s Settings, w World) error {
	flags := flag.NewFlagSet("raf tenant add", flag.ContinueOnError)
	flags.SetOutput(w.Stdout)
	var p models.TenantProfile
	flags.StringVar(&p.Slug, "slug", "", "short name in URLs: small letters, digits, hyphens")
	flags.StringVar(&p.Name, "name", "", "what members call the institution")
	flags.StringVar(&p.Platform, "platform", "banno", "digital banking platform")
	flags.StringVar(&p.Host, "host", "", "our own host name for it; empty: the shared host, under /t/{slug}")
	flags.StringVar(&p.FIURL, "fi-url", "", "its digital banking, scheme and host: https://digital.example.com")
	flags.StringVar(&p.ClientID, "client-id", "", "client id of its external application")
	secretFile := flags.String("client-secret-file", "", "file with the client secret; - for standard input")
	flags.StringVar(&p.InstitutionID, "institution-id", "", "the platform's id of the institution")
	flags.StringVar(&p.Timezone, "timezone", "", "IANA name: America/Chicago")
	flags.StringVar(&p.Currency, "currency", "USD", "ISO 4217")
	signIn := flags.String("sign-in", "auto", "how a card begins: auto, auto-plain or button")
	flags.StringVar(&p.SupportPhone, "support-phone", "", "number that members are told to call")
	flags.StringVar(&p.BrandColor, "brand-color", "", "#RRGGBB")
	flags.BoolVar(&p.SamePerson, "same-person", false, "ask the bank for tax ids, so that one person is rewarded once")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return fmt.Errorf("%w: %v", ErrUsage, err)
	}
	p.SignIn = models.SignInMode(*signIn)
	all := problems(s.Problems)
	keys := s.keyring(&all)
	base, err := s.baseURL()
	if err != nil {
		all = append(all, err.Error())
	}
	all = append(all, checkProfile(p, s.AllowLoopbackBanks)...)
	clientSecret, err := readSecret(*secretFile, w.Stdin)
	if err != nil {
		all = append(all, "--client-secret-file: "+err.Error())
	}
	if err := all.err(); err != nil {
		return err
	}
	a, err := open(s, keys, w.Now)
	if err != nil {
		return err
	}
	if _, err := addTenant(ctx, a, p, clientSecret); err != nil {
		return errors.Join(err, a.store.Close())
	}
	fmt.Fprintf(w.Stdout, "added %s\n\nRedirect URIs to register at the bank, in this order (the card loads the first):\n", p.Slug)
	for _, uri := range handlers.RedirectURIs(base.String(), p) {
		fmt.Fprintln(w.Stdout, "  "+uri)
	}
	return a.store.Close()
}

// addTenant adds an institution with its client secret and a person key of its own.
func addTenant(ctx context.Context, a *app, p models.TenantProfile, clientSecret string) (models.Tenant, error) {
	sealer := secret.NewSealer(a.keys, rand.Reader)
	return a.store.AddTenant(ctx, p, func(id models.TenantID) ([]models.TenantSecret, error) {
		personKey, err := secret.NewPersonKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		client, err := sealer.Seal(secret.PurposeVault, []byte(clientSecret), program.ClientSecretBinding(id))
		if err != nil {
			return nil, err
		}
		person, err := sealer.Seal(secret.PurposeVault, personKey, program.PersonKeyBinding(id))
		return []models.TenantSecret{{Kind: models.SecretClient, Sealed: client}, {Kind: models.SecretPerson, Sealed: person}}, err
	})
}

var (
	slugForm     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	hostForm     = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$`)
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
)

// checkProfile says everything that is wrong with an institution's settings. FIURL goes into a header that decides who
// may frame us, so it is held to exactly one form.
func checkProfile(p models.TenantProfile, allowLoopback bool) (all problems) {
	add := func(ok bool, text string) {
		if !ok {
			all = append(all, text)
		}
	}
	add(slugForm.MatchString(p.Slug) && len(p.Slug) <= 40, "--slug: small letters, digits and single hyphens, 40 at most")
	add(strings.TrimSpace(p.Name) != "" && len(p.Name) <= 100, "--name: must be set, 100 characters at most")
	_, known := platforms(false)[p.Platform]
	add(known, fmt.Sprintf("--platform: %q is not one of ours", p.Platform))
	add(p.Host == "" || hostForm.MatchString(p.Host), "--host: a host name in small letters, without scheme or port")
	add(fiURLForm(p.FIURL, allowLoopback), "--fi-url: want https://host and nothing else")
	add(p.ClientID != "", "--client-id: must be set")
	add(p.InstitutionID != "", "--institution-id: must be set")
	_, err := time.LoadLocation(p.Timezone)
	add(err == nil && p.Timezone != "" && p.Timezone != "Local", "--timezone: want an IANA name such as America/Chicago")
	add(currencyForm.MatchString(p.Currency), "--currency: want three capital letters (ISO 4217)")
	add(p.SignIn == models.SignInAuto || p.SignIn == models.SignInAutoPlain || p.SignIn == models.SignInButton,
		"--sign-in: auto, auto-plain or button")
	return all
}

func fiURLForm(raw string, allowLoopback bool) bool {
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Path != "" || u.Scheme+"://"+u.Host != raw {
		return false
	}
	if allowLoopback && u.Scheme == "http" && u.Hostname() == "localhost" {
		return true
	}
	return u.Scheme == "https" && hostForm.MatchString(u.Host)
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
