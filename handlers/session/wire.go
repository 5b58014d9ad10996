package session

import (
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// wire is the claims as they travel. Times are whole numbers and the audience is one text, so that a number in quotes
// or a list of audiences does not decode.
type wire struct {
	Iss string `json:"iss"`
	Aud string `json:"aud"`
	Sub string `json:"sub"`
	Sid string `json:"sid"`
	Jti string `json:"jti"`
	Iat int64  `json:"iat"`
	Exp int64  `json:"exp"`
}

// maxUnix is the year 4147; far beyond lie numbers that wrap around into the past, where they would only count as
// expired. exp needs no bound of its own: it must follow iat within AccessLifetime.
const maxUnix = 1 << 36

// check looks at everything but expiry first, so that ErrExpired means that nothing else was wrong.
func (w *wire) check(issuer, audience string, now time.Time) error {
	issued, expires := time.Unix(w.Iat, 0), time.Unix(w.Exp, 0)
	switch {
	case w.Iss != issuer:
		return invalid("wrong issuer")
	case w.Aud != audience:
		return invalid("wrong audience")
	case w.Sub == "" || w.Sid == "" || w.Jti == "":
		return invalid("sub, sid or jti is missing")
	case w.Iat <= 0 || w.Iat > maxUnix:
		return invalid("iat is missing or out of range")
	case issued.After(now.Add(leeway)):
		return invalid("issued in the future")
	case !expires.After(issued) || expires.Sub(issued) > AccessLifetime:
		return invalid("lifetime is not ours")
	case !now.Before(expires.Add(leeway)):
		return ErrExpired
	}
	return nil
}

func (w *wire) claims(tenant string) Claims {
	return Claims{
		Tenant: tenant, Member: w.Sub, Session: w.Sid, ID: w.Jti,
		IssuedAt: time.Unix(w.Iat, 0).UTC(), ExpiresAt: time.Unix(w.Exp, 0).UTC(),
	}
}

// The methods below make wire a jwt.Claims. The library's own validation is off, so nothing asks them.

func (w wire) GetExpirationTime() (*jwt.NumericDate, error) {
	return jwt.NewNumericDate(time.Unix(w.Exp, 0)), nil
}
func (w wire) GetIssuedAt() (*jwt.NumericDate, error) {
	return jwt.NewNumericDate(time.Unix(w.Iat, 0)), nil
}
func (w wire) GetNotBefore() (*jwt.NumericDate, error) { return nil, nil }
func (w wire) GetIssuer() (string, error)              { return w.Iss, nil }
func (w wire) GetSubject() (string, error)             { return w.Sub, nil }
func (w wire) GetAudience() (jwt.ClaimStrings, error)  { return jwt.ClaimStrings{w.Aud}, nil }
