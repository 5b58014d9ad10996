package command

import (
	"crypto/rand"
	"fmt"
	"net/url"
	"regexp"
	"time"

	"raf/models"
	"raf/models/program"
	"raf/models/secret"
	"raf/providers"
)

// The bounds of payroll words.
const (
	maxWords = 50
	maxWord  = 60
)

var (
	slugForm     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	hostForm     = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$`)
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
)

func (p *problems) want(ok bool, format string, args ...any) {
	if !ok {
		*p = append(*p, fmt.Sprintf(format, args...))
	}
}

// checkProfile says everything that is wrong with what an institution is to us; base is where the shared host is, nil if
// that is wrong itself.
func checkProfile(p models.TenantProfile, base *url.URL) (all problems) {
	all.want(slugForm.MatchString(p.Slug) && len(p.Slug) <= 40, "--slug: small letters, digits and single hyphens, 40 at most")
	all.want(program.ValidHouseName(p.Name), "--name: must be set, 100 characters at most")
	all.want(p.Host == "" || hostForm.MatchString(p.Host), "--host: a host name in small letters, without scheme or port")
	// Threat: the shared host would be this institution's own, and every other one behind it would answer 404.
	all.want(base == nil || p.Host == "" || p.Host != base.Hostname(), "--host: %s is the shared host; leave the flag out to use it", p.Host)
	all.want(program.ValidZone(p.Timezone), "--timezone: want an IANA name such as America/Chicago")
	all.want(program.ValidEmail(p.SupportEmail), "--support-email: want name@bank.example")
	all.want(program.ValidHelpURL(p.SupportURL), "--support-url: want a whole address that begins with https://")
	all.want(program.ValidColor(p.BrandColor), "--brand-color: want #RRGGBB")
	all.want(p.SignIn == models.SignInAuto || p.SignIn == models.SignInAutoPlain || p.SignIn == models.SignInButton,
		"--sign-in: auto, auto-plain or button")
	// Threat: with no word every deposit over the clearing house would count as payroll, money sent to oneself too.
	all.want(len(p.PayrollAllow) > 0, "--payroll-allow: name at least one word, or any electronic deposit would count as payroll")
	for _, list := range []struct {
		flag  string
		words []string
	}{{"--payroll-allow", p.PayrollAllow}, {"--payroll-deny", p.PayrollDeny}} {
		all.want(len(list.words) <= maxWords, "%s: %d words at most", list.flag, maxWords)
		for _, word := range list.words {
			all.want(len(word) <= maxWord, "%s: a word has %d characters at most", list.flag, maxWord)
		}
	}
	return all
}

// checkBank says everything that is wrong with how its bank is reached. What has the right form is put before the
// platform's adapter, because otherwise the first member would find out.
func checkBank(p models.TenantProfile, clientSecret string, known providers.Registry, now func() time.Time) (all problems) {
	_, ours := known[p.Platform]
	all.want(ours, "--platform: %q is not one of ours", p.Platform)
	all.want(p.ClientID != "", "--client-id: must be set")
	all.want(p.InstitutionID != "", "--institution-id: must be set")
	all.want(currencyForm.MatchString(p.Currency), "--currency: want three capital letters (ISO 4217)")
	all.want(p.AuthStyle == "post" || p.AuthStyle == "basic" || p.AuthStyle == models.AuthStyleKey, "--auth-style: post, basic or key")
	// FIURL goes into a header that decides who may frame us, so it is held to exactly one form, on every platform.
	all.want(fiURLForm(p.FIURL), "--fi-url: want https://host and nothing else")
	if len(all) > 0 {
		return all
	}
	_, err := tried(p, clientSecret, known, now)
	all.want(err == nil, "the platform can't be reached this way: %v", err)
	return all
}

// tried makes an adapter that calls nobody. Where a key signs, one that signs nothing stands for it.
func tried(p models.TenantProfile, clientSecret string, known providers.Registry, now func() time.Time) (providers.Bank, error) {
	s := providers.Settings{FIURL: p.FIURL, ClientID: p.ClientID, InstitutionID: p.InstitutionID, AuthStyle: p.AuthStyle, Currency: p.Currency,
		ClientSecret: providers.NewSecret(clientSecret), Issuers: p.Issuers, Zone: p.Zone(), Now: now}
	if p.AuthStyle == models.AuthStyleKey {
		private, _, err := secret.NewSigningKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		s.ClientKey = providers.ClientKey{ID: "tried", Private: providers.NewSecret(string(private))}
	}
	return known.Connect(p.Platform, s)
}

// fiURLForm leaves to the adapter whether plain http and this machine are allowed.
func fiURLForm(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || u.Scheme+"://"+u.Host != raw {
		return false
	}
	return u.Scheme == "https" && hostForm.MatchString(u.Host) || u.Scheme == "http" && u.Hostname() == "localhost"
}
