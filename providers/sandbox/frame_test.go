package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestADashboardShowsItsCardInTheFrameOfTheDay(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	for frame, may := range map[string]string{"": "", FrameSandboxed: "allow-scripts allow-forms allow-top-navigation-by-user-activation",
		FrameSameOrigin: "allow-scripts allow-forms allow-top-navigation-by-user-activation allow-same-origin"} {
		h.bank.SetSwitches(Garden, Switches{Frame: frame})
		if got, told := h.get("/dashboard").doc(t).Find("iframe#card").Attr("sandbox"); got != may || told != (may != "") {
			t.Errorf("%q: the frame may %q", frame, got)
		}
	}
	if res := h.get("/dashboard?mobile"); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != callback {
		t.Errorf("on a telephone: %d %s", res.StatusCode, res.Header.Get("Location"))
	}
	for _, kind := range append(NativeKinds(), "fax") {
		script, err := NativeBridge(kind)
		if (err != nil) != (kind == "fax") || err == nil && !strings.HasSuffix(script, fmt.Sprintf("(%q);", kind)) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestASignOfLifeKeepsAMemberSignedIn(t *testing.T) {
	t.Parallel()
	h := setup(t, func(_ *Config, fi *FI) { fi.IdleMinutes = 10 })
	h.signIn("casey")
	say := func(message string) int {
		return h.do(http.MethodPost, "/bridge", strings.NewReader(message), "Content-Type", "application/json").StatusCode
	}
	for range 3 {
		h.clock.advance(8 * time.Minute)
		if got := say(`{"type":"ping"}`); got != http.StatusNoContent {
			t.Fatalf("a ping: %d", got)
		}
	}
	h.clock.advance(8 * time.Minute)
	if got := say(`{"type":"request-resize","data":{"height":300}}`); got != http.StatusNoContent {
		t.Errorf("a height: %d", got)
	}
	h.clock.advance(8 * time.Minute) // a height is no sign of life
	if got := say(`{"type":"ping"}`); got != http.StatusUnauthorized {
		t.Errorf("a ping when it is too late: %d", got)
	}
	if res := h.get("/dashboard"); res.StatusCode != http.StatusSeeOther {
		t.Errorf("the dashboard: %d", res.StatusCode)
	}
	for _, bad := range []string{"", "{}", `{"type":""}`, `{"type":"` + strings.Repeat("x", 50) + `"}`, `{"type":"x","data":"` + strings.Repeat("x", 5000) + `"}`} {
		if got := say(bad); got != http.StatusBadRequest {
			t.Errorf("%.20s: %d", bad, got)
		}
	}
	var seen []string
	for _, m := range h.bank.BridgeMessages(Garden) {
		seen = append(seen, m.Who+" "+m.Type+" "+string(m.Data))
	}
	if got := strings.Join(seen, ", "); got != `casey ping , casey ping , casey ping , casey request-resize {"height":300}` {
		t.Errorf("written down: %s", got)
	}
	if body := h.get("/__ctl/bridge").body; !strings.Contains(body, `"type":"ping"`) {
		t.Errorf("told as %s", body)
	}
	if got := h.post("/bridge", url.Values{"type": {"ping"}}).StatusCode; got != http.StatusBadRequest {
		t.Errorf("a form: %d", got)
	}
}
