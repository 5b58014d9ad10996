package desk

import (
	"raf/components/console"
	"raf/handlers/web"
	"raf/models/program"
)

// The fields of the logo's form: the file, and the same file as the page of a second factor carries it along.
const (
	FieldLogo     = "logo"
	FieldLogoKept = "logo_kept"
)

func (d Seat) logoPanel(wrong string) *console.LogoPanel {
	p := &console.LogoPanel{Picture: d.Logo(), Form: d.form("logo-form", web.PathLogoSave),
		Field: console.Field{Name: FieldLogo, Label: "Picture", Error: wrong, Hint: "PNG or JPEG, 256 KB and 1,600 pixels a side at most. It is made anew, without anything else that is in the file."}}
	p.Form.Submit = console.Action{Text: "Save the logo", Look: console.Primary}
	if p.Picture != nil {
		p.Remove = console.Action{ID: "remove-logo", Text: "Remove the logo", Look: console.InText, URL: d.At.To(web.PathLogoRemove), Token: d.Token}
	}
	return p
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
