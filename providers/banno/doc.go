// Package banno is the client of one institution on the Banno platform: member sign-in by OpenID Connect, and the
// accounts and postings of its Consumer API.
//
// It owns the protocol: which endpoints may be called, what must verify before a name is believed, how Banno's words
// become ours. It believes a bank as little as it can: the issuer is one of a list, every endpoint stands on the
// institution's own host, an answer that contradicts itself is no answer. It refuses to know tenants, sessions,
// storage and rules; a token leaves it only inside a [providers.Grant].
//
// # What arrives how
//
// Hidden accounts are kept: hiding is how a member tidies a screen, not a way to stop owning the account. Accounts of
// other institutions and "Bill Pay" are left out. An opening date is told by the origination date, else by exactly
// one date labelled as such in the metadata; two different ones tell nothing.
//
// A row is posted only when the platform says NoReconciliation or Reconciled. Any other word, and no word, is marked
// pending, so that it is shown and never counted. A posted row without a readable amount or day fails the whole call,
// because dropping it would turn "we could not read it" into "it did not happen".
//
// # Decisions
//
// 2026-11: Own claim checks on the ID token, with go-oidc for the signature only. The library takes tokens without
// sub and iat, knows no skew, accepts a key published for encryption and fetches keys for every unknown kid.
//
// 2026-11: Keys are parsed here from the two key types the allowed algorithms need. The alternative, a transport that
// edits the key set on its way into the library, hides the rule.
//
// 2026-11: Metadata and keys are asked for again after an hour, and the last good ones serve for 24 h while the bank
// does not answer or answers something that does not hold. After that sign-in is unavailable rather than guessed.
//
// 2026-11: While a good document of a day is known nobody waits for a younger one: it is fetched behind whoever asked. What
// the bank published is also kept in the institution's rows, as it came, so that a start inside an outage has it; it is
// believed for the same day and checked like an answer. Whoever could write it there could as well write another issuer.
//
// 2026-11: A refused client secret (401 invalid_client) is KindDenied, not KindExpired. It is the institution's
// set-up that is wrong, and members' grants must not be thrown away for it.
//
// 2026-11: The window is asked a little wider than wanted, because some cores post at midnight UTC and some at the
// institution's midnight; rows are then chosen by their calendar day.
//
// 2026-12: Unplanned fetches of keys are counted by all processes together, in the rows. A database that does not answer leaves
// each its own count, so at the worst there are three a minute and process.
//
// 2026-12: A row of an earlier page that a later one calls inactivated makes the whole list be read once more: what stands in its
// place under a new id may be on the page that was read already, and a purchase would be missing from the count. So does one
// that goes without a word, where that can be known: the pages overlap, and one that repeats fewer rows than we asked for again
// has others behind it that went. Which they were is not known, so that the first reading counts for nothing. What can't be
// known is a row that goes while as many come in front of it, and one that goes from the page that is read last: both are in the
// check that read them and not in the next.
//
// 2026-12: What discovery lists under scopes_supported and claims_supported is believed about the platform's own names only where it
// lists one of them: a list of the standard's names alone says nothing, and asking for less because of it would lose every fact.
// A scope that was asked for and is missing from the answer is the member's no. A restricted claim that is missing may be nobody's
// no (the bank has none), the institution's or the member's, and we say so: whether other members' came would show it, but the institution may have switched it on or off between two sign-ins, and
// what one member reads of their own choice must not hang on others.
//
// 2026-12: Claims at the UserInfo endpoint are an institution's choice, because the card signs members in silently at each
// load, and each would wait for one call more. An endpoint that is down never costs the sign-in; the identity names what it
// could not learn, so that nobody takes that for "has no name" and empties what was told before.
//
// 2026-12: Where members see Connected apps is assumed to be /connected-apps at the institution's host; the platform documents that
// the page exists and not its path.
//
// 2026-12: A renewal whose answer of 200 can't be used is KindExpired, whatever the reason: the refresh token is used up,
// and the second use of one makes the bank end the grant as stolen. Only a verified token that names another issuer,
// client, member or institution is KindMalformed.
//
// 2026-12: Where a key proves who we are, the assertion is put into the form on its way out: the library sends a renewal
// without a hook for more parameters, and a renewal of our own beside it would be a second place that reads token answers.
// Its audience is the token URL, at the revocation too, because that is the one the platform's pages name. It ends after a
// minute, because security.md has it so (A7), although RFC 7523 would allow longer and banks mostly take five: a bank whose clock
// is a minute ahead of ours refuses every sign-in as denied, so our clocks are kept by NTP. One of the other way is no matter,
// as no time of issue is in it.
package banno
