package program

import (
	"slices"
	"time"

	"raf/models"
	"raf/models/eligibility"
	"raf/providers"
)

// cachedNeeds is what an institution's members are asked for. It may be a second old.
type cachedNeeds struct {
	items []providers.Item
	until time.Time
}

// needs is what to ask members for at the bank: who they are, and no more of their accounts than the live rules and the
// frozen terms of referrals under way want. Who signs in is not known yet, so it is asked of all members alike. A campaign
// that needs more is asked for at a member's next sign-in; until then what it looks at is not known.
func (p *Program) needs(v *models.View) ([]providers.Item, error) {
	h, id := p.house, p.Tenant().ID()
	h.mu.Lock()
	known, ok := h.needs[id]
	h.mu.Unlock()
	if ok && v.Now().Before(known.until) {
		return known.items, nil
	}
	items := []providers.Item{providers.ItemName, providers.ItemLanguage, providers.ItemCustomer}
	if p.Tenant().SamePerson {
		items = append(items, providers.ItemTaxID)
	}
	accounts, postings, err := p.wanted(v)
	if err != nil {
		return nil, err
	}
	if accounts || postings {
		items = append(items, providers.ItemAccounts, providers.ItemOffline)
	}
	if postings {
		items = append(items, providers.ItemPostings)
	}
	h.mu.Lock()
	h.needs[id] = cachedNeeds{items, v.Now().Add(time.Second)}
	h.mu.Unlock()
	return items, nil
}

// wanted says what the rules look at. Every referral needs accounts until it is paid: the standing of whoever is paid is
// looked at again, and the money goes to one of them.
func (p *Program) wanted(v *models.View) (accounts, postings bool, err error) {
	live, err := p.offers(v)
	if err != nil {
		return false, false, err
	}
	underWay, err := v.UnderWay()
	if err != nil {
		return false, false, err
	}
	var terms []models.Terms
	for _, c := range live {
		terms = append(terms, c.CurrentVersion.Terms)
	}
	for _, u := range underWay {
		if u.Version != nil && checkable(u.State) {
			terms = append(terms, u.Version.Terms)
		}
	}
	accounts = len(live)+len(underWay) > 0
	for _, t := range terms {
		rule, err := eligibility.ParseRules(t.Rules)
		if err != nil {
			p.log().Error("the rules of a version can't be read", "cause", err.Error())
			continue // no check reads them either
		}
		postings = postings || slices.Contains(rule.Sources(), eligibility.SourcePostings)
	}
	return accounts, postings, nil
}
