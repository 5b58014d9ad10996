package models

// AuditWalk is how far an institution's chain has been held against itself. A round begins at the first row; nights go on
// where it stands, until another round begins.
type AuditWalk struct {
	TenantID TenantID `gorm:"primaryKey;<-:create"`
	Seq      int64    // the last row that holds
	Hash     string
	Until    Instant
	BeganAt  Instant
	AskedBy  string // staff, empty for the night's round
	LookedAt Instant
	EndedAt  Instant // when it last came to the newest row, or to a break; zero while a round is under way
	// The first broken row. It stands until a person's own round finds that all hold.
	Fault    ChainFault
	FaultSeq int64
	FaultRow string
	FaultAt  Instant
	Version  int64
}

// Place is where a walk goes on.
func (w AuditWalk) Place() ChainPlace { return ChainPlace{w.Seq, w.Hash, w.Until} }

// Break is the first broken row, nil where none is known.
func (w AuditWalk) Break() *ChainBreak {
	if w.Fault == "" {
		return nil
	}
	return &ChainBreak{Fault: w.Fault, Seq: w.FaultSeq, RowID: w.FaultRow}
}

// AuditWalk is how far the chain has been walked; the zero walk before the first one.
func (v *View) AuditWalk() (AuditWalk, error) {
	var w AuditWalk
	err := wrap(v.db.Take(&w).Error, "audit walk")
	if KindOf(err) == NotFound {
		return AuditWalk{}, nil
	}
	return w, err
}

// SaveAuditWalk stores how far a walk came that began at the version that was read. A Conflict means that another one
// was faster.
func (tx *Tx) SaveAuditWalk(w AuditWalk) (AuditWalk, error) {
	was := w.Version
	w.TenantID, w.LookedAt, w.Version = tx.tenant.id, At(tx.now), was+1
	if was == 0 {
		return w, updated(tx.db.Clauses(onConflictDoNothing("tenant_id")).Create(&w), "audit walk")
	}
	return w, updated(tx.db.Model(&AuditWalk{}).Where("version = ?", was).Select("*").Updates(&w), "audit walk")
}
