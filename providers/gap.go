package providers

import (
	"net/http"
	"strconv"
	"time"
)

// Gap is what an answer shows of how far apart a bank's clock and ours are.
type Gap struct {
	Told  bool          // the answer carried a date
	Ahead time.Duration // by how much the bank's is ahead of ours at least; below zero it is behind
}

// gapOf compares the date of an answer with when we asked and when we had it. A date names a whole second and was written at some
// moment in between, so only what lies outside of all that is a difference. A cache on the way tells how old the date is.
func gapOf(h http.Header, asked, had time.Time) Gap {
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil || asked.IsZero() {
		return Gap{}
	}
	if age, err := strconv.ParseUint(h.Get("Age"), 10, 31); err == nil {
		date = date.Add(time.Duration(age) * time.Second)
	}
	gap := Gap{Told: true}
	if least := date.Sub(had); least > 0 {
		gap.Ahead = least
	} else if most := date.Add(time.Second).Sub(asked); most < 0 {
		gap.Ahead = most
	}
	return gap
}
