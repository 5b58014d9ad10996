package models

import "slices"

// State is where a referral stands. Hold is not a state but a flag beside it (product.md, 6).
type State string

// The states of a referral.
const (
	StateInvited    State = "invited"
	StateAccepted   State = "accepted"
	StatePending    State = "pending"
	StateClosing    State = "closing"
	StateEligible   State = "eligible"
	StateApproved   State = "approved"
	StatePaid       State = "paid"
	StateExpired    State = "expired"
	StateRejected   State = "rejected"
	StateCancelled  State = "cancelled"
	StateClawedBack State = "clawed_back"
)

// States lists the states in the order of a referral's life.
func States() []State {
	return []State{StateInvited, StateAccepted, StatePending, StateClosing, StateEligible, StateApproved, StatePaid, StateExpired, StateRejected,
		StateCancelled, StateClawedBack}
}

// Event is what moves a referral.
type Event string

// The events.
const (
	EventAccept     Event = "accept"       // a member submitted a code, or staff attached one
	EventAccount    Event = "account"      // the qualifying account was found; the window is known
	EventMet        Event = "met"          // the requirements are met by posted rows
	EventOutOfReach Event = "out_of_reach" // a requirement can't be met any more, or the window is over with full data
	EventLapse      Event = "lapse"        // the grace of closing is over
	EventRefuse     Event = "refuse"       // staff or fraud control refuse
	EventReject     Event = "reject"       // the refusal becomes final
	EventTakeBack   Event = "take_back"    // the refusal is taken back; the evidence decides again
	EventBackEarly  Event = "back_early"   // it is taken back before an account was found
	EventApprove    Event = "approve"
	EventSettle     Event = "settle" // every leg that is owed is settled
	EventClawBack   Event = "claw_back"
	EventCancel     Event = "cancel" // the member withdraws, the account ends
	// These two change who a referral is about and not where it stands: no line of the table has them.
	EventCorrect Event = "correct" // another inviter
	EventRelink  Event = "relink"  // a person's new login
)

// ActorKind is who moves a referral.
type ActorKind string

// The actors.
const (
	ActorMember ActorKind = "member"
	ActorStaff  ActorKind = "staff"  // one person
	ActorSecond ActorKind = "second" // staff, with a second person's decision
	ActorLone   ActorKind = "lone"   // staff, releasing alone what the threshold covers
	ActorSystem ActorKind = "system" // an evaluation or a job
)

// Transition is one line of the state table.
type Transition struct {
	From  State
	Event Event
	To    State
	Who   []ActorKind
}

// none is the state before a referral exists.
const none State = ""

// Transitions is the whole life of a referral: product.md, section 6. Nothing changes a state but a line of it.
func Transitions() []Transition {
	system, second := []ActorKind{ActorSystem}, []ActorKind{ActorSecond}
	anyone := []ActorKind{ActorMember, ActorStaff, ActorSystem}
	return []Transition{
		{none, EventAccept, StateAccepted, []ActorKind{ActorMember, ActorSecond}},
		{StateInvited, EventAccept, StateAccepted, []ActorKind{ActorMember, ActorSecond}},
		{StateInvited, EventLapse, StateExpired, system},
		{StateAccepted, EventAccount, StatePending, system},
		{StateAccepted, EventOutOfReach, StateClosing, system},
		{StatePending, EventMet, StateEligible, system},
		{StatePending, EventOutOfReach, StateClosing, system},
		{StateClosing, EventMet, StateEligible, system},
		{StateClosing, EventLapse, StateExpired, system},
		{StateClosing, EventReject, StateRejected, []ActorKind{ActorSystem, ActorSecond}},
		{StateClosing, EventTakeBack, StatePending, []ActorKind{ActorStaff, ActorSecond}},
		{StateClosing, EventBackEarly, StateAccepted, []ActorKind{ActorStaff, ActorSecond}},
		{StateAccepted, EventRefuse, StateClosing, []ActorKind{ActorStaff, ActorSecond}},
		{StatePending, EventRefuse, StateClosing, []ActorKind{ActorStaff, ActorSecond}},
		{StateEligible, EventRefuse, StateClosing, []ActorKind{ActorStaff, ActorSecond}},
		{StateEligible, EventApprove, StateApproved, []ActorKind{ActorSystem, ActorSecond, ActorLone}},
		{StateApproved, EventSettle, StatePaid, system},
		{StatePaid, EventClawBack, StateClawedBack, second},
		{StateInvited, EventCancel, StateCancelled, anyone},
		{StateAccepted, EventCancel, StateCancelled, anyone},
		{StatePending, EventCancel, StateCancelled, anyone},
		{StateClosing, EventCancel, StateCancelled, anyone},
		{StateEligible, EventCancel, StateCancelled, anyone},
		{StateApproved, EventCancel, StateCancelled, anyone},
	}
}

// Next is the state that event leads to. An event that the table does not know from here is a Conflict; one that who
// may not cause is Denied.
func Next(from State, event Event, who ActorKind) (State, error) {
	for _, t := range Transitions() {
		if t.From != from || t.Event != event {
			continue
		}
		if !slices.Contains(t.Who, who) {
			return from, Errorf(Denied, "%s may not %s a referral that is %q", who, event, from)
		}
		return t.To, nil
	}
	return from, Errorf(Conflict, "a referral that is %q knows no %s", from, event)
}

// Over reports whether a state is final for the member: nothing more is owed or awaited.
func (s State) Over() bool {
	return slices.Contains(statesOver(), s)
}

func statesOver() []State {
	return []State{StatePaid, StateExpired, StateRejected, StateCancelled, StateClawedBack}
}

// ReleasesPromise reports whether entering a state gives the reserved rewards back to the budget.
func (s State) ReleasesPromise() bool {
	return slices.Contains([]State{StateExpired, StateRejected, StateCancelled}, s)
}
