package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// taskHold is how long a question for a task's events is held while there are none.
const taskHold = 7 * time.Second

// task is one refresh of the core. Its version is the number of its events.
type task struct {
	username string
	events   []taskEvent
}

type taskEvent struct {
	Type string `json:"type"`
}

type taskJSON struct {
	Version int         `json:"version"`
	Events  []taskEvent `json:"events"`
}

func (t *task) version() int { return len(t.events) }

func (t *task) ended() bool { return slices.Contains(t.events, taskEvent{"TaskEnded"}) }

// PostInCore writes a row of the member's checking account that the bank does not know yet: it and its effect on the
// balance appear when a refresh of the core has ended.
func (b *Bank) PostInCore(slug, username string, p Posting) error {
	return b.change(slug, username, func(in *institution, m *Member) error {
		if in.spending(m) == nil {
			return errNoAccount
		}
		in.core[username] = append(in.core[username], p)
		return nil
	})
}

// fetchBegin answers PUT /users/{user}/fetch.
func (in *institution) fetchBegin(w http.ResponseWriter, r *http.Request) {
	in.bank.mu.Lock()
	defer in.bank.mu.Unlock()
	m := in.permit(w, r, "openid")
	if m == nil {
		return
	}
	id := newID()
	in.tasks[id] = &task{username: m.Username, events: []taskEvent{{"TaskStarted"}}}
	writeJSON(w, http.StatusOK, map[string]string{"taskId": id})
}

// taskEvents answers GET /users/{user}/tasks/{task}: what happened since a version, or nothing after a while. A task ends
// when it is asked for news beyond its beginning.
func (in *institution) taskEvents(w http.ResponseWriter, r *http.Request) {
	in.bank.mu.Lock()
	m := in.permit(w, r, "openid")
	if m == nil {
		in.bank.mu.Unlock()
		return
	}
	t := in.tasks[r.PathValue("task")]
	since, err := strconv.Atoi(orElse(r.URL.Query().Get("sinceVersion"), "0"))
	switch {
	case t == nil || t.username != m.Username:
		refuseAPI(w, http.StatusNotFound, "There is no such task.")
	case err != nil || since < 0 || since > t.version():
		refuseAPI(w, http.StatusBadRequest, "The task has no such version yet.")
	default:
		in.await(r, t, since)
		writeJSON(w, http.StatusOK, taskJSON{t.version(), slices.Clone(t.events[since:])})
	}
	in.bank.mu.Unlock()
}

// await lets go of the lock while there is no news of a task that does not end.
func (in *institution) await(r *http.Request, t *task, since int) {
	if since < t.version() || t.ended() {
		return
	}
	if in.switches.FetchNeverEnds {
		stirred := in.stirred
		in.bank.mu.Unlock()
		timer := time.NewTimer(taskHold)
		select {
		case <-stirred:
		case <-timer.C:
		case <-r.Context().Done():
		}
		timer.Stop()
		in.bank.mu.Lock()
	}
	if !in.switches.FetchNeverEnds && !t.ended() {
		in.end(t)
	}
}

// end brings what the core knows.
func (in *institution) end(t *task) {
	if m := in.member(t.username); m != nil {
		if a := in.spending(m); a != nil {
			for _, p := range in.core[t.username] {
				in.post(a, p)
			}
			delete(in.core, t.username)
		}
	}
	t.events = append(t.events, taskEvent{"EnrichmentAllAccountBalancesUpdated"}, taskEvent{"TaskEnded"})
}

// stir wakes the answers that are held back.
func (in *institution) stir() {
	close(in.stirred)
	in.stirred = make(chan struct{})
}
