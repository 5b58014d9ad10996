// Package providers is the contract between RAF and a bank's digital banking platform, and nothing else: the
// words in which a platform's answers reach the rest of the house.
//
// A platform with member tokens (Banno) and one with a service token per institution (Q2, Candescent) both fit:
// the first is asked with an [Access] that carries the member's [Grant], the second with one whose grant is empty,
// because the adapter holds its own service credential. Whether a bank can sign a member in is an ability of its
// own ([SignIn]), and so is renewing a member's grant ([Refresher]); an adapter that lacks one does not pretend.
//
// The package refuses to know tenants, rows, requests and rules. It never decides: an adapter that could not find
// something out says so with an [Error] of one of five kinds, or with a field that says "unknown". Nothing in here
// may be read as "no" merely because the bank did not answer.
package providers
