package program

import (
	"net/netip"

	"raf/models"
	"raf/models/secret"
)

// From is the same programme for a request from an address: what it changes is written down with a tag of the address.
// One tag is one address within an institution; the address itself is stored nowhere.
func (p *Program) From(client netip.Addr) *Program {
	if !client.IsValid() { // a listener without addresses
		return p
	}
	return &Program{p.house, p.rows.From(func(v *models.View) (string, error) { return p.tag(v, client) })}
}

func (p *Program) tag(v *models.View, client netip.Addr) (string, error) {
	h, id := p.house, p.Tenant().ID()
	h.mu.Lock()
	key := h.tagging[id]
	h.mu.Unlock()
	if key == nil {
		sealed, err := v.Secret(models.SecretPerson)
		if err != nil {
			return "", err
		}
		if key, err = h.sealer.Open(secret.PurposeVault, sealed, PersonKeyBinding(id)); err != nil {
			return "", models.Errorf(models.Internal, "person key of %s: %v", p.Tenant().Slug, err)
		}
		h.mu.Lock()
		h.tagging[id] = key
		h.mu.Unlock()
	}
	tag, err := secret.AddressTag(key, client.String())
	if err != nil {
		return "", models.Errorf(models.Internal, "address of a request: %v", err)
	}
	return tag, nil
}
