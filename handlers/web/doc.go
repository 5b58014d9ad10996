// Package web is what answering a request takes on either side of the house, for members and for staff: the visit that
// the front door describes, the site map's row and every path, pages and errors written, the guard that needs no session,
// the place of cookies, limits, and the presenter that both kinds of presenters begin with.
//
// It knows no member, no person of staff and no screen. Kit is embedded by the handlers of both sides; what one side alone
// needs stands with that side.
//
// # Decisions
//
//   - 2026-12: rows of the site map are made by Get and Post, whose parameters are path, access, guard and handler: one
//     without a guard does not compile, in whatever package its table stands.
//   - 2026-12: paths are constants of this package alone, because members' pages, staff's pages and redirect URIs name each
//     other's.
package web
