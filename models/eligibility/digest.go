package eligibility

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
)

// Digest is the SHA-256 of what the bank said, in hex. The order of accounts and rows, and a row said twice, do not
// change it; neither does AsOf, so equal digests mean that the bank said the same again.
func Digest(facts Facts) string {
	lines := []string{fmt.Sprintf("accounts %q", string(facts.AccountsKnown))}
	for _, account := range facts.Accounts {
		lines = append(lines, "account "+account.canonical())
	}
	for id, postings := range facts.Postings {
		lines = append(lines, fmt.Sprintf("postings %q %q %s %s", id, string(postings.Known),
			postings.CoveredFrom, postings.CoveredTo))
		for _, row := range postings.Rows {
			lines = append(lines, fmt.Sprintf("row %q %s", id, row.canonical()))
		}
	}
	slices.Sort(lines)
	sum := sha256.New()
	for _, line := range slices.Compact(lines) {
		sum.Write([]byte(line + "\n"))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// canonical writes all of an account on one line; texts are quoted, so no text can pass for another field.
func (a Account) canonical() string {
	return fmt.Sprintf("%q %q %q %q %q %s %s", a.ID, a.Name, string(a.Kind), string(a.Standing), a.Currency,
		a.OpenedOn, amountText(a.Balance))
}

// canonical writes all of a row on one line.
func (p Posting) canonical() string {
	return fmt.Sprintf("%q %q %s %q %s %t %q %q", p.ID, p.AccountID, amountText(p.Amount), p.Currency, p.PostedOn,
		p.Pending, string(p.Kind), p.Memo)
}

func amountText(amount *int64) string {
	if amount == nil {
		return "-"
	}
	return strconv.FormatInt(*amount, 10)
}
