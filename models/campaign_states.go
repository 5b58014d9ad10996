package models

import "slices"

// CampaignStatus is where a campaign stands.
type CampaignStatus string

// The statuses. The first two are a draft's: a campaign has a row of its own once it was published.
const (
	CampaignDrafted   CampaignStatus = "draft"
	CampaignInReview  CampaignStatus = "in_review"
	CampaignScheduled CampaignStatus = "scheduled"
	CampaignLive      CampaignStatus = "live"
	CampaignPaused    CampaignStatus = "paused"
	CampaignEnded     CampaignStatus = "ended"
	CampaignSettled   CampaignStatus = "settled" // every reward of it is paid or void
	CampaignArchived  CampaignStatus = "archived"
)

// CampaignEvent is what moves a campaign.
type CampaignEvent string

// The events.
const (
	CampaignSubmit   CampaignEvent = "submit"   // an editor asks that it be published
	CampaignReturn   CampaignEvent = "return"   // the request was taken back, refused or ran out
	CampaignPublish  CampaignEvent = "publish"  // a second person agreed, and its first day has come
	CampaignSchedule CampaignEvent = "schedule" // a second person agreed to a first day in the future
	CampaignRevise   CampaignEvent = "revise"   // a second person agreed to other terms
	CampaignStart    CampaignEvent = "start"    // its first day has come
	CampaignPause    CampaignEvent = "pause"
	CampaignResume   CampaignEvent = "resume"
	CampaignEnd      CampaignEvent = "end" // by a person, or because its last day is over
	CampaignSettle   CampaignEvent = "settle"
	CampaignArchive  CampaignEvent = "archive"
)

// CampaignTransition is one line of the table.
type CampaignTransition struct {
	From  CampaignStatus
	Event CampaignEvent
	To    CampaignStatus
	Who   []ActorKind
}

// CampaignTransitions is the whole life of a campaign (product.md, section 5). Paused and ended stop new acceptances
// only: whoever is in keeps the version they joined under.
func CampaignTransitions() []CampaignTransition {
	system, staff, second := []ActorKind{ActorSystem}, []ActorKind{ActorStaff}, []ActorKind{ActorSecond}
	either := []ActorKind{ActorStaff, ActorSystem}
	return []CampaignTransition{
		{CampaignDrafted, CampaignSubmit, CampaignInReview, staff},
		{CampaignInReview, CampaignReturn, CampaignDrafted, []ActorKind{ActorStaff, ActorSecond, ActorSystem}},
		{CampaignInReview, CampaignPublish, CampaignLive, second},
		{CampaignInReview, CampaignSchedule, CampaignScheduled, second},
		{CampaignScheduled, CampaignStart, CampaignLive, system},
		{CampaignScheduled, CampaignRevise, CampaignScheduled, second},
		{CampaignScheduled, CampaignPublish, CampaignLive, second}, // a revision that moves the first day to today
		{CampaignScheduled, CampaignEnd, CampaignEnded, either},
		{CampaignLive, CampaignRevise, CampaignLive, second},
		{CampaignLive, CampaignPause, CampaignPaused, either},
		{CampaignLive, CampaignEnd, CampaignEnded, either},
		{CampaignPaused, CampaignRevise, CampaignPaused, second},
		{CampaignPaused, CampaignResume, CampaignLive, staff},
		{CampaignPaused, CampaignEnd, CampaignEnded, either},
		{CampaignEnded, CampaignSettle, CampaignSettled, system},
		{CampaignSettled, CampaignArchive, CampaignArchived, staff},
	}
}

// NextCampaign is the status that event leads to. An event that the table does not know from here is a Conflict; one
// that who may not cause is Denied.
func NextCampaign(from CampaignStatus, event CampaignEvent, who ActorKind) (CampaignStatus, error) {
	for _, t := range CampaignTransitions() {
		if t.From != from || t.Event != event {
			continue
		}
		if !slices.Contains(t.Who, who) {
			return from, Errorf(Denied, "%s may not %s a campaign that is %s", who, event, from)
		}
		return t.To, nil
	}
	return from, Errorf(Conflict, "a campaign that is %s knows no %s", from, event)
}

// StatusOn is the status that the days say, whatever was stored last: a scheduled campaign is live from its first day
// on, and one whose last day is over has ended. The version must be loaded.
func (c Campaign) StatusOn(day string) CampaignStatus {
	if c.CurrentVersion == nil {
		return c.Status
	}
	t, status := c.CurrentVersion.Terms, c.Status
	if status == CampaignScheduled && t.StartsOn <= day {
		status = CampaignLive
	}
	if (status == CampaignLive || status == CampaignPaused) && t.EndsOn != "" && t.EndsOn < day {
		status = CampaignEnded
	}
	return status
}

// Takes reports whether a campaign accepts friends on a day: live, or scheduled for a day that has come.
func (c Campaign) Takes(day string) bool {
	return c.CurrentVersion != nil && c.StatusOn(day) == CampaignLive && c.CurrentVersion.Terms.StartsOn <= day
}
