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
//   - 2026-12: before money leaves, holds, the standing of both sides, the yearly cap and the tax are looked at again inside
//     the releasing and the recording transaction. What somebody must look at (bad standing, a tax threshold) opens a hold
//     and refuses; once a person has resolved it with a reason, the payment goes on. A payment made outside can thus
//     always be written down in the end. Unknown standing stops nothing, is shown, and stands in the audit row.
//   - 2026-12: under the yearly cap whoever met everything first comes first, whatever staff press first. A leg that was
//     voided because an earlier referral was ahead is not revived if that one is refused later; the pay panel names the
//     one ahead, so that it can be decided first.
//   - 2026-12: the key of a form is written in the transaction of what the form does, not before it: a crash can't leave a
//     key without its payment. The price is that a second server waits for the first one's commit; on one server a map
//     of running keys answers at once.
//   - 2026-12: thresholds of tax forms are a data file with sources. INT opens no hold: a bank has certified the tax number
//     of whoever holds an account, and at $10 every bonus would wait.
//   - 2026-11: a campaign's status follows its days wherever it is read (models.Campaign.StatusOn); TurnCampaigns only writes
//     down what is so already, by a job every minute. Waiting for that lost: an offer would begin and end when the job runs.
//   - 2026-12: what rules closed ends by the bank's word, asked after the grace: the job asks where nobody opens the tile, five
//     at a time and once a day. Expiring on the verdict that began the closing lost: proof that came during the grace was
//     never looked at. A refusal by staff ends by the clock.
//   - 2026-12: the last place of a yearly cap is kept for whoever met everything first, and the later payment waits until that
//     one is decided (ErrAhead). Making the later reward void at once lost: if the earlier is refused nobody has the place.
//   - 2026-12: days to payment (hold_days) are the promise to the member, "by December 16"; staff may pay earlier.
//   - 2026-12: a hold that the programme opened is released by a checker or an administrator, one that a person opened by that
//     person, too. Who asks for money releases no other: the hold stands in their way.
//   - 2026-12: a night's walk along the trail goes on where the last one stood, and once a week from the first row. Where it
//     stands is kept, so that a chain sealed wholly anew no longer fits. An alarm ends by a person's walk alone: a job that
//     finds nothing the night after may have been given a forgery that fits.
//   - 2026-11: publishing runs the lint again in its own transaction, on settings read there: a request may be a day old.
//   - 2026-12: what the threshold covers, one maker releases with one press (Program.ReleaseAlone): the whole of a referral,
//     void legs and all, must be within it, so no part can be released apart; a batch always takes two; so does whatever staff
//     attached, corrected or ever held, because one person's judgement is in it already. A person's releases of a day end at
//     five thresholds (models.LoneDayFactor), however many payments they are cut into. Single payees are not counted across
//     days: the yearly cap does that.
//   - 2026-12: that a payment was made outside is confirmed by a second person whatever its amount, and not by whoever released
//     it alone: there a second pair of eyes sees each small payment at last. Recording alone too lost: one person could
//     then take a reward from promise to paid with nobody else in the books.
//   - 2026-12: a member may be invited and take up offers of the institution at once; the tile shows one referral. The order
//     of the states decides (product.md, 6.1): earned before to be done before paid. Of two in one state it is the one whose
//     day comes first, by the column that staff sort by; the whole page names the others. Showing the invitation always
//     lost: an offer would run out unseen. A live check judges all of them, whichever is shown.
//   - 2026-12: the code of a product campaign is made when it is published and stays for its life, because it is printed.
//     Whether it can be entered follows from the campaign's status and days alone; a status of its own could contradict them.
//   - 2026-12: a code may lead to terms that were not on the screen. The first entry then brings them, the second accepts; a
//     wrong code counts under whatever terms are offered now, so that neither step can be used to guess for nothing.
//   - 2026-12: a request for somebody's role is never replaced by a second one (ErrRoleAsked): a second person may have the
//     first on the screen, and whoever asked would not know. For somebody who has yet to set up their sign-in it waits as
//     long as their link (72 hours), because it can't be decided before. A shorter link lost: it would run out over a
//     week-end.
//   - 2026-12: what an inviter sees of a friend is kept on the inviter's reward as its terms had it, beside the friend's yes: a
//     friend agreed to the sentence of those terms. Names and stages are on the whole page alone, because the card stands on
//     a dashboard that others look at, too; of a referral that ended without a reward neither is shown.
//   - 2026-12: views of pages are kept for good, not for the 90 days of product.md, 13: they are sums by day and campaign, with
//     no address, browser or person in them. What is removed is in models/retention.go.
//   - 2026-12: who gets paid is changed by two: another time zone moves the day on which caps and tax years end, and without
//     the same-person rule one person is rewarded under two logins. Switching that rule on takes one person: it refuses a
//     second reward and gives nobody one, and an institution under attack must not wait for it.
//   - 2026-12: somebody of staff without a member number on record may ask and release beside a second person, who reads so in
//     the request; alone they release nothing. Refusing lost: a small institution could pay nobody until every number is typed.
//   - 2026-12: a renewal counts as a try before it is sent, and the count goes back where the bank surely did not use the token
//     (mayBeUsed). Counting losses lost: a process that is killed can't count its own.
//   - 2026-12: the core is asked beside a check that is answered already, and what it brings is stored by a check of its own; the
//     tile asks for the stored verdict until that has ended. Asking first and checking after it was weighed: every member would
//     wait seconds for what changes once a day. Who asks is decided by one row (AskCore), so that no process waits for another.
//   - 2026-12: a grant is given back to the bank at sign-out, and not when the next silent round brings a newer one: banks of
//     this family may keep one grant for all sign-ins of a member, and giving the older token back would end the newer.
//     Nor does login_required drop it: the bank's session is over then, not the permission, and a friend's referral under way is
//     still asked about by night.
//   - 2026-12: a grant that goes out of use is kept, sealed, in the transaction that takes it out of use, until the bank has been told or
//     a week is over (retired_grants); it is told at once, and a job tries again. A job for each grant was weighed: it would
//     rest in a queue that stands behind no wall. Who signs in again before that has given permission anew, and nothing is told,
//     but for a call that is under way at that very moment. A grant that could not even be stored, because the database went
//     away, is not given back: at a bank with one grant for all sign-ins that would end the one that is stored.
//   - 2026-12: what to ask for at a sign-in is decided for all members of an institution alike, by live offers and the referrals under
//     way: who signs in is known only when they are back. Asking twice, the second time for the member's own terms, was weighed: it
//     is one more redirect for everybody. Names and the member number are always asked for, because staff pay people by them.
//   - 2026-12: a member who ends our access is not brought back by the card, which signs in without asking: only a sign-in in a whole
//     page, which somebody clicked for, is a permission again. What was found until then stays, and the bank is not asked.
//   - 2026-12: each institution has signing keys of its own, and a key set at its own address. One key for all was weighed: it is
//     one key to register everywhere, and one leak to change everywhere. The shared address of design.md gives the keys of all
//     institutions together, without whose they are: at a bank that registers it, any institution's key stands for any. The
//     institution's own address is what raf tenant add prints and what is to be registered. Which key signs follows from the
//     clock, so no process has to be told: a new one is published for an hour first.
package program
