package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

// offer is an institution's only published campaign.
func (h *house) offer(t *testing.T, slug string) models.Campaign {
	t.Helper()
	list, err := h.app.For(h.tenant(slug)).Campaigns(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list.Lines {
		if l.Campaign != nil {
			return *l.Campaign
		}
	}
	t.Fatal("no campaign was published")
	return models.Campaign{}
}

// campaign is one campaign as it stands.
func (h *house) campaign(t *testing.T, id string) program.CampaignPageData {
	t.Helper()
	data, err := h.app.For(h.garden).CampaignPage(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// revised is Garden's published campaign with a change that nobody was asked about.
func (h *house) revised(t *testing.T) models.Campaign {
	t.Helper()
	c := h.offer(t, sandbox.Garden)
	writer := h.hireAs(t, sandbox.Garden, "writer", models.RoleEditor)
	writer.enterConsole()
	writer.send(web.CampaignPath(c.ID, web.CampaignEdit), "do", "save", "base", c.CurrentVersionID, "name", "Give and get").wants(http.StatusSeeOther)
	return c
}

// editorForm is everything that pressing a button of the editor's form would send.
func editorForm(r reply) url.Values {
	r.t.Helper()
	out := url.Values{}
	doc := r.doc()
	doc.Find("#campaign [name], [name][form=campaign]").Not("button").Each(func(_ int, s *goquery.Selection) {
		name, value := s.AttrOr("name", ""), s.AttrOr("value", "")
		_, checked := s.Attr("checked")
		switch {
		case s.Is("input[type=radio], input[type=checkbox]") && !checked:
			return
		case s.Is("select"):
			value = s.Find("option[selected]").AttrOr("value", s.Find("option").First().AttrOr("value", ""))
		case s.Is("textarea"):
			value = s.Text()
		}
		out.Set(name, value)
	})
	return out
}

// press sends the editor's form of a page with a button, after some fields were typed into: pairs of name and value. The
// button must be there.
func (k *clerk) press(page reply, button string, typed ...string) reply {
	k.t.Helper()
	form := editorForm(page)
	for i := 0; i+1 < len(typed); i += 2 {
		form.Set(typed[i], typed[i+1])
	}
	found := page.doc().Find(`button[name=do]`).FilterFunction(func(_ int, s *goquery.Selection) bool { return s.AttrOr("value", "") == button })
	if found.Length() == 0 {
		k.t.Fatalf("no button %q on %s", button, page.url)
	}
	form.Set("do", button)
	return k.post(strings.TrimPrefix(page.doc().Find("#campaign").AttrOr("action", ""), "/t/"+k.slug), form)
}

// follow reads the page that a reply leads to.
func (k *clerk) follow(r reply) reply {
	k.t.Helper()
	r.wants(http.StatusSeeOther)
	path, _, _ := strings.Cut(strings.TrimPrefix(r.location(), "/t/"+k.slug), "#")
	return k.get(path)
}

// complete are values with which a new campaign has no problems once it asks for something.
func complete() []string {
	return []string{"name", "New Year 2027", "acceptor_minor", "50.00", "inviter_minor", "50.00", "starts_on", "2026-12-02", "ends_on", "2027-03-31",
		"budget_minor", "30,000.00", "inviter_year_count", "10", "breaker_count", "100", "payroll_allow", "payroll, salary", "tax_form_acceptor", "INT",
		"tax_form_inviter", "MISC", "disclosures.apy_hundredths", "0.05", "disclosures.min_open_minor", "25.00", "disclosures.min_balance_minor", "0.00",
		"text.en", "The offer.", "text.es", "La oferta.", "priority", "5"}
}

// idOf is the campaign whose editor a page is.
func idOf(page reply) string {
	page.t.Helper()
	_, rest, _ := strings.Cut(page.doc().Find("#campaign").AttrOr("action", ""), web.PathCampaigns)
	id, _, _ := strings.Cut(rest, "/")
	return id
}
