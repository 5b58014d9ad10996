package providers

import (
	"context"
	"errors"
	"sync"
	"time"
)

// The breaker's bounds: so many calls of one operation in a row without an answer, and it stays open for so long.
const (
	breakAfter = 5
	breakFor   = 15 * time.Second
	// quietFor is how long a bank is left alone that throttles and does not say for how long.
	quietFor = 5 * time.Second
)

// The causes of a failure for which the bank was not asked.
var (
	errBreakerOpen = errors.New("not asked: the last calls had no answer")
	errQuiet       = errors.New("not asked: the bank wants to be left alone")
)

// breaker spares a bank that does not answer, and the people who would wait for it (security.md, I2): after a row of
// calls without an answer it says down at once, and after a pause it lets calls through to see: all of them, because one
// check asks for several accounts at a time and would be told half, and the first silence shuts it again. Each operation
// has its own, because a bank's parts fail apart; a client belongs to one institution, so no bank's trouble is another's.
// A bank that says when to come back is left alone by everybody until then, not only by whom it said it to: it counts the
// calls of one client.
type breaker struct {
	now func() time.Time

	mu  sync.Mutex
	ops map[string]*circuit
}

type circuit struct {
	failures  int
	shutTill  time.Time
	quiet     Kind // what the bank said when it asked to be left alone until quietTill
	quietTill time.Time
}

func newBreaker(now func() time.Time) *breaker {
	return &breaker{now: now, ops: map[string]*circuit{}}
}

// enter lets a call of an operation go, or says why not. What goes must leave.
func (b *breaker) enter(op string) error {
	if b.now == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.ops[op]
	if c == nil {
		c = &circuit{}
		b.ops[op] = c
	}
	if left := c.quietTill.Sub(b.now()); left > 0 {
		return &Error{Kind: c.quiet, Op: op, RetryAfter: left, Unsent: true, Err: errQuiet}
	}
	if c.failures < breakAfter {
		return nil
	}
	if left := c.shutTill.Sub(b.now()); left > 0 {
		return &Error{Kind: KindDown, Op: op, RetryAfter: left, Unsent: true, Err: errBreakerOpen}
	}
	return nil
}

// leave tells how a call ended. Only silence counts: a bank that refuses, throttles or talks nonsense is there. A caller
// who went away says nothing about the bank.
func (b *breaker) leave(op string, err error) {
	if b.now == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.ops[op]
	c.keepQuiet(b.now(), err)
	switch {
	case errors.Is(err, context.Canceled):
	case err == nil || KindOf(err) != KindDown:
		c.failures = 0
	default:
		c.failures++
		c.shutTill = b.now().Add(breakFor)
	}
}

// keepQuiet notes that the bank wants to be left alone, if that is what it said.
func (c *circuit) keepQuiet(now time.Time, err error) {
	var e *Error
	if !errors.As(err, &e) {
		return
	}
	d := e.RetryAfter
	if d == 0 && e.Kind == KindThrottled {
		d = quietFor
	}
	if till := now.Add(d); d > 0 && till.After(c.quietTill) {
		c.quiet, c.quietTill = e.Kind, till
	}
}
