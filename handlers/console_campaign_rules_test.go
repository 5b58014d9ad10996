package handlers

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"raf/handlers/web"
	"raf/models"
	"raf/models/eligibility"
	"raf/providers/sandbox"
)

// shape is the tree of a page as it stands there: kinds, with what is in groups in parentheses.
func shape(t *testing.T, page reply) string {
	t.Helper()
	tree, err := eligibility.ParseDraft([]byte(page.doc().Find(`input[name="rules"]`).AttrOr("value", "")))
	if err != nil {
		t.Fatal(err)
	}
	var draw func(eligibility.Draft) string
	draw = func(d eligibility.Draft) string {
		if !d.Kind.Group() {
			return d.ID
		}
		var kids []string
		for _, child := range d.Rules {
			kids = append(kids, draw(child))
		}
		return string(d.Kind) + "(" + strings.Join(kids, " ") + ")"
	}
	return draw(tree)
}

func TestTheTreeIsBuiltNestedReorderedAndCutWithoutScripts(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		editor := h.arrive(t, sandbox.Garden, models.RoleEditor)
		page := editor.get(web.PathCampaignNew)
		for _, c := range []struct {
			press, want string
			typed       []string
		}{
			{"add:rules:qualifying_account", "all(r1)", []string{"name", "Spring"}},
			{"add:rules:any", "all(r1 any())", nil},
			{"add:r2:direct_deposit", "all(r1 any(r3))", nil},
			{"add:r2:any", "all(r1 any(r3 any()))", []string{"rules.r3.min_total", "500.00"}},
			{"add:r4:debit_purchases", "all(r1 any(r3 any(r5)))", nil},
			{"add:rules:good_standing", "all(r1 any(r3 any(r5)) r6)", []string{"rules.r5.min_count", "10", "rules.r5.min_each", "5.00"}},
			{"refresh", "all(r1 any(r3 at_least(r5)) r6)", []string{"rules.r4.kind", "at_least"}},
			{"up:r6", "all(r1 any(r3 at_least(r5) r6))", []string{"rules.r4.k", "1"}},
			{"up:r6", "all(r1 any(r3 at_least(r5 r6)))", nil},
			{"down:r6", "all(r1 any(r3 at_least(r5) r6))", nil},
			{"down:r1", "all(any(r1 r3 at_least(r5) r6))", nil},
			{"up:r1", "all(r1 any(r3 at_least(r5) r6))", nil},
			{"remove:r2", "all(r1)", nil},
			{"undo", "all(r1 any(r3 at_least(r5) r6))", []string{"rules.r1.include.savings", "yes"}},
		} {
			page = editor.press(page, c.press, c.typed...).wants(http.StatusOK)
			if got := shape(t, page); got != c.want {
				t.Fatalf("%s made %s, want %s", c.press, got, c.want)
			}
		}
		form := editorForm(page)
		for name, want := range map[string]string{"name": "Spring", "rules.r3.min_total": "500.00", "rules.r5.min_count": "10", "rules.r5.min_each": "5.00", "rules.r4.k": "1",
			"rules.r1.include.checking": "yes", "rules.r1.include.savings": "yes", "rules.r1.opened_within_days_before": "30"} {
			if got := form.Get(name); got != want {
				t.Errorf("%s came back as %q, want %q", name, got, want)
			}
		}
		page.wants(http.StatusOK, "open a checking account or a savings account, and (either $500 of payroll deposits, or 10 debit card purchases of $5 or more, or keep the account in good standing)")
		saved := editor.follow(editor.press(page, "save"))
		terms := h.campaign(t, idOf(saved)).Draft.Plan.Terms
		rule, err := eligibility.ParseRules(terms.Rules)
		if err != nil {
			t.Fatal(err)
		}
		inner := rule.Rules[1].Rules[1]
		if diff := cmp.Diff(eligibility.DebitPurchases{MinCount: 10, MinEach: 500}, *inner.Rules[0].DebitPurchases); diff != "" || inner.K != 1 || inner.Kind != eligibility.KindAtLeast {
			t.Errorf("stored: %+v\n%s", inner, diff)
		}
	})
}

func TestEveryKindIsAskedForByWhatItSaysOfItself(t *testing.T) {
	t.Parallel()
	h := setup(t)
	editor := h.arrive(t, sandbox.Garden, models.RoleEditor)
	for _, said := range eligibility.Descriptions() {
		page := editor.press(editor.get(web.PathCampaignNew), "add:rules:any")
		if !said.Group {
			page = editor.press(page, "add:r1:"+string(said.Kind))
		} else {
			page = editor.press(page, "refresh", "rules.r1.kind", string(said.Kind))
		}
		id := map[bool]string{true: "r1", false: "r2"}[said.Group]
		for _, p := range said.Params {
			if with := p.OnlyWith; with.Key != "" {
				page = editor.press(page, "refresh", "rules."+id+"."+with.Key, with.Values[0]).wants(http.StatusOK)
			}
			selector := `[name="rules.` + id + "." + p.Key + `"]`
			if p.Type == eligibility.ParamChoices {
				selector = `[name="rules.` + id + "." + p.Key + "." + p.Choices[0] + `"]`
			}
			if page.doc().Find(selector).Length() != 1 {
				t.Errorf("%s is not asked for its %s", said.Kind, p.Key)
			}
		}
	}
}

