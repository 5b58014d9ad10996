package providers

import (
	"net/http"
	"testing"
	"time"
)

func TestADateShowsHowFarApartTheClocksAre(t *testing.T) {
	t.Parallel()
	asked := clock().Add(300 * time.Millisecond)
	had := asked.Add(2 * time.Second)
	for _, row := range []struct {
		name, date, age string
		want            Gap
	}{
		{"the second in which we asked", "Tue, 01 Sep 2026 12:00:00 GMT", "", Gap{Told: true}},
		{"the second in which we had it", "Tue, 01 Sep 2026 12:00:02 GMT", "", Gap{Told: true}},
		{"the second before", "Tue, 01 Sep 2026 11:59:59 GMT", "", Gap{Told: true, Ahead: -300 * time.Millisecond}},
		{"the second after", "Tue, 01 Sep 2026 12:00:03 GMT", "", Gap{Told: true, Ahead: 700 * time.Millisecond}},
		{"an hour behind", "Tue, 01 Sep 2026 11:00:00 GMT", "", Gap{Told: true, Ahead: -time.Hour + 700*time.Millisecond}},
		{"an hour ago, from a cache", "Tue, 01 Sep 2026 11:00:00 GMT", "3600", Gap{Told: true}},
		{"an age that is none", "Tue, 01 Sep 2026 12:00:00 GMT", "-5", Gap{Told: true}},
		{"no date", "", "", Gap{}},
		{"a date that is none", "yesterday", "", Gap{}},
	} {
		h := http.Header{"Date": {row.date}, "Age": {row.age}}
		if got := gapOf(h, asked, had); got != row.want {
			t.Errorf("%s: %+v, want %+v", row.name, got, row.want)
		}
	}
	if got := gapOf(http.Header{"Date": {"Tue, 01 Sep 2026 12:00:00 GMT"}}, time.Time{}, time.Time{}); got != (Gap{}) {
		t.Errorf("without a clock of ours: %+v", got)
	}
}

func TestARefusalShowsItsDateToo(t *testing.T) {
	t.Parallel()
	c, target, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", clock().Add(time.Minute).Format(http.TimeFormat))
		answer(http.StatusNotFound, "application/json", `{}`)(w, r)
	})
	if _, gap, err := c.GetDated(t.Context(), Call{Op: "test", URL: target, Limit: 64}); err == nil || gap != (Gap{true, time.Minute}) {
		t.Errorf("gap = %+v, error %v", gap, err)
	}
}
