package handlers

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/components/tile"
	"raf/handlers/web"
	"raf/providers/sandbox"
)

// Whoever guesses codes must not learn which check they met.
func TestEveryRefusedCodeIsAnsweredAlike(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		avery, gale := h.member(t, sandbox.Garden, "avery"), h.member(t, sandbox.Garden, "gale")
		theirs := h.member(t, sandbox.Orchard, "avery").Code.Code
		blake, blakeIs := h.enter(t, sandbox.Garden, "blake")
		inviter, _ := h.enter(t, sandbox.Garden, "gale")
		inviter.submit(inviter.get(web.PathCode), codeForm, typed(avery.Code.Code)).wants(http.StatusSeeOther)
		twin := h.twin(t, "frankie", "avery") // another login of the same person
		loop, _ := h.enter(t, sandbox.Garden, "avery")
		cases := []struct {
			name string
			by   *browser
			code string
			why  string
		}{
			{"unknown", blake, "ZZZZZZZZ", "unknown_code"},
			{"one character", h.fresh(t, "p1"), "A", "unknown_code"},
			{"a look-alike letter", h.fresh(t, "p2"), "А" + avery.Code.Code[1:], "unknown_code"},
			{"letters that codes never have", h.fresh(t, "p3"), "O0I1O0I1", "unknown_code"},
			{"NUL in it", h.fresh(t, "p4"), avery.Code.Code[:4] + "\x00" + avery.Code.Code[4:], "unknown_code"},
			{"markup", h.fresh(t, "p5"), `"><script>alert(1)</script>`, "unknown_code"},
			{"SQL", h.fresh(t, "p6"), "' OR 1=1 --", "unknown_code"},
			{"of the other institution", h.fresh(t, "p7"), theirs, "unknown_code"},
			{"one's own", blake, blakeIs.Code.Code, "own_code"},
			{"of somebody one has invited", loop, gale.Code.Code, "loop"},
			{"of the same person", twin, avery.Code.Code, "same_person"},
			{"switched off", h.fresh(t, "p8"), h.disabledCode(t), "unknown_code"},
		}
		var first string
		for _, row := range cases {
			t.Run(row.name, func(t *testing.T) {
				b := row.by.in(t)
				page := b.get(web.PathCode).wants(http.StatusOK)
				got := b.submit(page, codeForm, typed(row.code), scripted, "true")
				got.wants(http.StatusUnprocessableEntity, "This code can’t be used", got.header.Get("X-Request-Id"))
				if value, _ := got.doc().Find("#code").Attr("value"); value != strings.ReplaceAll(row.code, "\x00", "\uFFFD") {
					t.Errorf("what was typed came back as %q", value)
				}
				got.without("<script>alert")
				logged := h.log.String()
				if !strings.Contains(logged, `"reason":"`+row.why+`"`) {
					t.Errorf("staff are not told %q", row.why)
				}
				plainly := b.submit(page, codeForm, typed(row.code)).wants(http.StatusUnprocessableEntity, "This code can’t be used")
				for _, body := range []string{got.body, fragment(t, plainly)} {
					body = codeValue.ReplaceAllString(requestID.ReplaceAllString(body, "request X"), "")
					body = regexp.MustCompile(`name="form_token" value="[^"]*"`).ReplaceAllString(body, "")
					if first == "" {
						first = body
					}
					if diff := cmp.Diff(first, body); diff != "" {
						t.Errorf("another answer than the first refusal's:\n%s", diff)
					}
				}
			})
		}
		if n := h.count(t, sandbox.Garden, "referrals", ""); n != 1 {
			t.Errorf("%d referrals, want gale's alone", n)
		}
		if n := h.count(t, sandbox.Garden, "code_attempts", ""); n != 2*len(cases) {
			t.Errorf("%d attempts were kept, want %d", n, 2*len(cases))
		}
	})
}

func (h *house) fresh(t *testing.T, who string) *browser {
	t.Helper()
	b, _ := h.enter(t, sandbox.Garden, who)
	return b
}

// twin is a second login of a person.
func (h *house) twin(t *testing.T, who, of string) *browser {
	t.Helper()
	b, m := h.enter(t, sandbox.Garden, who)
	h.set(t, sandbox.Garden, "UPDATE members SET person_key = 'person-garden"+of+"' WHERE id = '"+m.ID+"'")
	return b
}

