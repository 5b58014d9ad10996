// Package gallery holds every named state of the tile and every member page once, as data, in both languages. Golden
// tests and screenshots are made from it, and it shows how views are filled from the catalogue.
//
// It refuses to be part of the product: nothing outside of tests imports it, and there is no route to it. Its members,
// amounts and days are those of the sandbox, on 2 December 2026.
package gallery
