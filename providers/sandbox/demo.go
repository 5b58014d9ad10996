package sandbox

import (
	"fmt"
	"time"
)

// Slugs of the two institutions of the demo.
const (
	Garden  = "garden"
	Orchard = "orchard"
)

// DemoFIs is the cast of the demo: the same seven members, with the same subjects and member numbers, at two
// institutions that must never be mixed up. Opening days and background postings are dated around today, the day on
// which the story ends. Payroll and purchases, which rules count, are left to whoever tells the story.
func DemoFIs(gardenOrigin, orchardOrigin string, today time.Time) []FI {
	garden := FI{
		Slug: Garden, Name: "Garden Bank", Origin: gardenOrigin, Timezone: "America/Chicago", BrandColor: "#1F6B46",
		RoutingNumber: "073000176", RestrictedClaims: []string{"customer_identifier", "tax_id"},
	}
	orchard := FI{
		Slug: Orchard, Name: "Orchard Credit Union", Origin: orchardOrigin, Timezone: "America/Los_Angeles",
		BrandColor: "#8A2F3C", RoutingNumber: "323075880", RestrictedClaims: []string{"customer_identifier"}, CreditUnion: true,
	}
	fis := []FI{garden, orchard}
	families := [][]string{
		{"Birch", "Cedar", "Dogwood", "Elm", "Fir", "Birch", "Hazel"},
		{"Apple", "Quince", "Damson", "Medlar", "Pear", "Apple", "Plum"},
	}
	for i := range fis {
		fi := &fis[i]
		// The client's secret is not here: New draws it, or finds it in the state file; [Bank.Client] tells it.
		fi.InstitutionID, fi.ClientID = stableID(fi.Slug, "institution"), stableID(fi.Slug, "client")
		fi.AllowedScopes = []string{"offline_access", "accounts.readonly", "transactions.detail.readonly", "user.profile.readonly"}
		zone, err := time.LoadLocation(fi.Timezone)
		if err != nil {
			zone = time.UTC // New reports the missing zone
		}
		fi.Members = demoMembers(*fi, families[i], today.In(zone))
	}
	return fis
}

func demoMembers(fi FI, families []string, today time.Time) []Member {
	const years = 6*365 + 40
	cast := []struct {
		name, note, tax string
		openedDaysAgo   int
		locale          string
	}{
		{"avery", "Inviter: two friends joined, one reward is paid", "900550101", years, "en-US"},
		{"blake", "New, has not entered a code yet", "900550102", 3, "en-US"},
		{"casey", "On the way: 3 of 5 purchases, payroll missing", "900550103", 48, "en-US"},
		{"devon", "Has met every requirement, waits for payment", "900550104", 40, "en-US"},
		{"ellis", "Was paid yesterday", "900550105", 48, "en-US"},
		{"frankie", "Shares avery's tax id", "900550101", years, "en-US"},
		{"gale", "Another inviter; reads Spanish", "900550107", years, "es-US"},
	}
	var members []Member
	for i, c := range cast {
		m := Member{
			Username: c.name, Password: "sandbox", Subject: stableID("member", c.name), Note: c.note,
			GivenName: string(c.name[0]-'a'+'A') + c.name[1:], FamilyName: families[i], Locale: c.locale,
			Email: c.name + "@" + fi.Slug + ".test", TaxID: c.tax, CustomerIdentifier: fmt.Sprintf("%06d", 100101+i),
		}
		m.Accounts = []Account{everyday(today, i, c.openedDaysAgo)}
		if c.name == "avery" {
			m.Accounts = append(m.Accounts, averysOthers(today)...)
		}
		members = append(members, m)
	}
	return members
}

// everyday is a member's checking account with the postings that no rule may count: interest, a fee, cash, a
// transfer between own accounts.
func everyday(today time.Time, n, openedDaysAgo int) Account {
	a := Account{
		Name: "Everyday Checking", Masked: fmt.Sprintf("x%04d", 4821+37*n), Type: "Deposit", SubType: "Checking",
		OriginationDate: daysFrom(today, -openedDaysAgo).Format(time.DateOnly), BalanceMinor: int64(25_00 + 310_00*n),
	}
	background := []struct {
		daysFromToday int
		p             Posting
	}{
		{-61, Posting{Type: "INTEREST", AmountMinor: 41, Memo: "INTEREST PAID", DisplayName: "Interest paid"}},
		{-44, Posting{Type: "TRANSFER", AmountMinor: 75_00, Memo: "TRANSFER FROM SHARE", DisplayName: "Transfer in"}},
		{-37, Posting{Type: "ATM", AmountMinor: -40_00, Memo: "ATM WITHDRAWAL ELM ST", DisplayName: "Cash withdrawal"}},
		{-31, Posting{Type: "INTEREST", AmountMinor: 38, Memo: "INTEREST PAID", DisplayName: "Interest paid"}},
		{-16, Posting{Type: "FEE", AmountMinor: -2_50, Memo: "OUT OF NETWORK ATM FEE", DisplayName: "Cash machine fee"}},
		{-2, Posting{Type: "TRANSFER", AmountMinor: 50_00, Memo: "TRANSFER FROM SHARE", DisplayName: "Transfer in"}},
		{-1, Posting{Type: "INTEREST", AmountMinor: 44, Memo: "INTEREST PAID", DisplayName: "Interest paid"}},
		{29, Posting{Type: "INTEREST", AmountMinor: 45, Memo: "INTEREST PAID", DisplayName: "Interest paid"}},
	}
	for _, b := range background {
		if b.daysFromToday < -openedDaysAgo {
			continue
		}
		b.p.At = daysFrom(today, b.daysFromToday)
		a.Postings = append(a.Postings, b.p)
	}
	return a
}

// averysOthers are accounts that rules must tell apart: savings, money owed, a health account, another bank's.
func averysOthers(today time.Time) []Account {
	opened := func(years int) string { return today.AddDate(-years, -2, 0).Format(time.DateOnly) }
	return []Account{
		{Name: "Rainy Day Savings", Masked: "x7710", Type: "Deposit", SubType: "Savings", OriginationDate: opened(5),
			Opening: OpeningInMetadata, BalanceMinor: 8_412_55},
		{Name: "Car Loan", Masked: "x3302", Type: "Debt", SubType: "Auto Loan", OriginationDate: opened(2), BalanceMinor: 11_240_10,
			Postings: []Posting{{At: daysFrom(today, -20), Type: "TRANSFER", AmountMinor: -285_00, Memo: "LOAN PAYMENT", DisplayName: "Loan payment"}}},
		{Name: "Health Savings", Masked: "x6105", Type: "Deposit", SubType: "HSA", OriginationDate: opened(3), BalanceMinor: 1_930_00},
		{Name: "Checking at Far River", Masked: "x0098", Type: "Deposit", SubType: "Checking", Opening: OpeningUntold,
			BalanceMinor: 640_17, InstitutionID: stableID("far-river"), InstitutionName: "Far River Bank"},
	}
}

// daysFrom is noon, n days from t: no daylight saving change moves noon to another day.
func daysFrom(t time.Time, n int) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d+n, 12, 0, 0, 0, t.Location())
}
