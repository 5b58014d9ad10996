// Package static holds the style sheets and scripts and serves them: under names that carry a hash of their content,
// compressed once, cacheable for ever.
//
// It refuses to know pages and tenants. The tenants' colours are a sheet of their own, made elsewhere.
//
// # Decisions
//
// 2026-12: Sources are several small sheets, joined when the files are loaded. A build step would make the same bytes
// with one more tool; one request per sheet would cost the card's first load.
package static
