package console

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAStackedBarFillsItsWidthAndShowsEveryPart(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		parts []Part
		want  []stretch
	}{
		"nothing":                      {nil, nil},
		"parts of nothing":             {[]Part{{InkGray, 0}, {InkRed, 0}}, nil},
		"one part":                     {[]Part{{InkGray, 0}, {InkRed, 5}}, []stretch{{InkRed, "0.0%", "100.0%", true}}},
		"halves":                       {[]Part{{InkGray, 2}, {InkRed, 2}}, []stretch{{InkGray, "0.0%", "50.0%", true}, {InkRed, "50.0%", "50.0%", false}}},
		"thirds, rounded at one place": {[]Part{{InkGray, 1}, {InkBlue, 1}, {InkRed, 1}}, []stretch{{InkGray, "0.0%", "33.4%", true}, {InkBlue, "33.4%", "33.3%", false}, {InkRed, "66.7%", "33.3%", false}}},
		"a tiny part beside all the money there is": {[]Part{{InkGray, math.MaxInt64 / 2}, {InkRed, 1}},
			[]stretch{{InkGray, "0.0%", "98.8%", true}, {InkRed, "98.8%", "1.2%", false}}},
	} {
		if diff := cmp.Diff(row.want, stack(row.parts), cmp.AllowUnexported(stretch{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestTheTrendEndsAtARoundNumberAboveItsHighestPoint(t *testing.T) {
	t.Parallel()
	for most, want := range map[int64][2]int64{0: {1, 1}, 1: {1, 1}, 4: {4, 1}, 5: {6, 2}, 9: {10, 5}, 20: {20, 5}, 21: {30, 10}, 61: {80, 20}, 99: {100, 50}, 200: {200, 50}, 75274: {80000, 20000}} {
		high, step := Trend{Points: []TrendPoint{{Bar: most}, {Line: most}}}.top()
		if got := [2]int64{high, step}; got != want {
			t.Errorf("of %d: ends at %d by %d, want %d by %d", most, got[0], got[1], want[0], want[1])
		}
	}
}

func TestEveryColumnStaysInItsWeek(t *testing.T) {
	t.Parallel()
	trend := Trend{Points: []TrendPoint{{Bar: 4, Line: 1}, {Bar: 0, Line: 4}, {Bar: 1000}}}
	columns := trend.columns()
	want := []column{
		{X: "8.3%", Width: "16.6%", Y: "164", Height: "0", TickAt: "16.6%", Anchor: "middle"},
		{X: "41.6%", Width: "16.6%", Y: "164", Height: "0", TickAt: "50.0%", Anchor: "middle"},
		{X: "75.0%", Width: "16.6%", Y: "12", Height: "152", TickAt: "100%", Anchor: "end", Now: true}}
	want[0].Y, want[0].Height = "163", "1" // what is there is seen
	if diff := cmp.Diff(want, columns, cmp.AllowUnexported(column{})); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	line := trend.line()
	if len(line) != 2 || line[0].Now || !line[1].Now || line[0].X2 != line[1].X1 || line[0].Y2 != line[1].Y1 {
		t.Errorf("line = %+v, want two pieces that meet, the last one under way", line)
	}
}

func TestAFunnelKeepsItsSmallStepsVisible(t *testing.T) {
	t.Parallel()
	f := Funnel{Steps: []FunnelStep{{N: 100000}, {N: 1000}, {N: 500}, {N: 1}, {N: 0}}}
	want := []funnelBar{{"100%", true}, {"100.0%", false}, {"50.0%", false}, {"0.6%", false}, {"0.0%", false}}
	for i := range f.Steps {
		if got := f.bar(i); got != want[i] {
			t.Errorf("step %d is drawn %+v, want %+v", i, got, want[i])
		}
	}
	if got := (Funnel{Steps: []FunnelStep{{N: 5}, {N: 2}}}); got.bar(0) != (funnelBar{"100.0%", false}) || got.bar(1) != (funnelBar{"40.0%", false}) {
		t.Errorf("five views and two shares are drawn %+v and %+v, want to scale", got.bar(0), got.bar(1))
	}
	if got := (Funnel{Steps: []FunnelStep{{N: 12}, {}}}).bar(0); got != (funnelBar{"100%", false}) {
		t.Errorf("views without anything after them are drawn %+v, want whole and not cut", got)
	}
}
