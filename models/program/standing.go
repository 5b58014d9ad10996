package program

import (
	"context"
	"errors"
	"time"

	"raf/models"
	"raf/models/eligibility"
	"raf/providers"
)

// Standing is whether a payee's accounts are in order, as the bank last said. Unknown is unknown: it stops nothing, and
// whoever releases the payment sees it.
type Standing struct {
	Side   models.Side
	Result eligibility.Result // met, not_yet (something is wrong) or unknown
	Reason eligibility.Reason
	AsOf   time.Time // zero if the bank never told
}

// standing reads what is known of a member's accounts; facts without a moment were never told.
func standing(side models.Side, facts models.AccountFacts) Standing {
	if facts.AsOf.IsZero() {
		return Standing{Side: side, Result: eligibility.Unknown, Reason: eligibility.ReasonNeverAsked}
	}
	s := Standing{Side: side, AsOf: facts.AsOf.Time}
	var all []eligibility.Account
	for _, a := range facts.Accounts {
		account := eligibility.Account{ID: a.ID, Kind: eligibility.AccountKind(a.Kind), Standing: eligibility.Standing(a.Standing)}
		// Only the sign of a balance is kept; the rule reads no more of it.
		if minor := map[models.Sign]int64{models.SignNegative: -1, models.SignCovered: 0}; a.Balance != "" {
			sign := minor[a.Balance]
			account.Balance = &sign
		}
		all = append(all, account)
	}
	s.Result, s.Reason = eligibility.StandingOf(all)
	return s
}

// knownAccounts is what is kept of a bank's list.
func knownAccounts(all []providers.Account) []models.KnownAccount {
	known := []models.KnownAccount{}
	for _, a := range all {
		k := models.KnownAccount{ID: a.ID, Kind: string(a.Kind), LastFour: models.LastFour(a.MaskedNumber), Standing: string(a.Standing)}
		switch {
		case a.Balance == nil:
		case *a.Balance < 0:
			k.Balance = models.SignNegative
		default:
			k.Balance = models.SignCovered
		}
		known = append(known, k)
	}
	return known
}

// stillGiven holds the member's row until the transaction ends, and is Expired if the member ended our access while the bank
// was read: nothing that was found may be kept then. An end that comes a moment later waits for the row.
func stillGiven(tx *models.Tx, memberID string) error {
	if err := tx.LockMembers([]string{memberID}); err != nil {
		return err
	}
	m, err := tx.Member(memberID)
	if err == nil && !m.WithdrawnAt.IsZero() {
		err = expired("the member ended our access meanwhile")
	}
	return err
}

// saveAccounts keeps what a round at the bank brought of a member's accounts; a list with gaps is not kept.
func saveAccounts(tx *models.Tx, memberID string, got gathered) error {
	if !got.facts.AccountsKnown.Complete() {
		return nil
	}
	return tx.SaveAccountFacts(models.AccountFacts{MemberID: memberID, AsOf: models.At(got.facts.AsOf), Accounts: got.accounts})
}

// lookAgain asks the bank how the accounts of both people of a referral stand, each under their own grant. The
// requirements are met and frozen; what can still change before payment is the standing. No postings are read: they are
// nobody's business any more.
func (p *Program) lookAgain(ctx context.Context, r models.Referral) (Checked, error) {
	var people []models.Member
	err := p.rows.View(ctx, func(v *models.View) error {
		people = nil
		for _, id := range []string{r.AcceptorMemberID, r.InviterMemberID} {
			if id == "" { // the institution itself invited
				continue
			}
			m, err := v.Member(id)
			if err != nil {
				return err
			}
			people = append(people, m)
		}
		return nil
	})
	if err != nil {
		return Checked{}, err
	}
	var out Checked
	for _, m := range people {
		got, err := p.gather(ctx, m, eligibility.Terms{})
		if err != nil {
			return Checked{}, err
		}
		if got.failure != nil {
			out.Failure = providers.KindOf(got.failure)
			continue
		}
		// What the bank said is saved even if the browser has gone meanwhile.
		err = p.rows.InTx(context.WithoutCancel(ctx), func(tx *models.Tx) error {
			if err := stillGiven(tx, m.ID); err != nil {
				return err
			}
			return saveAccounts(tx, m.ID, got)
		})
		var ended *providers.Error
		switch {
		case errors.As(err, &ended):
			out.Failure = ended.Kind
		case err != nil:
			return Checked{}, err
		}
	}
	return out, nil
}
