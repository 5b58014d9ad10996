// Package console answers staff: it guards, reads forms, calls models/program and lets package desk present. A handler
// decides nothing about referrals or money.
//
// A screen's handlers are in files named screen_verb.go; its rows of the site map are a function of routes.go, named after
// its area and listed in Routes. guard.go says who may pass, stepup.go asks for a fresh second factor and keeps what was
// typed, console.go writes a screen whole or, to htmx, its body alone.
//
// # Decisions
//
//   - 2026-12: loading a page of the console renews the session of whoever works, at most once a minute. GETs write nothing
//     else there; counting only writes as activity would sign out people who read.
//   - 2026-12: forms that move money are sent as a browser sends them, not by htmx: the page that asks for a fresh second
//     factor takes the whole window, carries what was typed and sends it to the same URL.
//   - 2026-12: before a form leaves the page the script asks whether the session lives, and keeps the page if not. Without
//     scripts the door carries what was typed, sealed for the person whose session it was, for half an hour; passwords, codes
//     and files are not carried. What counts is the form's token under the session that ended: it says that one of our pages
//     was filled in by that person, so nothing that was planted comes along, and the next person at that screen can neither
//     read nor send it. After signing in its person sees what was typed and presses once more; where money or rights move the
//     page after that names the deed first. Hidden fields in plain text lost: they would lie where the next person of that
//     browser sees them. So did an address to go back to: a form carries its own path, sealed with it.
//   - 2026-12: the button that signs the demo's staff in is a value of Config that only the demo sets. Without it the
//     route does not exist, and models/program knows no way past the second factor.
package console