func (h *house) disabledCode(t *testing.T) string {
	t.Helper()
	m := h.member(t, sandbox.Garden, "former")
	h.set(t, sandbox.Garden, "UPDATE referral_codes SET status = 'disabled' WHERE member_id = '"+m.ID+"'")
	return m.Code.Code
}

func TestTheSixthWrongCodeWithinAnHourHasToWait(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		avery := h.member(t, sandbox.Garden, "avery")
		b, _ := h.enter(t, sandbox.Garden, "blake")
		page := b.get(web.PathCode)
		for i := range 5 {
			b.submit(page, codeForm, typed(fmt.Sprintf("ZZZZZZZ%d", i+2))).wants(http.StatusUnprocessableEntity)
		}
		for _, code := range []string{"ZZZZZZZ9", avery.Code.Code} { // even the right one: else five more guesses would tell
			got := b.submit(page, codeForm, typed(code), scripted, "true").wants(http.StatusTooManyRequests, "Too many tries")
			if got.header.Get("Retry-After") != "3600" {
				t.Errorf("Retry-After = %q", got.header.Get("Retry-After"))
			}
			if _, form := b.fields(got, codeForm); form.Get(tile.FieldCode) != code {
				t.Errorf("what was typed came back as %q", form.Get(tile.FieldCode))
			}
		}
		other, _ := h.enter(t, sandbox.Garden, "casey")
		other.submit(other.get(web.PathCode), codeForm, typed(avery.Code.Code)).wants(http.StatusSeeOther)
		h.clock.Advance(time.Hour + time.Second)
		b.enter(sandbox.Garden, h.member(t, sandbox.Garden, "blake"))
		b.submit(b.get(web.PathCode), codeForm, typed(avery.Code.Code)).wants(http.StatusSeeOther)
	})
}

func TestAfterTheOfferEndedEveryCodeIsAnsweredAlike(t *testing.T) {
	t.Parallel()
	h := setup(t)
	avery := h.member(t, sandbox.Garden, "avery")
	b, _ := h.enter(t, sandbox.Garden, "blake")
	page := b.get(web.PathCode)
	h.endOffer(t)
	var first string
	for _, code := range []string{avery.Code.Code, "ZZZZZZZZ"} {
		got := b.submit(page, codeForm, typed(code), scripted, "true")
		if got.status >= 500 {
			t.Fatalf("answered %d", got.status)
		}
		got.wants(got.status, "No offer right now")
		body := requestID.ReplaceAllString(got.body, "")
		if first == "" {
			first = body
		}
		if diff := cmp.Diff(first, body); diff != "" {
			t.Errorf("the answers differ:\n%s", diff)
		}
	}
	if n := h.count(t, sandbox.Garden, "referrals", ""); n != 0 {
		t.Errorf("%d referrals", n)
	}
	b.get(web.PathCode).wants(http.StatusSeeOther)
}

// Whoever has joined already is shown where they stand, whatever code they type: nothing is told about the code.
func TestWhoHasJoinedAlreadySeesTheirTileWhateverCodeTheyType(t *testing.T) {
	t.Parallel()
	h := setup(t)
	avery, gale := h.member(t, sandbox.Garden, "avery"), h.member(t, sandbox.Garden, "gale")
	b, _ := h.enter(t, sandbox.Garden, "blake")
	page := b.get(web.PathCode)
	b.submit(page, codeForm, typed(avery.Code.Code)).wants(http.StatusSeeOther)
	var first string
	for _, code := range []string{gale.Code.Code, avery.Code.Code, "ZZZZZZZZ"} {
		got := b.submit(page, codeForm, typed(code), scripted, "true").wantState(http.StatusOK, "acceptor_pending")
		if first == "" {
			first = got.body
		}
		if diff := cmp.Diff(first, got.body); diff != "" {
			t.Errorf("the answers differ:\n%s", diff)
		}
	}
	if n := h.count(t, sandbox.Garden, "referrals", ""); n != 1 {
		t.Errorf("%d referrals, want 1", n)
	}
	b.get(web.PathCode, scripted, "true").wantState(http.StatusOK, "acceptor_pending")
}
