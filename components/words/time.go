package words

import (
	"strconv"
	"time"
)

// Day is a day of the year: "December 14", "14 de diciembre".
func (w Words) Day(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	if w.spanish() {
		return strconv.Itoa(t.Day()) + " de " + spanishMonths()[t.Month()-1]
	}
	return t.Format("January 2")
}

// DayAndYear is a day with its year: "December 14, 2026", "14 de diciembre de 2026".
func (w Words) DayAndYear(t time.Time, zone *time.Location) string {
	if w.spanish() {
		return w.Day(t, zone) + " de " + strconv.Itoa(t.In(zone).Year())
	}
	return t.In(zone).Format("January 2, 2006")
}

// Clock is a time of the day in a sentence: "10:42 AM", "10:42 a. m.".
func (w Words) Clock(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	if !w.spanish() {
		return t.Format("3:04 PM")
	}
	if t.Hour() < 12 {
		return t.Format("3:04") + " a.\u00a0m."
	}
	return t.Format("3:04") + " p.\u00a0m."
}

// When is an instant where room is short: "today, 10:42 AM", "hoy, 10:42".
func (w Words) When(t, now time.Time, zone *time.Location) string {
	clock := w.Clock(t, zone)
	if w.spanish() {
		clock = t.In(zone).Format("15:04")
	}
	if near := w.nearDay(t, now, zone); near != "" {
		return near + ", " + clock
	}
	return w.Day(t, zone) + ", " + clock
}

// DayNear is a day in a sentence, with its distance where it is near: "yesterday, December 1", else "December 1",
// "el 1 de diciembre".
func (w Words) DayNear(t, now time.Time, zone *time.Location) string {
	near := w.nearDay(t, now, zone)
	switch {
	case near != "":
		return near + ", " + w.Day(t, zone)
	case w.spanish():
		return "el " + w.Day(t, zone)
	}
	return w.Day(t, zone)
}

// Since is an instant as the age of facts, to stand behind "from" in English ("10:42 AM today") and behind "son" in
// Spanish ("de hoy a las 10:42 a. m.").
func (w Words) Since(t, now time.Time, zone *time.Location) string {
	near, clock := w.nearDay(t, now, zone), w.Clock(t, zone)
	if !w.spanish() {
		if near == "" {
			return clock + " on " + w.Day(t, zone)
		}
		return clock + " " + near
	}
	at := " a las " + clock
	if t.In(zone).Hour()%12 == 1 {
		at = " a la " + clock
	}
	if near == "" {
		return "del " + w.Day(t, zone) + at
	}
	return "de " + near + at
}

// DaysUntil counts the days from now to the day of t in zone: 0 is today, negative is past.
func DaysUntil(t, now time.Time, zone *time.Location) int {
	return dayNumber(t.In(zone)) - dayNumber(now.In(zone))
}

// dayNumber counts calendar days, so that a day of 23 or 25 hours is still one.
func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// nearDay is the word for today and yesterday, empty for all other days.
func (w Words) nearDay(t, now time.Time, zone *time.Location) string {
	switch DaysUntil(t, now, zone) {
	case 0:
		return w.Common.Today
	case -1:
		return w.Common.Yesterday
	default:
		return ""
	}
}

func (w Words) spanish() bool { return w.Lang == "es" }

func spanishMonths() [12]string {
	return [12]string{
		"enero", "febrero", "marzo", "abril", "mayo", "junio",
		"julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
	}
}
