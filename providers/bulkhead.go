package providers

import (
	"context"
	"errors"
	"time"
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
// bounds no calls. Who finds it full waits for as long as the call itself may take, which begins with the place: with what the
// queue leaves of its time nobody could get an answer.
type bulkhead struct{ quick, held chan struct{} }

func newBulkhead() bulkhead {
	return bulkhead{make(chan struct{}, maxQuick), make(chan struct{}, maxHeld)}
}

// take gets a place, and says whether it had to be waited for. What took one must leave.
func (b bulkhead) take(ctx context.Context, op string, held bool, most time.Duration) (leave func(), waited bool, err error) {
	places := b.quick
	if held {
		places = b.held
	}
	leave = func() { <-places }
	select { // whose time is over already finds out at the call, and not that it is full here
	case places <- struct{}{}:
		return leave, false, nil
	default:
	}
	waiting, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	select {
	case places <- struct{}{}:
		return leave, true, nil
	case <-waiting.Done():
	}
	cause := errFull
	if errors.Is(ctx.Err(), context.Canceled) {
		cause = context.Canceled
	}
	return nil, true, &Error{Kind: KindDown, Op: op, Unsent: true, Err: cause}
}
