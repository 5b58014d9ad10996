package handlers

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"raf/handlers/session"
	"raf/models"
	"raf/models/program"
	"raf/models/secret"
	"raf/static"
)

// Config is plain values; only main reads the environment.
type Config struct {
	BaseURL        *url.URL       // of the shared host
	TrustedProxies []netip.Prefix // whose X-Forwarded-* are believed
	NoHostPrefix   bool           // switches the __Host- cookie names off
	DemoStaff      DemoStaff      // nil everywhere but in the demo: whoever asks is signed in to the console
}

// DemoStaff signs the demo's staff in without a password, and says what their authenticator app would show.
type DemoStaff interface {
	SignIn(ctx context.Context, t models.Tenant, role models.Role) (token string, err error)
	Code(email string) string
}

// Deps is what the handlers call.
type Deps struct {
	Store  *models.Store
	House  *program.House
	Keys   *secret.Keyring
	Now    func() time.Time
	Random io.Reader
	Log    *slog.Logger
}

// Server answers the requests of all tenants.
type Server struct {
	Config
	Deps
	tokens *session.Tokens
	flows  *session.Flows
	forms  *session.FormTokens
	cross  *http.CrossOriginProtection
	router *gin.Engine
	files  *static.Files
	themes themes
	rounds rounds
	tries  tries
}

// New wires the server, which is its own front door.
func New(cfg Config, deps Deps) (*Server, error) {
	files, err := static.Load()
	if err != nil {
		return nil, err
	}
	s := &Server{Config: cfg, Deps: deps, files: files,
		tokens: session.NewAccessTokens(session.TokensConfig{Keys: deps.Keys, Issuer: "raf", Now: deps.Now, Random: deps.Random}),
		flows:  session.NewFlows(deps.Keys, deps.Now, deps.Random),
		forms:  session.NewFormTokens(deps.Keys),
		cross:  http.NewCrossOriginProtection(),
	}
	gin.SetMode(gin.ReleaseMode)
	s.router = gin.New()
	s.router.HandleMethodNotAllowed = true
	s.router.RedirectTrailingSlash = false
	s.router.RedirectFixedPath = false
	s.router.UseRawPath = false
	// The front door has already settled who the client is; Gin believes every proxy unless told otherwise.
	if err := s.router.SetTrustedProxies(nil); err != nil {
		return nil, err
	}
	s.router.NoRoute(s.notFound)
	s.router.NoMethod(s.methodNotAllowed)
	for _, r := range s.routes() {
		s.router.Handle(r.method, r.path, r.guard, r.handler)
		if r.method == http.MethodGet {
			s.router.Handle(http.MethodHead, r.path, r.guard, r.handler)
		}
	}
	return s, nil
}
