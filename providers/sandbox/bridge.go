package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// NativeKinds are the native apps that a card may find itself in.
func NativeKinds() []string { return []string{"android", "ios", "port"} }

// NativeBridge is the script that a native app of a kind runs before the card's page: whoever plays the app in a browser
// runs it there. What the card then says is in window.bannoMessages.
func NativeBridge(kind string) (string, error) {
	if !slices.Contains(NativeKinds(), kind) {
		return "", fmt.Errorf("sandbox: no native app is called %q", kind)
	}
	raw, err := pageFiles.ReadFile("pages/native.js")
	if err != nil {
		return "", err
	}
	return string(raw) + `("` + kind + `");`, nil
}

// BridgeMessage is one message of a card that the dashboard listened to.
type BridgeMessage struct {
	At   time.Time       `json:"at"`
	Who  string          `json:"who"`
	Type string          `json:"type"`
	Data json.RawMessage `json:"data,omitempty"`
}

// BridgeMessages are the last messages of an institution's cards, the oldest first.
func (b *Bank) BridgeMessages(slug string) []BridgeMessage {
	b.mu.Lock()
	defer b.mu.Unlock()
	if in := b.fis[slug]; in != nil {
		return slices.Clone(in.bridge)
	}
	return nil
}

// bridgeNote takes a message that the dashboard's script passes on. Only a ping is a sign of life of the member.
func (in *institution) bridgeNote(w http.ResponseWriter, r *http.Request) {
	var m BridgeMessage
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4<<10)).Decode(&m); err != nil || m.Type == "" || len(m.Type) > 40 {
		refuseAPI(w, http.StatusBadRequest, "That is no message of a card.")
		return
	}
	in.bank.mu.Lock()
	defer in.bank.mu.Unlock()
	s := in.session(r)
	if s == nil {
		refuseAPI(w, http.StatusUnauthorized, "Nobody is signed in.")
		return
	}
	if m.At, m.Who = in.now(), s.Username; m.Type == "ping" {
		s.Seen = m.At
	}
	if in.bridge = append(in.bridge, m); len(in.bridge) > keptRequests {
		in.bridge = slices.Delete(in.bridge, 0, len(in.bridge)-keptRequests)
	}
	w.WriteHeader(http.StatusNoContent)
}

// ctlBridge answers GET /__ctl/bridge.
func (in *institution) ctlBridge(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"messages": in.bank.BridgeMessages(in.fi.Slug)})
}
