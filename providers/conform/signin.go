package conform

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/providers"
)

// state is a handle as the caller makes them; its value does not matter here.
const state = "conform-conform-conform-conform-conform"

func signIn(t testing.TB, f Fixture) providers.SignIn {
	t.Helper()
	bank, ok := f.Bank.(providers.SignIn)
	if f.SignIn == nil || !ok {
		t.Fatal("the bank can't sign members in; say NoSignIn if that is right")
	}
	return bank
}

func begin(t testing.TB, f Fixture, prompt providers.Prompt) (string, providers.Flow) {
	t.Helper()
	to, flow, err := signIn(t, f).Begin(t.Context(), providers.BeginRequest{
		State: state, RedirectURI: f.SignIn.RedirectURI, Prompt: prompt, Need: need(f),
	})
	if err != nil {
		t.Fatal(err)
	}
	return to, flow
}

// need is everything, but the tax id only where the fixture wants one.
func need(f Fixture) []providers.Item {
	return slices.DeleteFunc(providers.Items(), func(item providers.Item) bool {
		return item == providers.ItemTaxID && f.SignIn.Want.TaxID.IsZero()
	})
}

func finish(t testing.TB, f Fixture) (providers.Identity, providers.Grant) {
	t.Helper()
	to, flow := begin(t, f, providers.PromptDefault)
	id, grant, err := signIn(t, f).Finish(t.Context(), flow, f.SignIn.Walk(t, to))
	if err != nil {
		t.Fatal(err)
	}
	return id, grant
}

func testSignIn(t testing.TB, f Fixture) {
	bank := signIn(t, f)
	got, grant := finish(t, f)
	if got.TaxID.Reveal() != f.SignIn.Want.TaxID.Reveal() {
		t.Error("the tax id is another")
	}
	want := f.SignIn.Want
	want.TaxID, got.TaxID, want.AuthenticatedAt = providers.Secret{}, providers.Secret{}, got.AuthenticatedAt
	if !sameIdentity(got, want) {
		t.Errorf("identity (-want +got):\n%s", cmp.Diff(fmt.Sprintf("%+v", want), fmt.Sprintf("%+v", got)))
	}
	if len(bank.Issuers()) == 0 || got.Issuer != bank.Issuers()[0] {
		t.Errorf("issuers = %q, want %q first", bank.Issuers(), got.Issuer)
	}
	if _, err := f.Bank.Accounts(t.Context(), providers.Access{Subject: got.Subject, Grant: grant}); err != nil {
		t.Errorf("accounts with the new grant: %v", err)
	}
	if _, err := f.Bank.Accounts(t.Context(), providers.Access{Subject: got.Subject}); providers.KindOf(err) != providers.KindExpired {
		t.Errorf("accounts without a grant: %v, want expired", err)
	}
}

func testFreshness(t testing.TB, f Fixture) {
	one, first := begin(t, f, providers.PromptDefault)
	two, second := begin(t, f, providers.PromptDefault)
	if one == two || bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two sign-ins share their secrets")
	}
	// The code belongs to the first flow's verifier, so the second flow can't spend it.
	_, grant, err := signIn(t, f).Finish(t.Context(), second, f.SignIn.Walk(t, one))
	if err == nil || !grant.IsZero() {
		t.Errorf("a code was spent in another flow: %v", err)
	}
	to, flow := begin(t, f, providers.PromptDefault)
	answer := f.SignIn.Walk(t, to)
	for _, again := range []bool{false, true} {
		_, grant, err := signIn(t, f).Finish(t.Context(), flow, answer)
		if (err != nil) != again || grant.IsZero() != again {
			t.Errorf("a callback, again %v: %v", again, err)
		}
	}
}

// testReticence asks for no tax id and gets none, though the bank would tell it.
func testReticence(t testing.TB, f Fixture) {
	to, flow, err := signIn(t, f).Begin(t.Context(), providers.BeginRequest{State: state, RedirectURI: f.SignIn.RedirectURI,
		Need: slices.DeleteFunc(providers.Items(), func(item providers.Item) bool { return item == providers.ItemTaxID })})
	if err != nil {
		t.Fatal(err)
	}
	id, _, err := signIn(t, f).Finish(t.Context(), flow, f.SignIn.Walk(t, to))
	if err != nil || !id.TaxID.IsZero() {
		t.Errorf("a tax id came unasked: %v", err)
	}
}

