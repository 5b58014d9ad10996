package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"raf/handlers/web"
	"raf/providers/sandbox"
)

// scrape is what the figures' own listener says.
func (h *house) scrape(t *testing.T) string {
	t.Helper()
	w := httptest.NewRecorder()
	h.figures.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("the figures answer %d", w.Code)
	}
	return w.Body.String()
}

func TestTheFiguresTellOfRequestsAndCallsAndOfNobody(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.friend(t, "casey")
	h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnAccounts, Kind: "500"})
	b.check() // the second: entering the code was the first
	b.get("/r/NOTACODE")
	b.get("/no/such/page")
	odd := httptest.NewRequest("BREW", "http://"+sharedHost+"/t/nobody/coffee", nil)
	h.server.ServeHTTP(httptest.NewRecorder(), odd)

	told := h.scrape(t)
	for _, want := range []string{
		`raf_requests_total{method="GET",route="/plugin/",status="200",tenant="garden"}`,
		`raf_requests_total{method="POST",route="/plugin/eligibility",status="200",tenant="garden"} 2`,
		`raf_requests_total{method="GET",route="` + web.PathLanding + `:code",status="404",tenant="garden"} 1`,
		`raf_requests_total{method="GET",route="none",status="404",tenant="garden"} 1`,
		`raf_requests_total{method="other",route="none",status="404",tenant="none"} 1`,
		`raf_bank_calls_total{op="token",outcome="answered",tenant="garden"}`,
		`raf_bank_calls_total{op="accounts",outcome="down",tenant="garden"} 1`,
		`raf_request_seconds_count{route="/plugin/eligibility"} 2`,
	} {
		if !strings.Contains(told, want) {
			t.Errorf("the figures do not tell %s", want)
		}
	}
	for _, line := range strings.Split(told, "\n") {
		for _, secret := range []string{"NOTACODE", "no/such", "BREW", "nobody", "casey", h.bank.Subject(sandbox.Garden, "casey")} {
			if strings.Contains(line, secret) {
				t.Errorf("the figures tell %q: %s", secret, line)
			}
		}
	}
}

func TestTheFiguresAreNotAtTheFrontDoor(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/heap", "/debug/vars", "/t/garden/metrics", "/t/garden/debug/pprof/"} {
		w := httptest.NewRecorder()
		h.server.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://"+sharedHost+path, nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("%s answers %d, want 404", path, w.Code)
		}
	}
	for _, path := range []string{"/", "/debug/pprof/", "/metrics/x", "/healthz"} {
		w := httptest.NewRecorder()
		h.figures.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("at the figures' listener %s answers %d, want 404", path, w.Code)
		}
	}
}
