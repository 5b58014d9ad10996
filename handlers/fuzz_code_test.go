package handlers

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"raf/components/tile"
	"raf/handlers/session"
	"raf/handlers/web"
	"raf/models/secret"
	"raf/providers/sandbox"
)

// FuzzCodeForm: whatever a form says, only Avery's code with these terms accepted makes a referral, nothing breaks, and what
// was typed comes back as text. TOKEN, CODE and TERMS in a seed are the true ones.
func FuzzCodeForm(f *testing.F) {
	for _, seed := range []string{"form_token=TOKEN&code=CODE&terms=TERMS&accept_terms=yes", "form_token=TOKEN&code=CODE&terms=TERMS&accept_terms=yes&share_status=yes&TenantID=x&ID=1",
		"form_token=TOKEN&code=CODE&terms=TERMS", "form_token=TOKEN&code=&terms=TERMS&accept_terms=yes", "form_token=TOKEN&code=K7PM3QXD&terms=x&accept_terms=yes",
		"form_token=TOKEN&code=%22%3Ccanary%3E'&terms=TERMS&accept_terms=yes", "form_token=TOKEN&code=+%E2%80%8BCODE%E2%80%AE&terms=TERMS&accept_terms=on", "form_token=x&code=CODE",
		"code=CODE&code=CODE", "form_token=TOKEN&code=%00&terms=%00&accept_terms=%00", "form_token=TOKEN&code=%ff", "%zz", ";", "__proto__[x]=1&constructor=2&code[]=CODE"} {
		f.Add(seed)
	}
	h := setup(f)
	code := h.member(f, sandbox.Garden, "avery").Code.Code
	var token, cookie, terms string
	friends := 0
	arrive := func(t testing.TB) { // a new friend, an hour later, when the tries of the last one are forgotten
		friends++
		h.clock.Advance(time.Hour)
		b, _ := h.enter(t, sandbox.Garden, fmt.Sprintf("friend%d", friends))
		_, form := b.fields(b.get(web.PathCode), codeForm)
		token, terms, cookie = form.Get(tile.FieldToken), form.Get(tile.FieldTermsID), string(session.AccessCookie)+"="+b.token()
	}
	arrive(f)
	f.Fuzz(func(t *testing.T, pattern string) {
		body := strings.NewReplacer("TOKEN", token, "CODE", code, "TERMS", terms).Replace(pattern)
		r := httptest.NewRequest(http.MethodPost, "/t/garden"+web.PathCode, strings.NewReader(body))
		r.Host = sharedHost
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Cookie", cookie)
		w := httptest.NewRecorder()
		h.server.ServeHTTP(w, r)
		sent, _ := url.ParseQuery(body)
		switch typed, _ := secret.NormalizeCode(sent.Get(tile.FieldCode)); w.Code {
		case http.StatusSeeOther:
			if typed != code || sent.Get(tile.FieldToken) != token || sent.Get(tile.FieldTermsID) != terms || sent.Get(tile.FieldTerms) == "" {
				t.Fatalf("%q is taken", body)
			}
			arrive(t)
		case http.StatusTooManyRequests:
			arrive(t)
		case http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity, http.StatusOK:
		default:
			t.Fatalf("%d for %q", w.Code, body)
		}
		if strings.Contains(w.Body.String(), "<canary") {
			t.Fatalf("%q stands in the page as it came", body)
		}
	})
}
