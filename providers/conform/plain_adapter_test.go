package conform

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"raf/providers"
)

// plain is the adapter of that platform. It is right unless it has a flaw, which the rows of the suite must catch.
type plain struct {
	url    string
	name   string // whom statements must be from
	client *providers.Client
	now    func() time.Time
	flaw   flaw
	calls  atomic.Int64
	page   *directory
	sulky  atomic.Bool // has failed to be told colours
	key    ed25519.PublicKey
}

type directory struct{ Name, Ask, Grants, Key string }

// statement is what the bank says of a member, signed.
type statement struct{ From, For, Nonce, Member, Branch, Given, Family, Language, Reference, TaxID string }

type plainFlow struct {
	Nonce, Verifier string
	TaxID           bool
}

func (p *plain) fail(kind providers.Kind, text string) error {
	return &providers.Error{Kind: kind, Op: "plain", Err: errors.New(text)}
}

func (p *plain) Issuers() []string { return []string{p.name} }

func (p *plain) get(ctx context.Context, op, path string, as providers.Access, v any) error {
	return p.ask(ctx, p.client.GetJSON, op, path, as, v)
}

func (p *plain) ask(ctx context.Context, send func(context.Context, providers.Call) ([]byte, error), op, path string, as providers.Access, v any) error {
	if as.Grant.IsZero() {
		return p.fail(providers.KindExpired, "no grant")
	}
	if p.flaw == outlivesItsCaller {
		ctx = context.WithoutCancel(ctx)
	}
	if p.calls.Add(1) > 1 && p.flaw == remembersCalls {
		return p.fail(providers.KindDown, "once was enough")
	}
	if p.flaw == sharesTheBreaker {
		op = "any"
	}
	call := providers.Call{Op: op, URL: p.url + path, Bearer: string(as.Grant.Bytes()), Limit: 1 << 20}
	raw, err := send(ctx, call)
	switch {
	case p.flaw == takesNoAnswerForNothing && err != nil:
		raw = []byte(`{}`)
	case err != nil:
		return p.told(call, err)
	}
	if err := providers.DecodeJSON(raw, v); err != nil {
		return p.fail(providers.KindMalformed, "answer does not parse")
	}
	return nil
}

// told is a failure as the adapter tells it, in one of the wrong ways if that is its flaw.
func (p *plain) told(call providers.Call, err error) error {
	kind := providers.KindOf(err)
	var e *providers.Error
	errors.As(err, &e)
	switch {
	case p.flaw == calledByNoName && kind == providers.KindDown:
		return p.fail(providers.KindMalformed, "it did not work")
	case p.flaw == untypedErrors:
		return errors.New("it did not work")
	case p.flaw == quotesTokens:
		return p.fail(kind, "with "+call.Bearer)
	case p.flaw == everythingIsDown, p.flaw == refusalsAreDown && kind == providers.KindDenied:
		return p.fail(providers.KindDown, "it did not work")
	case p.flaw == forgetsQuiet && kind == providers.KindThrottled:
		return &providers.Error{Kind: kind, Op: call.Op, RetryAfter: 2 * time.Hour, Unsent: e.Unsent}
	}
	return err
}

func (p *plain) Accounts(ctx context.Context, as providers.Access) ([]providers.Account, error) {
	var got struct {
		Accounts []struct {
			No, Label, Sort, In string
			Money               any
		}
	}
	if err := p.get(ctx, "accounts", "/me/accounts", as, &got); err != nil {
		return nil, err
	}
	kinds := map[string]providers.AccountKind{"current": providers.KindChecking, "debt": providers.KindLoan}
	list := []providers.Account{}
	for _, a := range got.Accounts {
		balance, _ := p.minor(a.Money)
		list = append(list, providers.Account{ID: a.No, Name: a.Label, Kind: kinds[a.Sort], Standing: providers.StandingUnknown, Currency: a.In, Balance: balance})
	}
	if p.flaw == forgetsAccounts {
		list = list[:1]
	}
	if p.flaw == ownWords {
		list[0].Kind = "girokonto"
	}
	return list, nil
}

