package sandbox

import "slices"

// shift lets rows move under whoever turns the pages of a list: once for each first page.
func (in *institution) shift(a *Account, offset int) {
	if offset == 0 {
		in.listed[a.ID] = true
		return
	}
	if !in.listed[a.ID] {
		return
	}
	delete(in.listed, a.ID)
	for range in.switches.RowsInserted {
		in.post(a, Posting{AmountMinor: -1, Type: "FEE", Memo: "FEE"})
	}
	if n := len(a.Postings) - in.switches.RowsRemoved; n >= 0 {
		a.Postings = a.Postings[:n]
		in.switches.RowsRemoved = 0 // once: rows that go all the time leave no list to be read
	}
	if last := len(a.Postings) - 1; in.switches.RowInactivated && last >= 0 {
		a.Gone = append(slices.Clone(a.Gone), a.Postings[last].ID)
		a.Postings[last].ID = newID()
		in.switches.RowInactivated = false
	}
}
