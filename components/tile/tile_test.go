package tile

import (
	"bytes"
	"strings"
	"testing"

	"raf/components/ui"
)

func TestAMessageLinkIsOnlyForMessages(t *testing.T) {
	t.Parallel()
	for href, want := range map[string]string{
		"sms:?&body=hello":    "sms:?&body=hello",
		"javascript:alert(1)": "about:invalid#TemplFailedSanitizationURL",
		"SMS:javascript:x":    "about:invalid#TemplFailedSanitizationURL",
		"/share":              "/share",
	} {
		if got := messageLink(href)["href"]; got != want {
			t.Errorf("%s: got %v, want %s", href, got, want)
		}
	}
}

func TestWhatAMemberTypedIsTextAndNothingElse(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	state := CodeEntry{Code: `"><script>alert(1)</script>`, Title: "<b>", Error: &FieldError{Text: ui.Plain("<i>")}}
	if err := Tile(state).Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"<script", "<b>", "<i>"} {
		if strings.Contains(out.String(), bad) {
			t.Errorf("%s went through", bad)
		}
	}
}

func TestOnlyTheFiveNamesAreUsed(t *testing.T) {
	t.Parallel()
	for _, s := range []State{Anonymous{}, Inviter{}, NoOffer{}, Pending{}, Checking{}, Eligible{}, Paid{}, CodeEntry{}, Share{}} {
		switch s.Name() {
		case "anonymous", "inviter_ready", "acceptor_pending", "acceptor_eligible", "acceptor_paid":
		default:
			t.Errorf("%T is named %q", s, s.Name())
		}
	}
}
