package banno

import (
	"context"

	"raf/providers"
)

// Probe asks the bank for its metadata and its keys now. It asks past the documents that are kept in our own rows, too: a bank that
// went away an hour ago is away.
func (b *Bank) Probe(ctx context.Context) (providers.Gap, error) {
	m, gap, err := fetch(ctx, b, b.metadataAt())
	if err != nil {
		return gap, err
	}
	_, _, err = fetch(ctx, b, keysAt(string(m.JWKS)))
	return gap, err
}
