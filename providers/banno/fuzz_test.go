package banno

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"raf/providers"
)

func FuzzMoney(f *testing.F) {
	for _, s := range []string{"741.41", "-1543.00", "0.005", "1e9", "", "-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		minor, err := parseMoney(s)
		if err != nil {
			return
		}
		sign, size := "", minor
		if minor < 0 {
			sign, size = "-", -minor
		}
		if again, err := parseMoney(fmt.Sprintf("%s%d.%02d", sign, size/100, size%100)); err != nil || again != minor {
			t.Errorf("%q is %d and then %d, %v", s, minor, again, err)
		}
	})
}

func FuzzTransactions(f *testing.F) {
	for _, v := range []any{map[string]any{"transactions": []any{row("1")}}, map[string]any{}, []any{}} {
		raw, err := json.Marshal(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	b := offline(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		var page transactionPage
		if providers.DecodeJSON(raw, &page) != nil {
			return
		}
		p := pager{size: pageRows, rows: map[providers.Text]wireTransaction{}}
		if done, err := p.add(page); err != nil || !done {
			return
		}
		got, err := b.transactions(p, window())
		if err != nil && got != nil {
			t.Fatal("rows came with an error")
		}
		for _, r := range got {
			if !r.Pending && (r.Amount == nil || r.PostedOn.IsZero()) || r.Pending && !r.PostedOn.IsZero() {
				t.Errorf("row %+v breaks the contract", r)
			}
		}
	})
}

func FuzzAccounts(f *testing.F) {
	f.Add([]byte(`{"accounts":[{"id":"a","accountType":"Debt","balance":"1.00","originationDate":"2026-08-03"}]}`))
	f.Add([]byte(`{"accounts":[{"formattedMetaData":{"details":[{"values":[{"type":"Date","label":"open","value":1}]}]}}]}`))
	b := offline(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		var list accountList
		if providers.DecodeJSON(raw, &list) != nil {
			return
		}
		for _, w := range list.Accounts {
			a := b.account(w)
			if a.Kind == "" || a.Standing == "" || strings.ContainsAny(a.Name, "\x00\n\u202e") {
				t.Errorf("account %+v breaks the contract", a)
			}
		}
	})
}

func FuzzIDToken(f *testing.F) {
	f.Add([]byte(`{"alg":"ES256"}`), []byte(`{"sub":"a","aud":["c"],"iat":1,"exp":2}`))
	f.Add([]byte(`{"alg":"none"}`), []byte(`{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}`))
	b := offline(f)
	f.Fuzz(func(t *testing.T, header, payload []byte) {
		if h, err := readHeader(string(header) + "." + string(payload)); err == nil && h.Crit != nil {
			t.Error("a critical extension was accepted")
		}
		_, _ = parseKeys(payload)
		var c claims
		if providers.DecodeJSON(payload, &c) == nil && b.checkClaims(c, expected{issuer: "i", nonce: "n"}) == nil {
			t.Error("claims without our institution were accepted")
		}
		var m metadata
		if providers.DecodeJSON(payload, &m) == nil && b.checkMetadata(m) == nil {
			t.Error("invented metadata was accepted")
		}
	})
}

// offline is a bank that is never called.
func offline(tb testing.TB) *Bank {
	tb.Helper()
	b, err := New(Config{
		FIURL: "https://digital.example.com", ClientID: "c", InstitutionID: "never in a corpus",
		Now:    func() time.Time { return time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC) },
		Beside: func(context.Context, func(context.Context)) {}, // nothing is given back to a bank that is not there
	})
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func FuzzTokenAnswer(f *testing.F) {
	f.Add(200, `{"access_token":"a","token_type":"Bearer","expires_in":600,"id_token":"x.y.z"}`)
	f.Add(200, `{"access_token":"a","token_type":"Bearer","expires_in":-9e99,"scope":7}`)
	f.Add(400, `{"error":"invalid_grant"}`)
	b := offline(f)
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 200 || status > 599 {
			return
		}
		answer := &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			return &http.Response{
				StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
			}, nil
		})}
		ctx := context.WithValue(t.Context(), oauth2.HTTPClient, answer)
		token, err := b.oauth(metadata{Token: "https://digital.example.com/token"}, testRedirect).Exchange(ctx, "code")
		if err != nil {
			if kind := providers.KindOf(b.tokenError(err)); kind == "" {
				t.Error("a failure has no kind")
			}
			return
		}
		grant, _, err := b.readToken(t.Context(), token, b.cfg.Issuers[0], nil)
		if err != nil {
			return
		}
		opened, err := b.open("test", grant)
		if err != nil || opened.Access == "" || grant.ExpiresAt.Before(b.now()) || grant.Refreshable != (opened.Refresh != "") {
			t.Errorf("grant %+v until %s, %v", opened, grant.ExpiresAt, err)
		}
	})
}
