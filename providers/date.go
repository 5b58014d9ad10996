package providers

import (
	"fmt"
	"time"
)

// Date is a calendar day without a time or zone, as banks post by. The zero Date is "not told".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads the first ten characters of s as YYYY-MM-DD; a bank's date may carry a time behind it.
func ParseDate(s string) (Date, error) {
	if len(s) < 10 {
		return Date{}, fmt.Errorf("date %q: want YYYY-MM-DD", s)
	}
	t, err := time.Parse(time.DateOnly, s[:10])
	if err != nil {
		return Date{}, fmt.Errorf("date: want YYYY-MM-DD")
	}
	return DateOf(t), nil
}

// DateOf is the calendar day of t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// IsZero reports whether the day is not told.
func (d Date) IsZero() bool { return d == Date{} }

// In is the first instant of the day in zone.
func (d Date) In(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
}

// AddDays is the day n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.In(time.UTC).AddDate(0, 0, n)) }

// Before reports whether d is an earlier day than other.
func (d Date) Before(other Date) bool { return d.In(time.UTC).Before(other.In(time.UTC)) }

// String is YYYY-MM-DD, empty for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.In(time.UTC).Format(time.DateOnly)
}
