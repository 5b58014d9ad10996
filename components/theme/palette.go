package theme

import "errors"

// What could not be used; the palette beside the error is complete all the same.
var (
	ErrBrand   = errors.New("theme: the brand colour is not #RGB, #RRGGBB or #RRGGBBAA; our green stands in")
	ErrSurface = errors.New("theme: the surface is not one plain colour on which text reads; ours stands in")
)

// Palette is an FI's colours in both schemes.
type Palette struct{ Light, Dark Scheme }

// Scheme is one scheme's accents and the surface they were measured on.
type Scheme struct {
	Surface    Color
	OwnSurface bool  // the surface is the FI's, not ours
	Soft       Color // tinted grounds
	Line       Color // hairlines on tinted grounds
	Track      Color // the empty part of a bar
	Ink        Color // links, glyphs, text on soft
	Bar        Color // bars, rays, dots
	Fill       Color // the main button and the coin
	On         Color // text on the fill
	Hover      Color // the fill under a pointer
	Edge       Color // the fill's border
}

// Limits that every pair keeps.
const (
	inkLimit     = 4.6
	barLimit     = 3.1
	onLimit      = 4.5
	edgeLimit    = 3.0
	surfaceLimit = 7.0 // plain text on the FI's own surface
)

// ground is what the two schemes differ in.
type ground struct {
	dark             bool
	surface, text    Color
	soft, line       [2]float64 // lightness, chroma
	track            [2]float64
	inkFrom, barFrom float64
}

func grounds() (light, dark ground) {
	light = ground{surface: Color{0xFF, 0xFF, 0xFF}, text: Color{0x1A, 0x1B, 0x1F},
		soft: [2]float64{.965, .022}, line: [2]float64{.885, .05}, track: [2]float64{.915, .025},
		inkFrom: .52, barFrom: .62}
	dark = ground{dark: true, surface: Color{0x1B, 0x1C, 0x1F}, text: Color{0xEC, 0xED, 0xEE},
		soft: [2]float64{.285, .035}, line: [2]float64{.40, .06}, track: [2]float64{.36, .03},
		inkFrom: .72, barFrom: .62}
	return light, dark
}

// Derive makes the palette of a brand colour and the FI's surface; empty texts mean that the FI has none. The palette
// is always complete. The error is nil or joins [ErrBrand] and [ErrSurface], for the staff who set the colours.
func Derive(brand, surface string) (Palette, error) {
	var problems []error
	brandPaint, ok := parsePaint(brand)
	if !ok {
		brandPaint = paint{Color{0x1F, 0x6B, 0x46}, 0xFF}
		if brand != "" {
			problems = append(problems, ErrBrand)
		}
	}
	light, dark := grounds()
	ownLight, ownDark := light.adopt(surface), dark.adopt(surface)
	if surface != "" && !ownLight && !ownDark {
		problems = append(problems, ErrSurface)
	}
	palette := Palette{Light: light.scheme(brandPaint), Dark: dark.scheme(brandPaint)}
	palette.Light.OwnSurface, palette.Dark.OwnSurface = ownLight, ownDark
	return palette, errors.Join(problems...)
}

// adopt takes the FI's surface if this scheme's text reads on it.
func (g *ground) adopt(surface string) bool {
	p, ok := parsePaint(surface)
	if !ok {
		return false
	}
	color := p.over(g.surface)
	if Contrast(g.text, color) < surfaceLimit {
		return false
	}
	g.surface = color
	return true
}

func (g ground) scheme(p paint) Scheme {
	brand := p.over(g.surface)
	k := brand.lch()
	s := Scheme{Surface: g.surface,
		Soft: k.at(g.soft[0], g.soft[1]), Line: k.at(g.line[0], g.line[1]), Track: k.at(g.track[0], g.track[1])}
	s.Ink = g.walk(brand, g.start(k.l, g.inkFrom), .17, func(c Color) bool {
		return Contrast(c, s.Surface) >= inkLimit && Contrast(c, s.Soft) >= inkLimit
	})
	s.Bar = g.walk(brand, g.start(k.l, g.barFrom), .20, func(c Color) bool {
		return Contrast(c, s.Surface) >= barLimit && Contrast(c, s.Track) >= barLimit
	})
	s.Fill = brand
	if g.dark {
		s.Fill = g.walk(brand, k.l, k.c, func(c Color) bool { return Contrast(c, s.Surface) >= barLimit })
	}
	s.Fill, s.On = legible(s.Fill)
	s.Hover = hover(s.Fill, s.On)
	s.Edge = s.Fill
	if Contrast(s.Fill, s.Surface) < edgeLimit {
		s.Edge = s.Ink
	}
	return s
}

// start is where a walk begins: never nearer to the surface than from.
func (g ground) start(l, from float64) float64 {
	if g.dark {
		return max(l, from)
	}
	return min(l, from)
}

// step is how far a walk moves lightness each time.
const step = 0.01

// walk tries the brand itself, then moves away from the surface until the test holds.
func (g ground) walk(brand Color, from, chroma float64, holds func(Color) bool) Color {
	return walk(brand, from, chroma, g.dark, holds)
}

func walk(brand Color, from, chroma float64, lighter bool, holds func(Color) bool) Color {
	if holds(brand) {
		return brand
	}
	k := brand.lch()
	for l := from; l >= 0 && l <= 1; {
		if c := k.at(l, chroma); holds(c) {
			return c
		}
		if lighter {
			l += step
		} else {
			l -= step
		}
	}
	if lighter {
		return white()
	}
	return Color{}
}

func white() Color { return Color{0xFF, 0xFF, 0xFF} }

// legible finds the text for a fill. A middling colour carries neither white nor dark text; it is darkened until it
// carries white.
func legible(fill Color) (Color, Color) {
	darkText := Color{0x16, 0x18, 0x1C}
	switch {
	case Contrast(fill, white()) >= onLimit:
		return fill, white()
	case Contrast(fill, darkText) >= onLimit:
		return fill, darkText
	}
	k := fill.lch()
	return walk(fill, k.l, k.c, false, func(c Color) bool { return Contrast(c, white()) >= onLimit }), white()
}

func hover(fill, on Color) Color {
	k := fill.lch()
	l := k.l + .035
	if on == white() {
		l = k.l - .045
	}
	if c := k.at(l, k.c); Contrast(c, on) >= onLimit {
		return c
	}
	return fill
}
