// Package theme turns an FI's brand colour into the few accents that a member's tile and pages use, light and dark,
// so that every pair of colours keeps its contrast whatever colour a bank chose. It is pure: two texts in, a palette
// and a tiny style sheet out.
//
// It refuses to know tenants, requests, files and the console (which never takes a bank's colour). Colours are numbers
// from the moment they are parsed; no text that came from outside is ever written out again.
//
// # Decisions
//
//   - A colour that cannot be read falls back and the palette is still complete; the error only tells staff about it.
//     A tile without a style sheet because somebody mistyped a colour was the alternative.
//   - The FI's own surface is judged per scheme: a white one serves the light scheme and leaves the dark one to us.
//   - Contrast is computed on the eight-bit colours that are written, not on the exact ones they were rounded from.
package theme
