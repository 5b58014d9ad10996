// Package console holds what staff see: the shell, the door (sign-in, enrolment, step-up), the screens, and the
// primitives they are built from, each with one view struct.
//
// It refuses to know who may do what, what a referral is, the clock, money and routes: every word, amount, date,
// address and permission arrives decided. What is not allowed arrives as a reason, is drawn as a control that can be
// focused and does nothing, and says the reason beside it. It reads nothing from the context.
//
// How a screen is made: a view struct with a [Bar], a component that draws the bar and then its content, and
// Page(shell) around it. A part that htmx replaces is a component of its own whose root carries the id that forms name
// as their Target; the fragment's URL answers that very component.
//
// # Decisions
//
// 2026-12: Confirming in place is a details element: its summary is the button, and says "Go back" while it is open.
// It works without scripts, needs no address of its own and loses nothing that was typed. The script adds focus and
// Escape. A server-side "ask" state was the other way; it costs a round trip before every question.
//
// 2026-12: The states of the list are radio buttons in the filter form, not links: links would go stale while somebody
// types, and a hidden field beside buttons would send the state twice.
//
// 2026-12: The list's address is told by the swapped part itself (data-url) and put into the address bar by the
// script. htmx would push the fragment's own URL, which is no page.
package console
