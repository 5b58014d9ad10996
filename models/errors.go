package models

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
)

// Kind is what went wrong, in the one vocabulary that handlers map to statuses.
type Kind string

// The kinds.
const (
	Invalid     Kind = "invalid"     // what was asked makes no sense as typed
	NotFound    Kind = "notfound"    // not there, or not yours: the two look alike on purpose
	Conflict    Kind = "conflict"    // somebody or something was faster
	Denied      Kind = "denied"      // known, but not allowed
	Unavailable Kind = "unavailable" // the database can't be reached now
	Internal    Kind = "internal"    // ours
)

// Error is every failure that leaves this package and models/program. Public is fit for a log and for staff; it is
// never a sentence for a member (those live in the catalogue).
type Error struct {
	Kind   Kind
	Public string
	Err    error
}

func (e *Error) Error() string {
	if e.Err == nil {
		return string(e.Kind) + ": " + e.Public
	}
	return fmt.Sprintf("%s: %s: %v", e.Kind, e.Public, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error of a kind.
func Errorf(kind Kind, format string, args ...any) error {
	return &Error{Kind: kind, Public: fmt.Sprintf(format, args...)}
}

// KindOf is the kind of err, Internal for an error of another origin.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// wrap gives a database error its kind. Errors that already have one pass.
func wrap(err error, what string) error {
	var known *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case errors.Is(err, gorm.ErrRecordNotFound):
		return &Error{Kind: NotFound, Public: what + " not found", Err: err}
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return &Error{Kind: Conflict, Public: what + " exists", Err: err}
	case unreachable(err):
		return &Error{Kind: Unavailable, Public: "database unavailable", Err: err}
	}
	return &Error{Kind: Internal, Public: what, Err: err}
}

// deadlocked reports an error after which a transaction may simply run again (SQLSTATE 40001 and 40P01).
func deadlocked(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40P01" || pg.Code == "40001")
}

func unreachable(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		// Class 57 is the operator's intervention (shutdown, cancel), 53 is lack of resources, 08 the connection.
		return strings.HasPrefix(pg.Code, "57") || strings.HasPrefix(pg.Code, "53") || strings.HasPrefix(pg.Code, "08")
	}
	if errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	for _, sign := range []string{"driver: bad connection", "database is locked", "unexpected EOF", "conn closed", "unable to open database", "disk I/O"} {
		if strings.Contains(err.Error(), sign) {
			return true
		}
	}
	return false
}
