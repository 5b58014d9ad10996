package program

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"raf/models"
	"raf/models/eligibility"
	"raf/providers"
)

// checkable are the states in which what the bank says can still move the referral.
func checkable(s models.State) bool {
	return slices.Contains([]models.State{models.StateAccepted, models.StatePending, models.StateClosing}, s)
}

// Checked is how a live check went.
type Checked struct {
	// Failure is empty if the bank answered, else one of the five kinds; the last verdict then stands as it was.
	Failure providers.Kind
}

// Check asks the bank about a member's own referral, judges and saves. A bank in trouble is no error: the failure is
// recorded, and the last known verdict stays with its age. trigger is tile, staff or job.
func (p *Program) Check(ctx context.Context, m models.Member, trigger, requestID string) (Checked, error) {
	var r models.Referral
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		r, err = v.AcceptorReferral(m.ID)
		return err
	})
	switch {
	case err != nil && models.KindOf(err) == models.NotFound:
		return Checked{}, nil
	case err != nil:
		return Checked{}, err
	case !checkable(r.State):
		return Checked{}, nil
	case p.house.Now().Before(r.CheckAgainAt.Time): // the bank asked for quiet
		return Checked{Failure: providers.KindThrottled}, nil
	}
	terms, err := p.terms(r)
	if err != nil {
		return Checked{}, err
	}
	got, err := p.gather(ctx, m, terms)
	if err != nil {
		return Checked{}, err
	}
	// What the bank said is saved even if the browser has gone meanwhile.
	ctx = context.WithoutCancel(ctx)
	verdict := eligibility.Judge(terms, got.facts, p.house.Now())
	if got.failure != nil && verdict.Outcome == eligibility.Unknown {
		return p.failed(ctx, r, got.failure, requestID)
	}
	err = p.saveVerdict(ctx, m, r, verdict, got.facts, trigger, requestID)
	if models.KindOf(err) == models.Conflict && err != nil {
		return Checked{}, nil // another check was faster; its verdict is as good
	}
	return Checked{}, err
}

func (p *Program) failed(ctx context.Context, r models.Referral, cause error, requestID string) (Checked, error) {
	kind := providers.KindOf(cause)
	p.log().WarnContext(ctx, "live check could not judge", "request_id", requestID, "referral", r.ID, "kind", string(kind), "cause", cause.Error())
	var again time.Time
	var bankError *providers.Error
	if errors.As(cause, &bankError) && bankError.RetryAfter > 0 {
		again = p.house.Now().Add(bankError.RetryAfter)
	}
	return Checked{Failure: kind}, p.rows.InTx(ctx, func(tx *models.Tx) error { return tx.SaveCheckFailure(r.ID, string(kind), again) })
}

// terms are the frozen terms of a referral in the engine's words.
func (p *Program) terms(r models.Referral) (eligibility.Terms, error) {
	if r.Version == nil {
		return eligibility.Terms{}, models.Errorf(models.Internal, "referral %s has no campaign version", r.ID)
	}
	t := r.Version.Terms
	rule, err := eligibility.ParseRules(t.Rules)
	if err != nil {
		return eligibility.Terms{}, models.Errorf(models.Internal, "rules of version %s: %v", r.CampaignVersionID, err)
	}
	terms := eligibility.Terms{Rule: rule, Anchor: eligibility.Anchor(t.WindowAnchor), WindowDays: t.WindowDays,
		PostingGraceDays: t.PostingGraceDays, AcceptedAt: r.AcceptedAt.Time, Zone: p.Tenant().Zone(), Currency: t.Currency,
		PayrollAllow: p.Tenant().PayrollAllow, PayrollDeny: p.Tenant().PayrollDeny}
	if r.WindowFrom != "" {
		if terms.AnchoredOn, err = eligibility.ParseDate(r.WindowFrom); err != nil {
			return terms, models.Errorf(models.Internal, "window of referral %s: %v", r.ID, err)
		}
	}
	return terms, nil
}

// saveVerdict stores a judgement and moves the referral as it says, all in one transaction.
func (p *Program) saveVerdict(ctx context.Context, m models.Member, r models.Referral, v eligibility.Verdict, facts eligibility.Facts, trigger, requestID string) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return models.Errorf(models.Internal, "verdict: %v", err)
	}
	changes := map[string]any{"evaluated_through": v.EvaluatedThrough.String()}
	if r.WindowFrom == "" && v.Window.Known {
		changes["window_from"], changes["window_to"] = v.Window.From.String(), v.Window.To.String()
	}
	by := models.Actor{Kind: models.ActorSystem, ID: trigger, RequestID: requestID}
	return p.rows.InTx(ctx, func(tx *models.Tx) error {
		before := r.State
		r, err := tx.SaveEvaluation(r, models.Evaluation{DataAsOf: models.At(facts.AsOf), Trigger: trigger, Outcome: string(v.Outcome),
			FactsDigest: eligibility.Digest(facts), Verdict: raw}, changes)
		if err != nil {
			return err
		}
		if joined := earliestOpening(facts); joined != "" {
			if err := tx.SetJoined(m.ID, joined); err != nil {
				return err
			}
		}
		if r, err = p.follow(tx, r, v, by); err != nil || r.State == before {
			return err
		}
		return tx.Audit(by, "referral."+string(r.State), "referral", r.ID, map[string]any{"state": before},
			map[string]any{"state": r.State, "facts": eligibility.Digest(facts)})
	})
}

// follow moves a referral to where its verdict says it is.
func (p *Program) follow(tx *models.Tx, r models.Referral, v eligibility.Verdict, by models.Actor) (models.Referral, error) {
	terms := r.Version.Terms
	var err error
	if r.State == models.StateAccepted && v.Window.Known {
		if r, err = tx.Move(r, models.EventAccount, by, "", nil); err != nil {
			return r, err
		}
	}
	switch {
	case v.Outcome == eligibility.Met && r.State != models.StateAccepted:
		due := tx.Now().In(p.Tenant().Zone()).AddDate(0, 0, terms.HoldDays).Format(time.DateOnly)
		return tx.Move(r, models.EventMet, by, "", map[string]any{"due_on": due, "closing_until": nil})
	case v.Outcome == eligibility.Impossible && r.State != models.StateClosing:
		until := tx.Now().AddDate(0, 0, terms.ClosingDays)
		return tx.Move(r, models.EventOutOfReach, by, string(v.Reason), map[string]any{"closing_until": models.At(until)})
	case v.Outcome == eligibility.Impossible && !tx.Now().Before(r.ClosingUntil.Time):
		return p.lapse(tx, r, v, by)
	}
	return r, nil
}

// lapse ends a referral whose grace is over and gives what was promised back to the budget.
func (p *Program) lapse(tx *models.Tx, r models.Referral, v eligibility.Verdict, by models.Actor) (models.Referral, error) {
	r, err := tx.Move(r, models.EventLapse, by, string(v.Reason), nil)
	if err != nil {
		return r, err
	}
	freed, err := tx.VoidLegs(r.ID, "expired", r.Version.Terms.Currency)
	if err != nil || freed.Minor == 0 {
		return r, err
	}
	return r, tx.Release(r.CampaignID, freed)
}

// earliestOpening is the day the member joined, as far as the accounts tell; empty if none of them does.
func earliestOpening(facts eligibility.Facts) string {
	day := ""
	for _, a := range facts.Accounts {
		if a.OpenedOn.IsZero() {
			continue
		}
		if s := a.OpenedOn.String(); day == "" || s < day {
			day = s
		}
	}
	return day
}
