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
	met     bool
}

// Who asked for a check.
const (
	triggerTile  = "tile"
	triggerStaff = "staff"
	triggerJob   = "job"
)

// Check asks the bank about a member's own referrals that are under way, judges each by its own terms and saves. A bank
// in trouble is no error: the failure is recorded, and the last known verdict stays with its age. trigger is tile or job.
func (p *Program) Check(ctx context.Context, m models.Member, trigger, requestID string) (Checked, error) {
	var own []models.Referral
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		own, err = v.AcceptorReferrals(m.ID)
		return err
	})
	if err != nil {
		return Checked{}, err
	}
	first, also := foremost(own, p.house.Now())
	if first != nil {
		also = slices.Insert(also, 0, *first)
	}
	var out Checked
	lacking := false
	for _, r := range also {
		if !checkable(r.State) {
			continue
		}
		// A bank that is in trouble with the first is not asked for the next: the member waits long enough.
		if out, err = p.check(ctx, m, r, trigger, requestID); err != nil || out.Failure != "" {
			return out, err
		}
		lacking = lacking || !out.met
	}
	if lacking && trigger == triggerTile {
		p.askCore(ctx, m, requestID)
	}
	return out, nil
}

// CheckReferral is Check of one referral, for staff. Where the requirements are met already, they look at the standing of
// everybody who is to be paid instead.
func (p *Program) CheckReferral(ctx context.Context, id string, by Staff) (Checked, error) {
	var r models.Referral
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		r, err = v.Referral(id)
		return err
	})
	if err != nil {
		return Checked{}, err
	}
	return p.check(ctx, *r.Acceptor, r, triggerStaff, by.RequestID)
}

