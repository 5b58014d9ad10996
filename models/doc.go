// Package models owns the rows: tenants, members, sign-ins, offers, referrals, rewards, and the laws that hold them.
//
// # Glossary
//
// A tenant is one institution (FI). A member is one login of one tenant. An inviter shares a referral code; an acceptor
// is the friend who entered it. A campaign is an offer; what it promises stands in its versions, which never change. A
// referral is one friend under one version. A leg is one person's reward. A payout is the record that money was sent.
// A grant is a member's permission to read at the bank. A verdict is what the rules say of what the bank said.
//
// # The life of a referral
//
//	             accepted --------.
//	                |             |
//	cancelled <-- pending ----> closing --> expired / rejected
//	                |             |
//	                v             |
//	             eligible <-------'
//	                |
//	             approved --> paid --> clawed_back
//
// states.go has the table, with who may do what. A hold is a flag beside the state.
//
// # The tenancy law
//
// A [Store] can resolve tenants and nothing else. [Store.For] takes a [Tenant], which only the store can make, and
// returns a [TenantStore]; rows are reached in its View (read-only) and InTx transactions, by named methods. Below that,
// in layers, each of which catches what the one above misses:
//
//  1. [TenantID] is a field type that adds the tenant's condition to every statement and fails without a tenant.
//  2. The refusing plugin stops raw SQL, bare tables, hand-written joins, upserts that update, and foreign rows.
//  3. Keys begin with the tenant and foreign keys carry it, so a row cannot point at a neighbour's.
//  4. On PostgreSQL, forced row-level security: the app role owns nothing and sees rows only of the tenant that the
//     transaction has named.
//
// Never Save (it turns into an upsert), never an id as an inline condition (a string there is SQL), never Raw, Exec,
// Table or a JOIN in words: tests look for them.
//
// The package refuses to know banks, requests, pages and words for members.
//
// # Decisions
//
//   - 2026-11: instants are stored at microseconds and travel as text of a fixed width, so that SQLite, which compares
//     text, orders them as PostgreSQL does. Integers of microseconds lost: nobody can read them in psql.
//   - 2026-11: one set of migrations serves both databases; walls and grants are raised by Migrate on every table with a
//     tenant_id after each run, instead of once in each migration, because a repeated step can't be forgotten.
//   - 2026-11: acceptances of one institution pass a gate one at a time. Locks on the members involved lost: four people
//     who invite each other in a ring at the same moment would share no lock.
//   - 2026-11: the newest verdict stands on the referral as well as in evaluations, so that the tile needs no second read.
//   - 2026-12: what the overview counts is appended as flows in each change's own transaction and folded later (rollup.go).
//     A counter row that each change updates lost, because all writers of an institution would wait for it. Sums of closed
//     days beside a delta since a watermark lost too: a transaction that began before midnight and commits after the day
//     was closed would be in neither.
//   - 2026-11: what a campaign is to become is a row of campaign_drafts under the campaign's own id, and campaigns begins with
//     the first version. A draft status in campaigns lost: a draft can be removed, and rows of campaigns can't.
//   - 2026-11: whether a draft is in review is what its request says. A stored status lost: a request runs out by the clock,
//     and nothing would have to be put back.
//   - PostgreSQL is the production database. SQLite serves the demo, the tests and one small instance.
//   - 2026-11: audit rows are written without a place in the chain and get it from a job, in the order in which the job finds
//     them. A row without a seal is a row whose transaction has committed and which the job has not reached yet: it counts,
//     but until then somebody with the database's own password could change it unseen. Chaining in the writing transaction
//     lost: it would make every change of an institution wait for the one before it.
//   - 2026-11: the chain is plain SHA-256 and its head a row, so that an examiner can walk it with any tool and no secret.
//     It finds what is done to rows, not a rewriting of all rows and the head together; raf audit verify prints the head for
//     keeping elsewhere.
//   - 2026-11: the job queue is River's, in this database, on our handle and our clock. Its tables carry no tenant, so jobs
//     carry ids, and a worker reaches rows through a TenantStore like a request does.
package models
