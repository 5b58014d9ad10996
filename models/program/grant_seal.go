package program

import (
	"encoding/json"
	"strings"

	"raf/models"
	"raf/models/secret"
	"raf/providers"
)

func (p *Program) grantBinding(memberID string) secret.Binding {
	return secret.Binding{Tenant: string(p.Tenant().ID()), Subject: memberID, Kind: secret.KindGrant}
}

func (p *Program) sealGrant(memberID string, g providers.Grant) (models.BankGrant, error) {
	sealed, err := p.house.sealer.Seal(secret.PurposeVault, g.Bytes(), p.grantBinding(memberID))
	if err != nil {
		return models.BankGrant{}, models.Errorf(models.Internal, "seal grant: %v", err)
	}
	permissions := ""
	if len(g.Permissions) > 0 {
		raw, err := json.Marshal(g.Permissions)
		if err != nil {
			return models.BankGrant{}, models.Errorf(models.Internal, "permissions: %v", err)
		}
		permissions = string(raw)
	}
	return models.BankGrant{MemberID: memberID, Sealed: sealed, Scopes: strings.Join(g.Scopes, " "), Permissions: permissions,
		ExpiresAt: models.At(g.ExpiresAt), Refreshable: g.Refreshable}, nil
}

func (p *Program) openGrant(row models.BankGrant) (providers.Grant, error) {
	raw, err := p.house.sealer.Open(secret.PurposeVault, row.Sealed, p.grantBinding(row.MemberID))
	if err != nil {
		return providers.Grant{}, models.Errorf(models.Internal, "open grant: %v", err)
	}
	g := providers.NewGrant(raw, row.ExpiresAt.Time, row.Refreshable, strings.Fields(row.Scopes))
	g.Permissions, err = permissionsOf(row)
	return g, err
}

// permissionsOf reads how each item stands.
func permissionsOf(row models.BankGrant) (all providers.Permissions, err error) {
	if row.Permissions == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(row.Permissions), &all); err != nil {
		return nil, models.Errorf(models.Internal, "permissions of a grant: %v", err)
	}
	return all, nil
}
