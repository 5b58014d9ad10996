package providers

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The numbers of security.md, I2 and I3, as they were reviewed: elsewhere the bounds are tried by their names.
func TestBoundsAreTheReviewedOnes(t *testing.T) {
	t.Parallel()
	want := map[string]any{"one call": 3 * time.Second, "tries after the first": 2, "at once": 32, "and for the core": 32,
		"silences that open the breaker": 5, "for": 15 * time.Second, "a text": 4096, "deep": 32, "items": 5000}
	got := map[string]any{"one call": NewClient(ClientConfig{}).cfg.Timeout, "tries after the first": NewClient(ClientConfig{}).cfg.Retries, "at once": cap(newBulkhead().quick), "and for the core": cap(newBulkhead().held),
		"silences that open the breaker": breakAfter, "for": breakFor, "a text": maxText, "deep": maxDepth, "items": maxItems}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-reviewed +now):\n%s", diff)
	}
}
