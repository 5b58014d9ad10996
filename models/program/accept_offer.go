package program

import (
	"raf/models"
)

// takeUp accepts an offer of the institution itself, by its campaign's code. Members of today may take part, and it
// neither is in the way of an invitation nor is one in its way: what counts is that the person takes it up once.
func (p *Program) takeUp(tx *models.Tx, in Acceptance, code models.ReferralCode) (Accepted, error) {
	if err := tx.PassGate(); err != nil {
		return Accepted{}, err
	}
	// Read behind the gate: the offer may have ended, the same person may have taken it up under another login.
	member, err := tx.Member(in.Member.ID)
	if err != nil {
		return Accepted{}, err
	}
	campaign, err := tx.Campaign(code.CampaignID)
	if err != nil {
		return Accepted{}, err
	}
	if why, err := p.mayTakeUp(&tx.View, member, campaign); err != nil || why != "" {
		return Accepted{Refused: why}, err
	}
	if campaign.CurrentVersion.SHA256 != in.TermsSHA256 {
		return Accepted{Refused: RefusedTermsMoved, Offer: &campaign}, nil
	}
	return p.promise(tx, in, member, models.Member{}, code, campaign, *campaign.CurrentVersion)
}

// mayTakeUp refuses a member whom an offer of the institution is not open to.
func (p *Program) mayTakeUp(v *models.View, member models.Member, c models.Campaign) (Reason, error) {
	taken, personTaken, err := v.TookPart(c.ID, member.ID, member.PersonKey)
	switch {
	case err != nil:
		return "", err
	case member.RelinkedTo != "": // the person goes on under another login, and has whatever this one had
		return RefusedPersonTaken, nil
	case member.Employee:
		return RefusedEmployee, nil
	case taken:
		return RefusedTaken, nil
	case personTaken:
		return RefusedPersonTaken, nil
	case !c.Takes(p.day(v.Now())) || full(c):
		return RefusedClosed, nil
	case p.entryOver(v.Now(), member, c.CurrentVersion.Terms):
		return RefusedEntryOver, nil
	}
	return "", nil
}

// full reports a campaign that takes nobody more: asking somebody to read its terms would be for nothing. Whether there is
// room is decided by Reserve, when it is promised.
func full(c models.Campaign) bool {
	return c.BreakerCount > 0 && c.AcceptedCount >= c.BreakerCount ||
		c.BudgetMinor > 0 && c.BudgetMinor-c.CommittedMinor < c.CurrentVersion.Terms.AcceptorMinor
}
