package desk

import (
	"strings"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models/program"
)

// The fields of the logo's form: the file, and the same file as the page of a second factor carries it along.
const (
	FieldLogo     = "logo"
	FieldLogoKept = "logo_kept"
	FieldWasLogo  = "was_logo" // the one that was on the screen
)

func (d Seat) logoPanel(wrong string) *console.LogoPanel {
	p := &console.LogoPanel{Picture: d.Logo(), Form: d.form("logo-form", web.PathLogoSave),
		Field: console.Field{Name: FieldLogo, Label: "Picture", Error: wrong, Hint: "PNG or JPEG, 256 KB and 1,600 pixels a side at most. It is made anew, without anything else that is in the file."}}
	seen := console.Hidden{Name: FieldWasLogo, Value: d.Tenant.Logo}
	p.Form.Hidden = []console.Hidden{seen}
	p.Form.Submit = console.Action{Text: "Save the logo", Look: console.Primary}
	if p.Picture != nil {
		p.Remove = console.Action{ID: "remove-logo", Text: "Remove the logo", Look: console.InText, URL: d.At.To(web.PathLogoRemove), Token: d.Token, Hidden: []console.Hidden{seen}}
	}
	return p
}

// FormLogo is the form of the logo.
const FormLogo = "logo"

// logoConflict says who changed the logo meanwhile, and what became of the one that was on the screen.
func (d Seat) logoConflict(data program.SettingsData, e Entry) *console.Conflict {
	who := changer(data.ChangedBy, map[string]string{data.ChangedBy: data.ChangedByName})
	word := func(name string) string {
		if name == "" {
			return "None"
		}
		return "Picture " + strings.ToUpper(name[:min(6, len(name))])
	}
	return &console.Conflict{Text: ui.Phrase{Strong: who, Text: who + " changed this " + d.within(data.ChangedAt.Time) + ". Nothing was changed by you; look at the logo as it is now, then decide."},
		Changes: []console.Change{{Name: "Logo", Was: word(e.Typed[FieldWasLogo]), Now: word(data.Logo), Yours: e.Typed[FieldLogo]}}}
}

// LogoWord says what is wrong with a picture.
func LogoWord(why string) string {
	switch why {
	case program.WrongLogoEmpty:
		return "Choose a picture."
	case program.WrongLogoBytes:
		return "The file is too large. 256 KB at most."
	case program.WrongLogoSize:
		return "The picture is too large or too small: 16 to 1,600 pixels a side, a million in all."
	}
	return "That is no PNG or JPEG that can be read. SVG and WebP are not taken."
}