func (p *Program) check(ctx context.Context, m models.Member, r models.Referral, trigger, requestID string) (Checked, error) {
	switch {
	case trigger == triggerStaff && (r.State == models.StateEligible || r.State == models.StateApproved):
		return p.lookAgain(ctx, r)
	case !checkable(r.State):
		return Checked{}, nil
	case p.overdue(r): // nothing that the bank could say matters any more
		err := p.close(ctx, r, models.Actor{Kind: models.ActorSystem, ID: trigger, RequestID: requestID})
		if err != nil && models.KindOf(err) == models.Conflict {
			return Checked{}, nil // somebody was faster
		}
		return Checked{}, err
	case p.house.Now().Before(r.CheckAgainAt.Time): // the bank asked for quiet
		return Checked{Failure: providers.Kind(r.CheckFailure)}, nil
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
	err = p.saveVerdict(ctx, m, r, verdict, got, trigger, requestID)
	var ended *providers.Error
	switch {
	case errors.As(err, &ended):
		return p.failed(ctx, r, err, requestID)
	case models.KindOf(err) == models.Conflict && err != nil:
		return Checked{}, nil // another check was faster; its verdict is as good
	}
	return Checked{met: verdict.Outcome == eligibility.Met}, err
}

func (p *Program) failed(ctx context.Context, r models.Referral, cause error, requestID string) (Checked, error) {
	kind := providers.KindOf(cause)
	var refused *providers.Error
	if kind == providers.KindDenied && errors.As(cause, &refused) && refused.Op == "token" {
		kind = providers.KindDown // our own credentials are refused; the member can do nothing about it
	}
	p.log().WarnContext(ctx, "live check could not judge", "request_id", requestID, "referral", r.ID, "kind", string(kind), "cause", cause.Error())
	var again time.Time
	var bankError *providers.Error
	if errors.As(cause, &bankError) && bankError.RetryAfter > 0 {
		again = p.house.Now().Add(bankError.RetryAfter)
	}
	return Checked{Failure: kind}, p.rows.InTx(ctx, func(tx *models.Tx) error { return tx.SaveCheckFailure(r, string(kind), again) })
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
	zone, err := t.Zone()
	if err != nil {
		return eligibility.Terms{}, err
	}
	terms := eligibility.Terms{Rule: rule, Anchor: eligibility.Anchor(t.WindowAnchor), WindowDays: t.WindowDays,
		PostingGraceDays: t.PostingGraceDays, AcceptedAt: r.AcceptedAt.Time, Zone: zone, Currency: t.Currency,
		PayrollAllow: t.PayrollAllow, PayrollDeny: t.PayrollDeny}
	if r.WindowFrom != "" {
		if terms.AnchoredOn, err = eligibility.ParseDate(r.WindowFrom); err != nil {
			return terms, models.Errorf(models.Internal, "window of referral %s: %v", r.ID, err)
		}
	}
	return terms, nil
}

// saveVerdict stores a judgement and moves the referral as it says, all in one transaction.
func (p *Program) saveVerdict(ctx context.Context, m models.Member, r models.Referral, v eligibility.Verdict, got gathered, trigger, requestID string) error {
	facts := got.facts
	raw, err := json.Marshal(v)
	if err != nil {
		return models.Errorf(models.Internal, "verdict: %v", err)
	}
	changes := models.ReferralChanges{EvaluatedThrough: v.EvaluatedThrough.String()}
	if r.WindowFrom == "" && v.Window.Known {
		changes.WindowFrom, changes.WindowTo = v.Window.From.String(), v.Window.To.String()
	}
	by := models.Actor{Kind: models.ActorSystem, ID: trigger, RequestID: requestID}
	return p.rows.InTx(ctx, func(tx *models.Tx) error {
		if got.asked {
			if err := stillGiven(tx, m.ID); err != nil {
				return err
			}
		}
		r, err := tx.SaveEvaluation(r, models.Evaluation{DataAsOf: models.At(facts.AsOf), Trigger: trigger, Outcome: string(v.Outcome),
			FactsDigest: eligibility.Digest(facts), Verdict: raw}, changes)
		if err != nil {
			return err
		}
		if err := saveAccounts(tx, m.ID, got); err != nil {
			return err
		}
		if joined := earliestOpening(facts); joined != "" {
			if err := tx.SetJoined(m.ID, joined); err != nil {
				return err
			}
		}
		return p.follow(tx, r, v, by)
	})
}

// follow moves a referral to where its verdict says it is.
func (p *Program) follow(tx *models.Tx, r models.Referral, v eligibility.Verdict, by models.Actor) error {
	terms := r.Version.Terms
	zone, err := terms.Zone()
	if err != nil {
		return err
	}
	if r.State == models.StateAccepted && v.Window.Known {
		if r, err = p.move(tx, r, models.EventAccount, by, models.ReferralChanges{}); err != nil {
			return err
		}
	}
	today := tx.Now().In(zone)
	due := today.AddDate(0, 0, terms.HoldDays).Format(time.DateOnly)
	if r.DueOn != "" {
		due = r.DueOn // promised before a refusal that was taken back
	}
	switch {
	case r.CloseCause == models.CauseRefused:
		// What staff refused no verdict brings back. It is kept with its evidence, for who takes the refusal back.
	case v.Outcome == eligibility.Met && r.State != models.StateAccepted:
		_, err = p.move(tx, r, models.EventMet, by, models.ReferralChanges{DueOn: due})
	case v.Outcome == eligibility.Impossible && r.State != models.StateClosing:
		end, err := closingEnd(tx.Now(), terms)
		if err != nil {
			return err
		}
		_, err = p.move(tx, r, models.EventOutOfReach, by, models.ReferralChanges{CloseReason: string(v.Reason), ClosingUntil: end})
		return err
	case v.Outcome == eligibility.Impossible && !tx.Now().Before(r.ClosingUntil.Time):
		_, err = p.move(tx, r, models.EventLapse, by, models.ReferralChanges{CloseReason: string(v.Reason)})
	}
	return err
}

// closingEnd is when the grace of a closing that begins now is over. The last day for proof counts whole, by the clock
// of the terms.
func closingEnd(now time.Time, terms models.Terms) (models.Instant, error) {
	zone, err := terms.Zone()
	if err != nil {
		return models.Instant{}, err
	}
	day := now.In(zone)
	return models.At(time.Date(day.Year(), day.Month(), day.Day()+terms.ClosingDays, 23, 59, 59, 0, zone)), nil
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
