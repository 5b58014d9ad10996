package theme

import (
	"bytes"
	"fmt"
)

// CSS is the style sheet that sets the palette as custom properties. It is to be linked behind the sheet that sets the
// defaults.
func (p Palette) CSS() []byte {
	var sheet bytes.Buffer
	sheet.WriteString(":root{")
	p.Light.write(&sheet, p.Light.OwnSurface)
	sheet.WriteString("}\n@media (prefers-color-scheme: dark){:root{")
	// The light rule above also holds in the dark scheme, so a light surface must be taken back there.
	p.Dark.write(&sheet, p.Light.OwnSurface || p.Dark.OwnSurface)
	sheet.WriteString("}}\n")
	return sheet.Bytes()
}

func (s Scheme) write(sheet *bytes.Buffer, withSurface bool) {
	if withSurface {
		fmt.Fprintf(sheet, "--surface:%s;", s.Surface)
	}
	for _, property := range []struct {
		name  string
		value Color
	}{
		{"soft", s.Soft}, {"line", s.Line}, {"track", s.Track}, {"ink", s.Ink}, {"bar", s.Bar},
		{"fill", s.Fill}, {"on", s.On}, {"hover", s.Hover}, {"edge", s.Edge},
	} {
		fmt.Fprintf(sheet, "--accent-%s:%s;", property.name, property.value)
	}
}
