package banno

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

// What is no token is refused before it costs anything: 50 ms and 4 MB at the most. Not parallel, because it reads the
// process's memory.
func TestATokenThatIsNoneCostsNothing(t *testing.T) {
	f := newFakeBank(t)
	b := f.bank(t)
	header := "eyJhbGciOiJFUzI1NiIsImtpZCI6ImsxIn0."
	for name, raw := range map[string]string{
		"no token": "this.is.none", "dots alone": strings.Repeat(".", 1<<20), "a megabyte": strings.Repeat("A", 1<<20),
		"a megabyte of claims":          header + strings.Repeat("A", 1<<20) + ".AAAA",
		"a megabyte of header":          strings.Repeat("e", 1<<20) + ".e30.AAAA",
		"as long as one may be, a list": header + strings.Repeat("W1", (maxIDToken-len(header)-5)/2) + ".AAAA",
	} {
		want := expected{issuer: f.issuer(), nonce: "n", accessToken: "a", keysURL: f.issuer() + "/jwks"}
		_, _ = b.verifyIDToken(t.Context(), raw, want) // the keys are known after this
		var before, after runtime.MemStats
		least := time.Minute
		runtime.ReadMemStats(&before)
		for range 3 {
			begun := time.Now()
			if _, err := b.verifyIDToken(t.Context(), raw, want); err == nil {
				t.Errorf("%s was taken", name)
			}
			least = min(least, time.Since(begun))
		}
		runtime.ReadMemStats(&after)
		if cost := (after.TotalAlloc - before.TotalAlloc) / 3; cost > 4<<20 || least > 50*time.Millisecond {
			t.Errorf("%s costs %d bytes and %s", name, cost, least)
		}
	}
}
