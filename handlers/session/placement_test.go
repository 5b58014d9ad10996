package session

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestCookieFlagsFollowFromWhereTheHostStands(t *testing.T) {
	t.Parallel()
	lax := func(secure, prefix bool, path string) Placement {
		return Placement{SameSite: true, Secure: secure, HostPrefix: prefix, Path: path}
	}
	none := func(prefix bool, path string) Placement {
		return Placement{Secure: true, Partitioned: true, HostPrefix: prefix, Path: path}
	}
	for _, tc := range []struct {
		name string
		home Home
		want Placement
	}{
		{"own host below the bank's domain", Home{"raf.garden-fcu.org", "https", "https://my.garden-fcu.org/path", "", false}, lax(true, true, "/")},
		{"the same, prefix switched off", Home{"raf.garden-fcu.org", "https", "https://my.garden-fcu.org", "", true}, lax(true, false, "/")},
		{"the bank's bare domain", Home{"raf.garden-fcu.org", "https", "https://garden-fcu.org", "", false}, lax(true, true, "/")},
		{"letter case, ports and root dots", Home{"RAF.Garden-FCU.org.:8443", "https", "HTTPS://My.GARDEN-fcu.ORG:443", "", false}, lax(true, true, "/")},
		{"own host on another domain", Home{"garden.raf.example", "https", "https://my.garden-fcu.org", "", false}, none(true, "/")},
		{"shared host on another domain", Home{"raf.example", "https", "https://my.garden-fcu.org", "garden", false}, none(false, "/t/garden")},
		{"shared host on the bank's domain", Home{"raf.garden-fcu.org", "https", "https://my.garden-fcu.org", "garden", false}, lax(true, false, "/t/garden")},
		{"two names below a public suffix of two labels", Home{"raf.co.uk", "https", "https://bank.co.uk", "", false}, none(true, "/")},
		{"one name below it", Home{"raf.bank.co.uk", "https", "https://my.bank.co.uk", "", false}, lax(true, true, "/")},
		{"two customers of a hosting company on the list", Home{"raf.github.io", "https", "https://bank.github.io", "", false}, none(true, "/")},
		{"one name is the end of the other", Home{"evilgarden.org", "https", "https://garden.org", "", false}, none(true, "/")},
		{"a host that is a public suffix itself", Home{"co.uk", "https", "https://bank.co.uk", "", false}, none(true, "/")},
		{"localhost, other ports", Home{"localhost:8080", "http", "http://localhost:9090", "garden", false}, lax(false, false, "/t/garden")},
		{"localhost over TLS", Home{"localhost:8443", "https", "https://localhost:9090", "garden", false}, lax(true, false, "/t/garden")},
		{"localhost and 127.0.0.1", Home{"localhost:8080", "http", "http://127.0.0.1:9090", "garden", false}, none(false, "/t/garden")},
		{"two names below localhost", Home{"raf.localhost:8080", "http", "http://bank.localhost:9090", "", false}, none(false, "/")},
		{"an address and itself", Home{"127.0.0.1:8080", "http", "http://127.0.0.1:9090", "garden", false}, lax(false, false, "/t/garden")},
		{"two addresses that end alike", Home{"127.0.0.1:8080", "http", "http://127.1.0.1:9090", "garden", false}, none(false, "/t/garden")},
		{"IPv6 loopback", Home{"[::1]:8080", "http", "http://[0:0::1]:9090", "garden", false}, lax(false, false, "/t/garden")},
		{"a name below localhost and itself", Home{"raf.localhost:8080", "http", "http://raf.localhost:9090", "", false}, lax(false, false, "/")},
		{"http and https of one name", Home{"localhost:8080", "http", "https://localhost:9090", "garden", false}, none(false, "/t/garden")},
		{"plain http off loopback stays Secure", Home{"10.1.2.3:8080", "http", "http://10.1.2.3:9090", "", false}, lax(true, false, "/")},
		{"plain http on a name stays Secure", Home{"raf.garden-fcu.org", "http", "http://my.garden-fcu.org", "", false}, lax(true, false, "/")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := PlacementOf(tc.home)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got, cmpopts.IgnoreUnexported(Placement{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAPlacementThatCannotBeToldIsAnErrorAndNotAGuess(t *testing.T) {
	t.Parallel()
	good := Home{Host: "raf.garden-fcu.org", Scheme: "https", FIURL: "https://my.garden-fcu.org"}
	for name, change := range map[string]func(*Home){
		"no host":                     func(h *Home) { h.Host = "" },
		"a host with a path":          func(h *Home) { h.Host = "raf.garden-fcu.org/x" },
		"a host with a user":          func(h *Home) { h.Host = "user@raf.garden-fcu.org" },
		"a host with an empty label":  func(h *Home) { h.Host = "raf..org" },
		"a host with a leading dot":   func(h *Home) { h.Host = ".garden-fcu.org" },
		"a host not in ASCII":         func(h *Home) { h.Host = "räf.garden-fcu.org" },
		"a host with a long label":    func(h *Home) { h.Host = strings.Repeat("a", 64) + ".org" },
		"a host of 254 letters":       func(h *Home) { h.Host = strings.Repeat("abcdefg.", 31) + "abc.de" },
		"a host with a line break":    func(h *Home) { h.Host = "raf.garden-fcu.org\r\nx" },
		"no scheme":                   func(h *Home) { h.Scheme = "" },
		"a scheme of files":           func(h *Home) { h.Scheme = "file" },
		"no bank":                     func(h *Home) { h.FIURL = "" },
		"a bank without a scheme":     func(h *Home) { h.FIURL = "my.garden-fcu.org" },
		"a bank without a host":       func(h *Home) { h.FIURL = "https:///path" },
		"a bank by another protocol":  func(h *Home) { h.FIURL = "ftp://my.garden-fcu.org" },
		"a bank's URL that is broken": func(h *Home) { h.FIURL = "https://my.garden-fcu.org:port" },
		"a slug that leaves its path": func(h *Home) { h.Slug = "../x" },
		"a slug with an attribute":    func(h *Home) { h.Slug = "a;Domain=evil.example" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := good
			change(&home)
			if got, err := PlacementOf(home); err == nil {
				t.Errorf("got %+v, want an error", got)
			}
		})
	}
}
