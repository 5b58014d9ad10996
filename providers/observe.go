package providers

import (
	"context"
	"errors"
	"time"
)

// Observe is told how a call of one operation ended, and how long it took with its retries. It learns nothing of whose
// call it was.
type Observe func(op string, took time.Duration, err error)

// The outcomes of a call besides the five kinds.
const (
	OutcomeAnswered = "answered" // whatever the answer said: an OAuth error is one too
	OutcomeHeld     = "held"     // the bank was not asked: it was silent, it wants to be left alone, or too much is under way there
)

// Outcome names how a call ended, for counting.
func Outcome(err error) string {
	switch {
	case err == nil:
		return OutcomeAnswered
	case errors.Is(err, errBreakerOpen), errors.Is(err, errQuiet), errors.Is(err, errFull):
		return OutcomeHeld
	}
	return string(KindOf(err))
}

// enter passes the breaker and takes a place, for which it waits as long as is said. What goes must leave, with how it ended.
func (c *Client) enter(ctx context.Context, op string, held bool, most time.Duration) (leave func(error), err error) {
	if err = c.breaker.enter(op); err != nil {
		c.observe(op, 0, err)
		return nil, err
	}
	began := c.now()
	free, waited, err := c.bulkhead.take(ctx, op, held, most)
	if err == nil {
		// Whoever had to wait may find out what those before them did: that nobody answers.
		if err = c.breaker.enter(op); err != nil {
			free()
		}
	}
	if err != nil {
		c.observe(op, c.now().Sub(began), err)
		return nil, err
	}
	return func(err error) {
		silence := err
		if waited && ctx.Err() != nil && KindOf(err) == KindDown {
			silence = context.Canceled // the queue took the caller's time, not the bank
		}
		c.breaker.leave(op, silence) // before the place is free: who waits for it is to know
		free()
		c.observe(op, c.now().Sub(began), err)
	}, nil
}

func (c *Client) observe(op string, took time.Duration, err error) {
	if c.cfg.Observe != nil {
		c.cfg.Observe(op, took, err)
	}
}

func (c *Client) now() time.Time {
	if c.cfg.Now == nil {
		return time.Time{}
	}
	return c.cfg.Now()
}
