package program

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"

	"raf/models"
)

//go:embed tax_thresholds.json
var thresholdData []byte

// Threshold is from which yearly total a form is due. It is data with its source, because it changes by law and by year:
// the newest row of a form whose from_year has come is the one that counts.
type Threshold struct {
	Form     string `json:"form"`
	FromYear int    `json:"from_year"`
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
	Hold     bool   `json:"hold"` // crossing it waits until somebody has seen a form W-9
	Source   string `json:"source"`
}

// Thresholds are all that are known.
func Thresholds() ([]Threshold, error) {
	var all []Threshold
	if err := json.Unmarshal(thresholdData, &all); err != nil {
		return nil, models.Errorf(models.Internal, "tax thresholds: %v", err)
	}
	return all, nil
}

// thresholdOf is the one for a year and a form; a zero Minor means that none is known.
func thresholdOf(all []Threshold, form string, year int, currency string) Threshold {
	var best Threshold
	for _, t := range all {
		if t.Form == form && t.Currency == currency && t.FromYear <= year && t.FromYear >= best.FromYear {
			best = t
		}
	}
	return best
}

// TaxLine is what a payment does to its payee's year: under every login of the person and in both roles, each form for
// itself.
type TaxLine struct {
	Side           models.Side
	Form           string // INT, MISC; NONE is not reported
	Year           int
	Currency       string
	BeforeMinor    int64 // paid this year, or released and under way
	ThisMinor      int64 // what of this payment counts
	ThresholdMinor int64 // 0 if none is known
	Crosses        bool  // this payment is the one that makes a form due
	Hold           bool  // and a form W-9 must have been seen
}

// Total is the year with this payment.
func (l TaxLine) Total() int64 {
	if l.BeforeMinor > math.MaxInt64-l.ThisMinor {
		return math.MaxInt64
	}
	return l.BeforeMinor + l.ThisMinor
}

// taxable is what of a leg counts for its form.
func taxable(l models.RewardLeg) int64 {
	if l.TaxForm == "" || l.TaxForm == "NONE" {
		return 0
	}
	return l.AmountMinor
}

// taxLines are what some legs of a referral do to their payees' year.
func taxLines(v ground, legs []models.RewardLeg, logins map[string][]string, year int) ([]TaxLine, error) {
	if len(legs) == 0 {
		return nil, nil
	}
	var all []string
	for _, leg := range legs {
		all = append(all, logins[leg.PayeeMemberID]...)
	}
	paid, err := v.TaxTotals(all, year)
	if err != nil {
		return nil, err
	}
	underWay, err := v.TaxUnderWay(all, year, legs[0].ReferralID)
	if err != nil {
		return nil, err
	}
	due, err := Thresholds()
	if err != nil {
		return nil, err
	}
	var lines []TaxLine
	for _, leg := range legs {
		line := TaxLine{Side: leg.Side, Form: leg.TaxForm, Year: year, Currency: leg.Currency, ThisMinor: taxable(leg)}
		before := models.Money{Currency: leg.Currency}
		for _, login := range logins[leg.PayeeMemberID] {
			for _, minor := range []int64{paid[login][leg.TaxForm], underWay[login][leg.TaxForm]} {
				if before, err = before.Plus(models.Money{Minor: minor, Currency: leg.Currency}); err != nil {
					return nil, err
				}
			}
		}
		line.BeforeMinor = before.Minor
		at := thresholdOf(due, leg.TaxForm, year, leg.Currency)
		line.ThresholdMinor = at.Minor
		line.Crosses = at.Minor > 0 && line.ThisMinor > 0 && line.BeforeMinor < at.Minor && line.Total() >= at.Minor
		line.Hold = line.Crosses && at.Hold
		lines = append(lines, line)
	}
	return lines, nil
}

func (l TaxLine) String() string {
	return fmt.Sprintf("the %s's 1099-%s reaches %d of %d %s minor in %d", l.Side, l.Form, l.Total(), l.ThresholdMinor, l.Currency, l.Year)
}
