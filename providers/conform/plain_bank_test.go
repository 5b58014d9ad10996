package conform

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"raf/providers"
)

// plainBank is the server of a platform that was invented for these tests: no OpenID, a directory instead of discovery, a
// signed statement instead of an ID token, pages by a mark instead of an offset.
type plainBank struct {
	*Server
	mu       sync.Mutex
	fault    Fault
	at       []string // ends of the paths that the fault is at
	lie      Lie
	key      ed25519.PrivateKey
	codes    map[string]url.Values // of authorization requests not redeemed yet
	live     map[string]bool       // tokens by their value
	handed   int
	ended    bool
	odd      bool // whether there is one more account, with this amount
	amount   Amount
	currency string
	bare     bool // without colours
	core     coreState
}

const (
	plainClient, plainSecret   = "plain-client", "canary-plain-secret"
	plainMember, plainBranch   = "member-7", "branch-3"
	plainPage, plainRows       = 20, 45
	plainTaxID, plainReference = "900550101", "ref-7"
)

func newPlainBank(t testing.TB) *plainBank {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b := &plainBank{key: key, codes: map[string]url.Values{}, live: map[string]bool{"canary-token-0": true}, currency: "USD"}
	b.Server = NewServer(t, b)
	return b
}

func (b *plainBank) set(change func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change()
}

func (b *plainBank) breakAt(fault Fault, at ...string) {
	b.set(func() { b.fault, b.at = fault, at })
	b.Cut(fault, at...)
}

func (b *plainBank) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	b.mu.Lock()
	fault := b.fault
	if !slices.ContainsFunc(b.at, func(end string) bool { return strings.HasSuffix(r.URL.Path, end) }) {
		fault = Healthy
	}
	b.mu.Unlock()
	if _, paged := pageKinds()[fault]; paged {
		if r.FormValue("after") == "" {
			fault = Healthy
		}
		if fault == IgnoredOffset {
			r.Form.Del("after")
			fault = Healthy
		}
	}
	if fault == Hanging || fault == SecondPageHanging {
		<-r.Context().Done()
		return
	}
	if misbehaves(w, fault) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case r.URL.Path == "/directory":
		plainJSON(w, 200, map[string]any{"name": b.URL, "ask": b.URL + "/ask", "grants": b.URL + "/grants", "key": b.URL + "/key"})
	case r.URL.Path == "/key":
		plainJSON(w, 200, map[string]any{"key": b.key.Public()})
	case r.URL.Path == "/grants":
		b.serveGrant(w, r)
	case r.URL.Path == "/colors":
		b.serveColors(w)
	case !b.live[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]:
		plainJSON(w, 401, map[string]any{"no": "canary-body"})
	case r.URL.Path == "/me/core":
		b.serveCore(w, r.Method)
	case r.URL.Path == "/me/accounts":
		b.serveAccounts(w)
	default:
		b.serveRows(w, r, strings.Split(r.URL.Path, "/")[2])
	}
}

// misbehaves answers with a fault of one document.
func misbehaves(w http.ResponseWriter, fault Fault) bool {
	status := map[Fault]int{Forbidden: 403, Unauthorized: 401, Throttling: 429, ThrottlingBare: 429, SecondPageThrottling: 429, Failing: 500, SecondPage: 500,
		Maintenance: 503, Redirecting: 302, Missing: 404, HTML: 200, Truncated: 200, SecondPageTruncated: 200, Garbage: 200, WrongTypes: 200}[fault]
	switch fault {
	case Resetting:
		panic(http.ErrAbortHandler)
	case Throttling:
		w.Header().Set("Retry-After", "7")
	case Redirecting:
		w.Header().Set("Location", "https://elsewhere.example/canary-body")
	}
	if status == 0 {
		return false
	}
	body := map[Fault]string{Truncated: `{"rows":[{"no":"canary-body`, SecondPageTruncated: `{"rows":[{"no":"canary-body`, Garbage: "canary-body", WrongTypes: `["canary-body"]`}[fault]
	w.Header().Set("Content-Type", "application/json")
	if fault == HTML || fault == Maintenance || fault == Missing {
		w.Header().Set("Content-Type", "text/html")
	}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
	return true
}

