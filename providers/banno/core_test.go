package banno

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"raf/providers"
)

// coreOf is a bank whose core is asked as a test says: what begins the task, and what each question for its events gets.
func coreOf(t *testing.T, begun func(http.ResponseWriter), news func(w http.ResponseWriter, nth int, since string)) (b *Bank, as providers.Access, asked *[]string) {
	t.Helper()
	f := newFakeBank(t)
	asked = &[]string{}
	f.set(func(w http.ResponseWriter, r *http.Request) bool {
		base := apiPath + "/users/" + testSubject
		switch {
		case r.Method == http.MethodPut && r.URL.Path == base+"/fetch":
			begun(w)
		case strings.HasPrefix(r.URL.Path, base+"/tasks/task-1"):
			*asked = append(*asked, r.FormValue("sinceVersion"))
			news(w, len(*asked), r.FormValue("sinceVersion"))
		default:
			return false
		}
		return true
	})
	b = f.bank(t, func(c *Config) {
		c.CoreTime, c.HTTP.Backoff, c.HTTP.Retries = 400*time.Millisecond, 10*time.Millisecond, -1
	})
	return b, f.access(), asked
}

func begins(w http.ResponseWriter) {
	writeJSON(w, http.StatusOK, map[string]string{"taskId": "task-1"})
}

func tells(w http.ResponseWriter, version int, events ...string) {
	list := []any{}
	for _, e := range events {
		list = append(list, map[string]any{"type": e, "accountId": "a1"})
	}
	writeJSON(w, http.StatusOK, map[string]any{"version": version, "events": list})
}

func TestATaskIsFollowedFromVersionToVersion(t *testing.T) {
	t.Parallel()
	b, as, asked := coreOf(t, begins, func(w http.ResponseWriter, nth int, _ string) {
		switch nth {
		case 1:
			tells(w, 1, "TaskStarted")
		case 2:
			tells(w, 1)
		case 3:
			tells(w, 4, "EnrichmentAccountBalances", "SomethingNew", "EnrichmentAllAccountBalancesUpdated")
		default:
			tells(w, 5, "TaskEnded")
		}
	})
	if err := b.RefreshCore(t.Context(), as); err != nil {
		t.Fatal(err)
	}
	if want := []string{"0", "1", "1", "4"}; !slices.Equal(*asked, want) {
		t.Errorf("asked since %q, want %q", *asked, want)
	}
}

func TestATaskWithoutNewsIsNotAskedForWithoutEnd(t *testing.T) {
	t.Parallel()
	b, as, asked := coreOf(t, begins, func(w http.ResponseWriter, _ int, since string) {
		version := 0
		_, _ = fmt.Sscan(since, &version)
		tells(w, version)
	})
	if err := b.RefreshCore(t.Context(), as); providers.KindOf(err) != providers.KindDown {
		t.Errorf("error = %v, want down", err)
	}
	if n := len(*asked); n < 2 || n > 5 {
		t.Errorf("asked %d times in 0.4 s with a pause of 0.1 s", n)
	}
}

func TestARefreshOfTheCoreFailsInOneOfTheFiveKinds(t *testing.T) {
	t.Parallel()
	status := func(code int) func(http.ResponseWriter, int, string) {
		return func(w http.ResponseWriter, _ int, _ string) {
			writeJSON(w, code, map[string]any{"errorCode": code, "messages": "canary-body"})
		}
	}
	for name, c := range map[string]struct {
		begun func(http.ResponseWriter)
		news  func(http.ResponseWriter, int, string)
		want  providers.Kind
	}{
		"not fully authenticated": {func(w http.ResponseWriter) { writeJSON(w, http.StatusBadRequest, map[string]any{"errorCode": 400}) }, nil, providers.KindMalformed},
		"not permitted":           {func(w http.ResponseWriter) { writeJSON(w, http.StatusForbidden, map[string]any{"errorCode": 403}) }, nil, providers.KindDenied},
		"a task without an id":    {func(w http.ResponseWriter) { writeJSON(w, http.StatusOK, map[string]any{}) }, nil, providers.KindMalformed},
		"an id that leads away":   {func(w http.ResponseWriter) { writeJSON(w, http.StatusOK, map[string]any{"taskId": "../fetch"}) }, nil, providers.KindMalformed},
		"an unknown task":         {begins, status(http.StatusNotFound), providers.KindMalformed},
		"a version too high":      {begins, status(http.StatusBadRequest), providers.KindMalformed},
		"a token that has ended":  {begins, status(http.StatusUnauthorized), providers.KindExpired},
		"too many questions":      {begins, status(http.StatusTooManyRequests), providers.KindThrottled},
		"a core that is down":     {begins, status(http.StatusInternalServerError), providers.KindDown},
		"a version that falls": {begins, func(w http.ResponseWriter, nth int, _ string) { tells(w, 5-nth, "TaskStarted") },
			providers.KindMalformed},
		"a version that is no number": {begins, func(w http.ResponseWriter, _ int, _ string) {
			writeJSON(w, http.StatusOK, map[string]any{"version": "one"})
		},
			providers.KindMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, as, _ := coreOf(t, c.begun, c.news)
			if err := b.RefreshCore(t.Context(), as); providers.KindOf(err) != c.want || err == nil || strings.Contains(err.Error(), "canary") {
				t.Errorf("error = %v, want %s", err, c.want)
			}
		})
	}
}
