// Command raf runs Refer a friend (RAF) for banks and credit unions.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // institutions' zones, also on an image that has no zone files

	"raf/handlers/command"
	"raf/models"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "raf:", err)
		stop()
		if errors.Is(err, command.ErrUsage) {
			os.Exit(2)
		}
		os.Exit(1)
	}
}

// run is the whole program: everything it touches of the outside is a parameter.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) error {
	settings := readEnvironment(getenv, stderr)
	if len(args) > 0 && args[0] == "demo" && getenv("LOG_LEVEL") == "" {
		settings.Log = slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelError})) // the table is what a newcomer came for
	}
	return command.Run(ctx, args, settings, command.World{Now: time.Now, Stdin: stdin, Stdout: stdout})
}

// readEnvironment is the only place that reads variables: each with its default and its check. What can't be read is
// collected, so that a command can list everything at once.
func readEnvironment(getenv func(string) string, stderr io.Writer) command.Settings {
	e := environment{getenv: getenv}
	s := command.Settings{
		Addr:               e.text("RAF_ADDR", "127.0.0.1:8080"),
		BaseURL:            e.url("RAF_BASE_URL"),
		SandboxAddr:        e.text("RAF_SANDBOX_ADDR", "127.0.0.1:9090"),
		MetricsAddr:        e.text("RAF_METRICS_ADDR", ""),
		AllowLoopbackBanks: e.yes("RAF_ALLOW_LOOPBACK_BANKS"),
		NoHostPrefix:       e.yes("RAF_NO_HOST_PREFIX"),
		TrustedProxies:     e.prefixes("RAF_TRUSTED_PROXIES"),
		SecretKey:          getenv("SECRET_KEY"),
		SecretKeyFallbacks: e.list("SECRET_KEY_FALLBACKS"),
		DB: models.Config{Host: getenv("DB_HOST"), Port: e.text("DB_PORT", "5432"), Name: getenv("DB_NAME"), User: getenv("DB_USER"),
			Password: getenv("DB_PASSWORD"), SSLMode: e.text("DB_SSLMODE", "verify-full"), Path: getenv("DB_PATH")},
		MigrateUser:     getenv("DB_MIGRATE_USER"),
		MigratePassword: getenv("DB_MIGRATE_PASSWORD"),
	}
	options := &slog.HandlerOptions{Level: e.level("LOG_LEVEL")}
	switch format := e.text("LOG_FORMAT", "json"); format {
	case "text":
		s.Log = slog.New(slog.NewTextHandler(stderr, options))
	case "json":
		s.Log = slog.New(slog.NewJSONHandler(stderr, options))
	default:
		s.Log = slog.New(slog.NewJSONHandler(stderr, options))
		e.problem("LOG_FORMAT %q: want json or text", format)
	}
	s.Problems = e.problems
	return s
}

type environment struct {
	getenv   func(string) string
	problems []string
}

func (e *environment) problem(format string, args ...any) {
	e.problems = append(e.problems, fmt.Sprintf(format, args...))
}

func (e *environment) text(name, fallback string) string {
	if v := e.getenv(name); v != "" {
		return v
	}
	return fallback
}

func (e *environment) list(name string) []string {
	return strings.FieldsFunc(e.getenv(name), func(r rune) bool { return r == ',' || r == ' ' })
}

func (e *environment) yes(name string) bool {
	switch v := e.getenv(name); v {
	case "", "0", "false", "off":
		return false
	case "1", "true", "on":
		return true
	default:
		e.problem("%s %q: want on or off", name, v)
		return false
	}
}

func (e *environment) url(name string) *url.URL {
	v := e.getenv(name)
	if v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil {
		e.problem("%s: not a URL", name)
		return nil
	}
	return u
}

func (e *environment) prefixes(name string) (all []netip.Prefix) {
	for _, v := range e.list(name) {
		p, err := netip.ParsePrefix(v)
		if addr, addrErr := netip.ParseAddr(v); addrErr == nil {
			p, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		if err != nil {
			e.problem("%s: %q is neither an address nor a network", name, v)
			continue
		}
		all = append(all, p)
	}
	return all
}

func (e *environment) level(name string) slog.Level {
	level := slog.LevelInfo
	if v := e.getenv(name); v != "" && level.UnmarshalText([]byte(v)) != nil {
		e.problem("%s %q: want debug, info, warn or error", name, v)
	}
	return level
}
