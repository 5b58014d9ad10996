package program

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"raf/models"
	"raf/models/secret"
)

// maxKey bounds an idempotency key, in bytes.
const maxKey = 100

// Why a key is refused. FieldKey names the field that an Invalid error is about.
const FieldKey = "idempotency_key"

// ErrUnderWay says that the same form is being worked on at this moment.
var ErrUnderWay = models.Errorf(models.Conflict, "this is being done right now")

// NewKey makes a key for a form.
func (p *Program) NewKey() (string, error) { return secret.NewToken(p.house.Random, 16) }

// ValidKey reports whether a key can be kept: printable ASCII, 100 bytes at most.
func ValidKey(key string) bool {
	for _, b := range []byte(key) {
		if b <= ' ' || b > '~' {
			return false
		}
	}
	return key != "" && len(key) <= maxKey
}

// deed is what a form asks for: the action, its subject and the rest of the form make the same form the same.
type deed struct {
	action, subject string
	body            any
	first           func(tx *models.Tx) error
	again           func(tx *models.Tx, first models.IdempotencyKey) error // the same form, sent again
}

// once does a deed at most once for the key that a person's form carries (Staff.Key). The key and everything that is
// done are committed together, so a crash leaves both or neither. The same form again does nothing more; the same key
// with anything else is Invalid at FieldKey, and while the first is still running on this server the answer is
// ErrUnderWay; another server's is waited for. A person whose right to act has gone since the request came in is Denied.
// Without a key the deed is just done.
func (p *Program) once(ctx context.Context, by Staff, do deed) error {
	key, err := by.keyFor(do.action, do.subject, do.body)
	if err != nil {
		return err
	}
	if by.Key != "" {
		done, free := p.house.begin(p.Tenant().ID(), by.Key)
		if !free {
			return ErrUnderWay
		}
		defer done()
	}
	return p.rows.InTx(ctx, func(tx *models.Tx) error {
		if err := still(tx, by); err != nil {
			return err
		}
		if by.Key == "" {
			return do.first(tx)
		}
		found, used, err := tx.UseKey(key)
		switch {
		case err != nil:
			return err
		case !used:
			return do.first(tx)
		case found.StaffUserID != key.StaffUserID || found.Action != do.action || found.SubjectID != do.subject || found.BodySHA256 != key.BodySHA256:
			return models.Errorf(models.Invalid, "%s", FieldKey)
		}
		return do.again(tx, found)
	})
}

func (s Staff) keyFor(action, subject string, body any) (models.IdempotencyKey, error) {
	if s.Key != "" && !ValidKey(s.Key) {
		return models.IdempotencyKey{}, models.Errorf(models.Invalid, "%s", FieldKey)
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return models.IdempotencyKey{}, models.Errorf(models.Internal, "body of %s: %v", action, err)
	}
	sum := sha256.Sum256(raw)
	return models.IdempotencyKey{IdemKey: s.Key, StaffUserID: s.User.ID, Action: action, SubjectID: subject, BodySHA256: hex.EncodeToString(sum[:])}, nil
}

// begin marks a key as being worked on by this process.
func (h *House) begin(t models.TenantID, key string) (done func(), free bool) {
	at := string(t) + " " + key
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.running[at] {
		return nil, false
	}
	h.running[at] = true
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.running, at)
	}, true
}
