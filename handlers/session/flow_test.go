package session

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models/secret"
)

// browser keeps cookies as one does: by name, until they end.
type browser struct{ jar map[string]string }

func (b *browser) request() *http.Request {
	var pairs []string
	for name, value := range b.jar {
		pairs = append(pairs, name+"="+value)
	}
	return requestWith(strings.Join(pairs, "; "))
}

func (b *browser) take(w *httptest.ResponseRecorder) {
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.jar, c.Name)
		} else {
			b.jar[c.Name] = c.Value
		}
	}
}

func (b *browser) begin(t *testing.T, f *Flows, p Placement, state string) string {
	t.Helper()
	w := httptest.NewRecorder()
	tieHash, err := f.Begin(w, b.request(), p, state)
	if err != nil {
		t.Fatal(err)
	}
	b.take(w)
	return tieHash
}

func flowsAt(t *testing.T, now time.Time) *Flows {
	t.Helper()
	return NewFlows(ringOf(t, keyOne), func() time.Time { return now }, rand.Reader)
}

func newBrowser() *browser { return &browser{jar: map[string]string{}} }

func TestASignInIsTiedToTheBrowserThatBeganIt(t *testing.T) {
	t.Parallel()
	f, p := flowsAt(t, noon()), placed(t, ownHome())
	own, other := newBrowser(), newBrowser()
	want := own.begin(t, f, p, "state-1")
	otherHash := other.begin(t, f, p, "state-2")
	got, err := f.TieHash(own.request(), p, "state-1")
	if err != nil || got != want {
		t.Errorf("own browser: got %q, %v; want %q", got, err, want)
	}
	if got, err := f.TieHash(other.request(), p, "state-1"); !errors.Is(err, ErrNoFlow) || got != "" {
		t.Errorf("another browser: got %q, %v; want ErrNoFlow", got, err)
	}
	if want == otherHash {
		t.Error("two browsers have the same tie")
	}
	for _, value := range own.jar {
		if strings.Contains(value, want) || strings.Contains(value, "state-1") {
			t.Errorf("the cookie %q tells the state or what the server keeps", value)
		}
	}
}

func TestATieMovedToAnotherAttemptIsRefused(t *testing.T) {
	t.Parallel()
	f, p, b := flowsAt(t, noon()), placed(t, ownHome()), newBrowser()
	b.begin(t, f, p, "state-1")
	b.begin(t, f, p, "state-2")
	b.jar[p.fullName(flowName("state-1"))] = b.jar[p.fullName(flowName("state-2"))]
	if _, err := f.TieHash(b.request(), p, "state-1"); !errors.Is(err, ErrNoFlow) {
		t.Errorf("got %v, want ErrNoFlow", err)
	}
}

