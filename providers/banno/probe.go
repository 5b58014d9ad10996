package banno

import "context"

// Probe asks the bank for its metadata and its keys now.
func (b *Bank) Probe(ctx context.Context) error {
	always := func() bool { return true }
	m, err := b.known.metadata.again(ctx, b, b.metadataAt(), always)
	if err != nil {
		return err
	}
	_, err = b.known.aim(string(m.JWKS)).again(ctx, b, keysAt(string(m.JWKS)), always)
	return err
}
