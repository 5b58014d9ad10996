package theme

import "math"

// lch is a colour in OKLCH: lightness 0 to 1, chroma, and hue in radians. Equal steps of lightness look equal there,
// which is what lets one rule serve every brand.
type lch struct{ l, c, h float64 }

// linear is the colour's light, channel by channel.
func (c Color) linear() (r, g, b float64) {
	decode := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return decode(c.R), decode(c.G), decode(c.B)
}

func (c Color) lch() lch {
	r, g, b := c.linear()
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	lightness := 0.2104542553*l + 0.7936177850*m - 0.0040720468*s
	a := 1.9779984951*l - 2.4285922050*m + 0.4505937099*s
	bb := 0.0259040371*l + 0.7827717662*m - 0.8086757660*s
	return lch{lightness, math.Hypot(a, bb), math.Atan2(bb, a)}
}

// rgb is the colour and whether sRGB holds it; rounding alone does not put a colour outside.
func (k lch) rgb() (Color, bool) {
	a, b := k.c*math.Cos(k.h), k.c*math.Sin(k.h)
	l := cube(k.l + 0.3963377774*a + 0.2158037573*b)
	m := cube(k.l - 0.1055613458*a - 0.0638541728*b)
	s := cube(k.l - 0.0894841775*a - 1.2914855480*b)
	red, inRed := encode(4.0767416621*l - 3.3077115913*m + 0.2309699292*s)
	green, inGreen := encode(-1.2684380046*l + 2.6097574011*m - 0.3413193965*s)
	blue, inBlue := encode(-0.0041960863*l - 0.7034186147*m + 1.7076147010*s)
	return Color{red, green, blue}, inRed && inGreen && inBlue
}

func cube(x float64) float64 { return x * x * x }

func encode(x float64) (channel uint8, held bool) {
	const slack = 1e-4 // sRGB's own corners come back from OKLab a hair outside
	held = x >= -slack && x <= 1+slack
	x = min(max(x, 0), 1)
	if x <= 0.0031308 {
		x *= 12.92
	} else {
		x = 1.055*math.Pow(x, 1/2.4) - 0.055
	}
	return uint8(math.Round(x * 255)), held
}

// chromaStep is how much chroma a colour outside sRGB loses at a time.
const chromaStep = 0.002

// at is the brand's hue at another lightness: chroma is capped at the brand's own, and lowered until sRGB holds it.
func (k lch) at(l, c float64) Color {
	want := lch{min(max(l, 0), 1), min(c, k.c), k.h}
	color, held := want.rgb()
	if held {
		return color
	}
	for !held && want.c > 0 {
		want.c = max(want.c-chromaStep, 0)
		color, held = want.rgb()
	}
	return color
}
