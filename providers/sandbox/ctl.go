package sandbox

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// ctlState is what GET /__ctl tells.
type ctlState struct {
	Institution string              `json:"institution"`
	Clock       time.Time           `json:"clock"`
	Faults      []Fault             `json:"faults"`
	Switches    Switches            `json:"switches"`
	Counters    Counters            `json:"counters"`
	Known       map[string][]string `json:"known_faults"`
}

// ctlChange is what POST /__ctl takes: one fault in the open, or several, or switches, or a new signing key.
type ctlChange struct {
	Fault
	Faults     []Fault   `json:"faults"`
	Switches   *Switches `json:"switches"`
	RotateKeys bool      `json:"rotate_keys"`
}

func (in *institution) ctlShow(w http.ResponseWriter, _ *http.Request) {
	state := ctlState{Institution: in.fi.Slug, Clock: in.now(), Faults: []Fault{}, Known: map[string][]string{}}
	state.Counters = in.bank.Counters(in.fi.Slug)
	in.bank.mu.Lock()
	for _, endpoint := range slices.Sorted(maps.Keys(in.faults)) {
		if f := in.faults[endpoint]; !f.spent() {
			state.Faults = append(state.Faults, f.Fault)
		}
	}
	state.Switches = in.switches
	in.bank.mu.Unlock()
	for _, endpoint := range []string{OnDiscovery, OnJWKS, OnAuth, OnCallback, OnToken, OnRefresh, OnIDToken, OnUserinfo,
		OnRevocation, OnAccounts, OnTransactions, OnThemes, OnProfile, OnFetch, OnTask} {
		state.Known[endpoint] = FaultKinds(endpoint)
	}
	writeJSON(w, http.StatusOK, state)
}

// ctlSet wants JSON by name: a form of another site can't send that without asking first.
func (in *institution) ctlSet(w http.ResponseWriter, r *http.Request) {
	if mime, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); mime != "application/json" {
		writeJSON(w, http.StatusUnsupportedMediaType, apiError{http.StatusUnsupportedMediaType, "Send application/json."})
		return
	}
	var change ctlChange
	dec := json.NewDecoder(r.Body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&change); err != nil {
		writeJSON(w, http.StatusBadRequest, apiError{http.StatusBadRequest, err.Error()})
		return
	}
	if change.Endpoint != "" || change.Kind != "" {
		change.Faults = append(change.Faults, change.Fault)
	}
	for _, f := range change.Faults {
		if err := in.bank.SetFault(in.fi.Slug, f); err != nil {
			writeJSON(w, http.StatusBadRequest, apiError{http.StatusBadRequest, err.Error()})
			return
		}
	}
	if change.Switches != nil {
		in.bank.SetSwitches(in.fi.Slug, *change.Switches)
	}
	if change.RotateKeys {
		if err := in.bank.RotateKeys(in.fi.Slug); err != nil {
			writeJSON(w, http.StatusInternalServerError, apiError{http.StatusInternalServerError, err.Error()})
			return
		}
	}
	in.ctlShow(w, r)
}

// ctlClear ends faults and switches. Counters only ever grow: a test compares two readings.
func (in *institution) ctlClear(w http.ResponseWriter, r *http.Request) {
	in.bank.ClearFaults(in.fi.Slug)
	in.ctlShow(w, r)
}
