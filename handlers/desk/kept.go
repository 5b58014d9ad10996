package desk

import (
	"maps"
	"slices"
	"strings"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models/program"
)

// FieldKept carries a form through the door, sealed; FieldOnce says that it was pressed again.
const (
	FieldKept = "kept"
	FieldOnce = "once_more"
)

// Carry puts a kept form into a card of the door.
func Carry(page console.SignIn, kept string) console.SignIn {
	if kept == "" {
		return page
	}
	hidden := console.Hidden{Name: FieldKept, Value: kept}
	page.Form.Hidden = append(page.Form.Hidden, hidden)
	page.Notice = &ui.Notice{Tone: ui.Blue, Text: ui.Phrase{Strong: "You were signed out while you filled in a form.",
		Text: "You were signed out while you filled in a form. Nothing was changed. Sign in as the same person and you see what you typed again."}}
	page.LeadLink = ui.Link{} // a way back would lose it
	for i := range page.Demo {
		page.Demo[i].Hidden = append(page.Demo[i].Hidden, hidden)
	}
	return page
}

// unshown are fields of our own making, which nobody typed.
func unshown() []string {
	return []string{program.FieldKey, FieldSeal, FieldVersion, FieldWasRole, FieldWasStatus}
}

// shownMost bounds how many fields a kept form lists; the rest goes along unseen and is seen on its own page.
const shownMost = 40

// OnceMore shows a form that was sent when the session was over, for its person to press again.
func (d Seat) OnceMore(k program.KeptForm) console.StepUp {
	out := console.StepUp{Card: d.card("You are signed in again"),
		Form: console.Form{ID: "again", URL: d.At.To(k.Path), Token: d.Token, Hidden: []console.Hidden{{Name: FieldOnce, Value: "yes"}},
			Submit: console.Action{Text: "Send it again", Look: console.Primary}},
		Back: ui.Link{Text: "Leave it, to the overview", Href: d.At.To(web.PathConsole)}}
	out.Lead = ui.Plain("You were signed out while you filled this in, and nothing was changed. Read it, then press once more.")
	for _, name := range slices.Sorted(maps.Keys(k.Fields)) {
		value := k.Fields[name]
		out.Form.Hidden = append(out.Form.Hidden, console.Hidden{Name: name, Value: value})
		if !slices.Contains(unshown(), name) && strings.TrimSpace(value) != "" && len(out.Doing) < shownMost {
			out.Doing = append(out.Doing, console.Pair{Label: fieldWord(name), Value: value})
		}
	}
	return out
}

// Name tells what a form does before it is pressed once more.
func (d Seat) Name(ask StepUp, hidden []console.Hidden) console.StepUp {
	out := d.StepUp(ask, hidden, "")
	out.Form.Fields = nil
	out.Form.Submit.Text = "Yes, " + ask.Verb
	out.Lead = ui.Plain("This is what you were about to do when you were signed out. Nothing was changed yet.")
	return out
}

// fieldWord makes a label of a field's name.
func fieldWord(name string) string {
	words := strings.NewReplacer("_", " ", ".", " ", "-", " ").Replace(name)
	if words == "" {
		return words
	}
	return strings.ToUpper(words[:1]) + words[1:]
}
