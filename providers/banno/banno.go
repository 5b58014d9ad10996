package banno

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"raf/providers"
)

// The platform's paths and names.
const (
	apiPath   = "/a/consumer/api/v0"
	oidcPath  = apiPath + "/oidc"
	scopeBase = "https://api.banno.com/consumer/auth/"
	claimBase = "https://api.banno.com/consumer/claim/"

	claimInstitution = claimBase + "institution_id"
	claimCustomer    = claimBase + "customer_identifier"
	claimTaxID       = claimBase + "tax_id"
)

// Size caps of answers.
const (
	smallAnswer = 64 << 10
	largeAnswer = 1 << 20
)

// Config is one institution's registration.
type Config struct {
	FIURL         string // "https://digital.example.com": scheme and host, nothing else
	ClientID      string
	ClientSecret  providers.Secret
	InstitutionID string
	Issuers       []string // whose tokens are believed, the current one first; empty means the FI host's own
	AuthStyle     string   // how the secret is sent: "post" (default) or "basic"; StyleKey: a key signs instead
	ClientKey     providers.ClientKey
	// ClaimsInUserInfo asks for all claims but the institution's at the UserInfo endpoint, so that they are in no token.
	ClaimsInUserInfo bool
	Currency         string         // ISO 4217, default USD; only currencies with two decimals
	Zone             *time.Location // the institution's, for queries that name none; default UTC
	AllowLoopback    bool           // tests and the demo: plain http and this machine's addresses
	Now              func() time.Time
	Logger           *slog.Logger
	Beside           func(context.Context, func(context.Context)) // as in [providers.Settings]
	CoreTime         time.Duration                                // for a refresh of the core, 25 s if zero
	HTTP             providers.ClientConfig                       // bounds of calls; the zero value is right for production
	Former           providers.Bank                               // of the same institution: what it knows stays known if host and issuers are the same
	Memory           providers.Memory                             // where what the bank published survives the process; nil: nowhere
}

// Bank is one institution. Make one per tenant and keep it: it holds connections, metadata and keys.
type Bank struct {
	cfg      Config
	authMode oauth2.AuthStyle
	key      *ecdsa.PrivateKey // nil where a secret is sent
	client   *providers.Client
	now      func() time.Time
	log      *slog.Logger
	known    *cache
}

var (
	_ providers.Bank      = (*Bank)(nil)
	_ providers.SignIn    = (*Bank)(nil)
	_ providers.Refresher = (*Bank)(nil)
	_ providers.Revoker   = (*Bank)(nil)

	_ providers.CoreRefresher = (*Bank)(nil)
)

// New checks the configuration, naming all that is wrong with it, and makes the client. It calls nobody.
func New(cfg Config) (*Bank, error) {
	var problems []error
	loopback, err := checkFIURL(cfg.FIURL, cfg.AllowLoopback)
	problems = append(problems, err)
	if len(cfg.Issuers) == 0 {
		cfg.Issuers = []string{cfg.FIURL + oidcPath}
	}
	if slices.Contains(cfg.Issuers, "") {
		problems = append(problems, errors.New("an issuer is empty"))
	}
	if cfg.ClientID == "" || cfg.InstitutionID == "" {
		problems = append(problems, errors.New("client id and institution id must be set"))
	}
	if cfg.Now == nil {
		problems = append(problems, errors.New("a clock must be given"))
	}
	style, err := authStyle(cfg.AuthStyle)
	problems = append(problems, err)
	var key *ecdsa.PrivateKey
	if cfg.AuthStyle == StyleKey {
		key, err = parseClientKey(cfg.ClientKey)
		problems = append(problems, err)
	}
	if cfg.Currency == "" {
		cfg.Currency = "USD"
	}
	if !twoDecimals(cfg.Currency) {
		problems = append(problems, fmt.Errorf("currency %q is not one with two decimals", cfg.Currency))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("banno: %w", err)
	}
	return build(cfg, style, key, loopback), nil
}

func build(cfg Config, style oauth2.AuthStyle, key *ecdsa.PrivateKey, loopback bool) *Bank {
	cfg.Issuers = slices.Clone(cfg.Issuers)
	if cfg.CoreTime <= 0 {
		cfg.CoreTime = coreTime
	}
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	// Loopback is for an FI that is itself on loopback: a public name that resolves to this machine stays refused.
	cfg.HTTP.AllowLoopback = loopback
	cfg.HTTP.Now = cfg.Now
	b := &Bank{cfg: cfg, authMode: style, key: key, now: cfg.Now, log: cfg.Logger}
	if former, ok := cfg.Former.(*Bank); ok && former.cfg.FIURL == cfg.FIURL && slices.Equal(former.cfg.Issuers, cfg.Issuers) {
		b.client, b.known = former.client, former.known
	} else {
		b.client, b.known = providers.NewClient(cfg.HTTP), &cache{}
	}
	b.cfg.Former = nil // or each would keep all that were before it
	return b
}

func authStyle(name string) (oauth2.AuthStyle, error) {
	switch name {
	case "", "post", StyleKey:
		return oauth2.AuthStyleInParams, nil
	case "basic":
		return oauth2.AuthStyleInHeader, nil
	}
	return 0, fmt.Errorf("auth style %q is neither post, basic nor key", name)
}

// twoDecimals refuses the currencies for which "12.34" would not mean 1234 minor units.
func twoDecimals(code string) bool {
	other := []string{
		"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
		"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND", "CLF", "UYW",
	}
	notLetter := func(r rune) bool { return r < 'A' || r > 'Z' }
	return len(code) == 3 && !strings.ContainsFunc(code, notLetter) && !slices.Contains(other, code)
}

// checkFIURL accepts a scheme and a host as an operator would write them and reports whether it is on loopback. The
// string is compared and concatenated later, so anything that parses to the same but reads differently is refused.
func checkFIURL(raw string, allowLoopback bool) (loopback bool, err error) {
	u, err := url.Parse(raw)
	if err != nil || raw != u.Scheme+"://"+u.Host || !plainHost(u.Hostname()) {
		// The parser's error is not quoted: it repeats the input, line breaks included.
		return false, errors.New("FI URL must be a scheme and a lower-case host name, nothing else")
	}
	if allowLoopback && isLoopback(u.Hostname()) && (u.Scheme == "http" || u.Scheme == "https") {
		return true, nil
	}
	switch {
	case u.Scheme != "https":
		return false, errors.New("FI URL must be https")
	case u.Port() != "" || strings.HasSuffix(u.Host, ":"):
		return false, errors.New("FI URL must be on the standard port")
	case isLoopback(u.Hostname()) || looksNumeric(u.Hostname()):
		return false, errors.New("FI URL must name a public host, not an address")
	}
	return false, nil
}

func plainHost(host string) bool {
	return regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|::1)$`).MatchString(host)
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// looksNumeric catches every spelling of an address that some resolver reads (0x7f.1, 2130706433): no top-level
// domain begins with a digit.
func looksNumeric(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	return host == "::1" || last[0] >= '0' && last[0] <= '9'
}

// Issuers lists the issuers this institution's tokens may name, the current one first.
func (b *Bank) Issuers() []string { return slices.Clone(b.cfg.Issuers) }

// ConnectedApps is where members see and end what they let others read: under Security, whose path is the platform's own.
func (b *Bank) ConnectedApps() string { return b.cfg.FIURL + "/connected-apps" }

func (b *Bank) fail(op string, kind providers.Kind, text string) error {
	return &providers.Error{Kind: kind, Op: op, Err: errors.New(text)}
}
