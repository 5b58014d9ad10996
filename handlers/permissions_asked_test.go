package handlers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/providers/sandbox"
)

// looksAtAccounts is the rule of an offer that counts no postings.
const looksAtAccounts = `{"id":"account","kind":"qualifying_account","qualifying_account":{"include":["checking"]}}`

// offersOnly makes an institution's campaign one with other rules; none leaves it without one.
func (h *house) offersOnly(t *testing.T, slug, rules string) {
	t.Helper()
	h.set(t, slug, "UPDATE campaigns SET status = 'ended' WHERE status = 'live'")
	if rules != "" {
		terms := modelstest.Terms()
		terms.Rules = json.RawMessage(rules)
		modelstest.Campaign(t, h.rows(slug), terms, 1_000_000_00)
	}
	h.clock.Advance(2 * time.Second) // campaigns are remembered for one
}

// asked is what the bank is asked for when the card is loaded: the last part of each scope, and each claim.
func (b *browser) asked() (scopes, claims string) {
	b.t.Helper()
	u, err := url.Parse(b.get(web.PathTile).wants(http.StatusSeeOther).location())
	if err != nil {
		b.t.Fatal(err)
	}
	var targets map[string]map[string]any
	if err := json.Unmarshal([]byte(u.Query().Get("claims")), &targets); err != nil {
		b.t.Fatal(err)
	}
	var names []string
	for _, name := range []string{"given_name", "family_name", "locale", "institution_id", "customer_identifier", "tax_id"} {
		for full := range targets["id_token"] {
			if full == name || strings.HasSuffix(full, "/"+name) {
				names = append(names, name)
			}
		}
	}
	if len(names) != len(targets["id_token"]) || len(targets) != 1 {
		b.t.Errorf("claims %v, want only those that are known here", targets)
	}
	return strings.ReplaceAll(u.Query().Get("scope"), "https://api.banno.com/consumer/auth/", ""), strings.Join(names, " ")
}

func TestTheBankIsAskedForNoMoreThanTheRulesNeed(t *testing.T) {
	t.Parallel()
	const (
		who      = "openid profile"
		accounts = who + " offline_access accounts.readonly"
		postings = accounts + " transactions.detail.readonly"
	)
	for name, row := range map[string]struct{ rules, want string }{
		"no offer":                 {"", who},
		"accounts":                 {looksAtAccounts, accounts},
		"good standing":            {`{"id":"standing","kind":"good_standing"}`, accounts},
		"purchases":                {`{"id":"p","kind":"debit_purchases","debit_purchases":{"min_count":5}}`, postings},
		"payroll below two groups": {`{"id":"g","kind":"all","rules":[{"id":"h","kind":"any","rules":[` + looksAtAccounts + `,{"id":"d","kind":"direct_deposit","direct_deposit":{"measure":"sum","min_total":1}}]}]}`, postings},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			for slug, taxID := range map[string]string{sandbox.Garden: " tax_id", sandbox.Orchard: ""} { // the same-person rule is Garden's
				h.offersOnly(t, slug, row.rules)
				scopes, claims := h.browser(t, slug).asked()
				if scopes != row.want {
					t.Errorf("%s asks for %q, want %q", slug, scopes, row.want)
				}
				if want := "given_name family_name locale institution_id customer_identifier" + taxID; claims != want {
					t.Errorf("%s asks for the claims %q, want %q", slug, claims, want)
				}
			}
		})
	}
}

// The terms of who is in are frozen, so what they look at is asked for until their referral is over.
func TestAReferralUnderWayKeepsWhatItsTermsNeed(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.friend(t, "blake")
		h.offersOnly(t, sandbox.Garden, looksAtAccounts)
		for _, row := range []struct{ state, wants string }{
			{"pending", "transactions"}, {"closing", "transactions"}, {"eligible", "accounts"}, {"expired", "accounts"},
		} {
			h.set(t, sandbox.Garden, "UPDATE referrals SET state = '"+row.state+"' WHERE 1 = 1")
			h.clock.Advance(2 * time.Second)
			scopes, _ := h.browser(t, sandbox.Garden).asked()
			if got := strings.Contains(scopes, "transactions"); got != (row.wants == "transactions") || !strings.Contains(scopes, "accounts") {
				t.Errorf("a referral that is %s asks for %q", row.state, scopes)
			}
		}
		h.offersOnly(t, sandbox.Garden, "")
		if scopes, _ := h.browser(t, sandbox.Garden).asked(); scopes != "openid profile" {
			t.Errorf("nothing is under way, and %q is asked for", scopes)
		}
	})
}

// A new offer looks at more than a member who is signed in was asked for. That is no fault of theirs and never "not yet".
func TestWhatANewOfferNeedsIsAskedForAtTheNextSignIn(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.offersOnly(t, sandbox.Garden, looksAtAccounts)
	b := h.browser(t, sandbox.Garden)
	b.signIn(sandbox.Garden, "blake")
	h.offersOnly(t, sandbox.Garden, string(modelstest.Terms().Rules))
	avery := h.browser(t, sandbox.Garden)
	avery.signIn(sandbox.Garden, "avery")
	code := h.member(t, sandbox.Garden, "avery").Code.Code
	b.submit(b.get(web.PathCode), codeForm, typed(code)).wants(http.StatusSeeOther)
	before := h.calls(sandbox.Garden, sandbox.OnTransactions)
	b.submit(b.get(web.PathTile), checkForm, nil, scripted, "true").wantState(http.StatusOK, "acceptor_pending").
		wants(http.StatusOK, "Sign in again").without(neverSaid()...).without("0 of 5")
	if n := h.calls(sandbox.Garden, sandbox.OnTransactions) - before; n != 0 {
		t.Errorf("%d calls were sent that no permission covers", n)
	}
	if n := h.count(t, sandbox.Garden, "evaluations", ""); n != 0 {
		t.Errorf("%d verdicts were stored", n)
	}
	if b.token() == "" {
		t.Error("the session lives, and the browser lost its token")
	}
	b.get(web.PathDashboard).wantState(http.StatusOK, "acceptor_pending")
	h.clock.Advance(2 * time.Minute) // the card asks the bank who sits there
	b.load(web.PathTile).wantState(http.StatusOK, "acceptor_pending")
	b.check().wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "0 of 5").without("Sign in again")
	if r := h.count(t, sandbox.Garden, "referrals", "state = '"+string(models.StatePending)+"'"); r != 1 {
		t.Error("the referral did not go on")
	}
}
