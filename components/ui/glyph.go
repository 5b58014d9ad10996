package ui

// Glyph names one of the drawn signs. They are text-coloured, 16 px of grid, and silent for screen readers: the
// word beside a glyph says what it means.
type Glyph string

// The glyphs.
const (
	GlyphNone    Glyph = ""
	GlyphMet     Glyph = "met"     // solid disc with its tick cut out
	GlyphHalf    Glyph = "half"    // ring, right half filled
	GlyphRing    Glyph = "ring"    // not begun
	GlyphUnknown Glyph = "unknown" // dashed ring with a dot: could not be found out
	GlyphCross   Glyph = "cross"   // solid disc with its cross cut out
	GlyphTick    Glyph = "tick"
	GlyphClock   Glyph = "clock"
	GlyphAlert   Glyph = "alert"
	GlyphInfo    Glyph = "info"
	GlyphAgain   Glyph = "again"
	GlyphBack    Glyph = "back"
	GlyphLeft    Glyph = "left"
	GlyphCopy    Glyph = "copy"
	GlyphMail    Glyph = "mail"
	GlyphText    Glyph = "text"
	GlyphCoins   Glyph = "coins" // the pair of coins, the one motif
)

// hue is the class that gives a state's glyph its colour; action glyphs take the colour of their text.
func (g Glyph) hue() string {
	switch g {
	case GlyphMet:
		return "g-green"
	case GlyphHalf:
		return "g-accent"
	case GlyphCross:
		return "g-red"
	case GlyphRing:
		return "g-gray"
	case GlyphUnknown:
		return "g-amber"
	default:
		return "g-text"
	}
}
