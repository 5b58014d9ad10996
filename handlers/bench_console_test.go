package handlers

import (
	"crypto/rand"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"raf/handlers/session"
	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/models/secret"
	"raf/providers"
)

var seeded = flag.Int("referrals", 1_000_000, "how many referrals the console's benchmark seeds, over 20 institutions")

// institutions is over how many they are spread.
const institutions = 20

// screens are the console's pages that must answer within 100 ms (design.md, 6), by what they show. A new screen is a
// line here.
func screens(page1000, one string) map[string]string {
	return map[string]string{
		"list/page-1":            web.PathReferrals,
		"list/page-1000":         web.PathReferrals + "?cursor=" + page1000,
		"list/by-amount":         web.PathReferrals + "?sort=-amount",
		"list/by-friend":         web.PathReferrals + "?sort=friend",
		"list/owed-by-next":      web.PathReferrals + "?sort=next&owed=yes",
		"list/in-progress":       web.PathReferrals + "?state=progress",
		"search/two-letters":     web.PathRows + "?q=ha",
		"search/name":            web.PathRows + "?q=hana42",
		"search/name-initial":    web.PathRows + "?q=hana42+k",
		"search/member-number":   web.PathRows + "?q=100123",
		"search/nothing":         web.PathRows + "?q=zzzz",
		"search/code":            web.PathRows + "?q=CODE0000",
		"search/one-letter":      web.PathRows + "?q=a",
		"filter/inviter":         web.PathRows + "?inviter=100123",
		"filter/inviter-name":    web.PathRows + "?inviter=hana&friend=ben",
		"filter/names-that-meet": web.PathRows + "?inviter=hana&friend=hana",
		"search/within-a-state":  web.PathRows + "?q=ha&state=ready",
		"referral":               web.ReferralPath(one),
		"inbox":                  web.PathApprovals,
		"overview":               web.PathConsole,
	}
}

// BenchmarkConsole is how long staff wait for a page, on PostgreSQL with years of work behind it.
func BenchmarkConsole(b *testing.B) {
	db := kit.Postgres(b, nil)
	began := time.Now()
	var last models.Tenant
	for i := range institutions {
		last = modelstest.Tenant(b, db.Store, fmt.Sprintf("fi-%02d", i))
		modelstest.Crowd(b, db, last, *seeded/institutions)
	}
	b.Logf("%d referrals of %d institutions, seeded in %s", *seeded, institutions, time.Since(began).Round(time.Second))

	keys, err := secret.NewKeyring(testKey, nil)
	if err != nil {
		b.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	house := program.New(program.Deps{Store: db.Store, Keys: keys, Banks: providers.Registry{}, Now: db.Clock.Now, Random: rand.Reader, Log: log})
	server, err := New(Config{BaseURL: &url.URL{Scheme: "http", Host: sharedHost}},
		Deps{Store: db.Store, House: house, Keys: keys, Now: db.Clock.Now, Random: rand.Reader, Log: log})
	if err != nil {
		b.Fatal(err)
	}
	p := house.For(last)
	token := staffSession(b, p, db.Clock)
	asked(b, p, db.Store.For(last), requestsOpen)
	page1000, one := turned(b, p, 999)
	for name, path := range screens(page1000, one) {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, "http://"+sharedHost+"/t/"+last.Slug+path, nil)
				r.AddCookie(&http.Cookie{Name: string(session.StaffCookie), Value: token})
				w, began := httptest.NewRecorder(), time.Now()
				server.ServeHTTP(w, r)
				took = append(took, time.Since(began))
				if w.Code >= http.StatusBadRequest {
					b.Fatalf("answered %d", w.Code)
				}
			}
			slices.Sort(took)
			for name, at := range map[string]int{"p50-ms": len(took) / 2, "p95-ms": len(took) * 95 / 100} {
				b.ReportMetric(float64(took[at].Microseconds())/1000, name)
			}
		})
	}
}

// requestsOpen is how many requests for payment wait in the inbox.
const requestsOpen = 1000

// asked asks for so many payments, as a maker would.
func asked(b *testing.B, p *program.Program, rows models.TenantStore, n int) {
	b.Helper()
	var maker program.Staff
	err := rows.InTx(b.Context(), func(tx *models.Tx) (err error) {
		maker.User, err = tx.AddStaff(models.StaffUser{Email: "asks@bank.test", Name: "Asks", Role: models.RoleMaker, MemberRef: models.NoAccount, InviteHash: "asks"}, models.Actor{Kind: models.ActorSystem})
		if err == nil {
			err = tx.Enrol(maker.User, "hash", []byte("app"), 0, models.JSON("[]"))
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	cursor := ""
	for waiting := 0; waiting < n; {
		page, err := p.Referrals(b.Context(), models.ReferralFilter{States: []models.State{models.StateEligible}}, cursor)
		if err != nil {
			b.Fatal(err)
		}
		for _, r := range page.Rows {
			if r.HoldCount > 0 || waiting == n {
				continue
			}
			if _, err := p.RequestPayment(b.Context(), r.ID, maker); err != nil {
				b.Fatal(err)
			}
			waiting++
		}
		if cursor = page.Older; cursor == "" && waiting < n {
			b.Logf("only %d requests wait", waiting)
			break
		}
	}
}

// staffSession signs a maker in and returns the cookie's value.
func staffSession(b *testing.B, p *program.Program, clock *modelstest.Clock) string {
	b.Helper()
	invited, err := p.InviteStaff(b.Context(), "maker@bank.test", "Maker", models.RoleMaker, "", models.Actor{Kind: models.ActorSystem, ID: "bench"})
	if err != nil {
		b.Fatal(err)
	}
	begun, err := p.BeginEnrolment(b.Context(), invited)
	if err != nil {
		b.Fatal(err)
	}
	code := func() string {
		clock.Advance(31 * time.Second)
		code, err := totp.GenerateCode(begun.Secret, clock.Now())
		if err != nil {
			b.Fatal(err)
		}
		return code
	}
	if _, err := p.FinishEnrolment(b.Context(), invited, begun.Offer, staffPassword, code()); err != nil {
		b.Fatal(err)
	}
	half, err := p.StaffPassword(b.Context(), "maker@bank.test", staffPassword)
	if err != nil {
		b.Fatal(err)
	}
	token, err := p.StaffCode(b.Context(), half, code(), "bench")
	if err != nil {
		b.Fatal(err)
	}
	return token
}

// turned is the cursor after so many pages, or of the last one, and a referral that stands there.
func turned(b *testing.B, p *program.Program, pages int) (cursor, id string) {
	b.Helper()
	for range pages {
		page, err := p.Referrals(b.Context(), models.ReferralFilter{}, cursor)
		if err != nil {
			b.Fatal(err)
		}
		if id = page.Rows[0].ID; page.Older == "" {
			break
		}
		cursor = page.Older
	}
	return cursor, id
}
