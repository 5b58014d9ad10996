package desk

import (
	"net/url"
	"strings"
	"time"

	"raf/models"
)

// ListQuery is the list's filter as it stands in the URL.
type ListQuery struct {
	Values             url.Values
	Filter             models.ReferralFilter
	fromError, toError string
}

// maxSearch bounds what is searched for, in bytes.
const maxSearch = 200

// stateChoices are the groups of states that the list can be narrowed to.
func stateChoices() []stateChoice {
	return []stateChoice{{"all", "All", nil},
		{"progress", "In progress", []models.State{models.StateAccepted, models.StatePending, models.StateClosing}},
		{"met", "Requirements met", []models.State{models.StateEligible}},
		{"ready", "Ready to pay", []models.State{models.StateApproved}},
		{"paid", "Paid", []models.State{models.StatePaid}},
		{"closed", "Closed unpaid", []models.State{models.StateExpired, models.StateRejected, models.StateCancelled, models.StateClawedBack}}}
}

type stateChoice struct {
	value, text string
	states      []models.State
}

// ReadList reads the filter from a URL. What it does not know it leaves out.
func ReadList(q url.Values, now time.Time, zone *time.Location) ListQuery {
	out := ListQuery{Values: url.Values{}}
	keep := func(name string) string {
		value := typed(q, name)
		if value != "" {
			out.Values.Set(name, value)
		}
		return value
	}
	if sort := readSort(q.Get("sort")); sort.Known() {
		out.Filter.Sort = sort
		keep("sort")
	}
	out.Filter.CampaignID = keep("campaign")
	if out.Filter.Search = keep("q"); len(out.Filter.Search) > maxSearch {
		out.Filter.Search = ""
	}
	for name, into := range map[string]*string{"inviter": &out.Filter.Inviter, "friend": &out.Filter.Friend} {
		if *into = strings.TrimSpace(keep(name)); len(*into) > maxSearch {
			*into = ""
		}
	}
	state := keep("state")
	for _, choice := range stateChoices() {
		if choice.value == state {
			out.Filter.States = choice.states
		}
	}
	out.Filter.Held, out.Filter.Owed = keep("held") != "", keep("owed") != ""
	if keep("late") != "" {
		out.Filter.DueBefore = now.In(zone).Format(time.DateOnly)
	}
	if from := keep("from"); from != "" {
		day, err := time.ParseInLocation(time.DateOnly, from, zone)
		if out.Filter.From = day; err != nil {
			out.fromError = "That is no day."
		}
	}
	if to := keep("to"); to != "" {
		day, err := time.ParseInLocation(time.DateOnly, to, zone)
		if out.Filter.To = day.AddDate(0, 0, 1); err != nil { // the day counts whole
			out.Filter.To, out.toError = time.Time{}, "That is no day."
		}
	}
	return out
}

// typed is a field of a URL without NUL, which no text of PostgreSQL holds: an address that a program made up is searched
// for as it reads.
func typed(q url.Values, name string) string { return strings.ReplaceAll(q.Get(name), "\x00", "") }

// readSort reads an order as it stands in a URL: "amount" is smallest first, "-amount" largest first.
func readSort(value string) models.ReferralSort {
	by, down := strings.CutPrefix(value, "-")
	return models.ReferralSort{By: by, Up: !down && by != models.ByAccepted}
}

// sortValue is an order as it stands in a URL.
func sortValue(s models.ReferralSort) string {
	if s.Up || s.By == models.ByAccepted {
		return s.By
	}
	return "-" + s.By
}

// narrowed reports whether anything is left out of the list.
func (l ListQuery) narrowed() bool {
	n := len(l.Values)
	if l.Values.Has("sort") {
		n--
	}
	if l.Values.Get("state") == "all" {
		n--
	}
	return n > 0
}

// with is the same list with one field of its URL changed.
func (l ListQuery) with(name, value string) ListQuery {
	values := url.Values{}
	for n := range l.Values {
		values.Set(n, l.Values.Get(n))
	}
	if values.Del(name); value != "" {
		values.Set(name, value)
	}
	l.Values = values
	return l
}

// at is a URL with the list's query.
func (l ListQuery) at(url string) string {
	if len(l.Values) == 0 {
		return url
	}
	return url + "?" + l.Values.Encode()
}

// Wrong reports a filter that can't be read.
func (l ListQuery) Wrong() bool { return l.fromError != "" || l.toError != "" }
