package desk

import (
	"net/url"
	"strings"
	"time"

	"raf/models"
	"raf/models/program"
)

// TrailQuery is the log's filter as it stands in the URL.
type TrailQuery struct {
	Values             url.Values
	Query              program.AuditQuery
	fromError, toError string
}

// The values of the filter for who: a kind of actor, or one person of staff by id.
const (
	whoMembers = "member"
	whoSystem  = "system"
	whoStaff   = "staff"
)

// ReadTrail reads the filter from a URL. What it does not know it leaves out.
func ReadTrail(q url.Values, zone *time.Location) TrailQuery {
	out := TrailQuery{Values: url.Values{}}
	keep := func(name string) string {
		value := strings.TrimSpace(typed(q, name))
		if len(value) > maxSearch {
			return ""
		}
		if value != "" {
			out.Values.Set(name, value)
		}
		return value
	}
	if out.Query.Text = keep("q"); out.Query.Text != "" {
		out.Query.TextActions = actionsSaying(out.Query.Text)
	}
	switch who := keep("who"); who {
	case whoMembers, whoSystem, whoStaff:
		out.Query.ActorKind = models.ActorKind(who)
	default:
		out.Query.ActorID = who
	}
	what := keep("what")
	for _, g := range groups() {
		if g.Value == what && what != "" {
			out.Query.Actions = []string{what}
		}
	}
	out.Query.Subject = keep("subject")
	on := keep("on")
	for _, k := range kinds() {
		if k.value == on && on != "" {
			out.Query.Kinds, out.Query.Doing = k.kinds, k.doing
		}
	}
	if origin := keep("origin"); isHash(origin) {
		out.Query.Origin = origin
	}
	if from := keep("from"); from != "" {
		day, err := time.ParseInLocation(time.DateOnly, from, zone)
		if out.Query.From = day; err != nil {
			out.fromError = "That is no day."
		}
	}
	if to := keep("to"); to != "" {
		day, err := time.ParseInLocation(time.DateOnly, to, zone)
		if out.Query.To = day.AddDate(0, 0, 1); err != nil { // the day counts whole
			out.Query.To, out.toError = time.Time{}, "That is no day."
		}
	}
	return out
}

// Wrong reports a filter that can't be read.
func (q TrailQuery) Wrong() bool { return q.fromError != "" || q.toError != "" }
