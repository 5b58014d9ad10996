package sandbox

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// What is odd and allowed at the token endpoint and in discovery.
const (
	kindNoExpiry   = "no_expiry"
	kindZeroExpiry = "zero_expiry"
	kindNoIssParam = "no_iss_param"
)

// callbackLies are the answers to an authorization request that no sign-in may come of.
func callbackLies() []string {
	return []string{"missing_iss", "wrong_iss", "missing_state", "wrong_state", "doubled_code", "doubled_state", "doubled_iss",
		"both_code_and_error", "no_code", "foreign_code", "replay", "html_error",
		"access_denied", "temporarily_unavailable", "login_required", "consent_required", "invalid_scope", "server_error"}
}

// spoilCallback is what a liar, or another issuer, would answer. The caller holds no lock.
func (in *institution) spoilCallback(kind string, params url.Values) url.Values {
	switch kind {
	case "missing_iss":
		params.Del("iss")
	case "wrong_iss":
		params.Set("iss", "https://elsewhere.test/oidc")
	case "missing_state":
		params.Del("state")
	case "wrong_state":
		params.Set("state", newSecret())
	case "doubled_code", "doubled_state", "doubled_iss":
		params.Add(strings.TrimPrefix(kind, "doubled_"), newSecret())
	case "both_code_and_error":
		params.Set("error", "access_denied")
	case "no_code":
		params.Del("code")
	case "foreign_code", "replay":
		in.spoilCode(kind, params.Get("code"))
	case "html_error":
		params.Del("code")
		params.Set("error", "server_error")
		params.Set("error_description", `<script>alert(1)</script><b>call 555-evil</b>`)
	default: // an error of its own
		params.Del("code")
		params.Set("error", kind)
	}
	return params
}

// spoilCode makes a code that of somebody else's sign-in, or one that was redeemed before.
func (in *institution) spoilCode(kind, code string) {
	in.bank.mu.Lock()
	defer in.bank.mu.Unlock()
	c := in.codes[code]
	switch {
	case c == nil:
	case kind == "replay":
		c.Used = true
	default:
		c.Challenge = s256(newSecret())
	}
}

// tokenRefusals are the answers of the token endpoint without tokens.
func tokenRefusals() []string {
	return []string{"invalid_grant", "invalid_client", "server_error", "401_html"}
}

func (in *institution) refuseToken(w http.ResponseWriter, kind string) {
	switch kind {
	case "invalid_client":
		writeJSON(w, http.StatusUnauthorized, oauthError{Code: kind, Description: "client authentication failed"})
	case "server_error":
		writeJSON(w, http.StatusBadRequest, oauthError{Code: kind, Description: "oops! something went wrong"})
	case "401_html":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte("<!doctype html><title>Sign in</title><h1>Who are you?</h1>"))
	default:
		in.refuseGrant(w)
	}
}

// spoiltAnswers are the token answers that no client may use.
func spoiltAnswers() []string {
	return []string{"no_access_token", "bad_token_type", "negative_expiry", "doubled_access_token", "access_token_number", "id_token_object"}
}

func tokenLies() []string {
	return append(slices.DeleteFunc(tokenRefusals(), func(k string) bool { return k == "invalid_grant" }), spoiltAnswers()...)
}

// writeSpoilt sends tokens that are good, in an answer that is not.
func writeSpoilt(w http.ResponseWriter, kind string, answer tokenResponse) {
	members := map[string]any{}
	raw, err := json.Marshal(answer)
	if err == nil {
		err = json.Unmarshal(raw, &members)
	}
	if err != nil {
		http.Error(w, "could not write the answer", http.StatusInternalServerError)
		return
	}
	switch kind {
	case "no_access_token":
		delete(members, "access_token")
	case "bad_token_type":
		members["token_type"] = "mac"
	case "negative_expiry":
		members["expires_in"] = -600
	case "access_token_number":
		members["access_token"] = 7
	case "id_token_object":
		members["id_token"] = map[string]any{"token": answer.IDToken}
	case kindNoExpiry:
		delete(members, "expires_in")
	case kindZeroExpiry:
		members["expires_in"] = 0
	case kindFewerScopes:
		members["scope"] = strings.Join(slices.DeleteFunc(strings.Fields(answer.Scope), func(s string) bool { return strings.Contains(s, "transactions") }), " ")
	case "doubled_access_token":
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(append([]byte(`{"access_token":"`+newSecret()+`",`), raw[1:]...))
		return
	}
	writeJSON(w, http.StatusOK, members)
}

// endpointLies are what discovery says of the token endpoint, or of the one that is named, where it must not be believed.
func (in *institution) endpointLies() map[string][2]string {
	iss, origin := in.issuer(), in.fi.Origin
	scheme, host, _ := strings.Cut(origin, "://")
	other := map[string]string{"http": "https", "https": "http"}[scheme]
	return map[string][2]string{
		"http_endpoint":     {"token_endpoint", other + "://" + host + oidcPath + "/token"},
		"port":              {"token_endpoint", scheme + "://" + (&url.URL{Host: host}).Hostname() + ":9" + oidcPath + "/token"},
		"userinfo_host":     {"token_endpoint", scheme + "://raf@" + host + oidcPath + "/token"},
		"foreign_jwks":      {"jwks_uri", "https://elsewhere.test/jwks"},
		"foreign_userinfo":  {"userinfo_endpoint", "https://elsewhere.test/me"},
		"wrong_issuer":      {"issuer", iss + "/other"},
		"no_token_endpoint": {"token_endpoint"}, "no_jwks": {"jwks_uri"},
	}
}

// discoveryLies are the documents that no client may believe.
func discoveryLies() []string {
	return append(slices.Sorted(maps.Keys((&institution{}).endpointLies())), "foreign_endpoints", "no_s256", "no_code_flow")
}

func (in *institution) spoilDiscovery(kind string, meta map[string]any) {
	if lie, ok := in.endpointLies()[kind]; ok {
		if meta[lie[0]] = lie[1]; lie[1] == "" {
			delete(meta, lie[0])
		}
		return
	}
	switch kind {
	case "foreign_endpoints":
		meta["token_endpoint"], meta["jwks_uri"] = "https://elsewhere.test/token", "https://elsewhere.test/jwks"
	case "no_s256":
		meta["code_challenge_methods_supported"] = []string{"plain"}
	case "no_code_flow":
		meta["response_types_supported"] = []string{"id_token", "token id_token"}
	case kindNoIssParam:
		meta["authorization_response_iss_parameter_supported"] = false
	}
}
