// Package words is the catalogue: every sentence a member can read, in English and Spanish, and the way amounts, days
// and times are written in each. One struct, filled twice; a sentence that is missing in one language fails a test.
//
// Rules of the house: plain, short, exact. Numbers before adjectives; the date, not "soon"; what happens next, then
// why. No exclamation marks but the happy one Spanish needs. Spanish speaks with usted and is written, not translated.
//
// It refuses to know states, requests, tenants and the clock: amounts, names, instants and zones are parameters.
// It is imported by what fills view structs, never by a component.
//
// # Decisions
//
// 2026-12: Functions with typed parameters instead of keys and placeholders: a forgotten argument does not compile,
// and plural and agreement are ordinary code beside the sentence they serve.
//
// 2026-12: Both languages of a group stand in one file, so that whoever changes a promise sees its other half.
package words
