// Package metrics counts what an operator watches, for a scraper that asks at a listener of its own (RAF_METRICS_ADDR).
//
// A label is an institution's slug, a route's pattern, an operation or a kind of outcome: sets that do not grow with members.
// No path, code, id or address is ever one (security.md, F6 and J6).
//
// # Decisions
//
//   - 2026-11: no profiler stands beside the figures. A heap dump holds sealed things opened, and whoever may scrape is not
//     whoever may read those.
//   - 2026-11: a name may be an institution's own host or an address; what the listener says is for the operator alone, so an
//     address without a host is refused rather than taken for every interface.
package metrics
