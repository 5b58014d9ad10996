package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/components/tile"
	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/models/secret"
	"raf/providers/sandbox"
)

const codeForm = "form.code-form"

// typed is a filled code form; change holds pairs.
func typed(code string) map[string]string {
	return map[string]string{tile.FieldCode: code, tile.FieldTerms: "yes"}
}

func TestAFriendsCodeMakesAReferralOnceHoweverItIsSent(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		avery := h.member(t, sandbox.Garden, "avery")
		for _, row := range []struct {
			who    string
			script bool
			typed  string
		}{
			{"blake", false, avery.Code.Code},
			{"casey", true, secret.DisplayCode(avery.Code.Code)},
			{"devon", true, strings.ToLower(avery.Code.Code)},
			{"ellis", false, " " + avery.Code.Code[:4] + " – " + avery.Code.Code[4:] + "\u200b "},
			{"hollis", true, wide(avery.Code.Code)},
		} {
			t.Run(fmt.Sprintf("%s types %q", row.who, row.typed), func(t *testing.T) {
				b, friend := h.enter(t, sandbox.Garden, row.who)
				b = b.in(t)
				page := b.get(web.PathCode).wants(http.StatusOK)
				send := func() reply {
					if row.script {
						return b.submit(page, codeForm, typed(row.typed), scripted, "true")
					}
					return b.submit(page, codeForm, typed(row.typed))
				}
				for range 2 { // the second press, or the same form in another tab, is harmless
					got := send()
					if row.script {
						if got.wantState(http.StatusOK, "acceptor_pending"); strings.Contains(got.body, "<html") {
							t.Error("htmx was answered with a whole page")
						}
					} else if got.wants(http.StatusSeeOther); got.location() != "/t/garden/plugin/" {
						t.Errorf("it leads to %s", got.location())
					}
				}
				b.get(web.PathTile).wantState(http.StatusOK, "acceptor_pending")
				where := "acceptor_member_id = '" + friend.ID + "' AND inviter_member_id = '" + avery.ID + "'"
				if n := h.count(t, sandbox.Garden, "referrals", where); n != 1 {
					t.Errorf("%d referrals, want 1", n)
				}
			})
		}
		for table, want := range map[string]int{"referrals": 5, "reward_legs": 10, "consents": 10, "referral_events": 5} {
			if n := h.count(t, sandbox.Garden, table, ""); n != want {
				t.Errorf("%d rows in %s, want %d", n, table, want)
			}
		}
		if n := h.count(t, sandbox.Garden, "audit_log", "action = 'referral.accepted'"); n != 5 {
			t.Errorf("%d audit rows, want 5", n)
		}
	})
}

// wide is a code as a full-width keyboard types it.
func wide(code string) string {
	return strings.Map(func(r rune) rune { return r - '!' + '！' }, code)
}

func TestTheSameFormSentTwentyTimesAtOnceMakesOneReferral(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		avery := h.member(t, sandbox.Garden, "avery")
		b, _ := h.enter(t, sandbox.Garden, "blake")
		action, form := b.fields(b.get(web.PathCode), codeForm)
		form.Set(tile.FieldCode, avery.Code.Code)
		form.Set(tile.FieldTerms, "yes")
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if got := b.post(action, form); got.status != http.StatusSeeOther && got.status != http.StatusTooManyRequests {
					t.Errorf("answered %d: %s", got.status, got.text())
				}
			})
		}
		all.Wait()
		if n := h.count(t, sandbox.Garden, "referrals", ""); n != 1 {
			t.Errorf("%d referrals, want 1", n)
		}
	})
}

var (
	requestID = regexp.MustCompile(`request <strong>[A-Z0-9]{8}</strong>|request [A-Z0-9]{8}`)
	codeValue = regexp.MustCompile(`value="[^"]*" required maxlength`)
)

// fragment is the tile inside a page, byte for byte.
func fragment(t *testing.T, page reply) string {
	t.Helper()
	_, rest, found := strings.Cut(page.body, `<main id="tile"`)
	inside, _, ended := strings.Cut(rest, "</main>")
	if !found || !ended {
		t.Fatalf("no tile in\n%s", page.body)
	}
	return `<main id="tile"` + inside + "</main>"
}

func TestAFaultyCodeFormComesBackAsItWas(t *testing.T) {
	t.Parallel()
	h := setup(t)
	avery := h.member(t, sandbox.Garden, "avery")
	b, _ := h.enter(t, sandbox.Garden, "blake")
	before := h.dump(t)
	for _, row := range []struct {
		name   string
		change map[string]string
		shows  string
	}{
		{"no code", map[string]string{tile.FieldCode: "", tile.FieldTerms: "yes"}, "Type the code"},
		{"spaces", map[string]string{tile.FieldCode: " \t ", tile.FieldTerms: "yes"}, "Type the code"},
		{"10,000 characters", map[string]string{tile.FieldCode: strings.Repeat("A", 10_000), tile.FieldTerms: "yes"}, "64"},
		{"terms not ticked", map[string]string{tile.FieldCode: avery.Code.Code}, "Tick this box"},
		{"nothing at all", nil, "Tick this box"},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := b.in(t)
			page := b.get(web.PathCode)
			for _, header := range [][]string{nil, {scripted, "true"}} {
				got := b.submit(page, codeForm, row.change, header...).wants(http.StatusUnprocessableEntity, row.shows)
				_, form := b.fields(got, codeForm)
				want := row.change[tile.FieldCode]
				if form.Get(tile.FieldCode) != want[:min(len(want), 64)] || form.Get(tile.FieldTerms) != row.change[tile.FieldTerms] {
					t.Errorf("the form came back as %v", form)
				}
				if invalid := got.doc().Find(`[aria-invalid="true"]`); invalid.Length() == 0 {
					t.Error("no field is marked")
				}
			}
		})
	}
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("rows changed, or a slip counts as a guess:\n%s", diff)
	}
}

