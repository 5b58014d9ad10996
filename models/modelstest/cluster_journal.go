package modelstest

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// The pages of a write-ahead log (xlog_internal.h): what a record holds goes on behind the next page's header.
const (
	logPage       = 8192
	logHeader     = 24
	logHeaderLong = 40
	logIsLong     = 2 // of the bits in bytes 2 and 3
)

// Journal keeps all that is written to the cluster's write-ahead log from now on, and gives a function that says which texts
// stand in it: it holds what rows have held, also after they have changed or gone. It is of the whole cluster, so what other
// tests write is in it, too.
func (k *Kit) Journal(tb testing.TB) (holds func(texts ...string) []string) {
	tb.Helper()
	NeedPostgres(tb)
	pg := k.cluster.Cluster(tb)
	slot := "'raf_" + random()[:12] + "'" // without it a checkpoint writes over what nobody needs any more
	run := func(ctx context.Context, statements ...string) {
		tb.Helper()
		if err := pg.exec(ctx, "postgres", statements...); err != nil {
			tb.Fatalf("journal: %v", err)
		}
	}
	run(tb.Context(), "SELECT pg_create_physical_replication_slot("+slot+", true)")
	tb.Cleanup(func() { run(context.Background(), "SELECT pg_drop_replication_slot("+slot+")") })
	return func(texts ...string) (found []string) {
		tb.Helper()
		run(tb.Context(), "SET synchronous_commit = on", "SELECT pg_logical_emit_message(true, 'raf', 'so far')") // and all before it is written
		segments, err := filepath.Glob(filepath.Join(pg.process.base, "data", "pg_wal", "????????????????????????"))
		if err != nil || len(segments) == 0 {
			tb.Fatalf("%d segments, %v", len(segments), err)
		}
		slices.Sort(segments) // their names are numbers that go up
		var log []byte
		for _, segment := range segments {
			raw, err := os.ReadFile(segment)
			if err != nil {
				tb.Fatal(err)
			}
			log = withoutHeaders(log[max(0, len(log)-logPage):], raw) // a record may begin in the segment before
			for _, text := range texts {
				if bytes.Contains(log, []byte(text)) {
					found = append(found, text)
				}
			}
		}
		return found
	}
}

func withoutHeaders(log, segment []byte) []byte {
	log = slices.Clone(log)
	for page := range slices.Chunk(segment, logPage) {
		header := logHeader
		if binary.NativeEndian.Uint16(page[2:])&logIsLong != 0 {
			header = logHeaderLong
		}
		log = append(log, page[header:]...)
	}
	return log
}
