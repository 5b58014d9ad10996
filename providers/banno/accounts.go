package banno

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"raf/providers"
)

// Accounts lists the member's accounts at this institution.
func (b *Bank) Accounts(ctx context.Context, as providers.Access) ([]providers.Account, error) {
	const op = "accounts"
	var list accountList
	if err := b.read(ctx, op, as, "/accounts", &list); err != nil {
		return nil, err
	}
	accounts := make([]providers.Account, 0, len(list.Accounts))
	seen := map[providers.Text]bool{}
	for _, w := range list.Accounts {
		if !asciiID(string(w.ID), maxSubject) || seen[w.ID] {
			return nil, b.fail(op, providers.KindMalformed, "an account's id is unusable or comes twice")
		}
		seen[w.ID] = true
		if w.AccountType == "Bill Pay" || w.Institution.ID != "" && string(w.Institution.ID) != b.cfg.InstitutionID {
			continue
		}
		a := b.account(w)
		if slices.Contains(list.Inactivated, w.ID) {
			a.Standing = providers.StandingClosed
		}
		accounts = append(accounts, a)
	}
	return accounts, nil
}

// read fetches a document about the member with the member's token.
func (b *Bank) read(ctx context.Context, op string, as providers.Access, path string, v any) error {
	return b.ask(ctx, b.client.GetJSON, providers.Call{Op: op, URL: path, Limit: largeAnswer}, as, v)
}

// ask makes a call of the API about the member; its URL is what comes behind the member's own.
func (b *Bank) ask(ctx context.Context, how func(context.Context, providers.Call) ([]byte, error), call providers.Call, as providers.Access, v any) error {
	op := call.Op
	t, err := b.open(op, as.Grant)
	if err != nil {
		return err
	}
	if !asciiID(as.Subject, maxSubject) {
		return b.fail(op, providers.KindMalformed, "subject is not usable in a path")
	}
	call.URL, call.Bearer = b.cfg.FIURL+apiPath+"/users/"+url.PathEscape(as.Subject)+call.URL, t.Access
	raw, err := how(ctx, call)
	if err != nil {
		return err
	}
	if err := providers.DecodeJSON(raw, v); err != nil {
		return &providers.Error{Kind: providers.KindMalformed, Op: op, Err: err}
	}
	return nil
}

func (b *Bank) account(w wireAccount) providers.Account {
	a := providers.Account{
		ID: string(w.ID), Name: displayName(string(w.Name)), MaskedNumber: displayName(string(w.Numbers)),
		Kind: accountKind(w), Standing: standing(w), Currency: b.cfg.Currency,
		OpenedOn: openedOn(w), BalanceAt: parseInstant(w.FetchedDate),
	}
	// A balance that does not parse is not told: a rule about it then answers "unknown".
	if w.Balance != nil {
		if minor, err := parseMoney(string(*w.Balance)); err == nil {
			if isDebt(w.AccountType) {
				minor = -minor
			}
			a.Balance = &minor
		}
	}
	return a
}

// isDebt says where the platform counts what is owed as positive.
func isDebt(accountType providers.Text) bool {
	return accountType == "Debt" || accountType == "Line of Credit"
}

// accountKind trusts a sub-type only when it is the whole word: "HSA Checking" is no checking account by the rules of
// any programme.
func accountKind(w wireAccount) providers.AccountKind {
	sub := strings.ToLower(displayName(string(w.AccountSubType)))
	switch w.AccountType {
	case "Deposit":
		switch sub {
		case "checking", "share draft":
			return providers.KindChecking
		case "savings", "share savings":
			return providers.KindSavings
		}
		return providers.KindOtherDeposit
	case "Debt":
		if sub == "credit card" {
			return providers.KindCredit
		}
		return providers.KindLoan
	case "Line of Credit":
		return providers.KindCredit
	case "Investment":
		return providers.KindInvestment
	}
	return providers.KindUnknownAccount
}

// standing reads the status words that leave no doubt. Inactive, Dormant, Matured and the like stay unknown: what
// they mean for a programme differs by institution, and unknown goes to a person instead of refusing a member.
func standing(w wireAccount) providers.Standing {
	switch strings.ToLower(displayName(string(w.AccountStatus))) {
	case "closed", "paid off", "redeemed":
		return providers.StandingClosed
	case "authorization prohibited", "bankrupt", "charge off", "charged off", "close pending", "pending closed", "escheat",
		"freeze with accrual", "freeze with zero accrual", "frozen", "frozen nonaccruing", "frozen with accrual",
		"frozen without accrual", "active nonaccruing", "lost", "stolen", "no credits", "no post", "past due",
		"restricted", "revoked":
		return providers.StandingBad
	}
	if w.ClosedUntil != "" {
		return providers.StandingClosed
	}
	switch strings.ToLower(displayName(string(w.AccountStatus))) {
	case "active", "new", "normal":
		return providers.StandingGood
	}
	return providers.StandingUnknown
}

// openedOn prefers the field that says it, though deprecated, to labels an institution can reword.
func openedOn(w wireAccount) providers.Date {
	if d, ok := parseDay(w.Origination); ok {
		return d
	}
	var found providers.Date
	for _, group := range w.MetaData.Details {
		for _, v := range group.Values {
			text, _ := v.Value.(string)
			d, ok := metaDay(text)
			if v.Type != "Date" || !ok || !saysOpened(string(v.Label)) {
				continue
			}
			if !found.IsZero() && found != d {
				return providers.Date{}
			}
			found = d
		}
	}
	return found
}

// saysOpened looks for whole words, so that "Reopened" and "Last statement opened online" do not pass for it.
func saysOpened(label string) bool {
	words := strings.FieldsFunc(strings.ToLower(label), func(r rune) bool { return !unicode.IsLetter(r) })
	opening := func(w string) bool {
		return slices.Contains([]string{"open", "opened", "opening", "origination", "originated"}, w)
	}
	other := func(w string) bool {
		return !opening(w) && !slices.Contains([]string{"date", "account", "on", "of", "the", "loan", "day"}, w)
	}
	return slices.ContainsFunc(words, opening) && !slices.ContainsFunc(words, other)
}

// metaDay reads a formatted date: as the API writes dates, or as American screens do.
func metaDay(s string) (providers.Date, bool) {
	if d, ok := parseDay(providers.Text(s)); ok {
		return d, true
	}
	for _, layout := range []string{"01/02/2006", "1/2/2006", "Jan 2, 2006", "January 2, 2006"} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil && t.Year() >= 1900 {
			return providers.DateOf(t), true
		}
	}
	return providers.Date{}, false
}
