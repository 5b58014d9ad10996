package banno

import (
	"errors"
	"strings"
	"time"
	"unicode"

	"raf/providers"
)

// The documents of the Consumer API, with the fields RAF reads. Null and absent are the same everywhere.

type accountList struct {
	Accounts    []wireAccount    `json:"accounts"`
	Inactivated []providers.Text `json:"inactivatedAccountIds"`
}

type wireAccount struct {
	ID             providers.Text  `json:"id"`
	Name           providers.Text  `json:"name"`
	Numbers        providers.Text  `json:"numbers"`
	AccountType    providers.Text  `json:"accountType"`
	AccountSubType providers.Text  `json:"accountSubType"`
	AccountStatus  providers.Text  `json:"accountStatus"`
	ClosedUntil    providers.Text  `json:"closedAccountAvailableUntil"`
	Balance        *providers.Text `json:"balance"`
	FetchedDate    providers.Text  `json:"fetchedDate"`
	Origination    providers.Text  `json:"originationDate"`
	Institution    struct {
		ID providers.Text `json:"id"`
	} `json:"institution"`
	MetaData struct {
		Details []wireGroup `json:"details"`
	} `json:"formattedMetaData"`
}

type wireGroup struct {
	Values []wireDetail `json:"values"`
}

type wireDetail struct {
	Type  providers.Text `json:"type"`
	Label providers.Text `json:"label"`
	Value any            `json:"value"` // a text for dates; other types are not ours to judge
}

type transactionPage struct {
	Transactions []wireTransaction `json:"transactions"`
	Inactivated  []providers.Text  `json:"inactivatedTransactionIds"`
	Limit        int               `json:"limit"`
	Account      struct {
		AccountType providers.Text `json:"accountType"`
	} `json:"account"`
}

type wireTransaction struct {
	ID            providers.Text  `json:"id"`
	AccountID     providers.Text  `json:"accountId"`
	Amount        *providers.Text `json:"amount"`
	Currency      providers.Text  `json:"currency"`
	DatePosted    providers.Text  `json:"datePosted"`
	Date          providers.Text  `json:"date"`
	PendingStatus providers.Text  `json:"pendingStatus"`
	Type          providers.Text  `json:"type"`
	SubType       providers.Text  `json:"subtype"`
	Memo          providers.Text  `json:"memo"`
}

const maxDigits = 15 // of whole units; with two decimals it still fits int64 a hundred times over

var errMoney = errors.New("money does not parse")

// parseMoney reads "-1543.00" as -154300 without ever being a float. Digits behind the cent must be zeros: half a
// cent can neither be counted nor rounded without somebody losing it.
func parseMoney(s string) (int64, error) {
	rest, negative := strings.CutPrefix(s, "-")
	if !negative {
		rest = strings.TrimPrefix(rest, "+")
	}
	whole, fraction, dotted := strings.Cut(rest, ".")
	if whole == "" || len(whole) > maxDigits || dotted && fraction == "" || len(fraction) > maxDigits {
		return 0, errMoney
	}
	if len(fraction) > 2 {
		if strings.Trim(fraction[2:], "0") != "" {
			return 0, errMoney
		}
		fraction = fraction[:2]
	}
	var minor int64
	for _, r := range whole + fraction + "00"[len(fraction):] {
		if r < '0' || r > '9' {
			return 0, errMoney
		}
		minor = minor*10 + int64(r-'0')
	}
	if negative {
		minor = -minor
	}
	return minor, nil
}

// parseDay reads the day that a date or an instant begins with.
func parseDay(s providers.Text) (providers.Date, bool) {
	d, err := providers.ParseDate(string(s))
	// Cores write the first years of their calendars for "none".
	if err != nil || d.Year < 1900 || len(s) > 10 && s[10] != 'T' && s[10] != ' ' {
		return providers.Date{}, false
	}
	return d, true
}

func parseInstant(s providers.Text) time.Time {
	t, err := time.Parse(time.RFC3339, string(s))
	if err != nil {
		return time.Time{}
	}
	return t
}

// clean takes out what has no place in a line of text: control characters (PostgreSQL refuses NUL), and formatting ones: the
// bidi controls can make a page read backwards to staff, and two numbers that differ in what is not seen look alike.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// displayName is a name in one line, without the runs of spaces that cores pad with, at most 255 characters.
func displayName(s string) string {
	runes := []rune(strings.Join(strings.Fields(clean(s)), " "))
	return string(runes[:min(len(runes), 255)])
}
