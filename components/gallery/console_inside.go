package gallery

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// inside renders frame with child as its children.
func inside(frame, child templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
		return frame.Render(templ.WithChildren(ctx, child), out)
	})
}
