package program

import (
	"context"
	"errors"
	"time"

	"raf/models"
	"raf/providers"
)

const (
	// grantMargin is how much life an access token must have left to be used: a check reads for up to eight seconds.
	grantMargin = 20 * time.Second
	// leaseTime is how long a process may take to renew a grant before another one tries: longer than the bank's time and
	// storeTime together.
	leaseTime = 15 * time.Second
	// storeTime is for the database, once the bank has answered: its own, because the bank may have used up all of its time.
	storeTime = 5 * time.Second
	// maxTries is how often a grant may be shown for renewal without an answer: once, and once more (security.md, C4).
	maxTries = 2
	// leaseWait is how long a request waits for another one's renewal before it shows what is known.
	leaseWait = 2 * time.Second
	leasePoll = 40 * time.Millisecond
)

// expired is the answer when there is no grant, or none that can be renewed. It is about us, not about the member.
func expired(why string) error {
	return &providers.Error{Kind: providers.KindExpired, Op: "grant", Err: errors.New(why)}
}

// usableGrant returns a grant with life in it, renewing it if need be; stale names a version that the bank has just
// refused. One renewal a grant runs at a time across all processes, because banks end the whole grant when a refresh
// token is used twice; whoever comes second waits for the first, and not for long.
func (p *Program) usableGrant(ctx context.Context, m models.Member, bank providers.Bank, stale int64) (providers.Grant, int64, error) {
	waited := time.Duration(0)
	for {
		var row models.BankGrant
		err := p.rows.View(ctx, func(v *models.View) (err error) {
			row, err = v.Grant(m.ID)
			return err
		})
		switch {
		case err != nil && models.KindOf(err) == models.NotFound:
			return providers.Grant{}, 0, expired("none is stored")
		case err != nil:
			return providers.Grant{}, 0, err
		}
		if row.Version != stale && p.house.Now().Add(grantMargin).Before(row.ExpiresAt.Time) {
			g, err := p.openGrant(row)
			return g, row.Version, err
		}
		refresher, can := bank.(providers.Refresher)
		if !row.Refreshable || !can {
			return providers.Grant{}, 0, expired("the access token is over and can't be renewed")
		}
		owner := models.NewID()
		err = p.rows.InTx(ctx, func(tx *models.Tx) error {
			if err := tx.LeaseGrant(m.ID, row.Version, owner, leaseTime); err != nil {
				return err
			}
			row, err = tx.Grant(m.ID) // with its tries
			return err
		})
		if err == nil {
			return p.renew(ctx, m, refresher, row, owner)
		}
		if models.KindOf(err) != models.Conflict {
			return providers.Grant{}, 0, err
		}
		if waited >= leaseWait {
			return providers.Grant{}, 0, &providers.Error{Kind: providers.KindDown, Op: "grant", Err: errors.New("another process is still renewing it")}
		}
		waited += leasePoll
		if err := pause(ctx, leasePoll); err != nil {
			return providers.Grant{}, 0, err
		}
	}
}

// renewal is what came of one.
type renewal struct {
	grant   providers.Grant
	version int64
	err     error
}

// renew asks the bank for a new grant under the lease, and waits for it no longer than ctx lets it. The renewal goes on
// when the member's browser has gone or the check's time is over: the bank may have used up the old refresh token already,
// and an answer that is not stored is a grant that is lost.
func (p *Program) renew(ctx context.Context, m models.Member, bank providers.Refresher, row models.BankGrant, owner string) (providers.Grant, int64, error) {
	done := make(chan renewal, 1)
	p.house.beside(ctx, func(ctx context.Context) {
		r := p.renewNow(ctx, m, bank, row, owner)
		if r.err != nil {
			p.log().WarnContext(ctx, "grant not renewed", "member", m.ID, "cause", r.err.Error())
		}
		done <- r
	})
	select {
	case r := <-done:
		return r.grant, r.version, r.err
	case <-ctx.Done():
		return providers.Grant{}, 0, &providers.Error{Kind: providers.KindDown, Op: "grant", Err: errors.New("the renewal goes on")}
	}
}

