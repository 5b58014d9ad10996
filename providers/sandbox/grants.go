package sandbox

import (
	"time"
)

const (
	accessLifetime  = 600 * time.Second
	idTokenLifetime = 3600 * time.Second
	refreshLifetime = 90 * 24 * time.Hour
)

// grant is one sign-in: what a member let the client have. Every code and token belongs to one; when it ends, they do.
type grant struct {
	ID, Username string
	Scopes       []string
	Claims       claimsRequest
	Nonce, Sid   string
	AuthTime     time.Time
	TellAuthTime bool // the request had max_age
	At           time.Time
	Revoked      bool
}

type authCode struct {
	GrantID, RedirectURI, Challenge string
	Expires                         time.Time
	Used                            bool
}

type accessToken struct {
	GrantID string
	Scopes  []string
	Expires time.Time
}

type refreshToken struct {
	GrantID string
	Expires time.Time
	Used    bool
}

// revokeGrant ends a grant: its refresh tokens are dead, and so are its live access tokens unless a switch lets
// them live until they expire.
func (in *institution) revokeGrant(id string) {
	g := in.grants[id]
	if g == nil || g.Revoked {
		return
	}
	g.Revoked = true
	in.counters.Revocations++
	if in.switches.LiveTokensSurvive {
		return
	}
	for value, t := range in.access {
		if t.GrantID == id {
			delete(in.access, value)
		}
	}
}

// revokeMember ends everything a member gave to the client, the consent included.
func (in *institution) revokeMember(username string) {
	delete(in.consents, username)
	for id, g := range in.grants {
		if g.Username == username {
			in.revokeGrant(id)
		}
	}
}

// prune forgets what can no longer be used, at most once a minute: every silent sign-in of a card makes a grant.
func (in *institution) prune(now time.Time) {
	if now.Sub(in.pruned).Abs() < time.Minute {
		return
	}
	in.pruned = now
	alive := map[string]bool{}
	for value, c := range in.codes {
		// A used code is remembered for as long as what came of it may live, to notice its second use.
		if now.Sub(c.Expires) > accessLifetime {
			delete(in.codes, value)
		} else {
			alive[c.GrantID] = true
		}
	}
	for value, t := range in.access {
		if now.After(t.Expires) {
			delete(in.access, value)
		} else {
			alive[t.GrantID] = true
		}
	}
	for value, t := range in.refresh {
		if now.After(t.Expires) {
			delete(in.refresh, value)
		} else {
			alive[t.GrantID] = true
		}
	}
	for id := range in.grants {
		if !alive[id] {
			delete(in.grants, id)
		}
	}
}
