package models

import (
	"fmt"
	"math"
)

// Money is an amount in minor units (cents) of one currency (ISO 4217).
type Money struct {
	Minor    int64
	Currency string
}

// Plus adds two amounts of one currency; a mix or an overflow is an Internal error, never a wrong sum.
func (m Money) Plus(o Money) (Money, error) {
	if m.Currency != o.Currency {
		return Money{}, Errorf(Internal, "adding %s to %s", o.Currency, m.Currency)
	}
	if (o.Minor > 0 && m.Minor > math.MaxInt64-o.Minor) || (o.Minor < 0 && m.Minor < math.MinInt64-o.Minor) {
		return Money{}, Errorf(Internal, "amount overflows")
	}
	return Money{m.Minor + o.Minor, m.Currency}, nil
}

// String is for logs: "5000 USD minor".
func (m Money) String() string { return fmt.Sprintf("%d %s minor", m.Minor, m.Currency) }
