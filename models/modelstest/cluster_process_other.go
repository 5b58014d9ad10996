//go:build !unix

package modelstest

import (
	"context"
	"errors"
)

// A cluster's process is kept by a shell and steps down from root, which only Unix systems know. The tests that need
// a cluster are left out elsewhere, with this for a reason.
var (
	errPortTaken = errors.New("the chosen port was taken meanwhile")
	errNotHere   = errors.New("PostgreSQL tests need a Unix system")
)

type postgres struct{ base string }

func (*postgres) stop() {}

func processesHere() error { return errNotHere }

func initCluster(context.Context, string, string, *identity, string) error { return errNotHere }

func startPostgres(context.Context, string, string, *identity, int) (*postgres, error) {
	return nil, errNotHere
}
