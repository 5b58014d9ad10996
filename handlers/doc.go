// Package handlers turns requests into calls on a tenant's programme and the outcome into pages.
//
// The life of a request: front.go gives it an id, a log line and headers, finds the tenant from the host or the prefix,
// and refuses what no route should see; routes.go is the site map; guards.go says who may pass and checks that writes
// come from our own pages; a handler, named noun_verb, reads, calls models/program and presents; present_*.go makes
// view structs, in words of the catalogue; render.go buffers and writes.
//
// A handler decides nothing about members, money or eligibility. It knows models and models/program, never gorm and
// never a bank by name.
//
// # Decisions
//
//   - 2026-11: the front door is net/http around Gin's router, because the tenant's prefix must be gone before routes are
//     matched and headers must stand on answers that no route gives.
//   - 2026-11: besides the paths of the contract there are GET /plugin/code and GET /plugin/terms: the code form and the
//     offer's terms, as pages of their own that work without scripts.
//   - 2026-11: /dashboard/ follows the card's rule that a confirmation older than 60 s is renewed first. The card's
//     primary action opens it at top level on the same browser, where the next member must not meet the last one.
//   - 2026-12: loading a page of the console renews the session of whoever works, at most once a minute. GETs write nothing
//     else there; counting only writes as activity would sign out people who read.
//   - 2026-12: forms that move money are sent as a browser sends them, not by htmx: the page that asks for a fresh second
//     factor takes the whole window, carries what was typed and sends it to the same URL.
//   - 2026-12: the button that signs the demo's staff in is a value of Config that only the demo sets. Without it the
//     route does not exist, and models/program knows no way past the second factor.
package handlers