// serveGrant gives a token and says for whom, for a code of the same client's or for a token that is used up by it.
func (b *plainBank) serveGrant(w http.ResponseWriter, r *http.Request) {
	asked := b.codes[r.Form.Get("code")]
	good := r.Form.Get("secret") == plainSecret && !b.ended
	if old := r.Form.Get("renew"); old != "" {
		good = good && b.live[old]
		delete(b.live, old)
	} else {
		good = good && asked != nil && asked.Get("challenge") == plainChallenge(r.Form.Get("verifier"))
		if good {
			delete(b.codes, r.Form.Get("code"))
		}
	}
	if !good {
		plainJSON(w, 400, map[string]any{"no": "ended"})
		return
	}
	b.handed++
	token := "canary-token-" + strconv.Itoa(b.handed)
	b.live[token] = true
	who := statement{From: b.URL, For: plainClient, Nonce: asked.Get("nonce"), Member: plainMember, Branch: plainBranch,
		Given: "Riley", Family: "Doe", Language: "en-US", Reference: plainReference, TaxID: plainTaxID}
	key := b.key
	switch b.lie {
	case LieNonce:
		who.Nonce = "another"
	case LieIssuer:
		who.From = "https://elsewhere.example"
	case LieAudience:
		who.For = "another"
	case LieNobody:
		who.Member = ""
	case LieInstitution:
		who.Branch = "another"
	case LieOtherMember:
		who.Member = "member-8"
	case LieSignature:
		_, key, _ = ed25519.GenerateKey(rand.Reader)
	}
	said, _ := json.Marshal(who)
	plainJSON(w, 200, map[string]any{"token": token, "said": said, "signature": ed25519.Sign(key, said)})
}

func (b *plainBank) serveAccounts(w http.ResponseWriter) {
	list := []map[string]any{
		{"no": "a1", "label": "Everyday", "sort": "current", "money": "1.00", "in": "USD"},
		{"no": "a2", "label": "Car", "sort": "debt", "money": "-5.00", "in": "USD"},
	}
	if b.odd {
		list = append(list, map[string]any{"no": "a3", "label": "Odd", "sort": "current", "money": plainAmount(b.amount), "in": "USD"})
	}
	plainJSON(w, 200, map[string]any{"accounts": list})
}

func (b *plainBank) serveRows(w http.ResponseWriter, r *http.Request, account string) {
	var all []map[string]any
	switch account {
	case "a1":
		all = append(all, map[string]any{"no": "p", "money": "-7.00", "in": "USD", "for": "card"})
		for i := range plainRows {
			all = append(all, map[string]any{"no": plainID(i), "money": "-0.0" + strconv.Itoa(i%10), "in": "USD", "for": "card", "on": plainDay(i).String()})
		}
	case "a2":
		if b.core == coreTold {
			all = append(all, map[string]any{"no": plainCoreRow, "money": "-5.00", "in": "USD", "for": "card", "on": plainDay(0).String()})
		}
	case "a3":
		all = append(all, map[string]any{"no": "m", "money": plainAmount(b.amount), "in": b.currency, "for": "card", "on": "2026-08-05"})
	}
	all = slices.DeleteFunc(all, func(row map[string]any) bool {
		on, _ := row["on"].(string)
		return on != "" && (on < r.Form.Get("from") || on > r.Form.Get("to"))
	})
	from, _ := strconv.Atoi(r.Form.Get("after"))
	to := min(from+plainPage, len(all))
	next := ""
	if to < len(all) {
		next = strconv.Itoa(to)
	}
	plainJSON(w, 200, map[string]any{"rows": all[from:to], "next": next})
}

func plainID(i int) string { return "t" + strconv.Itoa(i) }

// plainDay is the day of a row: three a day.
func plainDay(i int) providers.Date { return providers.Date{Year: 2026, Month: 8, Day: 20 - i/3} }

// plainAmount is how the platform would write an amount of the suite.
func plainAmount(way Amount) any {
	switch way {
	case "half a cent":
		return "1.005"
	case "2^63":
		return "92233720368547758.08"
	case "a number of the wire":
		return 12.34
	case "nothing":
		return nil
	}
	return string(way)
}

func plainChallenge(verifier string) string {
	return base64.RawURLEncoding.EncodeToString([]byte("of " + verifier))
}

func plainJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
