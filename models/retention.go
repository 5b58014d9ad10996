package models

import (
	"time"

	"gorm.io/gorm"
)

// How long rows are kept that nobody needs any more (security.md, J7). What was promised, agreed to, decided or paid is
// never removed, and views of pages are sums without a person in them.
const (
	KeepFlow    = time.Hour           // a sign-in that nobody finished, after it expired
	KeepSession = 30 * 24 * time.Hour // a session, of a member or of staff, after the last day on which it can be live
	KeepGrant   = 24 * time.Hour      // the permission to read at the bank, after it was last used
	KeepRetired = 7 * 24 * time.Hour  // the same once it is out of use, while the bank can't be told
)

// Forgotten is how many rows were removed.
type Forgotten struct{ Flows, Sessions, StaffSessions, Grants, SigningKeys int64 }

// Any reports whether something was removed.
func (f Forgotten) Any() bool { return f != Forgotten{} }

// Plus adds two counts.
func (f Forgotten) Plus(more Forgotten) Forgotten {
	return Forgotten{f.Flows + more.Flows, f.Sessions + more.Sessions, f.StaffSessions + more.StaffSessions, f.Grants + more.Grants, f.SigningKeys + more.SigningKeys}
}

// Forget removes rows whose time is over, at most limit of a kind. A grant is kept while the bank must still be asked
// about a referral of its member, as a friend; an inviter's is renewed by the next visit.
func (tx *Tx) Forget(limit int) (Forgotten, error) {
	var gone Forgotten
	old := func(d time.Duration) Instant { return At(tx.now.Add(-d)) }
	awaited := tx.db.Model(&Referral{}).Select("acceptor_member_id").Where("state NOT IN ?", statesOver())
	// A key that signs no more goes when the one behind it has signed for as long as keys stay published.
	later := tx.db.Model(&SigningKey{}).Select("MAX(nth)").Where("signs_at < ?", old(KeepSigningKey))
	for _, one := range []struct {
		what  any
		key   string
		among string
		where *gorm.DB
		n     *int64
	}{
		{&SigninFlow{}, "id", "id IN (?)", tx.db.Where("expires_at < ?", old(KeepFlow)), &gone.Flows},
		{&Session{}, "id", "id IN (?)", tx.db.Where("created_at < ?", old(KeepSession+SessionAbsolute)), &gone.Sessions},
		{&StaffSession{}, "id", "id IN (?)", tx.db.Where("created_at < ?", old(KeepSession+StaffAbsolute)), &gone.StaffSessions},
		{&SigningKey{}, "id", "id IN (?)", tx.db.Where("nth < (?)", later), &gone.SigningKeys},
	} {
		some := one.where.Model(one.what).Select(one.key).Limit(limit)
		res := tx.db.Where(one.among, some).Delete(one.what)
		if res.Error != nil {
			return gone, wrap(res.Error, "retention")
		}
		*one.n = res.RowsAffected
	}
	unused := tx.db.Model(&BankGrant{}).Select("member_id").Where("used_at < ? AND member_id NOT IN (?)", old(KeepGrant), awaited).Limit(limit)
	retired, err := tx.retire(tx.db.Where("member_id IN (?)", unused))
	gone.Grants = int64(len(retired))
	return gone, err
}
