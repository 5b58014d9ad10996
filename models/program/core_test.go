package program

import (
	"testing"
	"time"

	"raf/models"
)

func TestATileWaitsForTheCoreOnlyWhileItMayAnswer(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 2, 18, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) models.Instant { return models.At(now.Add(-d)) }
	for name, row := range map[string]struct {
		asked, ended models.Instant
		want         bool
	}{
		"never asked":                    {},
		"asked a moment ago":             {asked: ago(0), want: true},
		"asked, after an answer of old":  {asked: ago(10 * time.Second), ended: ago(time.Hour), want: true},
		"answered":                       {asked: ago(10 * time.Second), ended: ago(time.Second)},
		"answered at once":               {asked: ago(0), ended: ago(0)},
		"by a process that died":         {asked: ago(coreTime)},
		"by a clock that was set back":   {asked: ago(-time.Minute)},
		"in the last moment that counts": {asked: ago(coreTime - time.Second), want: true},
	} {
		tile := Tile{Member: models.Member{CoreAskedAt: row.asked, CoreEndedAt: row.ended}}
		if got := tile.AsksCore(now); got != row.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