func TestACodeIsReadFromAFormOfOursAndNothingElse(t *testing.T) {
	t.Parallel()
	h := setup(t)
	avery := h.member(t, sandbox.Garden, "avery")
	b, _ := h.enter(t, sandbox.Garden, "blake")
	_, form := b.fields(b.get(web.PathCode), codeForm)
	form.Set(tile.FieldTerms, "yes")
	full := url.Values{}
	for name, values := range form {
		full[name] = values
	}
	full.Set(tile.FieldCode, avery.Code.Code)
	query, body := full.Encode(), full.Encode()
	before := h.dump(t)
	for _, row := range []struct {
		name, path, kind, body string
		status                 int
	}{
		{"the code in the query", web.PathCode + "?" + query, "application/x-www-form-urlencoded", form.Encode(), 422},
		{"all of it in the query", web.PathCode + "?" + query, "application/x-www-form-urlencoded", "", 422},
		{"multipart", web.PathCode, "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\n" + avery.Code.Code + "\r\n--x--\r\n", 415},
		{"text/plain, as a form of another site can send it", web.PathCode, "text/plain", body, 415},
		{"JSON", web.PathCode, "application/json", `{"code":"` + avery.Code.Code + `","accept_terms":"yes"}`, 415},
		{"JSON that calls itself a form", web.PathCode, "application/x-www-form-urlencoded", `{"code":"` + avery.Code.Code + `"}`, 422},
		{"no type", web.PathCode, "", body, 415},
		{"two codes", web.PathCode, "application/x-www-form-urlencoded", body + "&code=ZZZZZZZZ", 400},
		{"two tokens", web.PathCode, "application/x-www-form-urlencoded", "form_token=x&" + body, 400},
		{"bytes that are no text", web.PathCode, "application/x-www-form-urlencoded", strings.Replace(body, "code=", "code=%ff", 1), 400},
		{"broken escapes", web.PathCode, "application/x-www-form-urlencoded", body + "&x=%zz", 400},
		{"a doubled query key", web.PathCode + "?a=1&a=2", "application/x-www-form-urlencoded", body, 400},
		{"more than 64 KiB", web.PathCode, "application/x-www-form-urlencoded", body + "&x=" + strings.Repeat("x", maxBody), 413},
		{"a wrong method", web.PathCode, "PUT", body, 405},
	} {
		t.Run(row.name, func(t *testing.T) {
			method, kind := http.MethodPost, row.kind
			if kind == "PUT" {
				method, kind = "PUT", "application/x-www-form-urlencoded"
			}
			got := b.in(t).do(method, row.path, strings.NewReader(row.body), "Content-Type", kind, "Sec-Fetch-Site", "same-origin", "Origin", "http://"+sharedHost)
			got.wants(row.status)
		})
	}
	t.Run("more than 64 KiB without saying so before", func(t *testing.T) {
		endless := struct{ *strings.Reader }{strings.NewReader(body + "&x=" + strings.Repeat("x", maxBody))} // no Content-Length
		b.in(t).do(http.MethodPost, web.PathCode, endless, "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin").wants(http.StatusRequestEntityTooLarge)
	})
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("rows changed:\n%s", diff)
	}
	b.post(web.PathCode, full).wants(http.StatusSeeOther) // the form was good all along
}

func TestTermsThatChangedWhileTheFormWasOpenAreNotAccepted(t *testing.T) {
	t.Parallel()
	h := setup(t)
	avery := h.member(t, sandbox.Garden, "avery")
	b, _ := h.enter(t, sandbox.Garden, "blake")
	page := b.get(web.PathCode)
	h.newOffer(t, func(terms *models.Terms) { terms.AcceptorMinor = 2500 })
	got := b.submit(page, codeForm, typed(avery.Code.Code)).wants(http.StatusConflict, "The terms changed while this page was open", "$25")
	_, form := b.fields(got, codeForm)
	if form.Get(tile.FieldCode) != avery.Code.Code || form.Has(tile.FieldTerms) {
		t.Errorf("the form came back as %v", form)
	}
	if n := h.count(t, sandbox.Garden, "referrals", "") + h.count(t, sandbox.Garden, "code_attempts", ""); n != 0 {
		t.Errorf("%d rows: a change of the terms is no guess", n)
	}
	b.submit(got, codeForm, map[string]string{tile.FieldTerms: "yes"}).wants(http.StatusSeeOther)
}

// newOffer ends the live offer and begins another one.
func (h *house) newOffer(t *testing.T, change func(*models.Terms)) {
	t.Helper()
	h.endOffer(t)
	terms := modelstest.Terms()
	change(&terms)
	modelstest.Campaign(t, h.rows(sandbox.Garden), terms, 0)
}

func (h *house) endOffer(t *testing.T) {
	t.Helper()
	err := h.rows(sandbox.Garden).InTx(t.Context(), func(tx *models.Tx) error {
		c, err := tx.LiveCampaign("2026-12-02")
		if err != nil {
			return err
		}
		_, err = tx.MoveCampaign(c, models.CampaignEnd, models.Actor{Kind: models.ActorSystem, ID: "test"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.clock.Advance(time.Second)
}