func TestAParameterThatCanNotBeReadStaysAsItWasTypedWhileTheTreeChanges(t *testing.T) {
	t.Parallel()
	h := setup(t)
	editor := h.arrive(t, sandbox.Garden, models.RoleEditor)
	page := editor.press(editor.get(web.PathCampaignNew), "add:rules:direct_deposit", "name", "Spring")
	page = editor.press(page, "add:rules:debit_purchases", "rules.r1.min_total", "5oo")
	if got := editorForm(page).Get("rules.r1.min_total"); got != "5oo" {
		t.Errorf("the amount became %q", got)
	}
	page = editor.press(page, "up:r2", "rules.r2.min_count", "0").wants(http.StatusOK)
	refused := editor.press(page, "save").wants(http.StatusUnprocessableEntity, "Nothing was saved. 2 fields", "Deposits of at least: write an amount", "How many: take 1 to 10,000.")
	form := editorForm(refused)
	if form.Get("rules.r1.min_total") != "5oo" || form.Get("rules.r2.min_count") != "0" {
		t.Errorf("came back: %q and %q", form.Get("rules.r1.min_total"), form.Get("rules.r2.min_count"))
	}
	if id := refused.doc().Find(`[name="rules.r1.min_total"]`).AttrOr("aria-describedby", ""); refused.doc().Find("#"+id).Length() != 1 {
		t.Errorf("the token is described by %q, which is not there", id)
	}
}

func TestATreeIsBoundedHoweverItIsSent(t *testing.T) {
	t.Parallel()
	h := setup(t)
	editor := h.arrive(t, sandbox.Garden, models.RoleEditor)
	page := editor.get(web.PathCampaignNew)
	deep := strings.Repeat(`{"id":"x","kind":"all","rules":[`, 100) + strings.Repeat(`]}`, 100)
	var wide []string
	for i := range 40 {
		wide = append(wide, `{"id":"w`+string(rune('a'+i%26))+string(rune('a'+i/26))+`","kind":"good_standing"}`)
	}
	for name, tree := range map[string]string{
		"a hundred deep": deep, "not JSON": "{", "another kind": `{"id":"rules","kind":"all","rules":[{"id":"a","kind":"gift"}]}`,
		"an id twice":  `{"id":"rules","kind":"all","rules":[{"id":"rules","kind":"good_standing"}]}`,
		"forty leaves": `{"id":"rules","kind":"all","rules":[` + strings.Join(wide, ",") + `]}`, "four groups deep": `{"id":"a","kind":"all","rules":[{"id":"b","kind":"all","rules":[{"id":"c","kind":"all","rules":[{"id":"d","kind":"all","rules":[]}]}]}]}`,
	} {
		got := editor.press(page, "save", "name", "Spring", "rules", tree).wants(http.StatusUnprocessableEntity, "The requirements of this page can't be read any more")
		if now := shape(t, got); now != "all()" {
			t.Errorf("%s became %s", name, now)
		}
	}
	// The last level offers no group, and a button that is not there does nothing.
	page = editor.press(page, "add:rules:any", "name", "Spring")
	page = editor.press(page, "add:r1:any")
	if page.doc().Find(`button[value="add:r2:any"]`).Length() != 0 {
		t.Error("a fourth level is offered")
	}
	form := editorForm(page)
	for _, do := range []string{"add:r2:any", "add:nobody:any", "add:r1:gift", "up:rules", "remove:rules", "remove:nobody", "undo", "explode"} {
		form.Set("do", do)
		if got := shape(t, editor.post(web.PathCampaignNew, form).wants(http.StatusOK)); got != "all(any(any()))" {
			t.Errorf("%s made %s", do, got)
		}
	}
}

func TestThePreviewShowsTheTileOfTheFormAsItIsTyped(t *testing.T) {
	t.Parallel()
	h := setup(t)
	editor := h.arrive(t, sandbox.Garden, models.RoleEditor)
	page := editor.press(editor.get(web.PathCampaignNew), "add:rules:good_standing", complete()...)
	page = editor.press(page, "add:rules:debit_purchases", "acceptor_minor", "75.00")
	for _, c := range []struct{ show, in, state, says string }{
		{"offer", "en", "anonymous", "You get $50 and your friend gets $75"},
		{"invite", "en", "inviter_ready", "Give $75, get $50"},
		{"pending", "en", "acceptor_pending", "3 purchases to go"},
		{"pending", "es", "acceptor_pending", "Faltan 3 compras"},
		{"met", "en", "acceptor_eligible", "You did it"},
		{"paid", "es", "acceptor_paid", "Los $75 son suyos"},
		{"nonsense", "xx", "acceptor_pending", "3 purchases to go"},
	} {
		shown := editor.press(page, "refresh", "show", c.show, "in", c.in).wants(http.StatusOK)
		frame := shown.doc().Find("iframe.preview-frame")
		tile, err := goquery.NewDocumentFromReader(strings.NewReader(frame.AttrOr("srcdoc", "")))
		if err != nil {
			t.Fatal(err)
		}
		if got := tile.Find("#tile").AttrOr("data-state", ""); got != c.state || !strings.Contains(tile.Text(), c.says) {
			t.Errorf("%s in %s shows %s: %s", c.show, c.in, got, strings.Join(strings.Fields(tile.Text()), " "))
		}
		if frame.AttrOr("sandbox", "") != "allow-same-origin" || tile.Find("script").Length() != 0 {
			t.Error("the preview may run scripts")
		}
		tile.Find("a[href]").Each(func(_ int, s *goquery.Selection) {
			if href := s.AttrOr("href", ""); !strings.HasPrefix(href, "#") && !strings.HasPrefix(href, "/t/garden/static") {
				t.Errorf("%s leads to %s", c.show, href)
			}
		})
	}
	editor.press(page, "refresh", "acceptor_minor", "").wants(http.StatusOK, "The tile appears when the friend's reward can be read.")
}
