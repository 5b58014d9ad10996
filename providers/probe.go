package providers

import "context"

// Prober is the ability to find out whether what a bank publishes for a sign-in can be had now: its metadata and its keys,
// past everything that is remembered of them. The gap is told of a bank that answered, unless what it answered is no JSON.
type Prober interface {
	Probe(ctx context.Context) (Gap, error)
}
