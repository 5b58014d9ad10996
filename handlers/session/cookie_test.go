package session

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func placed(tb testing.TB, h Home) Placement {
	tb.Helper()
	p, err := PlacementOf(h)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func ownHome() Home {
	return Home{Host: "raf.garden-fcu.org", Scheme: "https", FIURL: "https://my.garden-fcu.org"}
}

func sharedHome() Home {
	return Home{Host: "raf.garden-fcu.org", Scheme: "https", FIURL: "https://my.garden-fcu.org", Slug: "garden"}
}

func foreignHome() Home {
	return Home{Host: "raf.example", Scheme: "https", FIURL: "https://my.garden-fcu.org", Slug: "garden"}
}

func demoHome() Home {
	return Home{Host: "localhost:8080", Scheme: "http", FIURL: "http://localhost:9090", Slug: "garden"}
}

func requestWith(cookieHeaders ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "https://raf.garden-fcu.org/plugin/", nil)
	for _, h := range cookieHeaders {
		r.Header.Add("Cookie", h)
	}
	return r
}

func TestEverySetCookieHasTheFlagsOfItsPlacement(t *testing.T) {
	t.Parallel()
	unprefixed := ownHome()
	unprefixed.NoHostPrefix = true
	foreignOwn := foreignHome()
	foreignOwn.Slug = ""
	foreignPlain := Home{Host: "localhost:8080", Scheme: "http", FIURL: "https://my.garden-fcu.org", Slug: "garden"}
	for _, tc := range []struct {
		name          string
		home          Home
		member, staff string
	}{
		{"own host, same site", ownHome(),
			"__Host-raf_access_token=v; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax",
			"__Host-raf_staff=v; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax"},
		{"own host, same site, no prefix", unprefixed,
			"raf_access_token=v; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax",
			"raf_staff=v; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax"},
		{"shared host, same site", sharedHome(),
			"raf_access_token=v; Path=/t/garden; Max-Age=600; HttpOnly; Secure; SameSite=Lax",
			"raf_staff=v; Path=/t/garden; Max-Age=600; HttpOnly; Secure; SameSite=Lax"},
		{"own host, another site", foreignOwn,
			"__Host-raf_access_token=v; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=None; Partitioned",
			"__Host-raf_staff=v; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax"},
		{"shared host, another site", foreignHome(),
			"raf_access_token=v; Path=/t/garden; Max-Age=600; HttpOnly; Secure; SameSite=None; Partitioned",
			"raf_staff=v; Path=/t/garden; Max-Age=600; HttpOnly; Secure; SameSite=Lax"},
		{"plain http on loopback, same site", demoHome(),
			"raf_access_token=v; Path=/t/garden; Max-Age=600; HttpOnly; SameSite=Lax",
			"raf_staff=v; Path=/t/garden; Max-Age=600; HttpOnly; SameSite=Lax"},
		{"plain http on loopback, another site", foreignPlain,
			"raf_access_token=v; Path=/t/garden; Max-Age=600; HttpOnly; Secure; SameSite=None; Partitioned",
			"raf_staff=v; Path=/t/garden; Max-Age=600; HttpOnly; SameSite=Lax"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p, w := placed(t, tc.home), httptest.NewRecorder()
			err := errors.Join(p.Write(w, AccessCookie, "v", 10*time.Minute), p.Write(w, StaffCookie, "v", 10*time.Minute))
			if err != nil {
				t.Fatal(err)
			}
			p.Clear(w, AccessCookie)
			p.Clear(w, StaffCookie)
			cleared := strings.NewReplacer("=v;", "=;", "Max-Age=600", "Max-Age=0")
			want := []string{tc.member, tc.staff, cleared.Replace(tc.member), cleared.Replace(tc.staff)}
			if diff := cmp.Diff(want, w.Header().Values("Set-Cookie")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestACookieThatABrowserWouldNotKeepIsNotWritten(t *testing.T) {
	t.Parallel()
	p := placed(t, ownHome())
	for _, tc := range []struct {
		name   string
		p      Placement
		value  string
		maxAge time.Duration
	}{
		{"no value", p, "", time.Minute},
		{"2049 bytes", p, strings.Repeat("v", 2049), time.Minute},
		{"no lifetime", p, "v", 0},
		{"less than a second", p, "v", 999 * time.Millisecond},
		{"over already", p, "v", -time.Minute},
		{"no placement", Placement{}, "v", time.Minute},
		{"an attribute in the value", p, "v; Domain=evil.example", time.Minute},
		{"a line break in the value", p, "v\r\nSet-Cookie: x=y", time.Minute},
	} {
		w := httptest.NewRecorder()
		if err := tc.p.Write(w, AccessCookie, tc.value, tc.maxAge); err == nil || len(w.Header()) != 0 {
			t.Errorf("%s: got %v and %v, want an error and no header", tc.name, err, w.Header())
		}
	}
	if err := p.Write(httptest.NewRecorder(), AccessCookie, strings.Repeat("v", 2048), time.Minute); err != nil {
		t.Errorf("2048 bytes: %v", err)
	}
}

func TestOneCookieIsReadAndTwoAreRefused(t *testing.T) {
	t.Parallel()
	prefixed, plain := placed(t, ownHome()), placed(t, sharedHome())
	for _, tc := range []struct {
		name    string
		p       Placement
		headers []string
		want    string
		err     error
	}{
		{"none", plain, nil, "", ErrNoCookie},
		{"one", plain, []string{"x=y; raf_access_token=v"}, "v", nil},
		{"empty", plain, []string{"raf_access_token="}, "", ErrNoCookie},
		{"too long", plain, []string{"raf_access_token=" + strings.Repeat("v", 2049)}, "", ErrNoCookie},
		{"two", plain, []string{"raf_access_token=v; raf_access_token=w"}, "", ErrDoubled},
		{"two alike", plain, []string{"raf_access_token=v; raf_access_token=v"}, "", ErrDoubled},
		{"two in two headers", plain, []string{"raf_access_token=v", "raf_access_token=w"}, "", ErrDoubled},
		{"two, one of them empty", plain, []string{"raf_access_token=v; raf_access_token="}, "", ErrDoubled},
		{"the staff's", plain, []string{"raf_staff=v"}, "", ErrNoCookie},
		{"other letter case", plain, []string{"RAF_ACCESS_TOKEN=v"}, "", ErrNoCookie},
		{"prefixed", prefixed, []string{"__Host-raf_access_token=v"}, "v", nil},
		{"prefixed, and one planted without", prefixed, []string{"raf_access_token=evil; __Host-raf_access_token=v"}, "v", nil},
		{"planted without the prefix", prefixed, []string{"raf_access_token=evil"}, "", ErrNoCookie},
		{"prefix where there should be none", plain, []string{"__Host-raf_access_token=v"}, "", ErrNoCookie},
	} {
		got, err := tc.p.Read(requestWith(tc.headers...), AccessCookie)
		if got != tc.want || !errors.Is(err, tc.err) {
			t.Errorf("%s: got %q, %v; want %q, %v", tc.name, got, err, tc.want, tc.err)
		}
	}
}

func TestADoubledCookieIsClearedWhereverItMayHaveBeenPlanted(t *testing.T) {
	t.Parallel()
	cleared := func(h Home, url string) []string {
		w := httptest.NewRecorder()
		placed(t, h).ClearDoubled(w, httptest.NewRequest(http.MethodGet, url, nil), AccessCookie)
		var got []string
		for _, c := range w.Result().Cookies() {
			if c.MaxAge != -1 || c.Value != "" || c.Name != "raf_access_token" {
				t.Errorf("got %v, want an end of raf_access_token", c)
			}
			got = append(got, c.Domain+c.Path)
		}
		return got
	}
	own := ownHome()
	own.NoHostPrefix = true
	own.Host = "raf.my.garden-fcu.org:8443"
	want := []string{
		"/",
		"raf.my.garden-fcu.org/", "raf.my.garden-fcu.org/plugin", "raf.my.garden-fcu.org/plugin/", "raf.my.garden-fcu.org/plugin/eligibility",
		"my.garden-fcu.org/", "my.garden-fcu.org/plugin", "my.garden-fcu.org/plugin/", "my.garden-fcu.org/plugin/eligibility",
		"garden-fcu.org/", "garden-fcu.org/plugin", "garden-fcu.org/plugin/", "garden-fcu.org/plugin/eligibility",
	}
	if diff := cmp.Diff(want, cleared(own, "https://raf.my.garden-fcu.org/plugin/eligibility")); diff != "" {
		t.Errorf("own host (-want +got):\n%s", diff)
	}
	// A bare host name and an address can hold no cookie of a domain.
	for _, host := range []string{"localhost:8080", "127.0.0.1:8080", "[::1]:8080"} {
		home := demoHome()
		home.Host = host
		if diff := cmp.Diff([]string{"/t/garden"}, cleared(home, "http://"+host+"/t/garden/plugin/")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", host, diff)
		}
	}
	own.Host = "a.b.c.d.e.garden-fcu.org"
	if n := len(cleared(own, "https://x/"+strings.Repeat("a/", 100))); n != 1+maxClearDomains*maxClearPaths {
		t.Errorf("a long host and path make %d headers, want %d", n, 1+maxClearDomains*maxClearPaths)
	}
}

func TestWithAHostPrefixOnlyOurOwnCookieIsCleared(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	placed(t, ownHome()).ClearDoubled(w, requestWith(), AccessCookie)
	want := []string{"__Host-raf_access_token=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax"}
	if diff := cmp.Diff(want, w.Header().Values("Set-Cookie")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
