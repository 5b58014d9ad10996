// Package command holds raf's commands, one file each. It wires like main and may import everything; main reads the
// environment and hands plain values over.
//
// # Decisions
//
//   - 2026-11: a campaign of a file gets its id from the institution and the file's own key for it, so that no table is needed to
//     know it again. What was imported and changed since is left alone: the console is where campaigns are changed.
//   - 2026-11: an import names a person of staff who answers for its drafts. Whoever holds the shell is nobody whom a second
//     person could ask.
//   - 2026-11: the end of a process is fifteen seconds: eleven for requests and jobs side by side, of which the listener stays
//     open for two, and four for a grant that is still to be stored or given back.
//   - 2026-11: at the cap of connections the one that has been silent longest since it was opened loses its place. A listener of its
//     own for health checks would want a variable that design.md does not have, and reserved places nobody can tell apart before they ask.
package command
