package models

// BankDocument is what the bank published last of a kind, as it came: its metadata, its keys. None of it is secret.
type BankDocument struct {
	TenantID  TenantID `gorm:"primaryKey;<-:create"`
	Kind      string   `gorm:"primaryKey;<-:create"`
	Address   string   // where it stood
	Body      []byte
	FetchedAt Instant
}

// BankDocument reads the document of a kind; NotFound if the bank never published one.
func (v *View) BankDocument(kind string) (BankDocument, error) {
	var d BankDocument
	return d, wrap(v.db.Where("kind = ?", kind).Take(&d).Error, "bank document")
}

// SaveBankDocument keeps what the bank published, unless something newer is known.
func (tx *Tx) SaveBankDocument(d BankDocument) error {
	res := tx.db.Model(&BankDocument{}).Where("kind = ? AND fetched_at <= ?", d.Kind, d.FetchedAt).
		Updates(map[string]any{"address": d.Address, "body": d.Body, "fetched_at": d.FetchedAt})
	if res.Error != nil || res.RowsAffected == 1 {
		return wrap(res.Error, "bank document")
	}
	return wrap(tx.db.Clauses(onConflictDoNothing("tenant_id", "kind")).Create(&d).Error, "bank document")
}
