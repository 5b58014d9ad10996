package sandbox

import (
	"net/http"
	"slices"
)

const (
	scopePrefix = "https://api.banno.com/consumer/auth/"
	claimPrefix = "https://api.banno.com/consumer/claim/"

	offlineScope      = scopePrefix + "offline_access"
	accountsScope     = scopePrefix + "accounts.readonly"
	accountsEditScope = scopePrefix + "accounts.readwrite"
	transactionsScope = scopePrefix + "transactions.detail.readonly"
)

func (in *institution) issuer() string { return in.fi.Origin + oidcPath }

// identityScopes need no permission of the FI.
func identityScopes() []string { return []string{"openid", "profile", "email", "address", "phone"} }

// resourceScopes are those the platform knows; each must also be allowed on the client.
func resourceScopes() []string {
	return []string{
		offlineScope, accountsScope, accountsEditScope, transactionsScope,
		scopePrefix + "user.profile.readonly", scopePrefix + "user.email.readwrite",
		scopePrefix + "user.preferredname.readwrite", scopePrefix + "user.address.readwrite",
		scopePrefix + "documents.readonly", scopePrefix + "documents.readwrite",
		scopePrefix + "transfers.accounts.readonly", scopePrefix + "transfers.accounts.readwrite",
		scopePrefix + "transfers.unmaskednumber.readwrite", scopePrefix + "rapidtransfers.paymentmethods.readonly",
		scopePrefix + "conversations.readonly",
	}
}

func (in *institution) discovery(w http.ResponseWriter, _ *http.Request) {
	iss := in.issuer()
	meta := map[string]any{
		"issuer":                                           iss,
		"authorization_endpoint":                           iss + "/auth",
		"token_endpoint":                                   iss + "/token",
		"userinfo_endpoint":                                iss + "/me",
		"jwks_uri":                                         iss + "/jwks",
		"revocation_endpoint":                              iss + "/token/revocation",
		"end_session_endpoint":                             iss + "/logout",
		"response_types_supported":                         []string{"code"},
		"response_modes_supported":                         []string{"query"},
		"grant_types_supported":                            []string{"authorization_code", "refresh_token"},
		"subject_types_supported":                          []string{"public"},
		"id_token_signing_alg_values_supported":            []string{"ES256", "PS256", "RS256"},
		"token_endpoint_auth_methods_supported":            []string{"client_secret_basic", "client_secret_post", "private_key_jwt"},
		"token_endpoint_auth_signing_alg_values_supported": []string{"ES256", "PS256", "RS256"},
		"code_challenge_methods_supported":                 []string{"S256"},
		"scopes_supported":                                 in.offered(append(identityScopes(), resourceScopes()...)),
		"claims_supported":                                 in.offered(supportedClaims()),
		"claim_types_supported":                            []string{"normal"},
		"claims_parameter_supported":                       true,
		"request_parameter_supported":                      false,
		"request_uri_parameter_supported":                  false,
		"authorization_response_iss_parameter_supported":   true,
	}
	in.bank.mu.Lock()
	f := in.takeFault(OnDiscovery, append(discoveryLies(), HarmlessKinds(OnDiscovery)...)...)
	in.bank.mu.Unlock()
	if f != nil {
		in.spoilDiscovery(f.Kind, meta)
	}
	writeJSON(w, http.StatusOK, meta)
}

// offered is what of a list the platform knows.
func (in *institution) offered(list []string) []string {
	in.bank.mu.Lock()
	defer in.bank.mu.Unlock()
	return slices.DeleteFunc(list, func(name string) bool { return names(in.switches.Unoffered, name) })
}

func (in *institution) jwks(w http.ResponseWriter, _ *http.Request) {
	in.bank.mu.Lock()
	defer in.bank.mu.Unlock()
	var keys []any
	for _, k := range in.keys {
		keys = append(keys, k.jwk(false))
	}
	if in.rsa != nil {
		keys = append(keys, in.rsa.jwk())
	}
	if f := in.takeFault(OnJWKS, append(keyLies(), HarmlessKinds(OnJWKS)...)...); f != nil {
		writeJSON(w, http.StatusOK, map[string]any{"keys": in.spoilKeys(f.Kind, keys)})
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"keys": keys})
}
