package models

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// instantLayout has a fixed width, so that SQLite, which compares instants as text, orders them as PostgreSQL does.
const instantLayout = "2006-01-02T15:04:05.000000Z"

// Instant is a moment in UTC at microsecond precision, the same on both databases; the zero Instant is NULL.
type Instant struct{ time.Time }

// At makes an Instant of t.
func At(t time.Time) Instant { return Instant{t.UTC().Truncate(time.Microsecond)} }

// Value is the text form, which PostgreSQL reads as timestamptz.
func (i Instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.UTC().Format(instantLayout), nil
}

// Scan reads what either driver hands back.
func (i *Instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = Instant{}
	case time.Time:
		*i = At(v)
	case string:
		t, err := time.Parse(time.RFC3339Nano, v)
		if err != nil {
			return fmt.Errorf("instant: %w", err)
		}
		*i = At(t)
	case []byte:
		return i.Scan(string(v))
	default:
		return fmt.Errorf("instant: cannot read a %T", src)
	}
	return nil
}

// GormDataType names the column type for GORM's schema.
func (Instant) GormDataType() string { return "timestamptz" }
