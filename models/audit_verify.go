package models

import (
	"fmt"
	"math"
)

// ChainFault is what is wrong with a row of the chain.
type ChainFault string

// The faults. An edited row, a row that changed places with another and a row put in between all read otherwise than they
// were sealed.
const (
	ChainAltered  ChainFault = "altered"  // the row is not what was sealed
	ChainUnlinked ChainFault = "unlinked" // the row was sealed anew, and not after the row before it
	ChainMissing  ChainFault = "missing"  // the row was sealed and is gone, with others after it still there
	ChainCut      ChainFault = "cut"      // the newest rows are gone
	ChainForeign  ChainFault = "foreign"  // the row has a place that nobody gave it
)

// ChainBreak is the first broken row.
type ChainBreak struct {
	Fault ChainFault
	Seq   int64
	RowID string // empty where the row is gone
}

// String says in a sentence what is broken.
func (b ChainBreak) String() string {
	return fmt.Sprintf(map[ChainFault]string{
		ChainAltered:  "entry %d is not what was sealed",
		ChainUnlinked: "entry %d does not follow the one before it: one of the two was written anew",
		ChainMissing:  "entry %d is missing",
		ChainCut:      "entry %d is missing, and so is every newer one",
		ChainForeign:  "entry %d was never sealed by us",
	}[b.Fault], b.Seq)
}

// ChainCheck is what a walk along the chain found.
type ChainCheck struct {
	Rows    int64       // sealed rows that hold, from the first on, counting those of walks before
	Head    string      // hash of the last of them
	Until   Instant     // when the last of them was written
	Waiting int64       // rows without a seal
	Done    bool        // the walk came to the newest row
	Break   *ChainBreak // nil where all hold
}

// chainStep is how many rows a walk reads at once.
const chainStep = 1000

// VerifyAudit walks the whole chain from its first row and stops at the first that does not hold. Rows that are sealed
// during the walk are left to the next one.
func (v *View) VerifyAudit() (ChainCheck, error) { return v.WalkAudit(ChainPlace{}, math.MaxInt) }

// ChainPlace is the last row that a walk has found to hold; the zero place is before the first row.
type ChainPlace struct {
	Seq   int64
	Hash  string
	Until Instant
}

// WalkAudit goes on along the chain from a place, over limit rows or a little more, or to its end, and says so by Done. The place
// itself is looked at again: what a walk remembers is what somebody who seals the whole chain anew does not know of.
func (v *View) WalkAudit(from ChainPlace, limit int) (ChainCheck, error) {
	check := ChainCheck{Rows: from.Seq, Head: from.Hash, Until: from.Until}
	// The newest place is read before the head: sealing moves both at once, so a row beyond a head read later is nobody's.
	newest, err := v.newestPlace()
	if err != nil {
		return check, err
	}
	head, err := v.AuditHead()
	if err != nil {
		return check, err
	}
	if check.Waiting, err = v.AuditWaiting(); err != nil {
		return check, err
	}
	if check.Break, err = v.stands(from, head); err != nil || check.Break != nil {
		return check, err
	}
	if err := v.walkChain(head, limit, &check); err != nil || check.Break != nil || !check.Done {
		return check, err
	}
	switch {
	case check.Rows < head.Seq:
		check.Break = &ChainBreak{Fault: ChainCut, Seq: check.Rows + 1}
	case check.Head != head.Hash:
		check.Break, err = v.breakAt(ChainAltered, head.Seq)
	case newest > head.Seq:
		check.Break, err = v.breakAt(ChainForeign, head.Seq+1)
	}
	return check, err
}

// stands looks again at the row that a walk stopped at.
func (v *View) stands(at ChainPlace, head AuditHead) (*ChainBreak, error) {
	if at.Seq == 0 {
		return nil, nil
	}
	var rows []AuditRow
	if err := v.db.Where("seq = ?", at.Seq).Limit(1).Find(&rows).Error; err != nil {
		return nil, wrap(err, "audit row")
	}
	switch {
	case len(rows) == 0 && head.Seq > at.Seq:
		return &ChainBreak{Fault: ChainMissing, Seq: at.Seq}, nil
	case len(rows) == 0:
		return &ChainBreak{Fault: ChainCut, Seq: min(at.Seq, head.Seq+1)}, nil
	case rows[0].Hash != at.Hash || rows[0].seal(at.Seq, rows[0].PrevHash) != at.Hash:
		return &ChainBreak{Fault: ChainAltered, Seq: at.Seq, RowID: rows[0].ID}, nil
	}
	return nil, nil
}

// walkChain begins below the first place: a row with a place of zero or less was put there by somebody else.
func (v *View) walkChain(head AuditHead, limit int, check *ChainCheck) error {
	last := check.Rows
	if last == 0 {
		last = math.MinInt64
	}
	for step := min(chainStep, limit); limit > 0; limit -= step {
		var rows []AuditRow
		if err := v.db.Where("seq > ? AND seq <= ?", last, head.Seq).Order("seq").Limit(step).Find(&rows).Error; err != nil {
			return wrap(err, "audit rows")
		}
		for _, row := range rows {
			if check.Break = row.follows(check.Rows, check.Head); check.Break != nil {
				return nil
			}
			check.Rows, check.Head, check.Until = *row.Seq, row.Hash, row.At
			last = *row.Seq
		}
		if check.Done = len(rows) < step; check.Done {
			return nil
		}
	}
	return nil
}

// follows holds a row against the one before it, seq and hash.
func (r AuditRow) follows(seq int64, hash string) *ChainBreak {
	want := seq + 1
	switch {
	case *r.Seq < want:
		return &ChainBreak{Fault: ChainForeign, Seq: *r.Seq, RowID: r.ID}
	case *r.Seq > want:
		return &ChainBreak{Fault: ChainMissing, Seq: want}
	case r.seal(want, r.PrevHash) != r.Hash:
		return &ChainBreak{Fault: ChainAltered, Seq: want, RowID: r.ID}
	case r.PrevHash != hash:
		return &ChainBreak{Fault: ChainUnlinked, Seq: want, RowID: r.ID}
	}
	return nil
}

// newestPlace is the highest place that a row has, 0 without any.
func (v *View) newestPlace() (int64, error) {
	var rows []AuditRow
	err := v.db.Where("seq IS NOT NULL").Order("seq DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return 0, wrap(err, "audit rows")
	}
	return *rows[0].Seq, nil
}

// breakAt names the first row at a place or after it.
func (v *View) breakAt(fault ChainFault, seq int64) (*ChainBreak, error) {
	var row AuditRow
	if err := v.db.Where("seq >= ?", seq).Order("seq").Limit(1).Take(&row).Error; err != nil {
		return nil, wrap(err, "audit row")
	}
	return &ChainBreak{Fault: fault, Seq: *row.Seq, RowID: row.ID}, nil
}
