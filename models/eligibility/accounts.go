package eligibility

import "slices"

// answer is whether an account is one of those that a rule means.
type answer int

const (
	never answer = iota
	maybe
	surely
)

// belongs says whether an account's rows count: it fits one of the tree's qualifying_account rules, or is a deposit
// account where the tree has none. Standing is left out: a frozen account keeps the progress made on it.
func (c *judged) belongs(account Account) (answer, Reason) {
	if len(c.qualifying) == 0 {
		return c.fits(&QualifyingAccount{}, account)
	}
	best, why := never, Reason("")
	for _, rule := range c.qualifying {
		fit, reason := c.fits(rule, account)
		if fit > best || why == "" {
			best, why = max(fit, best), reason
		}
	}
	return best, why
}

// fits looks at kind, name and opening day.
func (c *judged) fits(rule *QualifyingAccount, account Account) (answer, Reason) {
	if slices.Contains(rule.Exclude, account.Kind) {
		return never, ReasonAccountExcluded
	}
	if containsAny(account.Name, rule.ExcludeNames) {
		return never, ReasonAccountExcluded
	}
	kind, why := rule.wants(account.Kind)
	if kind == never {
		return never, why
	}
	if rule.OpenedWithinDaysBefore == nil && rule.OpenedWithinDaysAfter == nil {
		return kind, why
	}
	if account.OpenedOn.IsZero() {
		return maybe, firstOf(why, ReasonOpeningDayUnknown)
	}
	if d := rule.OpenedWithinDaysBefore; d != nil && account.OpenedOn.Before(c.accepted.AddDays(-*d)) {
		return never, ReasonOpenedTooEarly
	}
	if d := rule.OpenedWithinDaysAfter; d != nil && c.accepted.AddDays(*d).Before(account.OpenedOn) {
		return never, ReasonOpenedTooLate
	}
	return kind, why
}

// wants looks at the kind alone. A deposit account whose sub-type the bank left out may be the checking account that
// was asked for, so it is a maybe there.
func (q *QualifyingAccount) wants(kind AccountKind) (answer, Reason) {
	if len(q.Include) == 0 {
		switch {
		case kind.deposit():
			return surely, ""
		case kind.told():
			return never, ReasonAccountKind
		}
		return maybe, ReasonKindUnknown
	}
	if slices.Contains(q.Include, kind) {
		return surely, ""
	}
	unclear := kind == AccountDeposit &&
		(slices.Contains(q.Include, AccountChecking) || slices.Contains(q.Include, AccountSavings))
	if unclear || !kind.told() {
		return maybe, ReasonKindUnknown
	}
	return never, ReasonAccountKind
}

// judgeAccount is met by one account that fits and is open. Existence can be proved by part of the list; its absence
// needs the whole list.
func (c *judged) judgeAccount(rule *QualifyingAccount, leaf *Leaf) {
	var refused, doubt Reason
	for _, account := range c.accounts {
		fit, why := c.fits(rule, account)
		if fit != never {
			fit, why = withStanding(rule, account, fit, why)
		}
		leaf.Evidence = append(leaf.Evidence,
			Evidence{AccountID: account.ID, Day: account.OpenedOn, Counted: fit == surely, Why: why})
		switch fit {
		case surely:
			if leaf.Progress == 0 || account.OpenedOn.Before(leaf.On) {
				leaf.On = account.OpenedOn
			}
			leaf.Progress = 1
		case maybe:
			doubt = firstOf(doubt, why)
		default:
			refused = weightier(refused, why)
		}
	}
	switch {
	case leaf.Progress == 1:
		leaf.Result = Met
	case !c.facts.AccountsKnown.Complete():
		leaf.Result, leaf.Reason = Unknown, c.facts.AccountsKnown.reason()
	case doubt != "":
		leaf.Result, leaf.Reason = Unknown, doubt
	default:
		leaf.Result, leaf.Reason = c.noAccount(rule, refused)
	}
}

func withStanding(rule *QualifyingAccount, account Account, fit answer, why Reason) (answer, Reason) {
	switch account.Standing {
	case StandingGood:
		return fit, why
	case StandingClosed:
		return never, ReasonAccountClosed
	case StandingBad:
		return never, ReasonBadStanding
	}
	if rule.RequireKnownStanding {
		return maybe, firstOf(why, ReasonStandingUnknown)
	}
	return fit, why
}