func TestEveryFlowCookieHasTheFlagsOfItsPlacement(t *testing.T) {
	t.Parallel()
	name := string(flowName("state-1"))
	for _, tc := range []struct {
		home Home
		want string
	}{
		{ownHome(), "__Host-" + name + "=v; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax"},
		{sharedHome(), name + "=v; Path=/t/garden; Max-Age=600; HttpOnly; Secure; SameSite=Lax"},
		{foreignHome(), name + "=v; Path=/t/garden; Max-Age=600; HttpOnly; Secure; SameSite=None; Partitioned"},
		{demoHome(), name + "=v; Path=/t/garden; Max-Age=600; HttpOnly; SameSite=Lax"},
	} {
		f, p, b, w := flowsAt(t, noon()), placed(t, tc.home), newBrowser(), httptest.NewRecorder()
		if _, err := f.Begin(w, b.request(), p, "state-1"); err != nil {
			t.Fatal(err)
		}
		b.take(w)
		f.End(w, p, "state-1")
		value := b.jar[p.fullName(flowName("state-1"))]
		ended := strings.NewReplacer("=v;", "=;", "Max-Age=600", "Max-Age=0").Replace(tc.want)
		want := []string{strings.Replace(tc.want, "=v;", "="+value+";", 1), ended}
		if diff := cmp.Diff(want, w.Header().Values("Set-Cookie")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if len(name) != len("raf_flow_")+8 || len(value) > 200 {
			t.Errorf("name %q, value of %d bytes; want 8 hexadecimal digits and a short value", name, len(value))
		}
	}
}

func TestATieEndsAfterTenMinutes(t *testing.T) {
	t.Parallel()
	p, b := placed(t, ownHome()), newBrowser()
	b.begin(t, flowsAt(t, noon()), p, "state-1")
	for _, tc := range []struct {
		after time.Duration
		want  error
	}{
		{599 * time.Second, nil}, {600 * time.Second, ErrNoFlow}, {-5 * time.Second, nil}, {-6 * time.Second, ErrNoFlow},
	} {
		if _, err := flowsAt(t, noon().Add(tc.after)).TieHash(b.request(), p, "state-1"); !errors.Is(err, tc.want) {
			t.Errorf("after %v: got %v, want %v", tc.after, err, tc.want)
		}
	}
}

func TestATieOutlivesARotationOfKeys(t *testing.T) {
	t.Parallel()
	p, b := placed(t, ownHome()), newBrowser()
	want := b.begin(t, flowsAt(t, noon()), p, "state-1")
	rotated := NewFlows(ringOf(t, keyTwo, keyOne), noon, rand.Reader)
	if got, err := rotated.TieHash(b.request(), p, "state-1"); err != nil || got != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

func TestFiftyTilesAtOnceLeaveTheFiveYoungestAttempts(t *testing.T) {
	t.Parallel()
	p, b := placed(t, ownHome()), newBrowser()
	b.jar["other"] = "kept"
	for i := range 50 {
		b.begin(t, flowsAt(t, noon().Add(time.Duration(i)*time.Second)), p, fmt.Sprint("state-", i))
	}
	want := []string{"other"}
	for i := 45; i < 50; i++ {
		want = append(want, p.fullName(flowName(fmt.Sprint("state-", i))))
	}
	var got []string
	for name := range b.jar {
		got = append(got, name)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAttemptsThatAreOverOrForgedGoBeforeLiveOnes(t *testing.T) {
	t.Parallel()
	p, b := placed(t, sharedHome()), newBrowser()
	b.begin(t, flowsAt(t, noon().Add(-11*time.Minute)), p, "over")
	for i := range 4 {
		b.begin(t, flowsAt(t, noon().Add(time.Duration(i)*time.Second)), p, fmt.Sprint("live-", i))
	}
	// Planted from a sibling host, claiming to be younger than all.
	b.jar["raf_flow_00000000"] = "9999999999.tie.AAAAAAAA.mac"
	b.jar["raf_flow_00000001"] = "9999999999.tie." + ringOf(t, keyOne).Current(secret.PurposeFlowCookie).ID() + ".mac"
	b.jar["raf_flow_00000002"] = "nonsense"
	b.jar["raf_flow_notours8"], b.jar["raf_flow_abc"] = "kept", "kept"
	b.begin(t, flowsAt(t, noon().Add(4*time.Second)), p, "new")
	for _, name := range []Name{flowName("over"), "raf_flow_00000000", "raf_flow_00000001", "raf_flow_00000002"} {
		if _, kept := b.jar[string(name)]; kept {
			t.Errorf("%s is kept", name)
		}
	}
	for _, state := range []string{"live-0", "live-1", "live-2", "live-3", "new"} {
		if _, kept := b.jar[string(flowName(state))]; !kept {
			t.Errorf("attempt %s was pushed out", state)
		}
	}
	if b.jar["raf_flow_notours8"] != "kept" || b.jar["raf_flow_abc"] != "kept" {
		t.Error("a cookie that is no attempt of ours was ended")
	}
}

func TestABrowserFullOfPlantedCookiesGetsAShortAnswer(t *testing.T) {
	t.Parallel()
	p, b := placed(t, sharedHome()), newBrowser()
	for i := range 200 {
		b.jar[fmt.Sprintf("raf_flow_%08x", i)] = "nonsense"
	}
	w := httptest.NewRecorder()
	if _, err := flowsAt(t, noon()).Begin(w, b.request(), p, "state-1"); err != nil {
		t.Fatal(err)
	}
	if got := len(w.Header().Values("Set-Cookie")); got != 1+maxDrops {
		t.Errorf("got %d Set-Cookie headers, want %d", got, 1+maxDrops)
	}
}

func TestADoubledTieIsToldApart(t *testing.T) {
	t.Parallel()
	f, p, b := flowsAt(t, noon()), placed(t, sharedHome()), newBrowser()
	b.begin(t, f, p, "state-1")
	r := b.request()
	r.Header.Add("Cookie", string(flowName("state-1"))+"=planted")
	if _, err := f.TieHash(r, p, "state-1"); !errors.Is(err, ErrDoubled) {
		t.Errorf("got %v, want ErrDoubled", err)
	}
}

func TestAnAlteredTieIsRefused(t *testing.T) {
	t.Parallel()
	f, p, b := flowsAt(t, noon()), placed(t, ownHome()), newBrowser()
	b.begin(t, f, p, "state-1")
	name := p.fullName(flowName("state-1"))
	good := b.jar[name]
	parts := strings.Split(good, ".")
	for what, value := range map[string]string{
		"a later time":   strings.Join([]string{fmt.Sprint(noon().Unix() + 1), parts[1], parts[2], parts[3]}, "."),
		"another tie":    strings.Join([]string{parts[0], parts[1] + "x", parts[2], parts[3]}, "."),
		"another key":    strings.Join([]string{parts[0], parts[1], "AAAAAAAA", parts[3]}, "."),
		"no MAC":         strings.Join([]string{parts[0], parts[1], parts[2], ""}, "."),
		"a part missing": strings.Join(parts[:3], "."),
		"a part more":    good + ".x",
		"no time":        strings.Join([]string{"", parts[1], parts[2], parts[3]}, "."),
		"only dots":      "...",
		"no key of ours, MAC with an empty one": strings.Join([]string{parts[0], parts[1], "AAAAAAAA",
			secret.MAC(secret.Key{}, name, parts[0], parts[1])}, "."),
		"the key for forms": strings.Join([]string{parts[0], parts[1], f.keys.Current(secret.PurposeFormToken).ID(),
			secret.MAC(f.keys.Current(secret.PurposeFormToken), name, parts[0], parts[1])}, "."),
	} {
		b.jar[name] = value
		if _, err := f.TieHash(b.request(), p, "state-1"); !errors.Is(err, ErrNoFlow) {
			t.Errorf("%s: got %v, want ErrNoFlow", what, err)
		}
	}
}

func TestAnAttemptWithoutStateRandomnessOrPlacementDoesNotBegin(t *testing.T) {
	t.Parallel()
	p := placed(t, ownHome())
	dry := NewFlows(ringOf(t, keyOne), noon, iotest.ErrReader(errors.New("dry")))
	little := NewFlows(ringOf(t, keyOne), noon, bytes.NewReader(make([]byte, tieSize-1)))
	for name, begin := range map[string]func(http.ResponseWriter) (string, error){
		"no state":          func(w http.ResponseWriter) (string, error) { return flowsAt(t, noon()).Begin(w, requestWith(), p, "") },
		"no randomness":     func(w http.ResponseWriter) (string, error) { return dry.Begin(w, requestWith(), p, "state-1") },
		"little randomness": func(w http.ResponseWriter) (string, error) { return little.Begin(w, requestWith(), p, "state-1") },
		"no placement": func(w http.ResponseWriter) (string, error) {
			return flowsAt(t, noon()).Begin(w, requestWith(), Placement{}, "state-1")
		},
	} {
		w := httptest.NewRecorder()
		if got, err := begin(w); err == nil || got != "" || len(w.Header()) != 0 {
			t.Errorf("%s: got %q, %v, %v; want an error and no header", name, got, err, w.Header())
		}
	}
}

func FuzzAFlowCookieNobodyMadeTiesNothing(f *testing.F) {
	ring := ringOf(f, keyOne)
	flows := NewFlows(ring, noon, rand.Reader)
	p := placed(f, ownHome())
	f.Add("1795176000.tie." + ring.Current(secret.PurposeFlowCookie).ID() + ".mac")
	f.Add("...")
	f.Add("-1.a.b.c")
	f.Fuzz(func(t *testing.T, value string) {
		if tie, _, ok := flows.open(p.fullName(flowName("state-1")), value); ok {
			t.Errorf("%q ties to %q", value, tie)
		}
	})
}
