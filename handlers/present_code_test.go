package handlers

import (
	"bytes"
	"testing"
	"time"

	"raf/components/tile"
	"raf/components/ui"
	"raf/components/words"
	"raf/models/program"
)

// gentle are the refusals that must look alike. A reason added to the programme must be added here or be told apart on
// purpose.
func gentle() []program.Reason {
	return []program.Reason{program.RefusedUnknown, program.RefusedOwn, program.RefusedTaken, program.RefusedSamePerson,
		program.RefusedPersonTaken, program.RefusedLoop, program.RefusedClosed, program.RefusedEntryOver, program.RefusedEmployee,
		"a reason nobody thought of"}
}

func codeView(tb testing.TB, p presenter, in codeEntry) tile.CodeEntry {
	tb.Helper()
	view, ok := p.codeEntry(inviterTile(fiftyEach()), in).(tile.CodeEntry)
	if !ok {
		tb.Fatalf("code entry is a %T", p.codeEntry(inviterTile(fiftyEach()), in))
	}
	return view
}

func TestTheCodeFormHoldsTheTermsItAsksFor(t *testing.T) {
	t.Parallel()
	equal(t, tile.CodeEntry{
		Back: ui.Link{Text: "Back", Href: "/plugin/"}, Title: "Enter a friend’s code", Action: "/plugin/code", Token: "form-token",
		Label: "Invitation code", Hint: "8 letters and numbers, from your friend’s message", Code: "",
		Terms: tile.Acceptance{Before: "I accept the ", Link: ui.Link{Text: "offer terms", Href: "/plugin/terms"},
			After: ": $50 when I meet 3 requirements within 60 days of opening my account.", ID: "hash-of-terms"},
		Consent: tile.Consent{Text: "Let my friend see that I joined and was rewarded.", Optional: "Optional."},
		Submit:  "Use this code", Busy: "Checking the code…",
	}, codeView(t, gardenPresenter(t, words.English()), codeEntry{}))
}

func TestDaysThatRunFromAcceptanceAreNotToldAsDaysFromOpening(t *testing.T) {
	t.Parallel()
	terms := fiftyEach()
	terms.WindowAnchor = "accepted"
	equal(t, ": $50 when I meet 3 requirements within 60 days from today.", gardenPresenter(t, words.English()).promise(terms))
	equal(t, ": $50 al cumplir 3 requisitos dentro de 60 días a partir de hoy.", gardenPresenter(t, words.Spanish()).promise(terms))
}

func TestEveryRefusedCodeGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	for _, say := range []words.Words{words.English(), words.Spanish()} {
		p := gardenPresenter(t, say)
		render := func(reason program.Reason) []byte {
			var out bytes.Buffer
			in := codeEntry{typed: "K7PN-3QXD", accepted: true, shareStatus: true, refused: reason}
			// Whatever a refusal may bring along must not show either.
			in.retryAt = time.Unix(int64(len(reason)), 0)
			if err := tile.Tile(p.codeEntry(inviterTile(fiftyEach()), in)).Render(t.Context(), &out); err != nil {
				t.Fatal(err)
			}
			return out.Bytes()
		}
		want := render(program.RefusedUnknown)
		if !bytes.Contains(want, []byte(say.Code.Refused(say.Contact.CallUs("(555) 010-0142"), "7F2K91QC"))) {
			t.Fatalf("the refusal is not told: %s", want)
		}
		for _, reason := range gentle() {
			if got := render(reason); !bytes.Equal(want, got) {
				t.Errorf("%s in %s tells itself apart:\n%s", reason, say.Lang, got)
			}
		}
		for _, reason := range []program.Reason{"", program.RefusedTooManyTries, program.RefusedTermsMoved} {
			if bytes.Equal(want, render(reason)) {
				t.Errorf("%q looks like a refused code", reason)
			}
		}
	}
}

func TestARefusalKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	got := codeView(t, gardenPresenter(t, words.English()), codeEntry{typed: " k7pn 3qxd", accepted: true, shareStatus: true, refused: program.RefusedLoop})
	if got.Code != " k7pn 3qxd" || !got.Terms.Checked || !got.Consent.Checked || got.Blocked {
		t.Errorf("lost what was typed: %+v", got)
	}
}

func TestWithoutAPhoneNumberARefusalNamesTheInstitution(t *testing.T) {
	t.Parallel()
	p := gardenPresenter(t, words.English())
	p.Tenant.SupportPhone = ""
	equal(t, "This code can’t be used. Check it with your friend, or ask Garden and say request 7F2K91QC.",
		codeView(t, p, codeEntry{refused: program.RefusedOwn}).Error.Text.Text)
}

func TestTooManyTriesSaysWhenAndNotWhy(t *testing.T) {
	t.Parallel()
	in := codeEntry{typed: "K7PM-3QXD", accepted: true, refused: program.RefusedTooManyTries, retryAt: lookTime().Add(58 * time.Minute)}
	got := codeView(t, gardenPresenter(t, words.English()), in)
	equal(t, &tile.FieldError{Text: ui.Phrase{Text: "Too many tries. You can try again at 11:40 AM.", Strong: "11:40 AM"}, Wait: true}, got.Error)
	if !got.Blocked {
		t.Error("the button can be pressed again at once")
	}
}

func TestTermsThatChangedMustBeAcceptedAnew(t *testing.T) {
	t.Parallel()
	got := codeView(t, gardenPresenter(t, words.English()), codeEntry{typed: "K7PM-3QXD", accepted: true, refused: program.RefusedTermsMoved})
	if got.Terms.Checked || got.Error != nil || got.Terms.Error == nil || got.Terms.Error.Text.Text != words.English().Code.TermsChanged {
		t.Errorf("got %+v", got)
	}
}

func TestEachFaultOfTheFormStandsAtItsField(t *testing.T) {
	t.Parallel()
	code, forms := words.English().Code, words.English().Forms
	for name, c := range map[string]struct {
		in          codeEntry
		code, terms string
	}{
		"empty":                 {codeEntry{empty: true, accepted: true}, code.Empty, ""},
		"too long":              {codeEntry{tooLong: true, accepted: true}, forms.TooLong(64), ""},
		"not ticked":            {codeEntry{typed: "x", notTicked: true}, "", code.TermsNeeded},
		"empty and not ticked":  {codeEntry{empty: true, notTicked: true}, code.Empty, code.TermsNeeded},
		"of another session":    {codeEntry{typed: "x", stale: true, accepted: true}, forms.Stale, ""},
		"empty, other session":  {codeEntry{empty: true, stale: true, accepted: true}, code.Empty, ""},
		"nothing wrong with it": {codeEntry{typed: "x", accepted: true}, "", ""},
	} {
		got := codeView(t, gardenPresenter(t, words.English()), c.in)
		said := func(e *tile.FieldError) string {
			if e == nil {
				return ""
			}
			return e.Text.Text
		}
		if diff := [2]string{said(got.Error), said(got.Terms.Error)}; diff != [2]string{c.code, c.terms} {
			t.Errorf("%s: says %q", name, diff)
		}
	}
}

func TestWithoutAnOfferThereIsNoCodeForm(t *testing.T) {
	t.Parallel()
	from := inviterTile(fiftyEach())
	from.Offer = nil
	if got, ok := gardenPresenter(t, words.English()).codeEntry(from, codeEntry{typed: "x"}).(tile.NoOffer); !ok {
		t.Errorf("got %+v", got)
	}
}
