package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAMemberReadsTheirProfileAndTheirInstitution(t *testing.T) {
	t.Parallel()
	enrolled := time.Date(2026, time.November, 3, 15, 0, 0, 0, time.UTC)
	h := setup(t, func(_ *Config, fi *FI) {
		for i := range fi.Members {
			if fi.Members[i].Username == "casey" {
				fi.Members[i].UserType, fi.Members[i].Enrolled = "Business", enrolled
			}
		}
	})
	h.signIn("casey")
	q := h.authQuery()
	q.Set("scope", allData)
	without := h.tokens(q).AccessToken
	q.Set("scope", allData+" "+profileScope)
	access := h.tokens(q).AccessToken
	self := consumerPath + "/users/" + h.bank.Subject(Garden, "casey")
	other := consumerPath + "/users/" + h.bank.Subject(Garden, "avery")
	for _, row := range []struct {
		path, access string
		status       int
	}{
		{self, access, 200}, {self, without, 403}, {self, "x", 401}, {other, access, 401},
		{self + "/institutions/" + h.fi.InstitutionID, without, 200}, {self + "/institutions/elsewhere", access, 404}, {other + "/institutions/" + h.fi.InstitutionID, access, 401},
	} {
		if got := h.api(row.path, row.access).StatusCode; got != row.status {
			t.Errorf("%s: %d, want %d", row.path, got, row.status)
		}
	}
	got := h.api(self, access).json(t)
	for name, want := range map[string]any{"userType": "Business", "firstName": "Casey", "userAddedDateTime": "2026-11-03T15:00:00.000Z", "institutionId": h.fi.InstitutionID} {
		if got[name] != want {
			t.Errorf("%s = %v, want %v", name, got[name], want)
		}
	}
	if got := h.api(self+"/institutions/"+h.fi.InstitutionID, access).json(t)["routingNumber"]; got != h.fi.RoutingNumber {
		t.Errorf("the routing number is %v", got)
	}
}

func TestOneAccountAndOneRowComeUnwrapped(t *testing.T) {
	t.Parallel()
	h, access := signedIn(t, "casey")
	if err := h.bank.PostPurchase(Garden, "casey", 5_00, false); err != nil {
		t.Fatal(err)
	}
	list := h.accounts("casey", access)
	path := h.accountsPath("casey") + "/" + list[0]["id"].(string)
	if got := h.api(path, access).json(t); got["id"] != list[0]["id"] || got["balance"] != list[0]["balance"] {
		t.Errorf("the account is %v, in the list %v", got, list[0])
	}
	row := h.transactions("casey", access, "limit=1").Transactions[0]
	if got := h.api(path+"/transactions/"+row["id"].(string), access).json(t); got["amount"] != "-5.00" || got["id"] != row["id"] {
		t.Errorf("the row is %v", got)
	}
	for _, none := range []string{h.accountsPath("casey") + "/none", path + "/transactions/none", h.accountsPath("casey") + "/none/transactions/" + row["id"].(string)} {
		if got := h.api(none, access).StatusCode; got != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", none, got)
		}
	}
}

func TestAClosedAccountIsShownForAWhileAndThenGone(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("avery")
	ids := h.bank.AccountIDs(Garden, "avery")
	if err := h.bank.CloseAccount(Garden, "avery", ids[0], h.clock.now().AddDate(0, 0, 3)); err != nil {
		t.Fatal(err)
	}
	if err := h.bank.CloseAccount(Garden, "avery", "none", h.clock.now()); err == nil {
		t.Error("an account that is none was closed")
	}
	first := h.accounts("avery", h.tokens(h.authQuery()).AccessToken)[0]
	if first["id"] != ids[0] || first["accountStatus"] != "Closed" || first["closedAccountAvailableUntil"] != "2026-12-05" {
		t.Errorf("shown as %v", first)
	}
	h.clock.advance(4 * 24 * time.Hour)
	h.signIn("avery")
	res := h.api(h.accountsPath("avery"), h.tokens(h.authQuery()).AccessToken)
	var envelope accountsJSON
	if err := json.Unmarshal([]byte(res.body), &envelope); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(envelope.Inactivated, ids[:1]) || len(envelope.Accounts) != len(ids)-1 {
		t.Errorf("inactivated %v, %d accounts of %d", envelope.Inactivated, len(envelope.Accounts), len(ids))
	}
}

