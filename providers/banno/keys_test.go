package banno

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"raf/providers"
)

func TestAKeyURLInTheHeaderIsNeverCalled(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	evil := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the URL in the header was called")
	}))
	t.Cleanup(evil.Close)
	f.header["jku"], f.header["x5u"] = evil.URL, evil.URL
	f.key = newECKey("junk")
	if _, _, err := f.signIn(t, f.bank(t)); kindOf(err) != providers.KindMalformed {
		t.Errorf("error = %v, want malformed", err)
	}
}

func TestARotatedKeyIsFetchedOnce(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	b := f.bank(t)
	if _, _, err := f.signIn(t, b); err != nil {
		t.Fatal(err)
	}
	f.key = newECKey("k2")
	f.keys = []any{f.key.jwk()}
	for range 3 {
		if _, _, err := f.signIn(t, b); err != nil {
			t.Fatal(err)
		}
	}
	if got := f.count(oidcPath + "/jwks"); got != 2 {
		t.Errorf("%d fetches of keys, want 2", got)
	}
}

func TestJunkKidsCauseThreeFetchesAMinuteAtMost(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		shared *notes
		want   int
	}{
		"by this process":                   {nil, maxUnplanned},
		"where others have left one":        {&notes{fetches: 1}, 1},
		"where others have left none":       {&notes{}, 0},
		"where nobody knows of the others":  {&notes{err: errors.New("no rows today")}, maxUnplanned},
		"where the others have left plenty": {&notes{fetches: 100}, maxUnplanned},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			b := f.bank(t, func(c *Config) {
				if row.shared != nil {
					row.shared.kept = map[string]providers.Published{}
					c.Memory = row.shared
				}
			})
			if _, _, err := f.signIn(t, b); err != nil {
				t.Fatal(err)
			}
			planned := f.count(oidcPath + "/jwks")
			f.header["kid"] = "junk"
			for range 10 {
				if _, _, err := f.signIn(t, b); kindOf(err) != providers.KindMalformed {
					t.Fatalf("error = %v, want malformed", err)
				}
			}
			if got := f.count(oidcPath+"/jwks") - planned; got != row.want {
				t.Errorf("%d unplanned fetches, want %d", got, row.want)
			}
			f.pass(time.Minute)
			f.header["kid"] = nil
			if _, _, err := f.signIn(t, b); err != nil {
				t.Errorf("a good token afterwards: %v", err)
			}
		})
	}
}

func TestUnreachableKeysAreDownAndNotMalformed(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	f.set(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != oidcPath+"/jwks" {
			return false
		}
		writeJSON(w, http.StatusBadGateway, nil)
		return true
	})
	_, _, err := f.signIn(t, f.bank(t))
	var e *providers.Error
	if !errors.As(err, &e) || e.Kind != providers.KindDown || e.Op != "keys" {
		t.Errorf("error = %v, want keys down", err)
	}
}

func TestLastGoodKeysServeForADay(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	b := f.bank(t)
	if _, _, err := f.signIn(t, b); err != nil {
		t.Fatal(err)
	}
	f.set(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != oidcPath+"/jwks" {
			return false
		}
		writeJSON(w, http.StatusOK, map[string]any{"keys": []any{}})
		return true
	})
	for _, step := range []struct {
		pass time.Duration
		want providers.Kind
	}{{23 * time.Hour, ""}, {2 * time.Hour, providers.KindMalformed}} {
		f.pass(step.pass)
		f.claims["iat"], f.claims["exp"] = f.now().Unix(), f.now().Unix()+3600
		if _, _, err := f.signIn(t, b); err != nil && kindOf(err) != step.want || err == nil && step.want != "" {
			t.Errorf("after %s: %v, want %q", step.pass, err, step.want)
		}
	}
}

func TestAKeyFitsOnlyItsOwnAlgorithms(t *testing.T) {
	t.Parallel()
	ec, rsa := signingKey{public: newECKey("").private.Public()}, signingKey{public: newRSAKey("", "").private.Public()}
	for alg, wantEC := range map[string]bool{"ES256": true, "RS256": false, "PS256": false} {
		if ec.fits("", alg) != wantEC || rsa.fits("", alg) == wantEC {
			t.Errorf("%s: elliptic %t, RSA %t", alg, ec.fits("", alg), rsa.fits("", alg))
		}
	}
}
