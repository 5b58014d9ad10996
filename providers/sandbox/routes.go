package sandbox

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"
)

const (
	consumerPath = "/a/consumer/api/v0"
	oidcPath     = consumerPath + "/oidc"
)

// routes is the site map of one institution.
func (in *institution) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range map[string]http.HandlerFunc{
		"GET /{$}":                    in.index,
		"GET /bank.css":               in.styles,
		"GET /bank.js":                in.script,
		"GET /login":                  in.loginShow,
		"POST /login":                 in.loginSubmit,
		"GET /logout":                 in.logout,
		"POST /logout":                in.logout,
		"GET /dashboard":              in.dashboardShow,
		"POST /sandbox/{action}":      in.control,
		"GET /connected-apps":         in.appsShow,
		"POST /connected-apps/revoke": in.appsRevoke,

		"GET " + oidcPath + "/.well-known/openid-configuration": in.counted(OnDiscovery, in.discovery),
		"GET " + oidcPath + "/jwks":                             in.counted(OnJWKS, in.jwks),
		"GET " + oidcPath + "/auth":                             in.counted(OnAuth, in.authorize),
		"POST " + oidcPath + "/consent":                         in.consentSubmit,
		"POST " + oidcPath + "/token":                           in.faulty(OnToken, in.tokenOrRefresh),
		"POST " + oidcPath + "/token/revocation":                in.counted(OnRevocation, in.revocation),
		"GET " + oidcPath + "/me":                               in.counted(OnUserinfo, in.userinfo),
		"POST " + oidcPath + "/me":                              in.counted(OnUserinfo, in.userinfo),
		"GET " + oidcPath + "/logout":                           in.endSession,

		"GET " + consumerPath + "/users/{user}/accounts":                        in.counted(OnAccounts, in.accounts),
		"GET " + consumerPath + "/users/{user}/accounts/{account}/transactions": in.counted(OnTransactions, in.transactions),
		"PUT " + consumerPath + "/users/{user}/fetch":                           in.counted(OnFetch, in.fetchBegin),
		"GET " + consumerPath + "/users/{user}/tasks/{task}":                    in.counted(OnTask, in.taskEvents),
		"GET " + consumerPath + "/institutions/{institution}/themes":            in.counted(OnThemes, in.themes),

		"GET " + consumerPath + "/users/{user}":                                               in.counted(OnProfile, in.profile),
		"GET " + consumerPath + "/users/{user}/institutions/{institution}":                    in.counted(OnProfile, in.memberInstitution),
		"GET " + consumerPath + "/users/{user}/accounts/{account}":                            in.counted(OnAccounts, in.account),
		"GET " + consumerPath + "/users/{user}/accounts/{account}/transactions/{transaction}": in.counted(OnTransactions, in.transaction),

		"GET /api/config/{institution}": in.siteConfig,

		"POST /bridge":        in.bridgeNote,
		"GET /__ctl/requests": in.ctlRequests,
		"GET /__ctl/bridge":   in.ctlBridge,

		"GET /__ctl":    in.ctlShow,
		"POST /__ctl":   in.ctlSet,
		"DELETE /__ctl": in.ctlClear,
	} {
		mux.HandleFunc(pattern, h)
	}
	// A page of another origin must not press the bank's buttons; browsers say where a post comes from.
	return in.envelope(http.NewCrossOriginProtection().Handler(mux))
}

// envelope puts on every answer what every answer carries, and refuses to be called by another name: a browser that
// reached the bank as 127.0.0.1 would hold its cookies for another site than the card's.
func (in *institution) envelope(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Request-Id", newID())
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
		switch {
		case strings.EqualFold(r.Host, in.host):
			next.ServeHTTP(w, r)
		case isLoopback(r.Host) && isLoopback(in.host) && (r.Method == http.MethodGet || r.Method == http.MethodHead):
			http.Redirect(w, r, in.fi.Origin+r.URL.RequestURI(), http.StatusTemporaryRedirect)
		default:
			http.Error(w, "This bank is called "+in.fi.Origin, http.StatusMisdirectedRequest)
		}
	})
}

func isLoopback(hostport string) bool {
	host := (&url.URL{Host: hostport}).Hostname()
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "could not write the answer", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(raw) // the client may be gone
}
