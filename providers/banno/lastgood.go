package banno

import (
	"context"
	"sync"
	"time"

	"raf/providers"
)

// How long metadata and keys are believed.
const (
	freshFor   = time.Hour      // then asked for again
	goodFor    = 24 * time.Hour // the longest the last good ones serve while the bank fails
	retryAfter = time.Second    // from the end of an attempt that failed to the next one
	// memoryPatience bounds our own rows: members wait for an attempt, and theirs is the database that may hang.
	memoryPatience = time.Second
)

// lastGood is a document that the bank publishes and that is read all the time. While any good one is known it is
// answered at once, and a younger one is fetched behind it; only where none is known does anybody wait, and then
// everybody for the same attempt (threat: a bank that hangs makes a queue of our members, each waiting in turn).
type lastGood[T any] struct {
	asking  sync.Mutex // held while somebody asks whether an attempt may be made, which takes its time
	mu      sync.Mutex
	good    T
	goodAt  time.Time
	err     error // of the last attempt
	triedAt time.Time
	under   *attempt // nil if none is under way
}

// attempt is one try to have the document. What it came to may be read when done is closed.
type attempt struct {
	done  chan struct{}
	asked bool // the bank, and not only our own rows
	err   error
}

// source is how a document is had: from its address, and read from its bytes.
type source[T any] struct {
	op, address string
	read        func(raw []byte) (T, error)
}

// get returns the document, as old as a day while the bank fails. asked says that the bank was asked for it meanwhile.
func (d *lastGood[T]) get(ctx context.Context, b *Bank, from source[T]) (good T, asked bool, err error) {
	for {
		d.mu.Lock()
		now := b.now()
		known := !d.goodAt.IsZero() && age(now, d.goodAt) < goodFor
		if known && age(now, d.goodAt) < freshFor {
			defer d.mu.Unlock()
			return d.good, asked, nil
		}
		if d.under == nil && d.err != nil && age(now, d.triedAt) < retryAfter {
			defer d.mu.Unlock()
			if known {
				return d.good, asked, nil
			}
			return good, true, d.err
		}
		under := d.start(ctx, b, from)
		if known {
			defer d.mu.Unlock()
			return d.good, asked, nil
		}
		d.mu.Unlock()
		if err := under.wait(ctx, from.op); err != nil {
			return good, true, err
		}
		asked = asked || under.asked
	}
}

// again waits for an attempt: the one under way, or if allow lets it a new one. allow may take its time, so the lock is not
// held meanwhile. Where it does not, what another process has kept since serves: a new key of the bank must not end the
// sessions of members who happen to renew in the minute in which others used the fetches up.
func (d *lastGood[T]) again(ctx context.Context, b *Bank, from source[T], allow func() bool) (T, error) {
	under := d.allowed(ctx, b, from, allow)
	var err error
	if under != nil {
		err = under.wait(ctx, from.op)
	} else if kept, at, ok := recall(ctx, b, from); ok {
		d.younger(kept, at)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.good, err
}

// younger takes a document over that was fetched after the one that is known.
func (d *lastGood[T]) younger(kept T, at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if at.After(d.goodAt) {
		d.good, d.goodAt = kept, at
	}
}

// allowed is the attempt under way or a new one; nil if it may not be. One after the other: of several who meet a new key at
// once the first asks, and the others wait for what it began instead of each using up a fetch.
func (d *lastGood[T]) allowed(ctx context.Context, b *Bank, from source[T], allow func() bool) *attempt {
	d.asking.Lock()
	defer d.asking.Unlock()
	d.mu.Lock()
	under := d.under
	d.mu.Unlock()
	if under != nil || !allow() {
		return under
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.start(ctx, b, from)
}

// start begins an attempt unless one is under way. The lock is held. The result serves every waiting member, so the
// first one's closed tab must not spoil it.
func (d *lastGood[T]) start(ctx context.Context, b *Bank, from source[T]) *attempt {
	if d.under != nil {
		return d.under
	}
	a := &attempt{done: make(chan struct{})}
	d.under = a
	go d.try(context.WithoutCancel(ctx), b, from, a)
	return a
}

// try fills the document in: from our own rows while nothing is known, which spares a process that starts the bank's
// outage, and from the bank otherwise.
func (d *lastGood[T]) try(ctx context.Context, b *Bank, from source[T], a *attempt) {
	defer close(a.done)
	d.mu.Lock()
	cold := d.goodAt.IsZero()
	d.mu.Unlock()
	if cold {
		if kept, at, ok := recall(ctx, b, from); ok {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.good, d.goodAt, d.under = kept, at, nil
			return
		}
	}
	found, _, err := fetch(ctx, b, from)
	now := b.now()
	d.mu.Lock()
	defer d.mu.Unlock()
	a.asked, a.err = true, err
	if d.err, d.triedAt, d.under = err, now, nil; err != nil {
		b.log.WarnContext(ctx, "bank document not renewed", "document", from.op, "error", err)
		return
	}
	d.good, d.goodAt = found, now
}

// fetch asks the bank. What it published is kept only when it holds.
func fetch[T any](ctx context.Context, b *Bank, from source[T]) (good T, gap providers.Gap, err error) {
	raw, gap, err := b.client.GetDated(ctx, providers.Call{Op: from.op, URL: from.address, Limit: smallAnswer})
	if err != nil {
		return good, gap, err
	}
	if good, err = from.read(raw); err != nil {
		return good, gap, &providers.Error{Kind: providers.KindMalformed, Op: from.op, Err: err}
	}
	if b.cfg.Memory != nil {
		ctx, cancel := context.WithTimeout(ctx, memoryPatience)
		defer cancel()
		if err := b.cfg.Memory.Keep(ctx, providers.Published{Kind: from.op, Address: from.address, Body: raw, At: b.now()}); err != nil {
			b.log.WarnContext(ctx, "bank document not kept", "document", from.op, "error", err)
		}
	}
	return good, gap, nil
}

// recall reads what was kept, and holds it against the present settings like an answer of the bank: an issuer that was
// struck off meanwhile must not come back.
func recall[T any](ctx context.Context, b *Bank, from source[T]) (good T, at time.Time, ok bool) {
	if b.cfg.Memory == nil {
		return good, at, false
	}
	ctx, cancel := context.WithTimeout(ctx, memoryPatience)
	defer cancel()
	kept, err := b.cfg.Memory.Recall(ctx, from.op)
	if err != nil {
		b.log.WarnContext(ctx, "bank document not recalled", "document", from.op, "error", err)
		return good, at, false
	}
	if kept.Address != from.address || age(b.now(), kept.At) >= goodFor {
		return good, at, false
	}
	good, err = from.read(kept.Body)
	return good, kept.At, err == nil
}

// wait returns the attempt's error, or that the caller left before its end.
func (a *attempt) wait(ctx context.Context, op string) error {
	select {
	case <-a.done:
		return a.err
	case <-ctx.Done():
		return &providers.Error{Kind: providers.KindDown, Op: op, Err: ctx.Err()}
	}
}

// age is never negative: a clock set back must not make an old document young for ever.
func age(now, then time.Time) time.Duration {
	if now.Before(then) {
		return goodFor
	}
	return now.Sub(then)
}
