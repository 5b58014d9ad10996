package handlers

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"raf/handlers/session"
	"raf/handlers/web"
	"raf/models"
)

// atBank signs a member in at the bank itself.
func (b *browser) atBank(slug, who string) {
	b.t.Helper()
	r := b.post(b.h.origins[slug]+"/login", url.Values{"username": {who}, "password": {"sandbox"}}, "Sec-Fetch-Site", "", "Origin", "")
	if r.status != http.StatusSeeOther {
		b.t.Fatalf("%s could not sign in at %s: %d", who, slug, r.status)
	}
}

// leaveBank signs out at the bank itself.
func (b *browser) leaveBank(slug string) { b.t.Helper(); b.get(b.h.origins[slug] + "/logout") }

// signIn walks the whole sign-in of the card and returns the tile.
func (b *browser) signIn(slug, who string) reply {
	b.t.Helper()
	b.atBank(slug, who)
	r := b.load(web.PathTile)
	if r.status != http.StatusOK || !r.url.Query().Has(marker) {
		b.t.Fatalf("sign-in of %s ended at %s with %d:\n%s\n%s", who, r.url, r.status, r.text(), b.h.log)
	}
	return r
}

// cookies are those that the browser would send with a request for a path.
func (b *browser) cookies(path string) map[string]string {
	u, err := url.Parse(b.at(path))
	if err != nil {
		b.t.Fatal(err)
	}
	all := map[string]string{}
	for _, c := range b.jar.Cookies(u) {
		all[c.Name] = c.Value
	}
	return all
}

func (b *browser) token() string { return b.cookies(web.PathTile)[string(session.AccessCookie)] }

// keep puts a cookie into the jar, as an answer of ours would.
func (b *browser) keep(name, value string) {
	u, err := url.Parse(b.at("/"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: cmp.Or(strings.TrimSuffix(u.Path, "/"), "/")}})
}

// member is a person known to an institution, by the subject that the bank calls them.
func (h *house) member(t testing.TB, slug, who string) models.Member {
	t.Helper()
	var m models.Member
	err := h.rows(slug).InTx(t.Context(), func(tx *models.Tx) (err error) {
		subject := h.bank.Subject(slug, who)
		if subject == "" {
			subject = "subject-of-" + who
		}
		m, err = tx.SaveSignIn(models.SignedIn{Subject: subject, CustomerRef: "c-" + who, GivenName: strings.ToUpper(who[:1]) + who[1:],
			FamilyInitial: "T", PersonKey: "person-" + slug + who, PersonKeyKind: models.PersonByTaxID}, h.newCode)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// enter opens a session without the bank, which is what most tests are not about.
func (h *house) enter(t testing.TB, slug, who string) (*browser, models.Member) {
	t.Helper()
	m := h.member(t, slug, who)
	b := h.browser(t, slug)
	b.enter(slug, m)
	return b, m
}

func (b *browser) enter(slug string, m models.Member) models.Session {
	b.t.Helper()
	var raw string
	var s models.Session
	err := b.h.rows(slug).InTx(b.t.Context(), func(tx *models.Tx) (err error) {
		s, err = tx.AddSession(m.ID, func(sid string) (string, error) {
			token, claims, err := b.h.tokens().Issue(string(b.h.tenant(slug).ID()), m.ID, sid)
			raw = token
			return claims.ID, err
		})
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.keep(string(session.AccessCookie), raw)
	return s
}

func (h *house) tokens() *session.Tokens {
	return session.NewAccessTokens(session.TokensConfig{Keys: h.keys, Issuer: "raf", Now: h.clock.Now, Random: rand.Reader})
}

// formToken is the token in the forms of a session.
func (h *house) formToken(slug string, s models.Session) string {
	return session.NewFormTokens(h.keys).Make(session.FormScope{Tenant: string(h.tenant(slug).ID()), Session: s.ID, Purpose: "member"})
}

// sessionID is the session that the browser's token names.
func (b *browser) sessionID() string {
	b.t.Helper()
	for _, t := range []models.Tenant{b.h.garden, b.h.orchard} {
		if claims, err := b.h.tokens().Verify(b.token(), string(t.ID())); err == nil {
			return claims.Session
		}
	}
	b.t.Fatal("the browser has no live token")
	return ""
}
