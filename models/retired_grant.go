package models

import (
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// RetiredGrant is a permission to read at the bank that nobody uses any more and that the bank has not been told of yet.
// Its id begins with the member's, whom its seal is bound to (RetiredMember).
type RetiredGrant struct {
	Keys
	MemberID  string `gorm:"<-:create"`
	Sealed    []byte
	Tries     int64
	DueAt     Instant // of the next try
	RetiredAt Instant
}

// firstTry is how long whoever retires a grant has for telling the bank at once, before anybody else does.
const firstTry = time.Minute

// RetireGrant takes a member's grant out of use, to be given back to the bank, and returns it; nothing if there is none.
// Removing and reading are one statement: a version that is stored a moment later is not lost, it stays.
func (tx *Tx) RetireGrant(memberID string) ([]RetiredGrant, error) {
	return tx.retire(tx.db.Where("member_id = ?", memberID))
}

// RetireUnused does the same for a grant that was never put to use.
func (tx *Tx) RetireUnused(g BankGrant) (RetiredGrant, error) {
	row := retired(g, tx.now)
	return row, wrap(tx.db.Create(&row).Error, "retired grant")
}

// RetireGrantVersion retires a grant of which nobody can say whether the bank has ended it, unless a newer sign-in has
// replaced it meanwhile.
func (tx *Tx) RetireGrantVersion(memberID string, version int64) ([]RetiredGrant, error) {
	return tx.retire(tx.db.Where("member_id = ? AND version = ?", memberID, version))
}

func (tx *Tx) retire(which *gorm.DB) ([]RetiredGrant, error) {
	var gone []BankGrant
	if err := which.Clauses(clause.Returning{}).Delete(&gone).Error; err != nil || len(gone) == 0 {
		return nil, wrap(err, "bank grant")
	}
	rows := make([]RetiredGrant, len(gone))
	for i, g := range gone {
		rows[i] = retired(g, tx.now)
	}
	const batch = 100
	return rows, wrap(tx.db.CreateInBatches(&rows, batch).Error, "retired grant")
}

func retired(g BankGrant, now time.Time) RetiredGrant {
	return RetiredGrant{Keys: Keys{ID: g.MemberID + "." + NewID()}, MemberID: g.MemberID,
		Sealed: g.Sealed, DueAt: At(now.Add(firstTry)), RetiredAt: At(now)}
}

// RetiredMember is whose grant the id of a retired one names.
func RetiredMember(id string) string {
	member, _, _ := strings.Cut(id, ".")
	return member
}

// RetiredDue lists the retired grants that the bank is to be asked about now, the longest due first, at most limit.
func (v *View) RetiredDue(limit int) (all []RetiredGrant, err error) {
	return all, wrap(v.db.Where("due_at <= ?", At(v.now)).Order("due_at, id").Limit(limit).Find(&all).Error, "retired grants")
}

// ClaimRetired lets the caller tell the bank of a grant, and nobody else before the next try is due in a while. It reports
// false where somebody else was faster, or where the member has signed in anew and the row is gone.
func (tx *Tx) ClaimRetired(row RetiredGrant, in time.Duration) (bool, error) {
	res := tx.db.Model(&RetiredGrant{}).Where("id = ? AND tries = ?", row.ID, row.Tries).
		Updates(map[string]any{"tries": row.Tries + 1, "due_at": At(tx.now.Add(in))})
	return res.RowsAffected == 1, wrap(res.Error, "retired grant")
}

// DropRetired forgets a retired grant, because the bank knows or because its time is over, and reports whether it was there.
func (tx *Tx) DropRetired(id string) (bool, error) {
	res := tx.db.Where("id = ?", id).Delete(&RetiredGrant{})
	return res.RowsAffected == 1, wrap(res.Error, "retired grant")
}
