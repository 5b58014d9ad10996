package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Words writes a phrase with its strong part. It is written by hand because a template would put white space around
// the strong part, and a full stop must stand right behind it.
func Words(p Phrase) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, out io.Writer) error {
		before, strong, after := p.split()
		text := templ.EscapeString(before)
		if strong != "" {
			text += "<strong>" + templ.EscapeString(strong) + "</strong>"
		}
		_, err := io.WriteString(out, text+templ.EscapeString(after))
		return err
	})
}
