package banno

import (
	"runtime"
	"strings"
	"testing"
)

// What is no token is refused before it costs anything: 4 MB at the most, and so no more time than reading them takes. Not
// parallel, because it reads the process's memory.
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
		runtime.ReadMemStats(&before)
		for range 3 {
			if _, err := b.verifyIDToken(t.Context(), raw, want); err == nil {
				t.Errorf("%s was taken", name)
			}
		}
		runtime.ReadMemStats(&after)
		if cost := (after.TotalAlloc - before.TotalAlloc) / 3; cost > 4<<20 {
			t.Errorf("%s costs %d bytes", name, cost)
		}
	}
}
