// Package conform is the suite that every bank adapter must pass, whatever its platform: same contract, same faults,
// same five kinds of failure.
//
// It owns what "correct" means for [raf/providers.Bank] and its optional abilities. It refuses to know any platform:
// an adapter's test brings a [Bank] scripted by its [Fixture], says what is true there, and lends a switch for faults.
//
// # Decisions
//
// 2026-11: The fixture states the truth in the contract's words instead of the suite scripting the bank, because a
// simulator that has its own members can then be put under the suite as it is.
//
// 2026-12: What a platform or its simulator can't show is named by the harness and has no test. A skipped test counts
// as left out, and what can't exist was not left out.
//
// 2026-12: The bounds are production's (3 s a document, 8 s a check, 25 s a core, five silences, a minute of quiet) and three seconds more
// for a busy machine, on which one was not enough; a harness does not loosen them.
//
// 2026-12: A renewal has its own column: the bank uses the grant up for an answer, so one that came and can't be read ends
// it, and one that did not come does not.
//
// 2026-12: The suite is held to itself: an invented platform that shares nothing with any other passes it, and each row that
// is about one thing is named by a broken adapter that it must catch. Its functions take a [testing.TB] for that alone.
//
// 2026-12: Money of another country is told with its currency, because rules refuse it by name; of a currency with other than
// two decimals, or of none, an amount means nothing, and the call is malformed.
package conform
