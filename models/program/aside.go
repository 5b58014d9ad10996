package program

import (
	"context"
	"sync"
)

// aside is the work that comes to its end although nobody waits for it any more: storing a grant that the bank has renewed,
// taking one back there. Each piece bounds itself.
type aside struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when the last one ends

	once    sync.Once
	leaving context.Context // ends when the process does
	leave   context.CancelFunc
}

// end is the end of the process.
func (a *aside) end() (context.Context, context.CancelFunc) {
	a.once.Do(func() { a.leaving, a.leave = context.WithCancel(context.Background()) })
	return a.leaving, a.leave
}

// patiently is beside for work that may take long and is dropped at the end of the process: nothing is lost with it.
func (h *House) patiently(ctx context.Context, f func(context.Context)) {
	leaving, _ := h.aside.end()
	h.beside(ctx, func(ctx context.Context) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(leaving, cancel)()
		f(ctx)
	})
}

// beside begins f next to the caller. f has the values of ctx and outlives it.
func (h *House) beside(ctx context.Context, f func(context.Context)) {
	a := &h.aside
	a.mu.Lock()
	if a.n == 0 {
		a.idle = make(chan struct{})
	}
	a.n++
	a.mu.Unlock()
	go func() {
		defer a.ended()
		defer func() {
			// What a bank answers is parsed here: a fault in that must not end the process for everybody.
			if cause := recover(); cause != nil {
				h.Log.Error("panic beside a request", "cause", cause)
			}
		}()
		f(context.WithoutCancel(ctx))
	}()
}

func (a *aside) ended() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.n--; a.n == 0 {
		close(a.idle)
	}
}

// Drain waits until what was begun beside requests and jobs has ended, and drops what is patient. It is for the end of a
// process, after those.
func (h *House) Drain(ctx context.Context) error {
	_, leave := h.aside.end()
	leave()
	h.aside.mu.Lock()
	n, idle := h.aside.n, h.aside.idle
	h.aside.mu.Unlock()
	if n == 0 {
		return nil
	}
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
