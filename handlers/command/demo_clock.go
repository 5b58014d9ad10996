package command

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

// clock is the demo's one clock, for app and bank: the machine's, moved by an offset that survives a restart.
type clock struct {
	mu     sync.Mutex
	offset time.Duration
	file   string
	real   func() time.Time
}

func openClock(file string, real func() time.Time) (*clock, error) {
	c := &clock{file: file, real: real}
	raw, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return c, nil
	}
	if err == nil {
		c.offset, err = time.ParseDuration(string(raw))
	}
	if err != nil {
		return nil, fmt.Errorf("demo clock: %w", err)
	}
	return c, nil
}

// Now is the demo's time.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.real().Add(c.offset)
}

// Advance moves the clock. A move that could not be kept still happened; the next start would only be earlier.
func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(c.offset + d)
}

// daysAgo puts the clock to so many days before the machine's.
func (c *clock) daysAgo(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(-time.Duration(n) * 24 * time.Hour)
}

func (c *clock) set(offset time.Duration) {
	c.offset = offset
	_ = os.WriteFile(c.file, []byte(offset.String()), 0o600)
}
