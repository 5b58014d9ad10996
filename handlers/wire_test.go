package handlers

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/handlers/web"
	"raf/providers/sandbox"
)

// wire serves over a real listener with the bounds that serve has, because what net/http itself refuses never comes to us.
func (h *house) wire(t *testing.T, proxies ...netip.Prefix) string {
	t.Helper()
	s := h.serve(t, h.db.Store, Config{})
	s.TrustedProxies = proxies
	over := httptest.NewUnstartedServer(s)
	over.Config.MaxHeaderBytes = 16 << 10
	over.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	over.Start()
	t.Cleanup(over.Close)
	return over.Listener.Addr().String()
}

// raw writes bytes and reads the answers until the connection ends.
func raw(t *testing.T, at, request string, answers int) (statuses []int, bodies []string) {
	t.Helper()
	conn, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go func() { _, _ = io.WriteString(conn, request) }() // the server may answer before it has read it all
	in := bufio.NewReader(conn)
	for range answers {
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatalf("%d answers, then %v", len(statuses), err)
		}
		body, _ := io.ReadAll(answer.Body) // a refusal may close before all of it came
		statuses, bodies = append(statuses, answer.StatusCode), append(bodies, string(body))
	}
	return statuses, bodies
}

func TestWhatNoBrowserSendsIsRefusedOnTheWire(t *testing.T) {
	t.Parallel()
	h := setup(t)
	member, _ := h.enter(t, sandbox.Garden, "blake")
	cookies := ""
	for name, value := range member.cookies(web.PathTile) {
		cookies += name + "=" + value + "; "
	}
	at := h.wire(t)
	terms := "GET /t/garden/plugin/terms HTTP/1.1\r\nHost: " + sharedHost + "\r\n"
	form := "POST /t/garden/plugin/code HTTP/1.1\r\nHost: " + sharedHost + "\r\nContent-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\nCookie: " + cookies + "\r\n"
	before := h.dump(t)
	for name, row := range map[string]struct {
		request string
		want    int
	}{
		"a length and chunks":         {form + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n6\r\ncode=x\r\n0\r\n\r\n", 411},
		"chunks and a length":         {form + "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n6\r\ncode=x\r\n0\r\n\r\n", 411},
		"chunks alone":                {form + "Transfer-Encoding: chunked\r\n\r\n6\r\ncode=x\r\n0\r\n\r\n", 411},
		"chunks by another name":      {form + "Transfer-Encoding: xchunked\r\n\r\n6\r\ncode=x\r\n0\r\n\r\n", 501},
		"chunks twice":                {form + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 501},
		"two lengths":                 {form + "Content-Length: 6\r\nContent-Length: 7\r\n\r\ncode=x", 400},
		"a length that is none":       {form + "Content-Length: +6\r\n\r\ncode=x", 400},
		"a length below nothing":      {form + "Content-Length: -1\r\n\r\n", 400},
		"a name with a space":         {terms + "Sec-Fetch-Site : same-origin\r\n\r\n", 400},
		"a line that goes on":         {terms + "X-A: 1\r\n 2\r\n\r\n", 200},
		"a hundred lines":             {terms + strings.Repeat("X-A: 1\r\n", maxFields) + "\r\n", 200},
		"a hundred and one":           {terms + strings.Repeat("X-A: 1\r\n", maxFields+1) + "\r\n", 431},
		"a thousand lines":            {terms + strings.Repeat("X-A: 1\r\n", 1000) + "\r\n", 431},
		"a line of 20 kB":             {terms + "X-A: " + strings.Repeat("x", 20<<10) + "\r\n\r\n", 431},
		"a cookie of 100 kB":          {terms + "Cookie: raf_access_token=" + strings.Repeat("x", 100<<10) + "\r\n\r\n", 431},
		"HTTP/1.0":                    {strings.Replace(terms, "HTTP/1.1", "HTTP/1.0", 1) + "\r\n", 400},
		"HTTP/0.9":                    {"GET /t/garden/plugin/\r\n\r\n", 400},
		"HTTP/3.0":                    {strings.Replace(terms, "HTTP/1.1", "HTTP/3.0", 1) + "\r\n", 505},
		"two hosts":                   {terms + "Host: refer.garden.test\r\n\r\n", 400},
		"no host":                     {"GET /t/garden/plugin/terms HTTP/1.1\r\n\r\n", 400},
		"a host with a path":          {strings.Replace(terms, sharedHost, sharedHost+"/t/orchard", 1) + "\r\n", 400},
		"a whole address":             {strings.Replace(terms, "GET /t", "GET http://unknown.test/t", 1) + "\r\n", 421},
		"an address of other letters": {strings.Replace(terms, sharedHost, "xn--lcalhost-9sb:8080", 1) + "\r\n", 421},
		"an address in brackets":      {strings.Replace(terms, sharedHost, "[::1]:8080", 1) + "\r\n", 421},
		"a probe in HTTP/1.0":         {"GET /healthz HTTP/1.0\r\n\r\n", 200},
	} {
		statuses, bodies := raw(t, at, row.request, 1)
		if statuses[0] != row.want {
			t.Errorf("%s: %d, want %d", name, statuses[0], row.want)
		}
		if strings.Contains(bodies[0], "panic") || strings.Contains(bodies[0], "goroutine") {
			t.Errorf("%s: %s", name, bodies[0])
		}
	}
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("rows (-before +after):\n%s", diff)
	}
}

func TestAProxyOfOursMaySpeakTheOldProtocol(t *testing.T) {
	t.Parallel()
	h := setup(t)
	at := h.wire(t, netip.MustParsePrefix("127.0.0.1/32"))
	statuses, _ := raw(t, at, "GET /t/garden/plugin/terms HTTP/1.0\r\nHost: "+sharedHost+"\r\n\r\n", 1)
	if statuses[0] != http.StatusOK {
		t.Errorf("nginx as it comes gets %d", statuses[0])
	}
}

// Requests that are sent before the first is answered are answered in their order, each as its own institution's.
func TestRequestsInOneRowAreAnsweredInTheirOrder(t *testing.T) {
	t.Parallel()
	h := setup(t)
	at := h.wire(t)
	var all strings.Builder
	const rounds = 20
	for n := range rounds {
		slug := []string{"garden", "orchard", "nobody"}[n%3]
		fmt.Fprintf(&all, "GET /t/%s/plugin/terms HTTP/1.1\r\nHost: %s\r\n\r\n", slug, sharedHost)
	}
	statuses, bodies := raw(t, at, all.String(), rounds)
	for n, body := range bodies {
		want, holds := []int{200, 200, 404}[n%3], []string{"Garden", "Orchard", ""}[n%3]
		if statuses[n] != want || !strings.Contains(body, holds) || n%3 == 0 && strings.Contains(body, "Orchard") || n%3 == 1 && strings.Contains(body, "Garden") {
			t.Errorf("answer %d is %d, want %d, of %q", n, statuses[n], want, holds)
		}
	}
}
