package program

import (
	"context"
	"errors"
	"sync"
	"time"

	"raf/models"
)

// visits are what was looked at since the last flush, in memory. A view of the tile must cost the database nothing, so
// each process adds up its own and appends the sums once a second; a process that is killed loses that second's views,
// and nothing else is kept here.
type visits struct {
	mu      sync.Mutex
	waiting map[models.TenantID]*tenantVisits
	loose   map[models.TenantID]models.Tenant // whose roll-up has grown and wants to be folded
}

type tenantVisits struct {
	tenant models.Tenant
	n      map[models.Visit]int64 // by place and campaign, without a number
}

func (v *visits) add(t models.Tenant, key models.Visit, n int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.waiting == nil {
		v.waiting = map[models.TenantID]*tenantVisits{}
	}
	of := v.waiting[t.ID()]
	if of == nil {
		of = &tenantVisits{t, map[models.Visit]int64{}}
		v.waiting[t.ID()] = of
	}
	of.n[key] += n
}

func (v *visits) take() map[models.TenantID]*tenantVisits {
	v.mu.Lock()
	defer v.mu.Unlock()
	all := v.waiting
	v.waiting = nil
	return all
}

func (v *visits) wantFold(t models.Tenant) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.loose == nil {
		v.loose = map[models.TenantID]models.Tenant{}
	}
	v.loose[t.ID()] = t
}

func (v *visits) toFold() map[models.TenantID]models.Tenant {
	v.mu.Lock()
	defer v.mu.Unlock()
	all := v.loose
	v.loose = nil
	return all
}

// CountVisit counts that a place was shown under an offer, nil for none. It touches no database.
func (p *Program) CountVisit(place string, offer *models.Campaign) {
	key := models.Visit{Place: place}
	if offer != nil {
		key.CampaignID = offer.ID
	}
	p.house.visits.add(p.Tenant(), key, 1)
}

// FlushVisits stores what was counted since the last flush. What can't be stored now is kept for the next one.
func (h *House) FlushVisits(ctx context.Context) error {
	var failed error
	for _, of := range h.visits.take() {
		all := make([]models.Visit, 0, len(of.n))
		for key, n := range of.n {
			key.N = n
			all = append(all, key)
		}
		err := h.Store.For(of.tenant).InTx(ctx, func(tx *models.Tx) error { return tx.CountVisits(all) })
		if err == nil {
			continue
		}
		failed = errors.Join(failed, err)
		for key, n := range of.n {
			h.visits.add(of.tenant, key, n)
		}
	}
	return failed
}

// How often a process stores its visits, and how long it may take over the last ones when it ends.
const (
	flushEvery = time.Second
	flushLast  = 5 * time.Second
)

// Tend stores visits every second and folds what a reader found loose, until ctx ends; then it stores the last visits.
// Run it for as long as requests are answered, and wait for it.
func (h *House) Tend(ctx context.Context) {
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			h.tendOnce(ctx)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushLast)
			defer cancel()
			if err := h.FlushVisits(last); err != nil {
				h.Log.Error("the last visits could not be stored", "cause", err.Error())
			}
			return
		}
	}
}

func (h *House) tendOnce(ctx context.Context) {
	if err := h.FlushVisits(ctx); err != nil && ctx.Err() == nil {
		h.Log.Warn("visits wait to be stored", "cause", err.Error())
	}
	for _, t := range h.visits.toFold() {
		if err := h.For(t).FoldRollup(ctx); err != nil && ctx.Err() == nil {
			h.Log.Warn("the roll-up was not folded", "tenant", t.Slug, "cause", err.Error())
		}
	}
}
