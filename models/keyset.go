package models

import (
	"encoding/base64"
	"slices"
	"strings"
	"time"
)

// from is the beginning of a cursor that names the first row of its page.
const from = "a."

// momentCursor is the place of a row in a list by moment and id, as a URL carries it.
func momentCursor(direction string, at Instant, id string) string {
	return direction + base64.RawURLEncoding.EncodeToString([]byte(at.UTC().Format(instantLayout)+"|"+id))
}

// parseMomentCursor reads a cursor back; one that is none of ours is Invalid. list is what it was meant for.
func parseMomentCursor(cursor, list string) (at Instant, id string, err error) {
	_, coded, found := strings.Cut(cursor, ".")
	raw, decodeErr := base64.RawURLEncoding.DecodeString(coded)
	stamp, id, split := strings.Cut(string(raw), "|")
	t, timeErr := time.Parse(instantLayout, stamp)
	if !found || decodeErr != nil || !split || timeErr != nil || !ValidID(id) {
		return at, "", Errorf(Invalid, "this page of the %s does not exist", list)
	}
	return At(t), id, nil
}

// cutPage turns the rows of a query, one more than a page holds if there are more, into a page in reading order.
func cutPage[R any](rows []R, size int, backwards bool) (page []R, more bool) {
	if more = len(rows) > size; more {
		rows = rows[:size]
	}
	if backwards {
		slices.Reverse(rows)
	}
	return rows, more
}
