package program_test

import (
	"context"
	"testing"

	"raf/models"
	"raf/models/program"
)

// views reads what the roll-up says of a place.
func (s site) views(t *testing.T, place string) (n int64) {
	t.Helper()
	if err := s.rows.View(t.Context(), func(v *models.View) error {
		n = 0
		totals, err := v.Totals()
		for _, f := range totals {
			if f.Target == place {
				n += f.N
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestVisitsOfTwoProcessesAreAddedUp(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c := s.offer(t, 0)
		other := s.another(reopened(t, s.DB))
		houses := []*program.House{s.house, other}
		race(200, func(i int) { houses[i%2].For(s.Tenant()).CountVisit(models.PlaceTile, &c) })
		s.CountVisit(models.PlaceLanding, nil)
		if n := s.views(t, models.PlaceTile); n != 0 {
			t.Errorf("%d views are stored before a flush: a view costs the database nothing", n)
		}
		for _, h := range houses {
			for range 2 { // the second has nothing to store
				if err := h.FlushVisits(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		if tiles, landings := s.views(t, models.PlaceTile), s.views(t, models.PlaceLanding); tiles != 200 || landings != 1 {
			t.Errorf("%d tiles and %d landings, want 200 and 1", tiles, landings)
		}
		o := s.overview(t, s.staff(t, "viewer", models.RoleViewer), c.ID)
		if o.Funnel.Tiles != 200 || o.Funnel.Landings != 0 {
			t.Errorf("under the campaign %d tiles and %d landings, want 200 and none", o.Funnel.Tiles, o.Funnel.Landings)
		}
	})
}

func TestVisitsThatCannotBeStoredAreKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.CountVisit(models.PlaceShare, nil)
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.house.FlushVisits(gone); err == nil {
			t.Fatal("a flush without a database went through")
		}
		s.CountVisit(models.PlaceShare, nil)
		if err := s.house.FlushVisits(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := s.views(t, models.PlaceShare); n != 2 {
			t.Errorf("%d visits are stored, want 2", n)
		}
	})
}

func TestAProcessThatEndsStoresItsLastVisits(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.CountVisit(models.PlaceTile, nil)
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		s.house.Tend(ended)
		if n := s.views(t, models.PlaceTile); n != 1 {
			t.Errorf("%d visits are stored after the end, want 1", n)
		}
	})
}
