// Package page holds the member's whole pages outside of the card: the expanded page around a tile, the landing page
// of an invited friend, the terms, and the pages that say what went wrong.
//
// It refuses to know tiles (the expanded page takes one as its child), words, routes and statuses: everything arrives
// decided, worded and linked in one view struct per page.
package page
