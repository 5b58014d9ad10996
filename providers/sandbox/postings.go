package sandbox

import (
	"errors"
	"fmt"
)

var errNoAccount = errors.New("sandbox: the member has no open deposit account yet")

// OpenAccount opens an account for a member. Id and opening day (today, at the institution) are filled in when
// they are empty; the id is returned.
func (b *Bank) OpenAccount(slug, username string, a Account) (string, error) {
	err := b.change(slug, username, func(in *institution, m *Member) error {
		a.ID = orElse(a.ID, newID())
		a.OriginationDate = orElse(a.OriginationDate, in.day(in.now()))
		a.Type = orElse(a.Type, "Deposit")
		for i := range a.Postings {
			a.Postings[i].complete(i + 1)
		}
		m.Accounts = append(m.Accounts, a)
		return nil
	})
	return a.ID, err
}

// PostPayroll credits a payroll deposit, dated now, to the member's checking account.
func (b *Bank) PostPayroll(slug, username string, minor int64) error {
	return b.Post(slug, username, Posting{
		AmountMinor: minor, Type: "ECHECK", SubType: "EFT",
		Memo: "MERIDIAN TOOLWORKS PAYROLL DIR DEP", DisplayName: "Meridian Toolworks payroll",
	})
}

// PostPurchase debits a card purchase, dated now. A pending one waits for [Bank.SettlePending].
func (b *Bank) PostPurchase(slug, username string, minor int64, pending bool) error {
	status := NoReconciliation
	if pending {
		status = InstitutionPending
	}
	return b.change(slug, username, func(in *institution, m *Member) error {
		a := in.spending(m)
		if a == nil {
			return errNoAccount
		}
		shop, memo := shopFor(len(a.Postings))
		in.post(a, Posting{AmountMinor: -minor, Status: status, Type: "POS", SubType: "PinDebit", Memo: memo, DisplayName: shop})
		return nil
	})
}

// Post writes any row to the member's checking account; what it leaves out is filled in, the time with now.
func (b *Bank) Post(slug, username string, p Posting) error { return b.PostMany(slug, username, 1, p) }

// PostMany writes n equal rows at once, so that a list becomes longer than a page.
func (b *Bank) PostMany(slug, username string, n int, p Posting) error {
	return b.change(slug, username, func(in *institution, m *Member) error {
		a := in.spending(m)
		if a == nil {
			return errNoAccount
		}
		for range n {
			in.post(a, p)
		}
		return nil
	})
}

// SettlePending posts the member's pending rows, dated now, and says how many there were. With the switch
// SettleUnderNewID each comes back under a new id and the old one is listed as inactivated.
func (b *Bank) SettlePending(slug, username string) (int, error) {
	settled := 0
	err := b.change(slug, username, func(in *institution, m *Member) error {
		now := in.now()
		for i := range m.Accounts {
			a := &m.Accounts[i]
			for j := range a.Postings {
				p := &a.Postings[j]
				if !p.pending() || p.At.After(now) {
					continue
				}
				if in.switches.SettleUnderNewID {
					a.Gone = append(a.Gone, p.ID)
					p.ID = newID()
				}
				p.Status, p.At, p.Updated = Reconciled, now, now
				settled++
			}
		}
		return nil
	})
	return settled, err
}

func (in *institution) post(a *Account, p Posting) {
	if p.At.IsZero() {
		p.At = in.now()
	}
	p.complete(len(a.Postings) + 1)
	a.Postings = append(a.Postings, p)
}

// shopFor names the merchant of an account's n-th row; the names go round so that a list looks lived in.
func shopFor(n int) (name, memo string) {
	shops := []struct{ name, memo string }{
		{"Corner Grocer", "CORNER GROCER 014"},
		{"Blue Door Coffee", "BLUE DOOR COFFEE"},
		{"Northside Hardware", "NORTHSIDE HDWE 7"},
		{"Juniper Books", "JUNIPER BOOKS LLC"},
		{"Riverbend Fuel", "RIVERBEND FUEL 203"},
		{"Paper Crane Noodles", "PAPER CRANE NOODLES"},
		{"Little Wren Bakery", "LITTLE WREN BKRY"},
	}
	s := shops[n%len(shops)]
	return s.name, fmt.Sprintf("POS PURCHASE %s", s.memo)
}
