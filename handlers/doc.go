// Package handlers turns requests into calls on a tenant's programme and the outcome into pages.
//
// The life of a request: front.go gives it an id, a log line and headers, finds the tenant from the host or the prefix,
// and refuses what no route should see; routes.go is the site map of members and ends with that of staff, which stands in
// package console; guards.go says which member may pass; a handler, named noun_verb, reads, calls models/program and
// presents; present_*.go makes view structs of members, in words of the catalogue; package web buffers and writes.
//
// Package web is what both sides share, console and desk are the staff's handlers and presenters, session the cookies and
// tokens, command the commands. The tests that send requests stand here, with the whole front door before every route.
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
//   - 2026-11: HTTP/1.0 is refused, but not from a proxy in RAF_TRUSTED_PROXIES: nginx speaks it to its upstream until it is
//     told otherwise, and would show an operator nothing but 400. Probes may speak it too. A header line that goes on is
//     taken as net/http takes it, as one (RFC 9112, 5.2), and pipelined requests are answered in their order.
//   - 2026-11: no report-to in the content policy and nowhere to send reports to. It would be a write that anybody may send without
//     a page of ours, in another content type, about what extensions do to our pages and where the card is framed. The policy is
//     the same on every answer, and the walks through both sides in a browser fail at one violation.
//
// 2026-12: Rounds are not counted in the attempt's row: the mark on the card's address after a round says as much, and a browser
// that refuses our cookies would never show us the row again. It begins one round in the card and one in the whole page, each
// of which ends at words.
package handlers
