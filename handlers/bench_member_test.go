package handlers

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"raf/components/tile"
	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/providers/sandbox"
)

// eachDatabase runs a benchmark on both, one after the other.
func eachDatabase(b *testing.B, f func(b *testing.B, h *house)) {
	for _, of := range []struct {
		name string
		open func() modelstest.DB
	}{
		{"sqlite", func() modelstest.DB { return modelstest.SQLite(b, nil) }},
		{"postgres", func() modelstest.DB { return kit.Postgres(b, nil) }},
	} {
		b.Run(of.name, func(b *testing.B) { f(b, build(b, of.open())) })
	}
}

// together does n things, so many at a time, and returns how long each took, the shortest first.
func together(n, atOnce int, do func(i int)) (took []time.Duration, elapsed time.Duration) {
	took = make([]time.Duration, n)
	next, began := make(chan int), time.Now()
	var group sync.WaitGroup
	for range atOnce {
		group.Go(func() {
			for i := range next {
				began := time.Now()
				do(i)
				took[i] = time.Since(began)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
	elapsed = time.Since(began)
	slices.Sort(took)
	return took, elapsed
}

func reportMany(b *testing.B, unit string, took []time.Duration, elapsed time.Duration) {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(len(took))/elapsed.Seconds(), unit)
}

// BenchmarkSignIn is a member's whole silent sign-in, 32 at a time: the card, the bank's answer, the token, the keys, the
// session, the tile. Beside it, as the floor, the bank's own pages alone, on the same two cores.
func BenchmarkSignIn(b *testing.B) {
	const signIns, atOnce = 320, 32
	people := []string{"avery", "blake", "casey", "devon", "ellis", "frankie", "gale"}
	eachDatabase(b, func(b *testing.B, h *house) {
		for range b.N {
			browsers, begun := make([]*browser, signIns), make([]string, signIns)
			for i := range browsers {
				browsers[i] = h.browser(b, sandbox.Garden)
				browsers[i].peer = fmt.Sprintf("203.0.113.%d:40000", i%200) // as many addresses begin as may
				browsers[i].atBank(sandbox.Garden, people[i%len(people)])
				if i < signIns/4 {
					begun[i] = browsers[i].get(web.PathTile).location()
				}
			}
			b.Run("floor", func(b *testing.B) {
				took, elapsed := together(signIns/4, atOnce, func(i int) {
					if got := browsers[i].get(begun[i]); got.status != http.StatusSeeOther && got.status != http.StatusFound {
						b.Errorf("the bank answered %d", got.status)
					}
				})
				reportMany(b, "signins/s", took, elapsed)
			})
			b.Run("sign-in", func(b *testing.B) {
				took, elapsed := together(signIns*3/4, atOnce, func(i int) {
					if got := browsers[signIns/4+i].load(web.PathTile); got.status != http.StatusOK || !got.url.Query().Has(marker) {
						b.Errorf("sign-in %d ended at %s with %d", i, got.url, got.status)
					}
				})
				reportMany(b, "signins/s", took, elapsed)
			})
		}
	})
}

// BenchmarkAccept is the form with a code, a hundred at a time into one campaign with one budget, beside a transaction that
// writes one row of the trail.
func BenchmarkAccept(b *testing.B) {
	const friends, inviters, atOnce = 400, 50, 100
	eachDatabase(b, func(b *testing.B, h *house) {
		for range b.N {
			codes := make([]string, inviters)
			for i := range codes {
				codes[i] = modelstest.Member(b, h.rows(sandbox.Garden), models.NewID()).Code.Code
			}
			browsers, forms, terms := make([]*browser, friends), make([]url.Values, friends), ""
			for i := range friends {
				browsers[i] = h.browser(b, sandbox.Garden)
				s := browsers[i].enter(sandbox.Garden, modelstest.Member(b, h.rows(sandbox.Garden), models.NewID()))
				if terms == "" {
					_, form := browsers[i].fields(browsers[i].get(web.PathCode), codeForm)
					terms = form.Get(tile.FieldTermsID)
				}
				browsers[i].peer = fmt.Sprintf("203.0.%d.%d:40000", 112+i/200, i%200)
				forms[i] = url.Values{tile.FieldToken: {h.formToken(sandbox.Garden, s)}, tile.FieldTermsID: {terms},
					tile.FieldCode: {codes[i%inviters]}, tile.FieldTerms: {"yes"}}
			}
			b.Run("floor", func(b *testing.B) {
				took, elapsed := together(friends, atOnce, func(int) {
					err := h.rows(sandbox.Garden).InTx(b.Context(), func(tx *models.Tx) error {
						return tx.Audit(models.Actor{Kind: models.ActorSystem, ID: "floor"}, "floor", "referral", "floor", nil, nil)
					})
					if err != nil {
						b.Error(err)
					}
				})
				reportMany(b, "codes/s", took, elapsed)
			})
			b.Run("accept", func(b *testing.B) {
				took, elapsed := together(friends, atOnce, func(i int) {
					if got := browsers[i].post(web.PathCode, forms[i], scripted, "true"); got.status != http.StatusOK || got.state() != "acceptor_pending" {
						b.Errorf("friend %d: %d %s", i, got.status, got.state())
					}
				})
				reportMany(b, "codes/s", took, elapsed)
			})
		}
	})
}

// The bank of BenchmarkCheck takes as long as one far away.
const (
	accountsTake = 40 * time.Millisecond
	rowsTake     = 120 * time.Millisecond
)

// BenchmarkCheck is a live check of a member with four accounts at a bank that takes 40 ms for the accounts and 120 ms for
// the rows of each: steps is the slowest call of each step added up, which no check can pass below, and calls is what all
// calls come to one after the other.
func BenchmarkCheck(b *testing.B) {
	eachDatabase(b, func(b *testing.B, h *house) {
		friend := h.friend(b, manyAccounts)
		rows := h.calls(sandbox.Garden, sandbox.OnTransactions)
		h.pace = func(r *http.Request) {
			switch {
			case strings.HasSuffix(r.URL.Path, "/"+sandbox.OnTransactions):
				time.Sleep(rowsTake)
			case strings.HasSuffix(r.URL.Path, "/"+sandbox.OnAccounts):
				time.Sleep(accountsTake)
			}
		}
		var took []time.Duration
		n := 0
		for b.Loop() {
			h.clock.Advance(5 * time.Second) // as often as a member may
			page := friend.get(web.PathTile)
			before := h.calls(sandbox.Garden, sandbox.OnTransactions)
			began := time.Now()
			friend.submit(page, checkForm, nil, scripted, "true").wantState(http.StatusOK, "acceptor_pending")
			took = append(took, time.Since(began))
			n = h.calls(sandbox.Garden, sandbox.OnTransactions) - before
		}
		if n < 4 || rows == 0 {
			b.Fatalf("the last check asked %d times for rows, want once for each of four accounts", n)
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		b.ReportMetric(float64((accountsTake + rowsTake).Milliseconds()), "steps-ms")
		b.ReportMetric(float64((accountsTake + time.Duration(n)*rowsTake).Milliseconds()), "calls-ms")
		b.ReportMetric(0, "ns/op")
	})
}

// BenchmarkWire counts what goes over a real connection for a page and everything it links, as a browser asks for it, and
// for the same page when all that may be kept is kept.
func BenchmarkWire(b *testing.B) {
	h := setup(b)
	staff := h.arrive(b, sandbox.Garden, models.RoleViewer)
	member := h.browser(b, sandbox.Garden) // after that, because setting staff up moves the clock
	member.signIn(sandbox.Garden, "blake")
	at := httptest.NewServer(h.server)
	defer at.Close()
	for _, page := range []struct {
		name, path string
		of         *browser
	}{{"tile", web.PathTile, member}, {"page", web.PathDashboard, member}, {"console", web.PathReferrals, staff.browser}} {
		b.Run(page.name, func(b *testing.B) {
			var first, again int
			for b.Loop() {
				html, size := fetched(b, at.URL, "/t/garden"+page.path, page.of)
				first, again = size, size
				doc, err := goquery.NewDocumentFromReader(strings.NewReader(html))
				if err != nil {
					b.Fatal(err)
				}
				doc.Find("link[rel=stylesheet][href], script[src]").Each(func(_ int, s *goquery.Selection) {
					_, size := fetched(b, at.URL, s.AttrOr("href", s.AttrOr("src", "")), page.of)
					first += size
				})
			}
			b.ReportMetric(float64(first)/1024, "first-KiB")
			b.ReportMetric(float64(again)/1024, "again-KiB")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// fetched is what a path answers and how many bytes of body that takes, compressed where the server does that.
func fetched(b *testing.B, at, path string, of *browser) (body string, size int) {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, at+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	r.Host = sharedHost
	r.Header.Set("Accept-Encoding", "gzip, br")
	r.Header.Set("Sec-Fetch-Site", "same-site")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	r.Header.Set("Sec-Fetch-Dest", "iframe")
	for name, value := range of.cookies(strings.TrimPrefix(path, "/t/garden")) {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	transport := &http.Transport{DisableCompression: true}
	defer transport.CloseIdleConnections()
	answer, err := transport.RoundTrip(r)
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		b.Fatalf("%s answers %d %s: %v", path, answer.StatusCode, answer.Header.Get("Location"), err)
	}
	return string(raw), len(raw)
}
