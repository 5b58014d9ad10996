package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/providers/sandbox"
)

// TestOneConnectionServesTwoInstitutionsInTurn sends requests of two institutions through the front door over a pool of one
// connection: read, written, given up half-way and refused. None may find the other's setting on it (security.md, F2).
func TestOneConnectionServesTwoInstitutionsInTurn(t *testing.T) {
	t.Parallel()
	db := kit.Postgres(t, nil)
	h := build(t, db)
	cfg := db.Config
	cfg.MaxConns = 1
	store, err := models.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	one := h.serve(t, store, Config{})
	type side struct{ slug, name, other, cookies string }
	sides := []side{{slug: sandbox.Garden, name: "Garden", other: "Orchard"}, {slug: sandbox.Orchard, name: "Orchard", other: "Garden"}}
	for i, s := range sides {
		b, _ := h.enter(t, s.slug, "blake")
		for name, value := range b.cookies(web.PathTile) {
			sides[i].cookies += name + "=" + value + "; "
		}
	}
	rounds := max(*stormCalls/2, 200)
	var all sync.WaitGroup
	for worker := range 4 {
		all.Add(1)
		go func() {
			defer all.Done()
			for n := range rounds / 4 {
				s := sides[(n+worker)%2]
				ctx, cancel := context.WithCancel(t.Context())
				r := httptest.NewRequestWithContext(ctx, http.MethodGet, "http://"+sharedHost+"/t/"+s.slug+web.PathDashboard, nil)
				if n%5 == 4 { // one that writes what nothing comes of
					r = httptest.NewRequestWithContext(ctx, http.MethodPost, "http://"+sharedHost+"/t/"+s.slug+web.PathCode, strings.NewReader("code=K7PM3QXD"))
					r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
					r.Header.Set("Sec-Fetch-Site", "same-origin")
				}
				r.Header.Set("Cookie", s.cookies)
				if n%7 == 6 { // and one whose sender goes away
					go cancel()
				}
				w := httptest.NewRecorder()
				one.ServeHTTP(w, r)
				cancel()
				body := w.Body.String()
				if strings.Contains(body, s.other) {
					t.Errorf("%s reads of %s", s.slug, s.other)
				}
				if n%5 != 4 && n%7 != 6 && (w.Code != http.StatusOK || !strings.Contains(body, s.name)) {
					t.Errorf("%s is answered %d", s.slug, w.Code)
				}
			}
		}()
	}
	all.Wait()
	pool := modelstest.Raw(t, cfg)
	if left := modelstest.Strings(t, pool, "SELECT DISTINCT usename FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()"); len(left) > 0 {
		t.Errorf("transactions were left open by %v", left)
	}
	if s := store.Pool(); s.MaxOpenConnections != 1 || s.InUse != 0 {
		t.Errorf("the pool ended with %+v", s)
	}
}
