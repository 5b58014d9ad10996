// Package sandbox is a whole bank in one process: a simulated Banno institution per origin, for the demo and for
// tests. Each institution has members with accounts and postings, a login page, a dashboard that frames the plugin
// card, an OpenID Connect provider, the consumer API, and switches that make any of it fail on purpose.
//
// It plays the other side of the wire as faithfully as is known: where the platform's behaviour is documented it
// follows the document, elsewhere the family of servers the platform's error texts point at. It is deliberately
// strict (exact redirect URIs, PKCE, single-use codes, rotating refresh tokens), because a client that passes here
// must not fail at a real bank; and it is deliberately careless about its own secrets (passwords in the clear,
// printed on the front page), because everybody in it is invented.
//
// The package refuses to know the application under test: it imports none of it, shares no clock but the one it is
// given, and speaks HTTP only. It must never be reachable from a production command.
//
// # Decisions
//
//   - Posted days are calendar days in the institution's zone. The instants of since and until are turned into such
//     days before they are compared, so a client may send either midnight UTC or the local first instant of a day.
//   - Scope claims (profile, email) appear in the id token and at userinfo; everything else only where the claims
//     parameter asks for it. The platform's own samples show the names in the id token.
//   - A failed PKCE check does not consume the code, a second use of a consumed one revokes what was issued from it.
//   - A pending row becomes posted in place by default; a switch makes it come back under a new id, as on some cores.
//   - Postings may lie in the future: they are invisible until the clock passes them. Balances are always computed
//     from the opening balance and the visible posted rows, so moving the clock needs no bookkeeping.
package sandbox
