package conform

import (
	"slices"
	"testing"
	"time"

	"raf/providers"
)

// stepFaults are the faults that a step of a sign-in can show, too: of who may read what nothing is said there.
func stepFaults(shows []Fault) []Fault {
	return slices.DeleteFunc(slices.Clone(shows), func(fault Fault) bool {
		_, paged := pageKinds()[fault]
		return paged || fault == Forbidden || fault == Unauthorized
	})
}

// stepTest spoils one step of a sign-in: it fails in its time as the contract says, gives nothing, and works again when
// the bank does.
func stepTest(step Step, fault Fault) func(testing.TB, Fixture) {
	return func(t testing.TB, f Fixture) {
		map[Step]func(testing.TB, Fixture, Fault){Discovery: testDiscovery, Keys: testKeys, Exchange: testExchange, Renewal: testRenewalFault}[step](t, f, fault)
		f.SignIn.BreakAt(step, Healthy)
		f.Wait(time.Minute) // what it asked for is over
		if id, grant := finish(t, f); id.Subject != f.SignIn.Want.Subject || grant.IsZero() {
			t.Errorf("after the fault %q signed in", id.Subject)
		}
	}
}

func testDiscovery(t testing.TB, f Fixture, fault Fault) {
	f.Bank = f.SignIn.Cold(t)
	f.SignIn.BreakAt(Discovery, fault)
	bounded(t, f.call(), func() {
		to, flow, err := signIn(t, f).Begin(t.Context(), providers.BeginRequest{State: state, RedirectURI: f.SignIn.RedirectURI, Need: need(f)})
		wantFailure(t, f, len(to)+len(flow.Bytes()), err, providers.KindDown)
	})
}

func testKeys(t testing.TB, f Fixture, fault Fault) {
	f.Bank = f.SignIn.Cold(t)
	wantUnfinished(t, f, Keys, fault)
}

func testExchange(t testing.TB, f Fixture, fault Fault) { wantUnfinished(t, f, Exchange, fault) }

func wantUnfinished(t testing.TB, f Fixture, step Step, fault Fault) {
	t.Helper()
	to, flow := begin(t, f, providers.PromptDefault)
	answer := f.SignIn.Walk(t, to)
	f.SignIn.BreakAt(step, fault)
	bounded(t, perCheck, func() {
		id, grant, err := signIn(t, f).Finish(t.Context(), flow, answer)
		answers := 0
		if !nobody(id) || !grant.IsZero() {
			answers = 1
		}
		wantFailure(t, f, answers, err, kinds()[fault])
	})
}

// testRenewalFault minds that a renewal uses the grant up: an answer that came and can't be read ends it, and one that did
// not come, or was none, does not.
func testRenewalFault(t testing.TB, f Fixture, fault Fault) {
	id, grant := finish(t, f)
	bank := refresher(t, f)
	want := kinds()[fault]
	switch fault {
	case Redirecting, Missing:
		want = providers.KindDown
	case Dripping, Cut, CutTLS, HTML, Truncated, Huge, Garbage, Deep, Overfull, WrongTypes, WrongMediaType, Bomb, DoubledMember:
		want = providers.KindExpired
	}
	f.SignIn.BreakAt(Renewal, fault)
	bounded(t, f.call(), func() {
		renewed, err := bank.Refresh(t.Context(), grant, id.Subject)
		wantFailure(t, f, len(renewed.Bytes()), err, want)
	})
}

// testLies takes nobody in who is not who they should be, and after each lie whoever is.
func testLies(t testing.TB, f Fixture) {
	for _, lie := range Lies() {
		to, flow := begin(t, f, providers.PromptDefault)
		answer := f.SignIn.Walk(t, to)
		f.SignIn.Lie(lie)
		id, grant, err := signIn(t, f).Finish(t.Context(), flow, answer)
		answers := 0
		if !nobody(id) || !grant.IsZero() {
			answers = 1
		}
		wantFailure(t, f, answers, err, providers.KindMalformed)
		f.SignIn.Lie(Honest)
		f.Wait(time.Minute) // an unknown key may be looked for three times a minute
	}
	id, grant := finish(t, f)
	for _, lie := range []Lie{LieOtherMember, LieIssuer} {
		f.SignIn.Lie(lie)
		renewed, err := refresher(t, f).Refresh(t.Context(), grant, id.Subject)
		wantFailure(t, f, len(renewed.Bytes()), err, providers.KindMalformed)
		f.SignIn.Lie(Honest)
		id, grant = finish(t, f)
	}
}
