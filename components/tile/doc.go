// Package tile holds what the card on the bank's dashboard shows: five states, each a view struct with its own body,
// the screens reached from them (code, share, terms) and the whole document around them.
//
// It refuses to know who is asking, what a referral is, which words a sentence is made of and where a link leads:
// views arrive decided, worded, formatted and linked. Tests of behaviour look at data-state on the root element.
//
// # Decisions
//
// 2026-12: The live check swaps the whole tile, not a region in it. A check may turn "pending" into "eligible" or
// into a closed notice, and a region could not. The morph keeps focus and scroll, so the cost is a few bytes.
//
// 2026-12: Edges (no offer, cookies blocked, sign-in failed) are screens with the data-state they stand in for, not
// further states: five names are a contract with hosts, scripts and people.
package tile
