package program

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

	"raf/models"
	"raf/models/secret"
)

// The bounds of a form that is carried through the door.
const (
	KeptFor  = 30 * time.Minute
	keptMost = 40 << 10 // bytes; the door's own forms take 64 KB
)

// KeptForm is a form that was sent when its person's session was over: where to, and what was typed. It is never done by
// itself; its person sees it again after signing in.
type KeptForm struct {
	Path   string            `json:"path"`
	Fields map[string]string `json:"fields"`
	Until  time.Time         `json:"until"`
}

// EndedSession is whose session a token was of, live or not. It gives no right to anything.
func (p *Program) EndedSession(ctx context.Context, token string) (Staff, error) {
	s, err := p.staffSession(ctx, token)
	if err != nil {
		return Staff{}, err
	}
	return Staff{Session: s, User: *s.StaffUser}, nil
}

// KeepForm seals a form for its person: whoever signs in next at that screen can neither read it nor send it. One that is
// too long to be carried is Invalid.
func (p *Program) KeepForm(k KeptForm, of Staff) (string, error) {
	k.Until = p.house.Now().Add(KeptFor)
	raw, err := json.Marshal(k)
	if err != nil {
		return "", models.Errorf(models.Internal, "keep a form: %v", err)
	}
	if len(raw) > keptMost {
		return "", models.Errorf(models.Invalid, "the form is too long to be carried")
	}
	sealed, err := p.house.sealer.Seal(secret.PurposeVault, raw, p.keptBinding(of))
	if err != nil {
		return "", models.Errorf(models.Internal, "seal a form: %v", err)
	}
	return base64.RawURLEncoding.EncodeToString(sealed), nil
}

// OpenForm opens a form that was kept for this person; of anybody else's, of another institution's and after KeptFor it is
// Denied.
func (p *Program) OpenForm(sealed string, by Staff) (k KeptForm, err error) {
	denied := func(why string) (KeptForm, error) {
		return KeptForm{}, models.Errorf(models.Denied, "kept form: %s", why)
	}
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return denied("not ours")
	}
	if raw, err = p.house.sealer.Open(secret.PurposeVault, raw, p.keptBinding(by)); err != nil {
		return denied(err.Error())
	}
	if err := json.Unmarshal(raw, &k); err != nil {
		return k, models.Errorf(models.Internal, "kept form: %v", err)
	}
	if !p.house.Now().Before(k.Until) {
		return denied("too old")
	}
	return k, nil
}

func (p *Program) keptBinding(of Staff) secret.Binding {
	return secret.Binding{Tenant: string(p.Tenant().ID()), Subject: of.User.ID, Kind: secret.KindStaffForm}
}
