package banno

import (
	"slices"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"

	"raf/providers"
)

// scopeOf is the scope that gives an item, empty where claims alone do.
func scopeOf(item providers.Item) string {
	switch item {
	case providers.ItemName, providers.ItemLanguage:
		return oidc.ScopeProfile
	case providers.ItemOffline:
		return scopeBase + "offline_access"
	case providers.ItemAccounts:
		return scopeBase + "accounts.readonly"
	case providers.ItemPostings:
		return scopeBase + "transactions.detail.readonly"
	}
	return ""
}

// claimsOf are the claims that tell an item.
func claimsOf(item providers.Item) []string {
	switch item {
	case providers.ItemName:
		return []string{"given_name", "family_name"}
	case providers.ItemLanguage:
		return []string{"locale"}
	case providers.ItemCustomer:
		return []string{claimCustomer}
	case providers.ItemTaxID:
		return []string{claimTaxID}
	}
	return nil
}

// claimItems are the items asked for that claims tell.
func claimItems(asked providers.Permissions) (items []providers.Item) {
	for _, p := range asked {
		if p.Held == providers.HeldByNobody && claimsOf(p.Item) != nil {
			items = append(items, p.Item)
		}
	}
	return items
}

// asking is how each item stands before the bank has said anything: what is held by nobody is asked for. A platform that
// lists what it supports is asked for nothing else: it would refuse everybody over it, or drop it without a word.
func asking(m metadata, need []providers.Item, without []string) providers.Permissions {
	var all providers.Permissions
	for _, item := range providers.Items() {
		p := providers.Permission{Item: item}
		switch scope, claims := scopeOf(item), claimsOf(item); {
		case !slices.Contains(need, item):
			p.Held = providers.HeldByUs
		case !(scope != "" && lists(m.Scopes, scopeBase, scope)) && !(claims != nil && lists(m.Claims, claimBase, claims[0])):
			p.Held = providers.HeldByPlatform
		case claims == nil && slices.Contains(without, scope):
			p.Held = providers.HeldByInstitution
		}
		all = append(all, p)
	}
	return all
}

// lists reports whether metadata lists a name, or lists nothing of the platform's own: such a list is not there, or is of
// the standard's names alone, and says nothing.
func lists(all []providers.Text, base, name string) bool {
	own := func(listed providers.Text) bool { return strings.HasPrefix(string(listed), base) }
	return !slices.ContainsFunc(all, own) || slices.Contains(all, providers.Text(name))
}

// scopes are those to ask for. An ID token is always asked for: it is the sign-in itself.
func scopes(asked providers.Permissions, without []string) []string {
	out := []string{oidc.ScopeOpenID}
	for _, p := range asked {
		scope := scopeOf(p.Item)
		if p.Held == providers.HeldByNobody && scope != "" && !slices.Contains(out, scope) && !slices.Contains(without, scope) {
			out = append(out, scope)
		}
	}
	return out
}

// claimsParameter asks for claims (OpenID Connect Core 5.5), the institution's in the ID token, because the sign-in hangs on
// it, and the member's there or at the UserInfo endpoint. Members must be null, not "".
func claimsParameter(asked providers.Permissions, inUserInfo bool) string {
	var names []string
	for _, p := range asked {
		if p.Held == providers.HeldByNobody {
			names = append(names, claimsOf(p.Item)...)
		}
	}
	target := func(name string, claims []string) string {
		return `"` + name + `":{"` + strings.Join(claims, `":null,"`) + `":null}`
	}
	if inUserInfo && len(names) > 0 {
		return "{" + target("id_token", []string{claimInstitution}) + "," + target("userinfo", names) + "}"
	}
	return "{" + target("id_token", append([]string{claimInstitution}, names...)) + "}"
}

// lessThan is what the next attempt leaves out: the scope that the institution has not allowed, where it names one that was
// asked for, and otherwise, and after a second refusal, all but the sign-in. It is nil when that was asked for alone: nobody
// is sent round more than three times. The parameter comes from the browser, so it counts for this attempt only (threat: a
// member who invents one spoils everybody's facts).
func lessThan(asked []string, without []string, named string) []string {
	asked = slices.DeleteFunc(slices.Clone(asked), func(scope string) bool { return scope == oidc.ScopeOpenID })
	if len(asked) == 0 {
		return nil
	}
	less := slices.DeleteFunc(slices.Clone(asked), func(scope string) bool { return !slices.Contains(strings.Fields(named), scope) })
	if len(less) == 0 || len(without) > 0 {
		less = asked
	}
	return slices.Concat(without, less)
}

// given says what came of what was asked for. A scope that the institution allows and the answer leaves out is one that
// the member did not give. A restricted claim is left out without a word where the institution has not enabled it (banno.md,
// 2.4), where the member has not allowed it, and where the bank has none of this member: nobody is blamed for that. Where
// nothing was told at all, nobody knows.
func given(asked providers.Permissions, granted []string, id providers.Identity, told bool) providers.Permissions {
	all := withoutScopes(asked, granted)
	for i, p := range all {
		if p.Held != providers.HeldByNobody {
			continue
		}
		switch {
		case !told && claimsOf(p.Item) != nil:
			all[i].Held = providers.HeldUntold
		case p.Item == providers.ItemCustomer && id.CustomerIdentifier == "", p.Item == providers.ItemTaxID && id.TaxID.IsZero():
			all[i].Held = providers.HeldUnclear
		case p.Item == providers.ItemName && id.GivenName == "" && id.FamilyName == "", p.Item == providers.ItemLanguage && id.Locale == "":
			all[i].Held = providers.HeldUntold
		}
	}
	return all
}

// withoutScopes marks what an answer of the token endpoint leaves out. Claims were told in the ID token already.
func withoutScopes(known providers.Permissions, granted []string) providers.Permissions {
	all := slices.Clone(known)
	for i, p := range all {
		if p.Held == providers.HeldByNobody && claimsOf(p.Item) == nil && !slices.Contains(granted, scopeOf(p.Item)) {
			all[i].Held = providers.HeldByMember
		}
	}
	return all
}
