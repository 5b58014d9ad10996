package program

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
)

// What security.md promises in numbers, as it was reviewed: elsewhere the bounds are tried by their names, whatever they are.
func TestBoundsAreTheReviewedOnes(t *testing.T) {
	t.Parallel()
	want := map[string]any{"codes of a member": 5, "within": time.Hour, "codes of an address": 50, "in": time.Minute, // G10
		"one check": 8 * time.Second, "waits for a renewal": 2 * time.Second, // I2, C3
		"tries at the door": 10, "that shut it for": 15 * time.Minute, "and beside the right password for good": 100, // H2
		"the bank's word is fresh": time.Minute, "and good": 15 * time.Minute, // B3
		"an approval lives": 24 * time.Hour} // G3
	got := map[string]any{"codes of a member": TriesPerMember, "within": tryWindow, "codes of an address": TriesPerAddress, "in": addressWindow,
		"one check": bankTime, "waits for a renewal": leaseWait,
		"tries at the door": models.DoorTries, "that shut it for": models.DoorWindow, "and beside the right password for good": models.DoorStop,
		"the bank's word is fresh": ConfirmedFresh, "and good": ConfirmedAtMost,
		"an approval lives": models.ApprovalLife}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-reviewed +now):\n%s", diff)
	}
}
