package program

import (
	"raf/models"
)

// ActionRules is asking for a change of who gets paid: that one person may be rewarded under two logins, or another time
// zone, by which yearly caps and tax years begin and end.
const ActionRules = "change_rules"

// RulesChange is exactly what a second person agrees to.
type RulesChange struct {
	SamePersonFrom bool   `json:"same_person_from"`
	SamePersonTo   bool   `json:"same_person_to"`
	TimezoneFrom   string `json:"timezone_from"`
	TimezoneTo     string `json:"timezone_to"`
}

// None reports that nothing is asked for.
func (c RulesChange) None() bool {
	return c.SamePersonFrom == c.SamePersonTo && c.TimezoneFrom == c.TimezoneTo
}

// rulesChange is what of a change of the settings takes two. Switching the same-person rule on takes one: it refuses a
// second reward and gives nobody one.
func rulesChange(now, next models.Settings) RulesChange {
	return RulesChange{SamePersonFrom: now.SamePerson, SamePersonTo: now.SamePerson && next.SamePerson, TimezoneFrom: now.Timezone, TimezoneTo: next.Timezone}
}

func rulesAsked(_ source, a models.ApprovalRequest) (any, error) {
	var asked RulesChange
	return asked, a.Read(&asked)
}

// askHouse asks a second person for a change of the house's settings.
func (p *Program) askHouse(tx *models.Tx, action string, change any, by Staff) (models.ApprovalRequest, error) {
	others, err := deciders(&tx.View, by.User.ID)
	if err != nil {
		return models.ApprovalRequest{}, err
	}
	if len(others) == 0 {
		return models.ApprovalRequest{}, ErrNobodyDecides
	}
	return tx.RequestApproval(action, "tenant", string(p.Tenant().ID()), change, "", by.actor(models.ActorStaff))
}

// changeRules does what was asked for, unless one of the two has changed since.
func (p *Program) changeRules(tx *models.Tx, a models.ApprovalRequest, by Staff) error {
	now, err := tx.Settings()
	if err != nil {
		return err
	}
	var asked RulesChange
	if err := a.Read(&asked); err != nil {
		return err
	}
	if err := a.Binds(RulesChange{SamePersonFrom: now.SamePerson, SamePersonTo: asked.SamePersonTo, TimezoneFrom: now.Timezone, TimezoneTo: asked.TimezoneTo}); err != nil {
		return err
	}
	next := now.Settings
	next.SamePerson, next.Timezone = asked.SamePersonTo, asked.TimezoneTo
	if wrong := WrongSettings(next); len(wrong) > 0 {
		return models.Errorf(models.Conflict, "%s can't be so any more", wrong[0])
	}
	return tx.ChangeSettings(next, now.Version, by.actor(models.ActorSecond))
}
