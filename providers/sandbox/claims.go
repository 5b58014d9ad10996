package sandbox

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
)

// claimsRequest is the claims parameter: the names wanted at either target.
type claimsRequest struct {
	IDToken, Userinfo []string
}

func (c claimsRequest) all() []string {
	all := slices.Concat(c.IDToken, c.Userinfo)
	slices.Sort(all)
	return slices.Compact(all)
}

var errClaims = errors.New("could not parse the claims parameter JSON")

// parseClaims reads the claims parameter (OpenID Connect Core 5.5). Each member must be null or an object.
func parseClaims(raw string) (claimsRequest, error) {
	var req claimsRequest
	if raw == "" {
		return req, nil
	}
	var targets map[string]json.RawMessage
	if err := json.Unmarshal([]byte(raw), &targets); err != nil || targets == nil {
		return req, errClaims
	}
	if targets["id_token"] == nil && targets["userinfo"] == nil {
		return req, errors.New("claims parameter should have userinfo or id_token properties")
	}
	for target, list := range map[string]*[]string{"id_token": &req.IDToken, "userinfo": &req.Userinfo} {
		var members map[string]*json.RawMessage
		if targets[target] == nil {
			continue
		}
		if err := json.Unmarshal(targets[target], &members); err != nil {
			return req, errors.New("claims." + target + " should be an object")
		}
		for _, name := range slices.Sorted(maps.Keys(members)) {
			if v := members[name]; v != nil && !strings.HasPrefix(strings.TrimSpace(string(*v)), "{") {
				return req, errors.New("claims." + target + "." + name + " should be null or an object")
			}
			*list = append(*list, name)
		}
	}
	return req, nil
}

// restrictedClaims are given only if the FI has enabled them on the client.
func restrictedClaims() []string {
	return []string{claimPrefix + "customer_identifier", claimPrefix + "tax_id"}
}

// supportedClaims is what discovery lists.
func supportedClaims() []string {
	return append(restrictedClaims(), "sub", "sid", "auth_time", "name", "given_name", "family_name", "preferred_username",
		"locale", "email", claimPrefix+"institution_id", claimPrefix+"fi_routing_number", claimPrefix+"user_type")
}

// claimValue is a member's value of a claim. What the member does not have, what the FI has not enabled and what
// nobody knows is absent, without an error.
func (in *institution) claimValue(m *Member, name string) (any, bool) {
	if slices.Contains(restrictedClaims(), name) && !names(in.fi.RestrictedClaims, name) || names(in.switches.Unoffered, name) {
		return nil, false
	}
	value := map[string]string{
		"name":                              m.GivenName + " " + m.FamilyName,
		"given_name":                        m.GivenName,
		"family_name":                       m.FamilyName,
		"preferred_username":                m.Username,
		"locale":                            m.Locale,
		"email":                             m.Email,
		claimPrefix + "institution_id":      in.fi.InstitutionID,
		claimPrefix + "fi_routing_number":   in.fi.RoutingNumber,
		claimPrefix + "user_type":           "Individual",
		claimPrefix + "customer_identifier": m.CustomerIdentifier,
		claimPrefix + "tax_id":              m.TaxID,
	}[name]
	return value, value != ""
}

// claimsFor are the values of the claims asked for by scope and by name.
func (in *institution) claimsFor(m *Member, scopes, wanted []string) map[string]any {
	if slices.Contains(scopes, "profile") {
		wanted = append(slices.Clone(wanted), "name", "given_name", "family_name", "preferred_username", "locale")
	}
	if slices.Contains(scopes, "email") {
		wanted = append(slices.Clone(wanted), "email")
	}
	claims := map[string]any{}
	for _, name := range wanted {
		if v, ok := in.claimValue(m, name); ok {
			claims[name] = v
		}
	}
	return claims
}
