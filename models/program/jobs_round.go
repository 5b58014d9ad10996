package program

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"
)

// periodic is what the arguments of jobs that recur have in common.
type periodic struct{}

// InsertOpts lets one of a kind wait at a time. It is not tried again: the next one comes soon.
func (periodic) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByState: unfinished()}}
}

// rounds are what is done for one institution after the other, at fixed intervals. What had better wait for its first
// interval, because it spares nobody anything at once, is last.
func (h *House) rounds(workers *river.Workers) []*river.PeriodicJob {
	return []*river.PeriodicJob{
		recurs[sweepArgs](h, workers, sweepEvery, true, (*Program).wantSeal),
		recurs[calendarArgs](h, workers, calendarEvery, true, (*Program).keepDays),
		recurs[walkTickArgs](h, workers, walkTick, true, (*Program).wantWalk),
		recurs[themeArgs](h, workers, themeEvery, true, (*Program).wantTheme),
		recurs[forgetArgs](h, workers, forgetEvery, true, (*Program).forget),
		recurs[returnArgs](h, workers, returnEvery, true, (*Program).wantReturn),
		recurs[foldArgs](h, workers, foldEvery, false, (*Program).FoldRollup),
	}
}

// recurs has look done every so often, and right away too with atOnce.
func recurs[T river.JobArgs](h *House, workers *river.Workers, every time.Duration, atOnce bool, look func(*Program, context.Context) error) *river.PeriodicJob {
	river.AddWorker(workers, &round[T]{house: h, look: look})
	return river.NewPeriodicJob(river.PeriodicInterval(every),
		func() (river.JobArgs, *river.InsertOpts) { return *new(T), nil }, &river.PeriodicJobOpts{RunOnStart: atOnce})
}

// round is the worker of one of them.
type round[T river.JobArgs] struct {
	river.WorkerDefaults[T]
	house *House
	look  func(*Program, context.Context) error
}

// Work looks at all institutions, at those that are switched off too.
func (w *round[T]) Work(ctx context.Context, _ *river.Job[T]) error {
	return w.house.everywhere(ctx, w.look)
}

// everywhere does something for each institution; one that fails does not keep the others from being looked at.
func (h *House) everywhere(ctx context.Context, look func(*Program, context.Context) error) error {
	tenants, err := h.Store.Tenants(ctx)
	for _, t := range tenants {
		err = errors.Join(err, look(h.For(t), ctx))
	}
	return err
}