// noAccount is the result when the list is whole and nothing on it qualifies: not yet, as long as another account may
// still be opened in time. An account opened too long before shows a customer of old: that is impossible at once,
// unless the rule itself grants days after acceptance in which to open another.
func (c *judged) noAccount(rule *QualifyingAccount, refused Reason) (Result, Reason) {
	why := firstOf(refused, ReasonNoAccount)
	if days := rule.OpenedWithinDaysAfter; days != nil {
		if c.over(c.accepted.AddDays(*days)) {
			return Impossible, why
		}
	} else if refused == ReasonOpenedTooEarly {
		return Impossible, why
	}
	if c.window.Known && c.over(c.window.To) {
		return Impossible, why
	}
	return NotYet, why
}

// weightier keeps the reason that tells a person most: what happened to a right account before what was a wrong one.
func weightier(a, b Reason) Reason {
	order := []Reason{ReasonAccountClosed, ReasonBadStanding, ReasonOpenedTooEarly, ReasonOpenedTooLate}
	for _, reason := range order {
		if a == reason || b == reason {
			return reason
		}
	}
	return ""
}

// judgeStanding needs every deposit account in order, so unlike the others it can't be met by part of the facts. A
// violation that was seen is one whatever else is unknown. Standing that the bank never tells is no fault of the
// member's; loans, cards and investments are none of this rule's business.
func (c *judged) judgeStanding(leaf *Leaf) {
	evidence, broken, doubt := standing(c.accounts)
	leaf.Evidence = append(leaf.Evidence, evidence...)
	complete := c.facts.AccountsKnown.Complete()
	switch {
	case !complete && (broken == "" || broken == ReasonNoAccount):
		leaf.Result, leaf.Reason = Unknown, c.facts.AccountsKnown.reason()
	case broken != "" && complete && c.window.Known && c.over(c.window.To):
		leaf.Result, leaf.Reason = Impossible, broken
	case broken != "":
		leaf.Result, leaf.Reason = NotYet, broken
	case doubt != "":
		leaf.Result, leaf.Reason = Unknown, doubt
	default:
		leaf.Result, leaf.Progress, leaf.On = Met, 1, DateOf(c.facts.AsOf.In(c.terms.Zone))
	}
}

// standing looks at every account that may be a deposit account: what was seen, the first sure fault, the first doubt.
func standing(accounts []Account) (evidence []Evidence, broken, doubt Reason) {
	for _, account := range accounts {
		if account.Kind.told() && !account.Kind.deposit() {
			continue
		}
		why, sure := account.fault()
		if why == ReasonAccountClosed {
			continue
		}
		evidence = append(evidence, Evidence{AccountID: account.ID, Amount: account.Balance, Counted: why == "", Why: why})
		if sure {
			broken = firstOf(broken, why)
		} else {
			doubt = firstOf(doubt, why)
		}
	}
	if broken == "" && len(evidence) == 0 {
		broken = ReasonNoAccount
	}
	return evidence, broken, doubt
}

// StandingOf is what a whole list of accounts says of a member's standing, read as the rule good_standing reads it: met,
// not_yet with what is wrong, or unknown with what the bank does not tell.
func StandingOf(accounts []Account) (Result, Reason) {
	switch _, broken, doubt := standing(accounts); {
	case broken != "":
		return NotYet, broken
	case doubt != "":
		return Unknown, doubt
	}
	return Met, ""
}

// fault is what is wrong with an account's standing, and whether that is sure. A closed account that owes nothing is
// out of the matter; an account of unknown kind may be a loan, so its fault is a doubt only.
func (a Account) fault() (why Reason, sure bool) {
	negative := a.Balance != nil && *a.Balance < 0
	switch {
	case a.Standing == StandingClosed && !negative:
		return ReasonAccountClosed, true
	case a.Standing == StandingBad:
		why = ReasonBadStanding
	case negative:
		why = ReasonNegativeBalance
	case a.Balance == nil:
		return ReasonBalanceUnknown, false
	}
	if why != "" && !a.Kind.told() {
		return ReasonKindUnknown, false
	}
	return why, true
}
