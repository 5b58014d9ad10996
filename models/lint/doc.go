// Package lint looks at a campaign before it is offered: what the law wants beside it, whether its numbers agree, whether
// it can be judged at all. It is pure: an offer in, named findings out, each with its severity and the field it belongs
// to. Publishing refuses an offer that has problems, in the transaction that would publish it.
//
// It refuses to know databases, people and words: what a reason says to staff stands in the console.
//
// # Decisions
//
//   - A check that does not concern an offer says nothing; one that does is listed even when it passed, so that whoever
//     publishes sees what was looked at.
//   - The time requirement and the day of payment of Regulation DD are the window and the days until payment. Fields of
//     their own were weighed: they could contradict what decides.
//   - No bank tells a mortgage from another loan, so a rule that lets loans count is refused unless a reason is written
//     down that stays in the version.
//   - A share text must hold the mark of the sharer's own reward. Looking for the amount in words was weighed: it can be
//     written in too many ways to be proved absent.
package lint
