package ui_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"raf/components/ui"
)

func html(t *testing.T, c templ.Component) string {
	t.Helper()
	var out bytes.Buffer
	if err := c.Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAPhraseIsStrongInOnePlaceAndNothingButText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		phrase ui.Phrase
		want   string
	}{
		{"plain", ui.Plain("by December 16."), "by December 16."},
		{"strong in the middle, full stop right behind", ui.Phrase{Text: "by December 16.", Strong: "December 16"}, "by <strong>December 16</strong>."},
		{"only the first of two", ui.Phrase{Text: "3 of 3", Strong: "3"}, "<strong>3</strong> of 3"},
		{"a part that is not there", ui.Phrase{Text: "by December 16.", Strong: "May"}, "by December 16."},
		{"markup is text", ui.Phrase{Text: `<b>"x"</b> & <i>`, Strong: "<i>"}, "&lt;b&gt;&#34;x&#34;&lt;/b&gt; &amp; <strong>&lt;i&gt;</strong>"},
	} {
		if got := html(t, ui.Words(c.phrase)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestABarIsPipsOnlyForShortCounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		bar  ui.Bar
		pips int // 0 for a continuous bar
		on   int
		full bool
	}{
		{"3 of 5 things", ui.Bar{Value: 3, Max: 5, Count: true}, 5, 3, false},
		{"all of 12", ui.Bar{Value: 12, Max: 12, Count: true}, 12, 12, true},
		{"more than asked for stays inside", ui.Bar{Value: 9, Max: 5, Count: true}, 5, 5, true},
		{"less than nothing stays inside", ui.Bar{Value: -4, Max: 5, Count: true}, 5, 0, false},
		{"13 things are too many to show one by one", ui.Bar{Value: 1, Max: 13, Count: true}, 0, 0, false},
		{"money", ui.Bar{Value: 32000, Max: 50000}, 0, 0, false},
		{"a target of nothing is not reached", ui.Bar{Count: true}, 0, 0, false},
	} {
		got := html(t, ui.Gauge(c.bar))
		on := strings.Count(got, "pip pip-on")
		pips := strings.Count(got, `class="pip`) - strings.Count(got, `class="pips`)
		if pips != c.pips || on != c.on || strings.Contains(got, "full") != c.full {
			t.Errorf("%s: %d pips, %d on, want %d and %d: %s", c.name, pips, on, c.pips, c.on, got)
		}
	}
}

func TestABarNeverSaysMoreThanItCanShow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		bar  ui.Bar
		want string
	}{
		{ui.Bar{Value: 9, Max: 5, Count: true}, `aria-valuenow="5"`},
		{ui.Bar{Value: -4, Max: 5, Count: true}, `aria-valuenow="0"`},
		{ui.Bar{Value: 60000, Max: 50000}, `value="50000"`},
		{ui.Bar{Value: -1, Max: 50000}, `value="0"`},
	} {
		if got := html(t, ui.Gauge(c.bar)); !strings.Contains(got, c.want) {
			t.Errorf("no %s in %s", c.want, got)
		}
	}
}

func TestALinkThatLeadsNowhereIsNotRendered(t *testing.T) {
	t.Parallel()
	if got := html(t, ui.Anchor(ui.Link{Text: "Details"})); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestALinkCanNotRunAScript(t *testing.T) {
	t.Parallel()
	for _, href := range []string{"javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "vbscript:x"} {
		if got := html(t, ui.Anchor(ui.Link{Text: "x", Href: href})); strings.Contains(strings.ToLower(got), strings.ToLower(href)) {
			t.Errorf("%s went through: %s", href, got)
		}
	}
}

func TestTheQRCodeKeepsItsQuietZoneAndItsModules(t *testing.T) {
	t.Parallel()
	got := html(t, ui.QRCode(ui.QR{Label: "code", Modules: [][]bool{{true, true, false}, {false, false, false}, {true, false, true}}}))
	for _, want := range []string{`viewBox="0 0 11 11"`, `width="33"`, `d="M4 4h2v1h-2zM4 6h1v1h-1zM6 6h1v1h-1z"`, `fill="#fff"`, `role="img"`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

func TestOnlyFailuresInterrupt(t *testing.T) {
	t.Parallel()
	for tone, want := range map[ui.Tone]bool{ui.Red: true, ui.Amber: false, ui.Blue: false, ui.Green: false} {
		if got := strings.Contains(html(t, ui.Note(ui.Notice{Tone: tone, Text: ui.Plain("x")})), `role="alert"`); got != want {
			t.Errorf("%s: alert %t, want %t", tone, got, want)
		}
	}
}
