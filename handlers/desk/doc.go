// Package desk is what staff see: from what models/program found to the view structs of components/console, in words, with
// money and dates written. It also names the fields of the forms it makes, and what comes back of them (Entry, StepUp,
// ListQuery). It knows no request, no cookie and no router.
//
// A screen is one file named after it, whose exported methods of Seat make its views: referrals.go has List and Table. The
// navigation is nav.go, a line for each place.
//
// # Decisions
//
//   - 2026-12: the console speaks English only. Sentences of staff's screens stand here, those of members in
//     components/words.
//   - 2026-12: what a role may not do is decided by Seat.Who.May and arrives in a view as a sentence (Denied), never as a
//     button that is missing without a word.
package desk
