// Package ui holds the pieces that the tile and the pages are made of: document head, links, notices, coins, bars,
// glyphs, fields, the copy button and the QR code, each with one view struct.
//
// It refuses to know members, campaigns, tenants, words, routes and the clock: every text, amount, date and URL
// arrives finished. It reads nothing from the context.
//
// # Decisions
//
// 2026-12: A [Phrase] marks its strong part by repeating it, instead of carrying markup or a template language:
// sentences stay whole in the catalogue, where a translator can move the strong part, and nothing but text is ever
// rendered.
//
// 2026-12: Controls are named busy by the class htmx puts on them and stay enabled (hx-sync drops a second press).
// Disabling the pressed button, the other way, makes browsers drop its focus in the middle of the request.
package ui
