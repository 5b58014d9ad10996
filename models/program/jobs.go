package program

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"raf/models"
)

// sweepEvery is how long a row of the trail may wait for its seal, give or take the sealing itself.
const sweepEvery = 15 * time.Second

// How long jobs in flight may take to finish when the process is asked to end, and then to notice that they are cut off:
// together what requests have.
const (
	jobDrain = 10 * time.Second
	jobCut   = time.Second
)

// jobRetry is the time between two tries to begin.
const jobRetry = time.Second

// Jobs works what transactions left for later.
type Jobs struct {
	client *models.JobClient
	house  *House
}

// unfinished are the states in which a job of the same kind and arguments is one too many.
func unfinished() []rivertype.JobState {
	return []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled}
}

// Jobs makes the worker of this process. Every process has one; the database says which of them begins what recurs.
func (h *House) Jobs() (*Jobs, error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &sealer{house: h})
	river.AddWorker(workers, &walker{house: h})
	river.AddWorker(workers, &returner{house: h})
	return h.jobs(workers)
}

func (h *House) jobs(workers *river.Workers) (*Jobs, error) {
	client, err := h.Store.JobClient(river.Config{
		Logger:                      slog.New(warnings{h.Log.Handler()}),
		Queues:                      map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}},
		Workers:                     workers,
		Middleware:                  []rivertype.Middleware{river.WorkerMiddlewareFunc(h.watch)},
		PeriodicJobs:                h.rounds(workers),
		CompletedJobRetentionPeriod: time.Hour, // what they did stands elsewhere
	})
	return &Jobs{client, h}, err
}

// watch times a job.
func (h *House) watch(ctx context.Context, job *rivertype.JobRow, work func(context.Context) error) error {
	began := h.Now()
	err := work(ctx)
	if h.Worked != nil {
		h.Worked(job.Kind, h.Now().Sub(began), err)
	}
	return err
}

// Run works jobs until ctx ends, then lets those in flight finish. With a database that is down, or not migrated yet, it
// waits: the server tells of it at /readyz.
func (j *Jobs) Run(ctx context.Context) error {
	for {
		// The jobs' own context goes on after ctx has ended: ending it would break off what is in flight.
		err := j.client.Start(context.WithoutCancel(ctx))
		if err == nil {
			break
		}
		j.house.Log.Warn("jobs wait for the database", "error", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(jobRetry):
		}
	}
	<-ctx.Done()
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), jobDrain)
	defer cancel()
	if err := j.client.Stop(drain); err != nil {
		over, stop := context.WithTimeout(context.WithoutCancel(ctx), jobCut)
		defer stop()
		return errors.Join(err, j.client.StopAndCancel(over))
	}
	return nil
}
