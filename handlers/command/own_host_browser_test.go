package command

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/models/secret"
	"raf/providers"
	"raf/providers/banno"
	"raf/providers/sandbox"
)

// town is institutions under TLS with a host of our own for each below its parent domain, and with neighbours of ill will. All of
// it is one listener; the browser and our own client are told that every name is there.
type town struct {
	addr string // where all of it listens

	mu     sync.Mutex
	hosts  map[string]http.Handler
	posted []string // what came to us by POST: the cookies
	heard  []string // the cookies that browsers brought to a sibling
}

const ownJar, sibling, stranger = "raf.example.com", "evil.example.com", "evil.example.net"

func at(host string) string { return "https://" + host }

func (tn *town) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host := r.Host
	tn.mu.Lock()
	to := tn.hosts[host]
	if host == ownJar && r.Method == http.MethodPost {
		tn.posted = append(tn.posted, r.Header.Get("Cookie"))
	}
	if host == sibling {
		tn.heard = append(tn.heard, r.Header.Get("Cookie"))
	}
	tn.mu.Unlock()
	if to == nil {
		http.NotFound(w, r)
		return
	}
	to.ServeHTTP(w, r)
}

// plant is a page that sets cookies of our names in every way that a neighbour has.
func plant(w http.ResponseWriter, _ *http.Request) {
	for _, name := range []string{"raf_access_token", "__Host-raf_access_token"} {
		w.Header().Add("Set-Cookie", name+"=planted; Domain=example.com; Path=/; Secure")
		w.Header().Add("Set-Cookie", name+"=planted; Domain="+ownJar+"; Path=/; Secure")
		w.Header().Add("Set-Cookie", name+"=planted; Domain=example.com; Path=/plugin/; Secure")
	}
	w.Header().Set("Content-Type", "text/html")
	_, _ = io.WriteString(w, `<title>neighbour</title><script>document.cookie = "__Host-raf_access_token=planted; domain=example.com; path=/; secure"</script><p id="done">planted</p>`)
}

