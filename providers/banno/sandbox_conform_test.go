package banno_test

import (
	"slices"
	"testing"

	"raf/providers/conform"
	"raf/providers/sandbox"
)

// sandboxFault is how the sandbox shows a fault of the suite.
func sandboxFault(fault conform.Fault) sandbox.Fault {
	kind := map[conform.Fault]string{
		conform.Forbidden: "403", conform.Unauthorized: "401", conform.Throttling: "429", conform.Failing: "500",
		conform.Maintenance: "html", conform.Hanging: "hang", conform.Resetting: "drop", conform.HTML: "html_200",
		conform.Truncated: "truncated", conform.Huge: "huge", conform.Redirecting: "302", conform.Missing: "404",
		conform.Dripping: "slow", conform.Cut: "cut", conform.HugeHeader: "huge_header", conform.Garbage: "garbage", conform.Deep: "deep",
		conform.Overfull: "many_items", conform.WrongTypes: "wrong_types", conform.WrongMediaType: "text", conform.Bomb: "gzip_bomb",
		conform.DoubledMember: "doubled_key", conform.ThrottlingBare: "429", conform.ThrottlingUntil: "429", conform.ThrottlingLong: "429",
		conform.SecondPage: "second_page", conform.SecondPageThrottling: "second_page_429", conform.SecondPageTruncated: "second_page_truncated",
		conform.SecondPageHanging: "second_page_hang", conform.IgnoredOffset: "ignored_offset",
	}[fault]
	f := sandbox.Fault{Kind: kind, RetryAfter: 7, RetryDate: fault == conform.ThrottlingUntil, Location: "https://elsewhere.example/"}
	switch fault {
	case conform.ThrottlingBare:
		f.RetryAfter = 0
	case conform.ThrottlingLong:
		f.RetryAfter = 3600
	}
	return f
}

// breaks maps the suite's faults to the sandbox's.
func (s simulated) breaks(t testing.TB) func(conform.Fault) {
	return func(fault conform.Fault) {
		t.Helper()
		s.spoil(t, fault, sandbox.OnAccounts, sandbox.OnTransactions, sandbox.OnThemes, sandbox.OnFetch)
	}
}

// breakAt is breaks for the endpoints of a sign-in. A renewal goes to the endpoint that codes go to.
func (s simulated) breakAt(t testing.TB) func(conform.Step, conform.Fault) {
	at := map[conform.Step]string{conform.Discovery: sandbox.OnDiscovery, conform.Keys: sandbox.OnJWKS, conform.Exchange: sandbox.OnToken, conform.Renewal: sandbox.OnToken}
	return func(step conform.Step, fault conform.Fault) {
		t.Helper()
		s.spoil(t, fault, at[step])
	}
}

func (s simulated) spoil(t testing.TB, fault conform.Fault, endpoints ...string) {
	t.Helper()
	s.bank.ClearFaults(slug)
	s.server.Cut(fault, paths(endpoints)...)
	if fault == conform.CutTLS || fault == conform.CutHandshake {
		return
	}
	shown := sandboxFault(fault)
	for _, shown.Endpoint = range endpoints {
		if !slices.Contains(sandbox.FaultKinds(shown.Endpoint), shown.Kind) {
			continue
		}
		if err := s.bank.SetFault(slug, shown); err != nil {
			t.Fatal(err)
		}
	}
}

// paths are how the addresses of endpoints end.
func paths(endpoints []string) (ends []string) {
	for _, endpoint := range endpoints {
		ends = append(ends, map[string]string{sandbox.OnDiscovery: "/openid-configuration"}[endpoint])
		if ends[len(ends)-1] == "" {
			ends[len(ends)-1] = "/" + endpoint
		}
	}
	return ends
}

func (s simulated) lie(t testing.TB) func(conform.Lie) {
	signIn := map[conform.Lie]string{conform.LieNonce: "bad_nonce", conform.LieIssuer: "bad_issuer", conform.LieAudience: "bad_audience", conform.LieNobody: "missing_sub",
		conform.LieInstitution: "other_institution", conform.LieSignature: "bad_signature", conform.LieOtherMember: "other_sub"}
	return func(lie conform.Lie) {
		t.Helper()
		s.bank.ClearFaults(slug)
		if lie == conform.Honest {
			return
		}
		if err := s.bank.SetFault(slug, sandbox.Fault{Endpoint: sandbox.OnIDToken, Kind: signIn[lie]}); err != nil {
			t.Fatal(err)
		}
	}
}

// themeFaults are those of a document that is shown to anybody: no token ends there, no scope is missing, no page follows.
func themeFaults() []conform.Fault {
	return slices.DeleteFunc(conform.Faults(), func(f conform.Fault) bool {
		return slices.Contains(conform.PageFaults(), f) || f == conform.Forbidden || f == conform.Unauthorized
	})
}

// coreFaults are those of a document about the member.
func coreFaults() []conform.Fault {
	return slices.DeleteFunc(conform.Faults(), func(f conform.Fault) bool { return slices.Contains(conform.PageFaults(), f) })
}

func TestBannoConformsAgainstTheSandboxBank(t *testing.T) {
	t.Parallel()
	open := func(style string) func(t testing.TB) conform.Fixture {
		return func(t testing.TB) conform.Fixture { return simulate(t, style).fixture(t) }
	}
	t.Run("post", func(t *testing.T) {
		t.Parallel()
		conform.Run(t, conform.Harness{Open: open("post"), Shows: conform.Faults(), Steps: conform.Steps(), ThemeShows: themeFaults(), CoreShows: coreFaults(), NoMoney: true})
	})
	t.Run("basic", func(t *testing.T) { // how the secret is sent changes nothing of the faults
		t.Parallel()
		conform.Run(t, conform.Harness{Open: open("basic"), Shows: []conform.Fault{conform.Unauthorized}, NoTheme: true, NoMoney: true})
	})
	t.Run("key", func(t *testing.T) { // nor whether it is sent at all
		t.Parallel()
		conform.Run(t, conform.Harness{Open: open("key"), Shows: []conform.Fault{conform.Unauthorized}, NoTheme: true, NoMoney: true})
	})
}
