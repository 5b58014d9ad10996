package conform

import (
	"regexp"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"raf/providers"
)

// contractColor is the only form of a colour that may leave an adapter: it ends in a style sheet.
var contractColor = regexp.MustCompile(`^(#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?)?$`)

func themer(t testing.TB, f Fixture) providers.Themer {
	t.Helper()
	bank, ok := f.Bank.(providers.Themer)
	if !ok {
		t.Fatal("the adapter tells no colours; its harness must say NoTheme")
	}
	return bank
}

func testTheme(t testing.TB, f Fixture) {
	bank := themer(t, f)
	got, err := bank.Theme(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(f.Theme.Want, got); diff != "" || got == (providers.Theme{}) {
		t.Errorf("colours (-want +got):\n%s", diff)
	}
	for _, color := range []string{got.LightBrand, got.LightSurface, got.DarkBrand, got.DarkSurface} {
		if !contractColor.MatchString(color) {
			t.Errorf("%q is not in the contract's form", color)
		}
	}
	if f.Theme.Strip == nil {
		return
	}
	f.Theme.Strip() // an institution without colours is an answer, not a failure
	if got, err = bank.Theme(t.Context()); err != nil || got != (providers.Theme{}) {
		t.Errorf("without colours: %+v, %v", got, err)
	}
}

func themeFaultTest(fault Fault) func(testing.TB, Fixture) {
	return func(t testing.TB, f Fixture) {
		want, known := kinds()[fault]
		if !known {
			t.Fatalf("the suite knows no fault %q of one document", fault)
		}
		bank := themer(t, f)
		f.Break(fault)
		got, err := bank.Theme(t.Context())
		answers := 0
		if got != (providers.Theme{}) {
			answers = 1
		}
		wantFailure(t, f, answers, err, want)
		f.Break(Healthy)
		f.Wait(time.Minute) // what it asked for is over
		if got, err := bank.Theme(t.Context()); err != nil || got != f.Theme.Want {
			t.Errorf("after the fault: %+v, %v", got, err)
		}
	}
}
