// Package secret owns what must be unguessable, unreadable or unforgeable: the keys derived from SECRET_KEY, the
// sealing of values that rest in the database, random handles and their stored hashes, friend codes, and the keyed
// fingerprint by which two members are recognised as one person.
//
// It refuses to know rows, tenants as rows, requests, cookies, tokens' claims and the clock. Randomness is a
// parameter, so that tests decide it. It never logs, and none of its errors repeats the value it was given.
//
// # Decisions
//
// Keys per purpose by HKDF-SHA-256, not one key everywhere: a token made for one purpose must not verify for another,
// and a leak of one derived key must not open the others. Key ids come out of the same derivation under a label of
// their own; a plain hash of SECRET_KEY would let anyone who sees an id test guesses at the key.
//
// AES-256-GCM with random nonces, because the standard library has it and a vault key seals far fewer than the 2^32
// values at which random nonces become a worry. The additional data binds tenant, member and kind, each with its
// length in front, so that a ciphertext moved to another row does not open. A key-wrapping scheme with one data key
// per tenant was weighed: it helps where tenants may take their keys away, which none can here.
//
// Friend codes have 32 letters and digits that survive being read aloud and written by hand: 0, O, 1 and I are not
// among them. Mapping the four onto look-alikes was weighed and refused: neither of each pair is in the alphabet, so
// a guess would turn a mistyped code into somebody else's.
package secret
