package words_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"raf/components/words"
)

func TestTheLanguageIsTheMembersThenTheBrowsersThenEnglish(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, claim, header, want string
	}{
		{"nothing told", "", "", "en"},
		{"claim wins over the browser", "es-US", "en-US,en;q=0.9", "es"},
		{"claim with an underscore", "es_MX", "", "es"},
		{"claim in capitals", "ES", "", "es"},
		{"claim we do not speak: the browser decides", "fr-CA", "es", "es"},
		{"claim that only begins like ours", "est", "", "en"},
		{"first of equals", "", "es,en", "es"},
		{"weight decides, not order", "", "en;q=0.4, es;q=0.8", "es"},
		{"weight with spaces", "", "en ; q=0.4 , es ; q=0.8", "es"},
		{"languages we do not speak are passed over", "", "fr, de;q=0.9, es;q=0.1", "es"},
		{"a refused language is not chosen", "", "es;q=0", "en"},
		{"anything means English", "", "*;q=0.9, es;q=0.5", "en"},
		{"a weight that can't be read counts for nothing", "", "es;q=high, en;q=0.1", "en"},
		{"a weight above one counts for nothing", "", "es;q=7, en;q=0.1", "en"},
		{"not a number counts for nothing", "", "es;q=NaN, en;q=0.1", "en"},
		{"rubbish", "\x00;;,,", ";;;q=,,,=;", "en"},
	} {
		if got := words.For(c.claim, c.header).Lang; got != c.want {
			t.Errorf("%s: For(%q, %q) = %s, want %s", c.name, c.claim, c.header, got, c.want)
		}
	}
}

func TestMoneyIsWholeDollarsUnlessThereAreCents(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		minor    int64
		currency string
		want     string
	}{
		{5000, "USD", "$50"},
		{1234, "USD", "$12.34"},
		{1205, "USD", "$12.05"},
		{5, "USD", "$0.05"},
		{0, "USD", "$0"},
		{100000, "USD", "$1,000"},
		{123456789, "USD", "$1,234,567.89"},
		{-250, "USD", "-$2.50"},
		{5000, "CAD", "CAD 50"},
		{math.MinInt64, "USD", "-$92,233,720,368,547,758.08"},
	} {
		for _, w := range []words.Words{words.English(), words.Spanish()} {
			if got := w.Money(c.minor, c.currency); got != c.want {
				t.Errorf("%s: Money(%d, %s) = %q, want %q", w.Lang, c.minor, c.currency, got, c.want)
			}
		}
	}
}

func chicago(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Skipf("no zone database here: %v", err)
	}
	return zone
}

func TestTimesAreWrittenAsTheirReadersSayThem(t *testing.T) {
	t.Parallel()
	zone := chicago(t)
	now := time.Date(2026, 12, 2, 20, 0, 0, 0, zone)
	morning := time.Date(2026, 12, 2, 10, 42, 0, 0, zone)
	lunch := time.Date(2026, 12, 1, 13, 5, 0, 0, zone)
	old := time.Date(2026, 11, 20, 9, 0, 0, 0, zone)
	en, es := words.English(), words.Spanish()
	for _, c := range []struct{ name, got, want string }{
		{"day", en.Day(morning, zone), "December 2"},
		{"día", es.Day(morning, zone), "2 de diciembre"},
		{"day and year", en.DayAndYear(morning, zone), "December 2, 2026"},
		{"día y año", es.DayAndYear(morning, zone), "2 de diciembre de 2026"},
		{"when, today", en.When(morning, now, zone), "today, 10:42 AM"},
		{"cuándo, hoy", es.When(morning, now, zone), "hoy, 10:42"},
		{"when, yesterday", en.When(lunch, now, zone), "yesterday, 1:05 PM"},
		{"cuándo, ayer", es.When(lunch, now, zone), "ayer, 13:05"},
		{"when, before", en.When(old, now, zone), "November 20, 9:00 AM"},
		{"since, today", en.Since(morning, now, zone), "10:42 AM today"},
		{"desde, hoy", es.Since(morning, now, zone), "de hoy a las 10:42 a.\u00a0m."},
		{"desde, a la una", es.Since(lunch, now, zone), "de ayer a la 1:05 p.\u00a0m."},
		{"since, before", en.Since(old, now, zone), "9:00 AM on November 20"},
		{"desde, antes", es.Since(old, now, zone), "del 20 de noviembre a las 9:00 a.\u00a0m."},
		{"near day", en.DayNear(lunch, now, zone), "yesterday, December 1"},
		{"día cercano", es.DayNear(lunch, now, zone), "ayer, 1 de diciembre"},
		{"the FI's zone decides what today is", en.When(time.Date(2026, 12, 3, 1, 30, 0, 0, time.UTC), now, zone), "today, 7:30 PM"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestDaysAreCountedByTheCalendar(t *testing.T) {
	t.Parallel()
	zone := chicago(t)
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 0, 0, 0, zone)
	}
	for _, c := range []struct {
		name    string
		to, now time.Time
		want    int
	}{
		{"late in the evening to early in the morning", at(12, 3, 1), at(12, 2, 23), 1},
		{"the same day", at(12, 2, 23), at(12, 2, 0), 0},
		{"past", at(12, 1, 23), at(12, 2, 0), -1},
		{"over the night clocks go back", at(11, 2, 0), at(10, 31, 0), 2},
		{"over the night clocks go forward", at(3, 9, 0), at(3, 7, 0), 2},
	} {
		if got := words.DaysUntil(c.to, c.now, zone); got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
}

func TestATimeInSpanishEndsItsSentenceWithOneStop(t *testing.T) {
	t.Parallel()
	w := words.Spanish()
	at := time.Date(2026, 12, 2, 10, 42, 0, 0, time.UTC)
	since, clock := w.Since(at, at, time.UTC), w.Clock(at, time.UTC)
	for name, got := range map[string]string{
		"Stale":       w.Pending.Stale("Garden", since),
		"SignInAgain": w.Pending.SignInAgain(since),
		"Wait":        w.Pending.Wait("Garden", since),
		"Allow":       w.Pending.Allow("Garden", since),
		"NotOffered":  w.Pending.NotOffered("Garden", "", since),
		"NotSwitched": w.Pending.NotSwitchedOn("Garden", "llame al 1", since),
		"AllowThere":  w.Pending.AllowThere("Garden", since),
		"TooMany":     w.Code.TooMany(clock),
	} {
		if !strings.Contains(got, "a.\u00a0m.") || strings.Contains(got, "..") {
			t.Errorf("%s: %q", name, got)
		}
	}
}