func TestRefreshTokensRotateInTheWayOfTheBank(t *testing.T) {
	t.Parallel()
	for mode, want := range map[string]struct {
		rotates, again, after bool // a new token; the old one works once more; the new one works after the old came back
	}{
		"": {true, false, false}, RotateHarmless: {true, false, true}, RotateNever: {false, true, true},
	} {
		h := setup(t)
		h.signIn("casey")
		h.bank.SetSwitches(Garden, Switches{Rotation: mode, AccessSeconds: 45})
		first := h.tokens(h.authQuery())
		renewed := h.tokenAnswer(h.post(oidcPath+"/token", h.refreshForm(first.RefreshToken)))
		if (renewed.RefreshToken != "") != want.rotates || renewed.ExpiresIn != 45 {
			t.Errorf("%q: a new token %v, for %d s", mode, renewed.RefreshToken != "", renewed.ExpiresIn)
		}
		if got := h.post(oidcPath+"/token", h.refreshForm(first.RefreshToken)).StatusCode == http.StatusOK; got != want.again {
			t.Errorf("%q: the old token again: %v", mode, got)
		}
		if got := h.post(oidcPath+"/token", h.refreshForm(orElse(renewed.RefreshToken, first.RefreshToken))).StatusCode == http.StatusOK; got != want.after {
			t.Errorf("%q: the new token after that: %v", mode, got)
		}
		access := renewed.AccessToken
		if mode != "" && h.api(h.accountsPath("casey"), access).StatusCode != http.StatusOK {
			t.Errorf("%q: the access token is dead", mode)
		}
		h.clock.advance(45 * time.Second)
		if got := h.api(h.accountsPath("casey"), access).StatusCode; got != http.StatusUnauthorized {
			t.Errorf("%q: the access token lives on: %d", mode, got)
		}
	}
}

func TestEachCallIsWrittenDownWithoutItsSecrets(t *testing.T) {
	t.Parallel()
	h, access := signedIn(t, "casey")
	h.api(h.accountsPath("casey"), access)
	h.fault(Fault{Endpoint: OnAccounts, Kind: "429", RetryAfter: 90, RetryDate: true, Times: 1})
	throttled := h.api(h.accountsPath("casey"), access)
	if at, err := http.ParseTime(throttled.Header.Get("Retry-After")); err != nil || !at.Equal(story().Add(90*time.Second)) {
		t.Errorf("come back at %q", throttled.Header.Get("Retry-After"))
	}
	var seen []string
	for _, r := range h.bank.Requests(Garden) {
		seen = append(seen, r.Endpoint+" "+http.StatusText(r.Status)+" "+r.Fault)
		if !r.At.Equal(story()) || strings.Contains(r.Path, "?") {
			t.Errorf("written down as %+v", r)
		}
	}
	want := []string{"auth See Other ", "token OK ", "accounts OK ", "accounts Too Many Requests 429"}
	if !slices.Equal(seen, want) {
		t.Errorf("written down: %q, want %q", seen, want)
	}
	if body := h.get("/__ctl/requests").body; !strings.Contains(body, `"endpoint":"accounts"`) || strings.Contains(body, access) {
		t.Errorf("told as %.200s", body)
	}
	for range keptRequests {
		h.bank.fis[Garden].noted(OnJWKS, nil, func(http.ResponseWriter, *http.Request) {})(nil, &http.Request{URL: throttled.Request.URL})
	}
	if got := h.bank.Requests(Garden); len(got) != keptRequests || got[0].Endpoint != OnJWKS {
		t.Errorf("%d are kept, from %s on", len(got), got[0].Endpoint)
	}
}
