// Package program runs the referral programme of one tenant: sign-in, the tile, code entry, the live check. It is where
// rows, rules and banks meet, and where every state change shares one transaction with its events, its audit row and
// its money.
//
// A [Program] is made from a tenant and holds that tenant's rows only. It knows banks by the contract in providers and
// never by name. It refuses to know requests, cookies, pages and words.
//
// # Decisions
//
//   - 2026-11: a check whose facts are incomplete and whose outcome is unknown does not replace the last verdict; it is
//     recorded beside it as the reason why the facts are old. A verdict met by part of the facts is kept: more postings
//     cannot undo it.
//   - 2026-11: refusals of code entry are stored in the transaction that counted the earlier ones, under the member's row
//     lock; counting first and storing later would let parallel guesses pass the limit.
//   - 2026-11: the entry window of a code is judged by the joining day the bank has told us so far. Where it has told
//     none, the code is taken and the rule about the account's opening day decides, with evidence.
//   - 2026-11: what recurs is a sweep: every 15 seconds one process looks which institutions have unsealed audit rows and
//     leaves one job for each. A unique job inserted beside every audit row lost: its unique key is one row for all writers of
//     an institution, so each would wait for the transaction before it, which is what sealing later is meant to avoid.
package program
