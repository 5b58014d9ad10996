package providers

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestSecretsHaveNoWrittenForm(t *testing.T) {
	t.Parallel()
	values := map[string]any{
		"secret": NewSecret(canary), "flow": NewFlow([]byte(canary)), "grant": NewGrant([]byte(canary), clock(), true, nil),
		"identity": Identity{TaxID: NewSecret(canary)}, "access": Access{Grant: NewGrant([]byte(canary), clock(), true, nil)},
	}
	for name, v := range values {
		var log strings.Builder
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		written, err := json.Marshal(v)
		all := fmt.Sprintf("%v %+v %#v %s %q", v, v, v, v, v) + log.String() + string(written)
		for _, shape := range []string{canary, fmt.Sprint([]byte(canary)), fmt.Sprintf("%x", canary), fmt.Sprintf("%#v", []byte(canary))} {
			if strings.Contains(all, shape) {
				t.Errorf("%s is written as %q", name, all)
			}
		}
		if err == nil {
			t.Errorf("%s has a JSON form", name)
		}
	}
	if got := NewSecret(canary); got.Reveal() != canary || got.IsZero() || !(Secret{}).IsZero() {
		t.Error("a secret does not hold its text")
	}
}

func TestAFailureOfAnotherOriginCountsAsDown(t *testing.T) {
	t.Parallel()
	if got := KindOf(fmt.Errorf("wrapped: %w", &Error{Kind: KindDenied})); got != KindDenied {
		t.Errorf("kind = %s, want denied", got)
	}
	for _, err := range []error{errors.New("x"), nil} {
		if got := KindOf(err); got != KindDown {
			t.Errorf("kind of %v = %s, want down", err, got)
		}
	}
}

func TestDatesAreCalendarDays(t *testing.T) {
	t.Parallel()
	d, err := ParseDate("2026-02-28T23:59:59Z")
	if err != nil || d != (Date{2026, time.February, 28}) || d.AddDays(1).String() != "2026-03-01" || !d.Before(d.AddDays(1)) {
		t.Errorf("date = %v, %v", d, err)
	}
	for _, s := range []string{"", "2026-2-28", "2026-02-30", "28.02.2026", "yesterday!"} {
		if _, err := ParseDate(s); err == nil {
			t.Errorf("%q is a date", s)
		}
	}
	if !(Date{}).IsZero() || (Date{}).String() != "" {
		t.Error("the zero date is told")
	}
	tokyo := time.FixedZone("", 9*3600)
	if got := d.In(tokyo); DateOf(got) != d || got.Hour() != 0 || got.Location() != tokyo {
		t.Errorf("first instant = %s", got)
	}
}
