package handlers

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// Each value is refused at its field, the others are kept as they were typed, and nothing is stored.
func TestWhatCanNotBeKeptIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	h := setup(t)
	editor := h.arrive(t, sandbox.Garden, models.RoleEditor)
	page := editor.get(web.PathCampaignNew)
	before := h.dump(t)
	const amount, number = "Write an amount such as 50 or 50.00.", "Write a whole number"
	for _, c := range []struct{ field, typed, says string }{
		{"name", "", "This can't be empty."},
		{"name", strings.Repeat("n", 81), "Take at most 80 characters."},
		{"name", strings.Repeat("n", 10_000), "Take at most 80 characters."},
		{"name", "Card 4111 1111 1111 1111", "A card number does not belong here."},
		{"acceptor_minor", "-1", amount},
		{"acceptor_minor", "0.001", amount},
		{"acceptor_minor", "1e3", amount},
		{"acceptor_minor", "50.5", amount},
		{"acceptor_minor", "٥٠", amount},
		{"acceptor_minor", "50,00", amount},
		{"acceptor_minor", "$50", amount},
		{"acceptor_minor", "92233720368547758.08", amount},
		{"acceptor_minor", "9223372036854775808", amount},
		{"acceptor_minor", "1,000,000.01", "Take $0.00 to $1,000,000.00."},
		{"inviter_minor", "0x10", amount},
		{"budget_minor", "-0.01", amount},
		{"budget_minor", "10000000001", "Take $0.00 to $10,000,000,000.00."},
		{"window_days", "0", "take 1 to 3,660 days."},
		{"window_days", "1000000", "take 0 to 3,660."},
		{"window_days", "-1", "write a whole number"},
		{"window_anchor", "birth", "choose one of what is offered."},
		{"hold_days", "367", "Take 0 to 366."},
		{"code_entry_days", "1.5", number},
		{"breaker_count", "1000000001", "Take 0 to 1,000,000,000."},
		{"inviter_year_count", "99999999999999999999", number},
		{"priority", "1001", "Take 0 to 1,000."},
		{"starts_on", "0000-01-01", "Write a day between 2000-01-01 and 2099-12-31"},
		{"starts_on", "9999-12-31", "Write a day between 2000-01-01 and 2099-12-31"},
		{"starts_on", "2027-02-30", "Write a day between 2000-01-01 and 2099-12-31"},
		{"starts_on", "tomorrow", "Write a day between 2000-01-01 and 2099-12-31"},
		{"ends_on", "2026-12-01", "The last day is before the first."},
		{"visibility", "everything", "Choose one of what is offered."},
		{"tax_form_acceptor", "W-9", "Choose one of what is offered."},
		{"disclosures.apy_hundredths", "five", "Write a rate such as 0.05."},
		{"disclosures.apy_hundredths", "101.00", "Take 0 to 10,000."},
		{"disclosures.min_open_minor", "-25", amount},
		{"text.en", strings.Repeat("t", 20_001), "Take at most 20,000 characters."},
		{"share_text.es", strings.Repeat("t", 501), "Take at most 500 characters."},
	} {
		typed := append(complete(), "name", "Spring", c.field, c.typed)
		got := editor.press(page, "save", typed...).wants(http.StatusUnprocessableEntity, "Nothing was saved. 1 field needs another look", c.says)
		doc := got.doc()
		field := doc.Find(`[name="` + c.field + `"]`)
		kept := field.AttrOr("value", field.Text())
		if field.Is("select") {
			kept = c.typed // a choice that is none has no place in a list
		}
		if doc.Find("[autofocus]").AttrOr("name", "") != c.field {
			t.Errorf("%s = %.40q: the focus goes elsewhere", c.field, c.typed)
		}
		if field.AttrOr("aria-invalid", "") != "true" || kept != c.typed {
			t.Errorf("%s = %.40q came back as %.40q, invalid %s", c.field, c.typed, kept, field.AttrOr("aria-invalid", ""))
		}
		if note := doc.Find("#" + strings.ReplaceAll(field.AttrOr("aria-describedby", "none"), ".", `\.`)).Text(); !strings.Contains(note, strings.TrimSuffix(c.says, ".")) &&
			!strings.Contains(strings.ToLower(note), strings.ToLower(c.says)) {
			t.Errorf("%s = %.40q: the field says %q", c.field, c.typed, note)
		}
		if other := doc.Find(`textarea[name="text.es"]`).Text(); other != "La oferta." {
			t.Errorf("%s: the terms in Spanish became %q", c.field, other)
		}
	}
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("something was stored:\n%s", diff)
	}
}

func TestANameThatPlaysTricksIsKeptWithoutThem(t *testing.T) {
	t.Parallel()
	h := setup(t)
	editor := h.arrive(t, sandbox.Garden, models.RoleEditor)
	page := editor.follow(editor.press(editor.get(web.PathCampaignNew), "save", "name", "  <script>alert(1)</script> \u202egnirpS\u200b  مرحبا "))
	page.wants(http.StatusOK, "<script>alert(1)</script> gnirpS مرحبا").without("<script>alert", "\u202e", "\u200b")
	editor.get(web.PathCampaigns).wants(http.StatusOK, "<script>alert(1)</script> gnirpS مرحبا").without("<script>alert")
}

func TestAmountsAreReadToTheCent(t *testing.T) {
	t.Parallel()
	h := setup(t)
	editor := h.arrive(t, sandbox.Garden, models.RoleEditor)
	page := editor.follow(editor.press(editor.get(web.PathCampaignNew), "save", "name", "Spring"))
	id := idOf(page)
	for typed, want := range map[string]int64{"50": 5000, "50.00": 5000, "0.01": 1, " 12.34 ": 1234, "1,000,000.00": 1_000_000_00, "": 0, "007": 700} {
		page = editor.follow(editor.press(page, "save", "acceptor_minor", typed))
		if got := h.campaign(t, id).Draft.Plan.Terms.AcceptorMinor; got != want {
			t.Errorf("%q is %d, want %d", typed, got, want)
		}
	}
}

func TestAFormThatIsTooLargeIsRefusedBeforeItIsRead(t *testing.T) {
	t.Parallel()
	h := setup(t)
	editor := h.arrive(t, sandbox.Garden, models.RoleEditor)
	editor.send(web.PathCampaignNew, "do", "save", "name", "Spring", "text.en", strings.Repeat("x", maxPlan)).wants(http.StatusRequestEntityTooLarge)
}
