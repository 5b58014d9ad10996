package console_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"raf/components/console"
)

func html(t *testing.T, c templ.Component) string {
	t.Helper()
	var out bytes.Buffer
	if err := c.Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestEveryStateHasAShapeOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		family string
		sign   func(string) console.Sign
		states string
		twins  int // states that mean the same to a reader and share a sign
	}{
		{"referral", console.ReferralSign, "invited accepted pending closing eligible approved paying paid expired rejected cancelled clawed_back", 0},
		{"reward", console.RewardSign, "planned reserved payable batched submitted settled void failed unknown returned reversed", 2},
		{"campaign", console.CampaignSign, "draft in_review scheduled live paused ended settled archived", 0},
		{"rule", console.RuleSign, "met not_yet impossible unknown", 0},
	} {
		shapes, states := map[console.Glyph]bool{}, strings.Fields(c.states)
		for _, state := range states {
			s := c.sign(state)
			if s.Glyph == console.GlyphUnknown && state != "unknown" {
				t.Errorf("%s %s has no sign", c.family, state)
			}
			if !strings.Contains(html(t, console.Mark(s)), "</circle>") {
				t.Errorf("%s %s is drawn as nothing", c.family, state)
			}
			shapes[s.Glyph] = true
		}
		if got, want := len(shapes), len(states)-c.twins; got != want {
			t.Errorf("%s: %d shapes, want %d: colour must not be all that tells states apart", c.family, got, want)
		}
	}
}

func TestAStateNobodyKnowsIsDrawnAsUnknown(t *testing.T) {
	t.Parallel()
	for _, sign := range []func(string) console.Sign{console.ReferralSign, console.RewardSign, console.CampaignSign, console.RuleSign} {
		if got := sign("brand_new").Glyph; got != console.GlyphUnknown {
			t.Errorf("got %q", got)
		}
	}
}

func TestAButtonThatLeadsNowhereIsNotRendered(t *testing.T) {
	t.Parallel()
	if got := html(t, console.Press(console.Action{Text: "Nowhere"})); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestAnAddressCanNotRunAScript(t *testing.T) {
	t.Parallel()
	const bad = "javascript:alert(1)"
	for name, c := range map[string]templ.Component{
		"link":  console.Press(console.Action{Text: "x", Href: bad}),
		"form":  console.Press(console.Action{Text: "x", URL: bad}),
		"value": console.Pairs([]console.Pair{{Label: "x", Value: "x", Href: bad}}),
		"pager": console.Turn(console.Pager{Older: bad}),
		"place": console.Places(console.Nav{Items: []console.Place{{Text: "x", Href: bad}}}),
	} {
		if got := html(t, c); strings.Contains(got, bad) {
			t.Errorf("%s: went through: %s", name, got)
		}
	}
}

func TestTextIsNeverMarkup(t *testing.T) {
	t.Parallel()
	const bad = `"><img src=x onerror=1>`
	for name, c := range map[string]templ.Component{
		"field": console.Enter(console.Field{Name: "n", Label: bad, Value: bad, Hint: bad}),
		"area":  console.Enter(console.Field{Name: "n", Label: bad, Kind: console.KindArea, Value: bad, Error: bad}),
		"row":   console.Rows(console.Table{Columns: []console.Column{{Text: bad}}, Rows: []console.Row{{Cells: []console.Cell{{Text: bad}}}}}),
		"tag":   console.Flag(console.Tag{Text: bad}),
	} {
		if got := html(t, c); strings.Contains(got, "<img") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestOnlyAFormWithATargetIsSentByScript(t *testing.T) {
	t.Parallel()
	plain := html(t, console.Complete(console.Form{ID: "f", URL: "/pay"}))
	if strings.Contains(plain, "hx-") {
		t.Errorf("money and steps up leave the page whole: %s", plain)
	}
	swapped := html(t, console.Complete(console.Form{ID: "f", URL: "/note", Target: "referral"}))
	for _, want := range []string{`hx-post="/note"`, `hx-target="#referral"`, `hx-swap="outerMorph"`, `hx-sync="this:drop"`, `hx-status:5xx="swap:none"`, `action="/note"`} {
		if !strings.Contains(swapped, want) {
			t.Errorf("no %s in %s", want, swapped)
		}
	}
}

func TestAColumnKeepsItsDirectionInWords(t *testing.T) {
	t.Parallel()
	got := html(t, console.Rows(console.Table{Columns: []console.Column{{Text: "Amount", Href: "?sort=amount", Sorted: "ascending"}}}))
	if !strings.Contains(got, `aria-sort="ascending"`) {
		t.Errorf("screen readers hear no order: %s", got)
	}
}

func TestHoldsStandWhereThereIsOneOrOneMayBePutOn(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		holds console.Holds
		want  bool
	}{
		"over, never held": {console.Holds{Fact: "none open"}, false},
		"over, held once":  {console.Holds{List: []console.Hold{{When: "Today"}}}, true},
		"under way":        {console.Holds{PutOn: &console.Disclosure{}}, true},
	} {
		page := html(t, console.Detail(console.Referral{Holds: row.holds}))
		if got := strings.Contains(page, `id="holds"`); got != row.want {
			t.Errorf("%s: shown %v, want %v", name, got, row.want)
		}
	}
}
