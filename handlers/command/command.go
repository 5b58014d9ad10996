package command

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"net/url"
	"time"

	"raf/handlers"
	"raf/handlers/console"
	"raf/handlers/metrics"
	"raf/models"
	"raf/models/program"
	"raf/models/secret"
	"raf/providers"
	"raf/providers/banno"
)

// Settings is the environment as plain values. Problems is what main could not read, one sentence each.
type Settings struct {
	Addr               string
	BaseURL            *url.URL // nil if RAF_BASE_URL is not set
	SandboxAddr        string
	MetricsAddr        string // empty: none are told
	AllowLoopbackBanks bool
	NoHostPrefix       bool
	TrustedProxies     []netip.Prefix
	SecretKey          string
	SecretKeyFallbacks []string
	DB                 models.Config
	MigrateUser        string
	MigratePassword    string
	Log                *slog.Logger
	Problems           []string
}

// World is what a command may touch of the outside.
type World struct {
	Now    func() time.Time
	Stdin  io.Reader
	Stdout io.Writer
}

// ErrUsage says that the command line makes no sense; the text that goes with it has been printed.
var ErrUsage = errors.New("usage")

const usage = `raf, refer a friend for banks and credit unions

  raf demo [--keep]     everything in one process: app, sandbox bank, seeded members
  raf serve             the production server
  raf migrate           brings the database to this version
  raf doctor            checks configuration, database, keys and each institution, a line each; --tenant SLUG for one institution
  raf tenant add        adds an institution; raf tenant add --help lists its flags
  raf tenant list       prints all institutions; raf tenant show --slug SLUG prints all of one but its secrets
  raf tenant set        changes any of it, checked as by add; takes the same flags
  raf tenant disable    switches an institution off: everybody is signed out; --undo switches it on again
  raf campaign import   keeps the campaigns of a file as drafts; names line and field of all that is wrong, and then keeps none
  raf staff add         invites a person to an institution's console and prints the one-time link
  raf keys rotate       seals what rests in the database with the current SECRET_KEY; fails while something is left under another;
                        with --signing --tenant SLUG makes a new key by which its bank is to know us, --signs-in 72h later
                        than in an hour, with --leaked in the place of the others
  raf keys show         prints the public keys by which banks know us; --pem or --jwks as they are to be registered
  raf audit verify      walks the audit trail and names the first row that does not hold; --tenant SLUG for one institution
  raf ledger check      holds rewards, payments, releases, budgets and sums against each other and names what differs; --tenant SLUG for one
  raf staff reset       makes a new link for somebody who lost the second factor; the old one ends at once
  raf staff list        prints an institution's staff
  raf operator admit    lets somebody of the platform look at one institution, read-only, for 1 to 8 hours

The README lists the environment.
`

// Run runs the command that args name.
func Run(ctx context.Context, args []string, s Settings, w World) error {
	if len(args) == 0 {
		fmt.Fprint(w.Stdout, usage)
		return ErrUsage
	}
	switch args[0] {
	case "demo":
		return demo(ctx, args[1:], s, w)
	case "serve":
		return serve(ctx, s, w)
	case "migrate":
		return migrate(ctx, s, w)
	case "tenant":
		if f := tenantCommands()[second(args)]; f != nil {
			return f(ctx, args[2:], s, w)
		}
	case "staff":
		if f := staffCommands()[second(args)]; f != nil {
			return f(ctx, args[2:], s, w)
		}
	case "operator":
		if second(args) == "admit" {
			return operatorAdmit(ctx, args[2:], s, w)
		}
	case "campaign":
		if second(args) == "import" {
			return campaignImport(ctx, args[2:], s, w)
		}
	case "keys":
		if f := keysCommands()[second(args)]; f != nil {
			return f(ctx, args[2:], s, w)
		}
	case "doctor":
		return doctor(ctx, args[1:], s, w)
	case "audit":
		if second(args) == "verify" {
			return auditVerify(ctx, args[2:], s, w)
		}
	case "ledger":
		if second(args) == "check" {
			return ledgerCheck(ctx, args[2:], s, w)
		}
	case "help", "-h", "--help":
		fmt.Fprint(w.Stdout, usage)
		return nil
	}
	fmt.Fprint(w.Stdout, usage)
	return fmt.Errorf("%w: unknown command %q", ErrUsage, args[0])
}

func second(args []string) string {
	if len(args) < 2 {
		return ""
	}
	return args[1]
}

func staffCommands() map[string]func(context.Context, []string, Settings, World) error {
	return map[string]func(context.Context, []string, Settings, World) error{"add": staffAdd, "reset": staffReset, "list": staffList}
}

