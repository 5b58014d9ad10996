package handlers

import (
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"raf/handlers/console"
	"raf/handlers/session"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/models/secret"
	"raf/static"
)

// Config is plain values; only main reads the environment.
type Config struct {
	BaseURL        *url.URL          // of the shared host
	TrustedProxies []netip.Prefix    // whose X-Forwarded-* are believed
	NoHostPrefix   bool              // switches the __Host- cookie names off
	DemoStaff      console.DemoStaff // nil everywhere but in the demo: whoever asks is signed in to the console
}

// Deps is what the handlers call.
type Deps struct {
	Store  *models.Store
	House  *program.House
	Keys   *secret.Keyring
	Now    func() time.Time
	Random io.Reader
	Log    *slog.Logger
	// Answered is told of each request; nil: nobody counts.
	Answered func(web.Answered)
}

// Server answers the requests of all tenants.
type Server struct {
	Config
	*web.Kit
	staff   *console.Handlers
	store   *models.Store
	house   *program.House
	keys    *secret.Keyring
	random  io.Reader
	tokens  *session.Tokens
	flows   *session.Flows
	router  *gin.Engine
	themes  themes
	rounds  rounds
	allKeys keySets
	checks  *web.Limit[checksKey]
	tell    func(web.Answered)

	draining atomic.Bool
}

// New wires the server, which is its own front door.
func New(cfg Config, deps Deps) (*Server, error) {
	files, err := static.Load()
	if err != nil {
		return nil, err
	}
	kit := web.NewKit(web.Kit{Now: deps.Now, Log: deps.Log, Forms: session.NewFormTokens(deps.Keys), Files: files, NoHostPrefix: cfg.NoHostPrefix})
	s := &Server{Config: cfg, Kit: kit, staff: console.New(kit, cfg.DemoStaff, tilePreview),
		store: deps.Store, house: deps.House, keys: deps.Keys, random: deps.Random,
		tokens: session.NewAccessTokens(session.TokensConfig{Keys: deps.Keys, Issuer: "raf", Now: deps.Now, Random: deps.Random}),
		flows:  session.NewFlows(deps.Keys, deps.Now, deps.Random),
		rounds: newRounds(),
		checks: newChecks(),
		tell:   deps.Answered,
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
	s.router.Use(func(c *gin.Context) { web.VisitOf(c.Request.Context()).Route = c.FullPath() })
	s.router.NoRoute(s.notFound)
	s.router.NoMethod(s.methodNotAllowed)
	for _, r := range s.routes() {
		s.router.Handle(r.Method, r.Path, r.Guard, r.Handler)
		if r.Method == http.MethodGet {
			s.router.Handle(http.MethodHead, r.Path, r.Guard, r.Handler)
		}
	}
	return s, nil
}
