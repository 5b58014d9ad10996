package banno

import (
	"strings"
	"testing"
)

func TestMoneyIsReadExactlyOrNotAtAll(t *testing.T) {
	t.Parallel()
	good := map[string]int64{
		"741.41": 74141, "-1543.00": -154300, "+5.00": 500, "0.00": 0, "-0.00": 0, "7": 700, "7.5": 750, "0.01": 1,
		"1.230": 123, "1.00000": 100, "007.00": 700, "999999999999999.99": 99999999999999999,
		"-999999999999999.99": -99999999999999999, "0.07": 7, "1.10": 110, "2.29": 229, "1.15": 115,
	}
	for s, want := range good {
		if got, err := parseMoney(s); err != nil || got != want {
			t.Errorf("%q = %d, %v, want %d", s, got, err, want)
		}
	}
	bad := []string{
		"", "-", "+", ".", "1.", ".5", "-.5", "1.005", "1.001", "1,000.00", "1e3", "0x10", "$1.00", "1.00 ", " 1.00", "--1", "+-1",
		"1.2.3", "NaN", "Inf", "１.00", "1\x00", "1.-5", "1000000000000000.00", "1_000", strings.Repeat("9", 400), "1." + strings.Repeat("0", 16),
	}
	for _, s := range bad {
		if got, err := parseMoney(s); err == nil {
			t.Errorf("%q = %d, want an error", s, got)
		}
	}
}