func keysCommands() map[string]func(context.Context, []string, Settings, World) error {
	return map[string]func(context.Context, []string, Settings, World) error{"rotate": keysRotate, "show": keysShow}
}

func tenantCommands() map[string]func(context.Context, []string, Settings, World) error {
	return map[string]func(context.Context, []string, Settings, World) error{"add": tenantAdd, "list": tenantList, "show": tenantShow, "set": tenantSet,
		"disable": tenantDisable}
}

// problems is a list of everything that is wrong, so that an operator mends it in one go.
type problems []string

func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	text := "the configuration has problems:"
	for _, one := range p {
		text += "\n  - " + one
	}
	return errors.New(text)
}

// keyring derives the keys, or adds what is wrong to the problems.
func (s Settings) keyring(all *problems) *secret.Keyring {
	keys, err := secret.NewKeyring(s.SecretKey, s.SecretKeyFallbacks)
	if err != nil {
		*all = append(*all, err.Error())
	}
	return keys
}

// app is the wired application of one process.
type app struct {
	store *models.Store
	house *program.House
	keys  *secret.Keyring

	figures *metrics.Metrics // nil where nobody asked for them
}

func open(s Settings, keys *secret.Keyring, now func() time.Time) (*app, error) {
	s.DB.Now = now
	store, err := models.Open(s.DB)
	if err != nil {
		return nil, err
	}
	deps := program.Deps{Store: store, Keys: keys, Banks: platforms(s.AllowLoopbackBanks), Now: now, Random: rand.Reader, Log: s.Log}
	a := &app{store: store, keys: keys}
	if s.MetricsAddr != "" {
		a.figures = metrics.New()
		a.figures.Pool(store.Pool)
		deps.Called, deps.Worked = a.figures.Called, a.figures.Worked
	}
	a.house = program.New(deps)
	return a, nil
}

// server makes the front door. staff is nil everywhere but in the demo.
func (a *app) server(s Settings, base *url.URL, now func() time.Time, staff console.DemoStaff) (*handlers.Server, error) {
	deps := handlers.Deps{Store: a.store, House: a.house, Keys: a.keys, Now: now, Random: rand.Reader, Log: s.Log}
	if a.figures != nil {
		deps.Answered = a.figures.Answered
	}
	return handlers.New(handlers.Config{BaseURL: base, TrustedProxies: s.TrustedProxies, NoHostPrefix: s.NoHostPrefix, DemoStaff: staff}, deps)
}

// withJobs works jobs and stores visits while f runs.
func (a *app) withJobs(ctx context.Context, f func() error) error {
	jobs, err := a.house.Jobs()
	if err != nil {
		return err
	}
	return beside(ctx, jobs.Run, a.house.Tend, a.house.Drain, f)
}

// beside runs jobs beside f. When ctx ends both drain side by side, so that neither eats the other's time: a job that a
// request still leaves is the next process's. Tending ends after f, because requests that are let finish are visits too.
// What they leave behind comes to its end after both.
func beside(ctx context.Context, jobs func(context.Context) error, tend func(context.Context), last func(context.Context) error, f func() error) error {
	working, stop := context.WithCancel(ctx)
	defer stop()
	tending, rest := context.WithCancel(context.WithoutCancel(ctx))
	defer rest()
	ended, tended := make(chan error, 1), make(chan struct{})
	go func() { ended <- jobs(working) }()
	go func() { defer close(tended); tend(tending) }()
	err := f()
	stop()
	rest()
	<-tended
	err = errors.Join(err, <-ended)
	over, cancel := context.WithTimeout(context.WithoutCancel(ctx), restTime)
	defer cancel()
	return errors.Join(err, last(over))
}

// platforms are the banks we can talk to, by name.
func platforms(allowLoopback bool) providers.Registry {
	return providers.Registry{
		"banno": func(p providers.Settings) (providers.Bank, error) {
			return banno.New(banno.Config{FIURL: p.FIURL, ClientID: p.ClientID, ClientSecret: p.ClientSecret, InstitutionID: p.InstitutionID,
				Issuers: p.Issuers, AuthStyle: p.AuthStyle, ClientKey: p.ClientKey, ClaimsInUserInfo: p.ClaimsInUserInfo, Currency: p.Currency, Zone: p.Zone, Former: p.Former, Memory: p.Memory, AllowLoopback: allowLoopback,
				HTTP: providers.ClientConfig{Observe: p.Observe},
				Now:  p.Now, Logger: p.Logger, Beside: p.Beside})
		},
	}
}
