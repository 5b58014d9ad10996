package theme

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Color is one opaque sRGB colour.
type Color struct{ R, G, B uint8 }

// String is #RRGGBB.
func (c Color) String() string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }

// Contrast is the WCAG 2 contrast ratio of two colours, from 1 to 21.
func Contrast(a, b Color) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func (c Color) luminance() float64 {
	r, g, b := c.linear()
	return 0.2126*r + 0.7152*g + 0.0722*b
}

// paint is a colour as it may be given: with alpha.
type paint struct {
	Color
	alpha uint8
}

// parsePaint reads #RGB, #RRGGBB and #RRGGBBAA, and nothing else. Names, functions, gradients and anything with a
// character that could end a CSS value are not colours here.
func parsePaint(s string) (paint, bool) {
	digits, hash := strings.CutPrefix(strings.TrimSpace(s), "#")
	if !hash {
		return paint{}, false
	}
	switch len(digits) {
	case 3:
		d := digits
		digits = string([]byte{d[0], d[0], d[1], d[1], d[2], d[2], 'f', 'f'})
	case 6:
		digits += "ff"
	case 8:
	default:
		return paint{}, false
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil {
		return paint{}, false
	}
	return paint{Color{uint8(n >> 24), uint8(n >> 16), uint8(n >> 8)}, uint8(n)}, true
}

// over flattens the paint onto a ground.
func (p paint) over(ground Color) Color {
	mix := func(top, bottom uint8) uint8 {
		a := float64(p.alpha) / 255
		return uint8(math.Round(float64(top)*a + float64(bottom)*(1-a)))
	}
	return Color{mix(p.R, ground.R), mix(p.G, ground.G), mix(p.B, ground.B)}
}