func openTown(t *testing.T) *town {
	t.Helper()
	tn := &town{hosts: map[string]http.Handler{sibling: http.HandlerFunc(plant)}}
	server := httptest.NewUnstartedServer(tn)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.StartTLS()
	t.Cleanup(server.Close)
	tn.addr = server.Listener.Addr().String()
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())

	fis := sandbox.DemoFIs(at("digital.example.com"), at("orchard.example.com"), time.Now())
	bank, err := sandbox.New(sandbox.Config{Now: time.Now}, fis...)
	if err != nil {
		t.Fatal(err)
	}
	db := modelstest.SQLite(t, nil)
	keys, err := secret.NewKeyring(operatorKey, nil)
	if err != nil {
		t.Fatal(err)
	}
	cfg := db.Config
	cfg.Now = time.Now
	store, err := models.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	backs := map[string]string{} // by the name's address
	for i, name := range []string{at("digital.example.com"), at("orchard.example.com")} {
		backs[name] = behind(t, bank.Handler(fis[i].Slug), name).URL
	}
	quiet := slog.New(slog.DiscardHandler)
	a := &app{store: store, keys: keys, house: program.New(program.Deps{Store: store, Keys: keys, Now: time.Now, Random: rand.Reader, Log: quiet,
		Banks: providers.Registry{"banno": func(p providers.Settings) (providers.Bank, error) {
			bank, err := banno.New(banno.Config{FIURL: backs[p.FIURL], Issuers: []string{p.FIURL + "/a/consumer/api/v0/oidc"}, ClientID: p.ClientID, ClientSecret: p.ClientSecret,
				InstitutionID: p.InstitutionID, AuthStyle: p.AuthStyle, Currency: p.Currency, Zone: p.Zone, Memory: p.Memory, AllowLoopback: true, Now: p.Now,
				Logger: p.Logger, Beside: p.Beside, HTTP: providers.ClientConfig{RootCAs: roots, Timeout: 20 * time.Second}})
			return here{bank, backs[p.FIURL], p.FIURL}, err
		}}})}
	for i, own := range []struct {
		host, bank string
		noPrefix   bool
	}{{ownJar, "digital.example.com", false}, {"plain.example.com", "orchard.example.com", true}} {
		front, err := a.server(Settings{Log: quiet, NoHostPrefix: own.noPrefix}, &url.URL{Scheme: "https", Host: "shared.example.com"}, time.Now, nil)
		if err != nil {
			t.Fatal(err)
		}
		fi := fis[i]
		p := modelstest.Profile(fi.Slug)
		p.Host, p.FIURL, p.InstitutionID, p.ClientID, p.Timezone, p.SignIn = own.host, at(own.bank), fi.InstitutionID, fi.ClientID, fi.Timezone, models.SignInAuto
		_, clientSecret := bank.Client(fi.Slug)
		tenant, err := addTenant(t.Context(), a, p, clientSecret)
		if err != nil {
			t.Fatal(err)
		}
		modelstest.Campaign(t, store.For(tenant), modelstest.Terms(), 50_000_00)
		base := at(own.host)
		bank.SetRedirectURIs(fi.Slug, []string{base + "/plugin/", base + "/oidc/callback/"}, base+"/dashboard/")
		tn.mu.Lock()
		tn.hosts[own.host], tn.hosts[own.bank] = front, bank.Handler(fi.Slug)
		tn.mu.Unlock()
	}
	tn.mu.Lock()
	tn.hosts[stranger] = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<title>stranger</title><form id="forged" method="post" action="`+at(ownJar)+`/auth/signout"></form>`)
	})
	tn.mu.Unlock()
	return tn
}

// here is an institution whose server we ask where it listens, and not by its name: our client connects to no name that means this
// machine, and browsers must not see another than its name.
type here struct {
	*banno.Bank
	at, name string
}

func (b here) Begin(ctx context.Context, req providers.BeginRequest) (string, providers.Flow, error) {
	to, flow, err := b.Bank.Begin(ctx, req)
	return strings.Replace(to, b.at, b.name, 1), flow, err
}

// behind serves a bank under the address that it listens at: its discovery names that one in all but the issuer.
func behind(t *testing.T, bank http.Handler, name string) *httptest.Server {
	t.Helper()
	var server *httptest.Server
	server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host = strings.TrimPrefix(name, "https://") // a bank answers to its own name only
		if !strings.HasSuffix(r.URL.Path, "/.well-known/openid-configuration") {
			bank.ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		bank.ServeHTTP(answer, r)
		w.Header().Set("Content-Type", "application/json")
		body := strings.ReplaceAll(answer.Body.String(), name, server.URL)
		_, _ = io.WriteString(w, strings.Replace(body, `"issuer":"`+server.URL, `"issuer":"`+name, 1))
	}))
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// jar is what the browser keeps of our names, by domain; one with a dot is of all hosts below it.
func (b *browser) jar() map[string][]network.Cookie {
	b.t.Helper()
	got, err := chromedp.Call(b.ctx, storage.GetCookies, storage.GetCookiesParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	all := map[string][]network.Cookie{}
	for _, c := range got.Cookies {
		if strings.Contains(c.Name, "raf_") {
			all[c.Domain] = append(all[c.Domain], *c)
		}
	}
	return all
}

// B5 and B6, mode A: on a host of its own below the parent domain, in the bank's frame and under TLS, the card signs in; its cookies
// are its own alone, no neighbour plants one or is brought one, and no forged form carries one. Without the prefix a planted
// cookie is as good as ours, so that neither counts.
func TestOnAHostOfItsOwnNobodyElsePlantsOrReadsACookie(t *testing.T) {
	t.Parallel()
	tn := openTown(t)
	b := newBrowser(t, chromedp.Flag("host-resolver-rules", "MAP * "+tn.addr), chromedp.Flag("ignore-certificate-errors", true))
	b.open(at(sibling))
	b.signIn(at("digital.example.com"), "avery")
	b.waitCard(cardState, "inviter_ready")
	b.waitCard("location.origin", at(ownJar))

	jar := b.jar()
	if len(jar[ownJar]) != 1 {
		t.Fatalf("of our host the browser keeps %+v", jar[ownJar])
	}
	ours := jar[ownJar][0]
	if ours.Name != "__Host-raf_access_token" || ours.Path != "/" || !ours.Secure || !ours.HTTPOnly || ours.SameSite != network.CookieSameSiteLax ||
		ours.PartitionKey != nil || ours.Session || ours.Size > 2048 {
		t.Errorf("our cookie is %+v", ours)
	}
	if planted := jar[".example.com"]; len(planted) == 0 || slices.ContainsFunc(planted, func(c network.Cookie) bool { return strings.HasPrefix(c.Name, "__Host-") }) || len(jar["."+ownJar]) > 0 {
		t.Errorf("a neighbour planted %+v and %+v", planted, jar["."+ownJar])
	}

	b.open(at(sibling)) // and once more, when there is something to read and to overwrite
	b.open(at(stranger))
	b.leaving(chromedp.Evaluate[chromedp.Void](`document.getElementById("forged").submit()`))
	b.open(at(ownJar) + "/dashboard/")
	b.do(chromedp.WaitVisible(`#tile[data-state="inviter_ready"]`))
	tn.mu.Lock()
	for _, brought := range tn.heard {
		if strings.Contains(brought, ours.Value) || strings.Contains(brought, "__Host-") {
			t.Errorf("a neighbour was brought %q", brought)
		}
	}
	if len(tn.posted) != 1 || strings.Contains(tn.posted[0], "__Host-") {
		t.Errorf("with forged forms came %q", tn.posted)
	}
	tn.mu.Unlock()

	b.open(at("orchard.example.com") + "/logout")
	b.signIn(at("orchard.example.com"), "avery")
	b.waitCard("location.origin", at("plain.example.com"))
	b.waitCard(cardState, "inviter_ready")
	b.open(at(sibling))
	b.open(at("plain.example.com") + "/dashboard/")
	b.do(chromedp.WaitVisible(`#tile[data-state="anonymous"]`))
	if left := b.jar(); len(left["plain.example.com"]) != 0 {
		t.Errorf("two cookies of one name, and there stay %+v", left)
	}
}
