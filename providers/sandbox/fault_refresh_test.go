package sandbox

import (
	"strings"
	"testing"
)

func TestARenewalLiesApartFromASignIn(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	q := h.authQuery()
	q.Set("claims", `{"id_token":{"`+claimPrefix+`institution_id":null}}`)
	first := h.tokens(q)
	honest := rawClaims(t, first.IDToken)
	for _, kind := range refreshLies() {
		h.fault(Fault{Endpoint: OnRefresh, Kind: kind})
		from := h.tokens(q)
		if rawClaims(t, from.IDToken)["sub"] != honest["sub"] || from.Scope != first.Scope {
			t.Errorf("%s: the sign-in lies, too", kind)
		}
		got := h.tokenAnswer(h.post(oidcPath+"/token", h.refreshForm(from.RefreshToken)))
		claims := map[string]any{}
		if got.IDToken != "" {
			claims = rawClaims(t, got.IDToken)
		}
		lies := map[string]bool{
			"other_sub": claims["sub"] != honest["sub"], "other_issuer": claims["iss"] != honest["iss"], "other_audience": claims["aud"] != honest["aud"],
			"other_institution": claims[claimPrefix+"institution_id"] != honest[claimPrefix+"institution_id"], "bad_signature": got.IDToken != "" && h.verify(got.IDToken) != nil,
			kindNoIDToken: got.IDToken == "", kindFewerScopes: strings.Contains(first.Scope, "transactions") && !strings.Contains(got.Scope, "transactions"),
		}
		if !lies[kind] {
			t.Errorf("%s: %v with the scopes %q", kind, claims, got.Scope)
		}
	}
}
