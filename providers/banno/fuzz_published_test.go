package banno

import (
	"net/url"
	"slices"
	"testing"
)

// FuzzDiscovery: whatever the bank publishes, what is taken names an issuer of ours, S256, and no host but the bank's own.
func FuzzDiscovery(f *testing.F) {
	const at = "https://digital.example.com"
	good := `{"issuer":"` + at + oidcPath + `","authorization_endpoint":"` + at + `/auth","token_endpoint":"` + at + `/token","jwks_uri":"` + at +
		`/jwks","code_challenge_methods_supported":["S256"]}`
	for _, seed := range []string{good, "", "{}", "null", "[]", good[:80], `{"issuer":7}`} {
		f.Add([]byte(seed))
	}
	b := offline(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := b.readMetadata(raw)
		if err != nil {
			return
		}
		if !slices.Contains(b.cfg.Issuers, string(m.Issuer)) || !slices.Contains(m.Challenges, "S256") {
			t.Fatalf("taken: %+v", m)
		}
		for _, endpoint := range []string{string(m.Authorization), string(m.Token), string(m.JWKS), string(m.Revocation), string(m.UserInfo), string(m.EndSession)} {
			if endpoint == "" {
				continue
			}
			if u, err := url.Parse(endpoint); err != nil || u.Scheme+"://"+u.Host != b.cfg.FIURL || u.User != nil {
				t.Fatalf("an endpoint at %q was taken", endpoint)
			}
		}
		if m.Authorization == "" || m.Token == "" || m.JWKS == "" {
			t.Fatalf("a needed endpoint is missing: %+v", m)
		}
	})
}

// FuzzKeys: a key set that is taken leaves a key, and no token is ever held against more than five, all of its own kind.
func FuzzKeys(f *testing.F) {
	const ec = `{"kty":"EC","crv":"P-256","kid":"k","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}`
	for _, seed := range []string{`{"keys":[` + ec + `]}`, `{"keys":[` + ec + `,` + ec + `,` + ec + `,` + ec + `,` + ec + `,` + ec + `]}`,
		`{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}`, `{"keys":[{"kty":"oct","k":"AAAA"}]}`, `{"keys":{}}`, "", "[]"} {
		f.Add([]byte(seed), "k", "ES256")
	}
	f.Fuzz(func(t *testing.T, raw []byte, kid, alg string) {
		keys, err := parseKeys(raw)
		if err != nil {
			return
		}
		if len(keys) == 0 {
			t.Fatal("an empty set was taken")
		}
		for _, k := range keys {
			if k.public == nil || k.alg != "" && !slices.Contains(allowedAlgorithms(), k.alg) {
				t.Fatalf("a key that verifies nothing was taken: %+v", k)
			}
		}
		if fit := pick(keys, kid, alg); len(fit) > maxCandidates {
			t.Fatalf("%d keys for one token", len(fit))
		}
	})
}
