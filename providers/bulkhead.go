package providers

import (
	"context"
	"errors"
)

// How many calls may be under way at one institution at once (security.md, I2). Those whose answer the bank holds back, which
// wait for its core, have places of their own: a slow core would fill all of them, and nobody's accounts could be read.
const (
	maxQuick = 32
	maxHeld  = 32
)

// errFull is why the bank was not asked. It says nothing about the bank, so no breaker counts it.
var errFull = errors.New("not asked: too many calls are under way")

// bulkhead bounds what one institution's platform takes of ours, and what we take of it: over HTTP/2 a bound on connections
// bounds no calls. Who finds it full waits, as long as the call itself may take.
type bulkhead struct{ quick, held chan struct{} }

func newBulkhead() bulkhead {
	return bulkhead{make(chan struct{}, maxQuick), make(chan struct{}, maxHeld)}
}

// take waits for a place. What took one must leave.
func (b bulkhead) take(ctx context.Context, op string, held bool) (leave func(), err error) {
	places := b.quick
	if held {
		places = b.held
	}
	select {
	case places <- struct{}{}:
		return func() { <-places }, nil
	case <-ctx.Done():
	}
	cause := errFull
	if errors.Is(ctx.Err(), context.Canceled) {
		cause = context.Canceled
	}
	return nil, &Error{Kind: KindDown, Op: op, Unsent: true, Err: cause}
}
