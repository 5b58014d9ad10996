package sandbox

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func (h *harness) userPath(username string) string {
	return strings.TrimSuffix(h.accountsPath(username), "/accounts")
}

// fetch begins a refresh of the core.
func (h *harness) fetch(username, access string) string {
	h.t.Helper()
	res := h.do(http.MethodPut, h.origin+h.userPath(username)+"/fetch", nil, "Authorization", "Bearer "+access)
	var begun struct{ TaskID string }
	if err := json.Unmarshal([]byte(res.body), &begun); err != nil || res.StatusCode != http.StatusOK || begun.TaskID == "" {
		h.t.Fatalf("fetch: %d %s", res.StatusCode, res.body)
	}
	return begun.TaskID
}

func TestWhatTheCoreKnowsIsThereWhenTheTaskHasEnded(t *testing.T) {
	t.Parallel()
	h, access := signedIn(t, "casey")
	if err := h.bank.PostInCore(Garden, "casey", Posting{ID: "late", AmountMinor: -7_00}); err != nil {
		t.Fatal(err)
	}
	before, balance := len(h.transactions("casey", access, "").Transactions), h.accounts("casey", access)[0]["balance"]
	task := h.fetch("casey", access)
	news := func(since string) string {
		return h.api(h.userPath("casey")+"/tasks/"+task+"?sinceVersion="+since, access).body
	}
	got := []string{news("0"), news("1"), news("3")}
	want := []string{`{"version":1,"events":[{"type":"TaskStarted"}]}`,
		`{"version":3,"events":[{"type":"EnrichmentAllAccountBalancesUpdated"},{"type":"TaskEnded"}]}`, `{"version":3,"events":[]}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if after := len(h.transactions("casey", access, "").Transactions); after != before+1 {
		t.Errorf("%d rows before and %d after", before, after)
	}
	if h.accounts("casey", access)[0]["balance"] == balance {
		t.Error("the balance is the one of before")
	}
}

func TestATaskIsTheMembersOwnAndHasItsVersions(t *testing.T) {
	t.Parallel()
	h, access := signedIn(t, "casey")
	task := h.fetch("casey", access)
	for path, want := range map[string]int{
		h.userPath("casey") + "/tasks/" + task + "?sinceVersion=2":  http.StatusBadRequest,
		h.userPath("casey") + "/tasks/" + task + "?sinceVersion=-1": http.StatusBadRequest,
		h.userPath("casey") + "/tasks/" + task + "?sinceVersion=x":  http.StatusBadRequest,
		h.userPath("casey") + "/tasks/another":                      http.StatusNotFound,
		h.userPath("avery") + "/tasks/" + task:                      http.StatusUnauthorized,
	} {
		if res := h.api(path, access); res.StatusCode != want {
			t.Errorf("%s answers %d, want %d", path, res.StatusCode, want)
		}
	}
	if res := h.do(http.MethodPut, h.origin+h.userPath("avery")+"/fetch", nil, "Authorization", "Bearer "+access); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("another's core was asked: %d", res.StatusCode)
	}
}

func TestATaskThatDoesNotEndHoldsItsAnswer(t *testing.T) {
	t.Parallel()
	h, access := signedIn(t, "casey")
	h.bank.SetSwitches(Garden, Switches{FetchNeverEnds: true})
	task := h.fetch("casey", access)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.origin+h.userPath("casey")+"/tasks/"+task+"?sinceVersion=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+access)
	if res, err := http.DefaultClient.Do(req); err == nil {
		res.Body.Close()
		t.Error("it answered without news")
	}
	answered := make(chan reply)
	go func() { answered <- h.api(h.userPath("casey")+"/tasks/"+task+"?sinceVersion=1", access) }()
	h.bank.SetSwitches(Garden, Switches{})
	if got := (<-answered).body; !strings.Contains(got, "TaskEnded") {
		t.Errorf("once it may end it says %s", got)
	}
}
