package program

import "github.com/riverqueue/river"

// Ended tells of each job that ended, for tests that wait for one.
func (j *Jobs) Ended() (<-chan *river.Event, func()) {
	return j.client.Subscribe(river.EventKindJobCompleted, river.EventKindJobFailed)
}

// JobArgs are the arguments of every kind of job.
func JobArgs() []river.JobArgs { return []river.JobArgs{sweepArgs{}, sealArgs{}} }

// JobsOf works other jobs than the house's own.
func (h *House) JobsOf(workers *river.Workers) (*Jobs, error) {
	river.AddWorker(workers, &sweeper{house: h})
	return h.jobs(workers)
}
