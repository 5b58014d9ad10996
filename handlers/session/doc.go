// Package session owns what a browser or an app carries for us between requests: the member's access token, the
// cookies and their flags, the tie between a browser and a sign-in attempt, and the token in every form.
//
// It refuses to know the router, the database and whether a session is still wanted. A token that verifies says who
// signed in and when; whether that session was ended since is a row's business, and the caller's to ask. Time and
// randomness are parameters.
//
// # Decisions
//
// HS256 and not an asymmetric algorithm: only this installation reads its own sessions, and one algorithm that is
// pinned leaves nothing to confuse. The JWT library verifies the signature and its encoding; claims and header are
// checked here, in an order that leaves "expired" for last, because expiry alone is forgiven for a while and nothing
// else ever is.
//
// Cookie flags follow from where our host stands relative to the bank's, by the public suffix list, as browsers
// decide it: on the same site SameSite=Lax keeps forged posts out, and None would let them in; on another site only
// None with Partitioned survives in a frame. Strict was tried and loses the session after any link from elsewhere.
//
// The age of a sign-in attempt stands in its cookie's value under a MAC, because cookies come back without their
// time. Counting attempts on the server was weighed: it needs a name for a browser that has no session yet.
package session