func (p *plain) Transactions(ctx context.Context, as providers.Access, q providers.TransactionQuery) ([]providers.Transaction, error) {
	var all []providers.Transaction
	ask := url.Values{"from": {q.Since.String()}, "to": {q.Until.String()}}
	if p.flaw == ignoresTheWindow {
		ask = url.Values{"to": {"9999"}}
	}
	for {
		var got struct {
			Rows []struct {
				No, In, For, On string
				Money           any
			}
			Next string
		}
		err := p.get(ctx, "rows", "/me/"+q.AccountID+"/rows?"+ask.Encode(), as, &got)
		if err != nil && p.flaw == keepsPartOfAList && len(all) > 0 {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		for _, r := range got.Rows {
			amount, ok := p.minor(r.Money)
			on, _ := providers.ParseDate(r.On)
			known := func(t providers.Transaction) bool { return t.ID == r.No }
			switch {
			case !on.IsZero() && (!ok || !p.spendable(r.In)):
				return nil, p.fail(providers.KindMalformed, "a row's amount means nothing")
			case slices.ContainsFunc(all, known):
				return nil, p.fail(providers.KindMalformed, "a row comes twice")
			}
			row := providers.Transaction{ID: r.No, AccountID: q.AccountID, Amount: amount, Currency: r.In, PostedOn: on, Pending: on.IsZero(), Kind: providers.TxnPurchase}
			if row.Pending && p.flaw == countsPending {
				row.Pending, row.PostedOn = false, q.Until
			}
			if p.flaw == oneCurrency {
				row.Currency = "USD"
			}
			all = append(all, row)
		}
		if got.Next == "" || p.flaw == readsOnePage {
			return all, nil
		}
		ask.Set("after", got.Next)
	}
}

func (p *plain) spendable(code string) bool {
	upper := func(r rune) bool { return r < 'A' || r > 'Z' }
	return p.flaw == oneCurrency || len(code) == 3 && !strings.ContainsFunc(code, upper) && code != "JPY" && code != "KWD"
}

// minor reads "-12.34"; anything else is not told.
func (p *plain) minor(raw any) (*int64, bool) {
	text, ok := raw.(string)
	if p.flaw == countsInFloats {
		f, err := strconv.ParseFloat(fmt.Sprint(raw), 64)
		n := int64(f * 100)
		return &n, err == nil
	}
	whole, cents, dotted := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole+cents, 10, 64)
	if !ok || !dotted || len(cents) != 2 || err != nil {
		return nil, false
	}
	return &n, true
}

func (p *plain) directory(ctx context.Context) (directory, error) {
	if p.page != nil {
		return *p.page, nil
	}
	var d directory
	raw, err := p.client.GetJSON(ctx, providers.Call{Op: "directory", URL: p.url + "/directory", Limit: 1 << 16})
	if err == nil {
		err = providers.DecodeJSON(raw, &d)
	}
	var e *providers.Error
	if err != nil {
		errors.As(err, &e)
		return d, &providers.Error{Kind: providers.KindDown, Op: "directory", Unsent: e != nil && e.Unsent}
	}
	if d.Name != p.name {
		return d, p.fail(providers.KindDown, "directory of another")
	}
	p.page = &d
	return d, nil
}

func plainRandom() string {
	var b [24]byte
	_, _ = rand.Read(b[:])
	return fmt.Sprintf("%x", b)
}

func (p *plain) Begin(ctx context.Context, req providers.BeginRequest) (string, providers.Flow, error) {
	d, err := p.directory(ctx)
	if err != nil {
		return "", providers.Flow{}, err
	}
	f := plainFlow{Nonce: plainRandom(), Verifier: plainRandom(), TaxID: slices.Contains(req.Need, providers.ItemTaxID) || p.flaw == tellsTaxIDs}
	if p.flaw == oneVerifier {
		f.Nonce, f.Verifier = "same", "same"
	}
	raw, err := json.Marshal(f)
	if err != nil {
		return "", providers.Flow{}, p.fail(providers.KindMalformed, "flow")
	}
	ask := url.Values{"nonce": {f.Nonce}, "challenge": {plainChallenge(f.Verifier)}, "state": {req.State}}
	return d.Ask + "?" + ask.Encode(), providers.NewFlow(raw), nil
}
