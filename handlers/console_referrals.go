package handlers

import (
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/models"
	"raf/models/program"
)

// listQuery is the list's filter as it stands in the URL.
type listQuery struct {
	values             url.Values
	filter             models.ReferralFilter
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

// readList reads the filter from a URL. What it does not know it leaves out.
func readList(q url.Values, now time.Time, zone *time.Location) listQuery {
	out := listQuery{values: url.Values{}}
	keep := func(name string) string {
		value := q.Get(name)
		if value != "" {
			out.values.Set(name, value)
		}
		return value
	}
	if out.filter.Search = keep("q"); len(out.filter.Search) > maxSearch {
		out.filter.Search = ""
	}
	state := keep("state")
	for _, choice := range stateChoices() {
		if choice.value == state {
			out.filter.States = choice.states
		}
	}
	out.filter.Held, out.filter.Owed = keep("held") != "", keep("owed") != ""
	if keep("late") != "" {
		out.filter.DueBefore = now.In(zone).Format(time.DateOnly)
	}
	if from := keep("from"); from != "" {
		day, err := time.ParseInLocation(time.DateOnly, from, zone)
		if out.filter.From = day; err != nil {
			out.fromError = "That is no day."
		}
	}
	if to := keep("to"); to != "" {
		day, err := time.ParseInLocation(time.DateOnly, to, zone)
		if out.filter.To = day.AddDate(0, 0, 1); err != nil { // the day counts whole
			out.filter.To, out.toError = time.Time{}, "That is no day."
		}
	}
	return out
}

func (l listQuery) wrong() bool { return l.fromError != "" || l.toError != "" }

// referralsShow is the list of referrals.
func (s *Server) referralsShow(c *gin.Context) {
	d, q, page, ok := s.listed(c)
	if !ok {
		return
	}
	s.write(c, q.status(), d.framed(screen{title: "Referrals", place: pathReferrals, waiting: page.Waiting, body: console.Referrals(d.list(q, page))}))
}

// referralRows is the table of the list alone, for searching while somebody types.
func (s *Server) referralRows(c *gin.Context) {
	d, q, page, ok := s.listed(c)
	if !ok {
		return
	}
	s.write(c, q.status(), console.List(d.table(q, page)))
}

func (l listQuery) status() int {
	if l.wrong() {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// listed reads a page of the list, or answers for itself.
func (s *Server) listed(c *gin.Context) (desk, listQuery, program.ReferralsPage, bool) {
	d, v := s.desk(c), visitOf(c.Request.Context())
	query := c.Request.URL.Query()
	q := readList(query, d.now, d.zone)
	page, err := v.program.Referrals(c.Request.Context(), q.filter, query.Get("cursor"))
	if err != nil {
		if models.KindOf(err) == models.Invalid { // a cursor that is none of ours
			s.staffTrouble(c, http.StatusNotFound, err)
		} else {
			s.refuseStaff(c, err)
		}
		return d, q, page, false
	}
	return d, q, page, true
}
