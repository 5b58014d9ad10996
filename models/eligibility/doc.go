// Package eligibility judges whether a member met what was promised: (terms, facts, now) -> verdict. It is pure. It
// owns the rule tree and its JSON, the four results (met, not_yet, impossible, unknown), the window in the FI's zone,
// which posted rows count, and the evidence for each.
//
// It refuses to know databases, banks, tenants, requests, words for people and the clock. It never says "no" because
// something was not told: whatever could not be found out is unknown, with a reason; impossible is said only of what
// can no longer be met, by facts that cover every day that matters.
//
// # How the results combine
//
// A group asks for at least k of its children (all: every one, any: one). Each unknown child is read as everything it
// could turn out to be, and the group answers only what all readings agree on. So one impossible child makes "all"
// impossible and one met child makes "any" met whatever else is unknown, and a not_yet beside an unknown is unknown.
//
// # Order of work for a caller
//
// Read the accounts, ask [PlanReading] which accounts' rows are needed and for which days, read those, [Judge], store
// the verdict with the [Digest] of the facts. Pin [Terms].AnchoredOn once Verdict.Window is known.
//
// # Decisions
//
//   - The window's last day is the anchor's day plus WindowDays, inclusive: "within 60 days of opening" in the member's
//     favour. Rows posted later never count; the posting grace only postpones "impossible".
//   - Purchases and payroll count on accounts that fit a qualifying_account rule of the tree, or on every deposit
//     account if it has none. A frozen account keeps its rows, a closed one does not.
//   - A closed account is not_yet as long as another may be opened in time. An account opened too early is impossible
//     at once, because it shows an existing customer, unless the rule grants days after acceptance: then it is not_yet
//     until these are over. One account that fits is enough, whatever else the member has.
//   - The window runs from the earliest account that surely fits. A pinned day wins over the facts.
//   - A met count or sum may rest on part of the accounts, since more rows can't lower it: a refund takes back one purchase
//     of at least its size, a reversal one deposit of exactly its size, each on its own account only, and rows of an
//     account that was read in part do not count. Good standing is never met by part of the facts. Matching refunds by day and merchant was weighed:
//     banks name neither reliably, and an unmatched refund could then lower a count that was met.
//   - A sum of purchases is what was spent without what came back: a refund is taken off by its amount, on its own account,
//     unless it undoes a purchase that was too small to count. Pairs as in a count would lose a whole purchase to a refund
//     of a cent.
//   - A calendar month that begins before the window or ends after it has the days that are inside. Leaving part-months
//     out was weighed: with a window of 30 days nobody could meet the rule.
//   - A single deposit, and each of a number of deposits, is counted and not measured by how near it came: of $320 where
//     $500 are asked for in one, no part is done.
//   - A purchase of zero moves no money and does not count.
//   - A currency that neither row nor account names is the FI's own.
//   - A violation of good standing can be cured, so it is not_yet until the window is over.
//   - Kinds describe their parameters as data ([Descriptions]), and a tree under construction ([Draft]) holds texts by
//     key. A form, its parsing and its steps need no code per kind; words for people stay outside. Drafts of Go structs
//     were weighed: they can't tell "not said" from zero, and every kind would have needed its own getters.
package eligibility
