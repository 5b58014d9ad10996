package handlers

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/gin-gonic/gin"

	"raf/handlers/session"
	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/models/secret"
	"raf/providers"
)

// benched is a tenant with one signed-in inviter, and no bank: a tile never asks one.
type benched struct {
	server *Server
	tenant models.Tenant
	store  *models.Store
	token  string
}

func newBenched(b *testing.B, db modelstest.DB) benched {
	b.Helper()
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
	tenant := modelstest.Tenant(b, db.Store, "garden")
	rows := db.Store.For(tenant)
	modelstest.Campaign(b, rows, modelstest.Terms(), 0)
	m := modelstest.Member(b, rows, "avery")
	out := benched{server: server, tenant: tenant, store: db.Store}
	err = rows.InTx(b.Context(), func(tx *models.Tx) error {
		_, err := tx.AddSession(m.ID, func(sid string) (string, error) {
			raw, claims, err := server.tokens.Issue(string(tenant.ID()), m.ID, sid)
			out.token = raw
			return claims.ID, err
		})
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return out
}

func (x benched) request() *http.Request {
	r := httptest.NewRequest(http.MethodGet, "http://"+sharedHost+"/t/garden"+web.PathTile, nil)
	r.AddCookie(&http.Cookie{Name: string(session.AccessCookie), Value: x.token})
	return r
}

// floor verifies the same token, opens the same transaction, reads one row by its key and writes the same bytes: what a
// tile costs before it is a tile.
func (x benched) floor(body []byte) http.Handler {
	router := gin.New()
	router.GET("/t/garden"+web.PathTile, func(c *gin.Context) {
		raw, err := c.Cookie(string(session.AccessCookie))
		if err != nil {
			c.Status(http.StatusUnauthorized)
			return
		}
		claims, err := x.server.tokens.Verify(raw, string(x.tenant.ID()))
		if err == nil {
			err = x.store.For(x.tenant).View(c.Request.Context(), func(v *models.View) error { _, err := v.Version(claims.Session); return ignoreMissing(err) })
		}
		if err != nil {
			c.Status(http.StatusInternalServerError)
			return
		}
		c.Data(http.StatusOK, "text/html; charset=utf-8", body)
	})
	return router
}

func ignoreMissing(err error) error {
	if err != nil && models.KindOf(err) == models.NotFound {
		return nil // an indexed SELECT that finds nothing costs the same
	}
	return err
}

func answerOf(b *testing.B, h http.Handler, r *http.Request) []byte {
	b.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		b.Fatalf("answered %d: %s", w.Code, w.Body)
	}
	return w.Body.Bytes()
}

// BenchmarkTile is a tile with a session beside its floor, on both databases, one after the other in the same run.
func BenchmarkTile(b *testing.B) {
	for name, open := range map[string]func(b *testing.B) modelstest.DB{
		"sqlite":   func(b *testing.B) modelstest.DB { return modelstest.SQLite(b, nil) },
		"postgres": func(b *testing.B) modelstest.DB { return kit.Postgres(b, nil) },
	} {
		b.Run(name, func(b *testing.B) {
			x := newBenched(b, open(b))
			body := answerOf(b, x.server, x.request())
			for who, h := range map[string]http.Handler{"tile": x.server, "floor": x.floor(body)} {
				b.Run(who, func(b *testing.B) {
					b.ReportAllocs()
					b.RunParallel(func(pb *testing.PB) {
						for pb.Next() {
							w := httptest.NewRecorder()
							h.ServeHTTP(w, x.request())
							if w.Code != http.StatusOK {
								b.Errorf("answered %d", w.Code)
							}
						}
					})
					b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tiles/s")
				})
			}
		})
	}
}
