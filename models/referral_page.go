package models

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// ReferralSort says how the list is sorted; the zero value is newest first. Every order ends with the id, so that it is
// total and a page has one end.
type ReferralSort struct {
	By string // one of the By constants
	Up bool   // smallest first
}

// What the list can be sorted by.
const (
	ByAccepted = ""
	ByFriend   = "friend"
	ByAmount   = "amount"
	ByNext     = "next"
	ByNumber   = "number"
)

// Known reports an order that the list has.
func (s ReferralSort) Known() bool {
	_, known := orders()[s.By]
	return known
}

// order is one of the list's orders, with everything that stands in a statement written out.
type order struct {
	up, down     string
	above, below string // what lies behind a row, either way
	value        func(r Referral) string
	read         func(value string) (any, error)
}

func orders() map[string]order {
	asText := func(value string) (any, error) { return value, nil }
	return map[string]order{
		ByAccepted: {"referrals.accepted_at, referrals.id", "referrals.accepted_at DESC, referrals.id DESC",
			"(referrals.accepted_at, referrals.id) > (?, ?)", "(referrals.accepted_at, referrals.id) < (?, ?)",
			func(r Referral) string { return r.AcceptedAt.UTC().Format(instantLayout) },
			func(value string) (any, error) { t, err := time.Parse(instantLayout, value); return At(t), err }},
		ByFriend: {"referrals.friend_name, referrals.id", "referrals.friend_name DESC, referrals.id DESC",
			"(referrals.friend_name, referrals.id) > (?, ?)", "(referrals.friend_name, referrals.id) < (?, ?)",
			func(r Referral) string { return r.FriendName }, asText},
		ByAmount: {"referrals.amount_minor, referrals.id", "referrals.amount_minor DESC, referrals.id DESC",
			"(referrals.amount_minor, referrals.id) > (?, ?)", "(referrals.amount_minor, referrals.id) < (?, ?)",
			func(r Referral) string { return strconv.FormatInt(r.AmountMinor, 10) },
			func(value string) (any, error) { return strconv.ParseInt(value, 10, 64) }},
		ByNext: {"referrals.next_on, referrals.id", "referrals.next_on DESC, referrals.id DESC",
			"(referrals.next_on, referrals.id) > (?, ?)", "(referrals.next_on, referrals.id) < (?, ?)",
			func(r Referral) string { return r.NextOn }, asText},
		ByNumber: {"referrals.number, referrals.id", "referrals.number DESC, referrals.id DESC",
			"(referrals.number, referrals.id) > (?, ?)", "(referrals.number, referrals.id) < (?, ?)",
			func(r Referral) string { return r.Number }, asText},
	}
}

// place is a row of the list in an order, and the way to go on from it.
type place struct {
	back  bool // towards the page before
	value any
	id    string
}

// The beginnings of cursors: towards the page after a row, and the one before it.
const (
	older = "o."
	newer = "n."
)

// cursorAt is the place of a row as a URL carries it. It names the order: under another one it would be nowhere.
func (s ReferralSort) cursorAt(direction string, r Referral) string {
	return direction + base64.RawURLEncoding.EncodeToString([]byte(s.name()+"|"+r.ID+"|"+orders()[s.By].value(r)))
}

func (s ReferralSort) name() string {
	if s.Up {
		return s.By + "+"
	}
	return s.By
}

func (s ReferralSort) parse(cursor string) (place, error) {
	raw, decodeErr := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(strings.TrimPrefix(cursor, older), newer))
	parts := strings.SplitN(string(raw), "|", 3)
	if decodeErr != nil || len(parts) != 3 || parts[0] != s.name() || !ValidID(parts[1]) || !strings.HasPrefix(cursor, older) && !strings.HasPrefix(cursor, newer) {
		return place{}, Errorf(Invalid, "this page of the list does not exist")
	}
	value, err := orders()[s.By].read(parts[2])
	if err != nil {
		return place{}, Errorf(Invalid, "this page of the list does not exist")
	}
	return place{back: strings.HasPrefix(cursor, newer), value: value, id: parts[1]}, nil
}

// cut turns the rows of a query, one more than a page holds if there are more, into a page with its cursors.
func (s ReferralSort) cut(rows []Referral, size int, turned, backwards bool) ReferralPage {
	more := len(rows) > size
	if more {
		rows = rows[:size]
	}
	if backwards {
		for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
			rows[i], rows[j] = rows[j], rows[i]
		}
	}
	page := ReferralPage{Rows: rows}
	if len(rows) == 0 {
		return page
	}
	if more && !backwards || backwards {
		page.Older = s.cursorAt(older, rows[len(rows)-1])
	}
	if more && backwards || turned && !backwards {
		page.Newer = s.cursorAt(newer, rows[0])
	}
	return page
}