func testForeignCallback(t testing.TB, f Fixture) {
	to, flow := begin(t, f, providers.PromptDefault)
	good := f.SignIn.Walk(t, to)
	forged := map[string]providers.Callback{
		"another issuer":      {Code: good.Code, Issuer: "https://elsewhere.example/oidc"},
		"no code":             {Issuer: good.Issuer},
		"a code and an error": {Code: good.Code, Issuer: good.Issuer, Error: "access_denied"},
	}
	for name, cb := range forged {
		_, grant, err := signIn(t, f).Finish(t.Context(), flow, cb)
		if providers.KindOf(err) != providers.KindMalformed || !grant.IsZero() {
			t.Errorf("%s: %v, want malformed", name, err)
		}
	}
	if _, _, err := signIn(t, f).Finish(t.Context(), providers.NewFlow([]byte("x")), good); providers.KindOf(err) != providers.KindMalformed {
		t.Errorf("a flow that is none: %v, want malformed", err)
	}
}

func testRefusal(t testing.TB, f Fixture) {
	to, flow := begin(t, f, providers.PromptNone)
	_, _, err := signIn(t, f).Finish(t.Context(), flow, f.SignIn.Refuse(t, to))
	var refused *providers.SignInRefused
	if !errors.As(err, &refused) || refused.Code != "login_required" {
		t.Errorf("error = %v, want the refusal login_required", err)
	}
}

func testRenewal(t testing.TB, f Fixture) {
	id, grant := finish(t, f)
	bank := refresher(t, f)
	renewed, err := bank.Refresh(t.Context(), grant, id.Subject)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(renewed.Bytes(), grant.Bytes()) || !renewed.Refreshable {
		t.Error("the grant is not a new renewable one")
	}
	if _, err := f.Bank.Accounts(t.Context(), providers.Access{Subject: id.Subject, Grant: renewed}); err != nil {
		t.Errorf("accounts with the renewed grant: %v", err)
	}
	if got, err := bank.Refresh(t.Context(), renewed, "somebody-else"); providers.KindOf(err) != providers.KindMalformed || !got.IsZero() {
		t.Errorf("renewal for somebody else: %v, want malformed", err)
	}
}

func testEndedGrant(t testing.TB, f Fixture) {
	id, grant := finish(t, f)
	bank := refresher(t, f)
	f.SignIn.EndGrant()
	if got, err := bank.Refresh(t.Context(), grant, id.Subject); providers.KindOf(err) != providers.KindExpired || !got.IsZero() {
		t.Errorf("renewal = %v, want expired", err)
	}
}

func refresher(t testing.TB, f Fixture) providers.Refresher {
	t.Helper()
	bank, ok := f.Bank.(providers.Refresher)
	if !ok {
		t.Fatal("the bank can't renew grants; say NoRenewal if that is right")
	}
	return bank
}

func testSecrecy(t testing.TB, f Fixture) {
	_, flow := begin(t, f, providers.PromptDefault)
	_, grant := finish(t, f)
	written := fmt.Sprintf("%v %+v %#v %s %v %+v %#v %s", flow, flow, flow, flow, grant, grant, grant, grant)
	for _, secret := range append(f.Secrets, string(flow.Bytes()), string(grant.Bytes())) {
		if strings.Contains(written, secret) {
			t.Error("a secret was printed")
		}
	}
}

func nobody(id providers.Identity) bool {
	return sameIdentity(id, providers.Identity{}) && id.TaxID.IsZero()
}

func sameIdentity(a, b providers.Identity) bool {
	return a.Issuer == b.Issuer && a.Subject == b.Subject && a.InstitutionID == b.InstitutionID &&
		a.CustomerIdentifier == b.CustomerIdentifier && a.GivenName == b.GivenName &&
		a.FamilyName == b.FamilyName && a.Locale == b.Locale
}