func (p *Program) renewNow(ctx context.Context, m models.Member, bank providers.Refresher, row models.BankGrant, owner string) renewal {
	if row.Tries > maxTries { // whoever tried last was killed
		return renewal{err: errors.Join(expired("its renewal was lost too often"), p.endGrant(ctx, m, row, whyLost))}
	}
	old, err := p.openGrant(row)
	if err != nil {
		return renewal{err: err}
	}
	asking, stop := context.WithTimeout(ctx, p.house.BankTime)
	g, err := bank.Refresh(asking, old, m.Subject)
	stop()
	ctx, stop = context.WithTimeout(ctx, storeTime)
	defer stop()
	if err != nil {
		return renewal{err: p.afterFailedRenewal(ctx, m, row, owner, err)}
	}
	next, err := p.sealGrant(m.ID, g)
	if err != nil {
		return renewal{err: err}
	}
	next.Version = row.Version
	err = p.rows.InTx(ctx, func(tx *models.Tx) error { return tx.RenewGrant(next, owner) })
	if err != nil && models.KindOf(err) == models.Conflict {
		_, err := p.grantRow(ctx, m.ID)
		if models.KindOf(err) == models.NotFound && err != nil {
			// The member has ended our access, or signed out, meanwhile: what the bank has just given is nobody's any more.
			return renewal{err: errors.Join(expired("it was ended while it was renewed"), p.retireUnused(ctx, next))}
		}
		// The member has signed in anew meanwhile. The newer grant stays; what the bank has just given still reads.
		return renewal{g, row.Version, err}
	}
	return renewal{g, row.Version + 1, err}
}

// grantRow is a member's grant as it is stored now.
func (p *Program) grantRow(ctx context.Context, memberID string) (row models.BankGrant, err error) {
	err = p.rows.View(ctx, func(v *models.View) (err error) {
		row, err = v.Grant(memberID)
		return err
	})
	return row, err
}

// whyLost stands in the audit log where a grant ended because its renewal had no answer.
const whyLost = "lost"

// afterFailedRenewal ends what the bank has ended and returns what the failure means. A grant that came back as somebody
// else's (malformed) is as dead as a revoked one. A bank that is merely down leaves the grant for later, but a renewal whose
// answer was lost may have used it up: shown again and again it would look like theft to the bank, so the second loss
// ends it, and the member signs in again.
func (p *Program) afterFailedRenewal(ctx context.Context, m models.Member, row models.BankGrant, owner string, cause error) error {
	kind, lost := providers.KindOf(cause), mayBeUsed(cause)
	switch {
	case kind == providers.KindExpired, kind == providers.KindMalformed:
		return errors.Join(cause, p.endGrant(ctx, m, row, string(kind)))
	case lost && row.Tries >= maxTries:
		return errors.Join(&providers.Error{Kind: providers.KindExpired, Op: "grant", Err: cause}, p.endGrant(ctx, m, row, whyLost))
	}
	return errors.Join(cause, p.rows.InTx(ctx, func(tx *models.Tx) error { return tx.ReleaseGrant(m.ID, owner, !lost) }))
}

// mayBeUsed reports a renewal of which nobody can say whether the bank used the refresh token: it was sent, and no answer
// came, or only a gateway's. Any other answer says no.
func mayBeUsed(cause error) bool {
	const badGateway, gatewayTimeout = 502, 504
	var e *providers.Error
	if !errors.As(cause, &e) {
		return true
	}
	if e.Kind != providers.KindDown || e.Unsent {
		return false
	}
	return e.Status == 0 || e.Status == badGateway || e.Status == gatewayTimeout
}

// endGrant drops a grant that reads no more, with its member's sessions, unless a newer sign-in has replaced it. Where nobody
// can say whether the bank has ended it too, the bank is told.
func (p *Program) endGrant(ctx context.Context, m models.Member, row models.BankGrant, why string) error {
	var retired []models.RetiredGrant
	err := p.rows.InTx(ctx, func(tx *models.Tx) (err error) {
		var dropped bool
		if why == whyLost {
			retired, err = tx.RetireGrantVersion(m.ID, row.Version)
			dropped = len(retired) > 0
		} else {
			retired = nil
			dropped, err = tx.DropGrantVersion(m.ID, row.Version)
		}
		if err != nil || !dropped {
			return err
		}
		if err := tx.EndSessionsOf(m.ID); err != nil {
			return err
		}
		return tx.Audit(models.Actor{Kind: models.ActorSystem}, "grant.ended", "member", m.ID, nil, map[string]any{"why": why})
	})
	if err == nil {
		p.returnSoon(ctx, retired)
	}
	return err
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return &models.Error{Kind: models.Unavailable, Public: "gave up waiting", Err: ctx.Err()}
	case <-t.C:
		return nil
	}
}
