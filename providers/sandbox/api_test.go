package sandbox

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// signedIn is a harness with casey's tokens.
func signedIn(t *testing.T, username string, change ...func(*Config, *FI)) (*harness, string) {
	t.Helper()
	h := setup(t, change...)
	h.signIn(username)
	return h, h.tokens(h.authQuery()).AccessToken
}

func (h *harness) accounts(username, access string) []map[string]any {
	h.t.Helper()
	res := h.api(h.accountsPath(username), access)
	var envelope struct {
		Accounts    []map[string]any
		Inactivated []string `json:"inactivatedAccountIds"`
	}
	if err := json.Unmarshal([]byte(res.body), &envelope); err != nil || res.StatusCode != http.StatusOK {
		h.t.Fatalf("accounts: %d %s", res.StatusCode, res.body)
	}
	if envelope.Inactivated == nil {
		h.t.Error("inactivatedAccountIds is missing")
	}
	return envelope.Accounts
}

type rows struct {
	Transactions []map[string]any
	Inactivated  []string `json:"inactivatedTransactionIds"`
	Limit        int
}

func (h *harness) transactions(username, access, query string) rows {
	h.t.Helper()
	path := h.accountsPath(username) + "/" + h.bank.AccountIDs(Garden, username)[0] + "/transactions?" + query
	res := h.api(path, access)
	var out rows
	if err := json.Unmarshal([]byte(res.body), &out); err != nil || res.StatusCode != http.StatusOK {
		h.t.Fatalf("transactions: %d %s", res.StatusCode, res.body)
	}
	return out
}

func TestTheAPIRefusesWhoMayNotRead(t *testing.T) {
	t.Parallel()
	h, access := signedIn(t, "casey")
	q := h.authQuery()
	q.Set("scope", "openid")
	bare := h.tokens(q).AccessToken
	mine := h.accountsPath("casey")
	rows := mine + "/" + h.bank.AccountIDs(Garden, "casey")[0] + "/transactions"
	for name, tt := range map[string]struct {
		path, header string
		status       int
	}{
		"no token":                     {mine, "", 401},
		"another scheme":               {mine, "Basic " + access, 401},
		"a made-up token":              {mine, "Bearer " + access + "x", 401},
		"another member's path":        {h.accountsPath("avery"), "Bearer " + access, 401},
		"another member's account":     {mine + "/" + h.bank.AccountIDs(Garden, "avery")[0] + "/transactions", "Bearer " + access, 404},
		"an account that is not there": {mine + "/none/transactions", "Bearer " + access, 404},
		"accounts without scope":       {mine, "Bearer " + bare, 403},
		"transactions without scope":   {rows, "Bearer " + bare, 403},
		"lower-case scheme":            {rows, "bearer " + access, 200},
	} {
		t.Run(name, func(t *testing.T) {
			var header []string
			if tt.header != "" {
				header = []string{"Authorization", tt.header}
			}
			res := h.get(tt.path, header...)
			if res.StatusCode != tt.status {
				t.Errorf("status %d, want %d: %s", res.StatusCode, tt.status, res.body)
			}
			if res.Header.Get("X-Request-Id") == "" {
				t.Error("no x-request-id")
			}
		})
	}
	h.clock.advance(accessLifetime - time.Second)
	if got := h.api(mine, access).StatusCode; got != http.StatusOK {
		t.Errorf("one second before the end: %d", got)
	}
	h.clock.advance(time.Second)
	if got := h.api(mine, access).StatusCode; got != http.StatusUnauthorized {
		t.Errorf("at the end: %d, want 401", got)
	}
}

func TestAnAccountIsToldInThePlatformsWords(t *testing.T) {
	t.Parallel()
	h, access := signedIn(t, "casey")
	if err := h.bank.PostPurchase(Garden, "casey", 12_34, true); err != nil {
		t.Fatal(err)
	}
	got := h.accounts("casey", access)
	want := []map[string]any{{
		"id": h.bank.AccountIDs(Garden, "casey")[0], "name": "Everyday Checking", "numbers": "x4895",
		"accountType": "Deposit", "accountSubType": "Checking", "accountStatus": "Active", "accountHolderName": "Casey Dogwood",
		"balance": "728.32", "availableBalance": "715.98", "originationDate": "2026-10-15",
		"fetchedDate": "2026-12-02T18:30:00.000Z", "routingNumber": "073000176", "hidden": false, "active": true,
		"contributesToAggregateTotals": true, "sortIndex": nil,
		"institution": map[string]any{"id": h.fi.InstitutionID, "name": "Garden Bank"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
}

func TestTheOddAccountsAreOdd(t *testing.T) {
	t.Parallel()
	h, access := signedIn(t, "avery", func(_ *Config, fi *FI) { fi.CreditUnion = true })
	byName := map[string]map[string]any{}
	for _, a := range h.accounts("avery", access) {
		byName[a["name"].(string)] = a
		if a["accountStatus"] != "Unknown" {
			t.Errorf("a credit union told the status of %v: %v", a["name"], a["accountStatus"])
		}
	}
	savings := byName["Rainy Day Savings"]
	if _, told := savings["originationDate"]; told {
		t.Error("the savings account tells its opening in the field as well")
	}
	if raw, _ := json.Marshal(savings["formattedMetaData"]); !strings.Contains(string(raw), `"label":"Date opened","type":"Date","value":"2021-10-02"`) {
		t.Errorf("metadata %s", raw)
	}
	loan := byName["Car Loan"]
	if _, told := loan["availableBalance"]; told || loan["balance"] != "10955.10" || loan["accountType"] != "Debt" {
		t.Errorf("loan %v", loan)
	}
	far := byName["Checking at Far River"]
	if far["institution"].(map[string]any)["id"] == h.fi.InstitutionID || far["originationDate"] != nil {
		t.Errorf("aggregated account %v", far)
	}
	if byName["Health Savings"]["accountSubType"] != "HSA" {
		t.Error("there is no HSA")
	}
}

func TestAnAccountAppearsOnItsOpeningDayAtTheBank(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.clock.advance(-50 * 24 * time.Hour)
	if got := h.bank.AccountIDs(Garden, "casey"); got != nil {
		t.Fatalf("casey has %v two days early", got)
	}
	if err := h.bank.PostPayroll(Garden, "casey", 100); err == nil {
		t.Error("payroll was posted to an account that is not open")
	}
	// 05:59 UTC is still the evening before in Chicago.
	h.clock.advance(time.Date(2026, time.October, 15, 4, 59, 0, 0, time.UTC).Sub(h.clock.now()))
	if got := h.bank.AccountIDs(Garden, "casey"); got != nil {
		t.Errorf("casey's account is open a minute early")
	}
	h.clock.advance(time.Minute)
	if got := h.bank.AccountIDs(Garden, "casey"); len(got) != 1 {
		t.Errorf("casey has %d accounts on the opening day", len(got))
	}
}

func TestAPurchaseThatIsPendingHasNoDateUntilItSettles(t *testing.T) {
	t.Parallel()
	for _, newID := range []bool{false, true} {
		h, access := signedIn(t, "casey")
		h.bank.SetSwitches(Garden, Switches{SettleUnderNewID: newID})
		if err := h.bank.PostPurchase(Garden, "casey", 5_00, true); err != nil {
			t.Fatal(err)
		}
		before := h.transactions("casey", access, "limit=1").Transactions[0]
		if before["pendingStatus"] != "InstitutionPending" || before["datePosted"] != nil || before["date"] != nil || before["amount"] != "-5.00" {
			t.Errorf("pending row %v", before)
		}
		h.clock.advance(time.Minute)
		if n, err := h.bank.SettlePending(Garden, "casey"); n != 1 || err != nil {
			t.Fatalf("settled %d, %v", n, err)
		}
		list := h.transactions("casey", access, "limit=1")
		after := list.Transactions[0]
		if after["pendingStatus"] != "Reconciled" || after["datePosted"] != "2026-12-02T00:00:00.000Z" || after["date"] != after["datePosted"] ||
			after["lastUpdated"] != "2026-12-02T18:31:00.000Z" {
			t.Errorf("settled row %v", after)
		}
		var gone []string
		if newID {
			gone = []string{before["id"].(string)}
		}
		if (after["id"] != before["id"]) != newID || !cmp.Equal(gone, list.Inactivated, cmp.Transformer("nil", func(s []string) string { return strings.Join(s, ",") })) {
			t.Errorf("new id %v: before %v, after %v, inactivated %v", newID, before["id"], after["id"], list.Inactivated)
		}
		if n, _ := h.bank.SettlePending(Garden, "casey"); n != 0 {
			t.Errorf("settled %d twice", n)
		}
	}
}

func TestAPostedRowIsToldInThePlatformsWords(t *testing.T) {
	t.Parallel()
	h, access := signedIn(t, "blake")
	if err := h.bank.PostPayroll(Garden, "blake", 500_00); err != nil {
		t.Fatal(err)
	}
	got := h.transactions("blake", access, "limit=1").Transactions[0]
	delete(got, "id")
	want := map[string]any{
		"accountId": h.bank.AccountIDs(Garden, "blake")[0], "amount": "500.00", "currency": "USD",
		"datePosted": "2026-12-02T00:00:00.000Z", "date": "2026-12-02T00:00:00.000Z", "pendingStatus": "NoReconciliation",
		"type": "ECHECK", "subtype": "EFT", "memo": "MERIDIAN TOOLWORKS PAYROLL DIR DEP",
		"filteredMemo": "MERIDIAN TOOLWORKS PAYROLL DIR DEP", "displayName": "Meridian Toolworks payroll",
		"sequence": float64(4), "lastUpdated": "2026-12-02T18:30:00.000Z",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("row (-want +got):\n%s", diff)
	}
	if err := h.bank.Post(Garden, "blake", Posting{NoAmount: true, Status: InstitutionPending, Memo: "HOLD"}); err != nil {
		t.Fatal(err)
	}
	if amount, told := h.transactions("blake", access, "limit=1").Transactions[0]["amount"]; told {
		t.Errorf("amount %v, want none", amount)
	}
}

func TestMoneyGoesToTheMembersOwnCheckingAccount(t *testing.T) {
	t.Parallel()
	h, access := signedIn(t, "casey", func(_ *Config, fi *FI) {
		fi.Members = []Member{{Username: "casey", Password: "sandbox", Accounts: []Account{
			{Name: "Loan", Type: "Debt"},
			{Name: "Elsewhere", Type: "Deposit", SubType: "Checking", InstitutionID: "other", InstitutionName: "Other Bank"},
			{Name: "Closed", Type: "Deposit", SubType: "Checking", Status: "Closed"},
			{Name: "Savings", Type: "Deposit", SubType: "Savings"},
			{Name: "Later", Type: "Deposit", SubType: "Checking", OriginationDate: "2026-12-09"},
		}}}
	})
	for _, want := range []string{"Savings", "Later"} {
		before := map[string]any{}
		for _, a := range h.accounts("casey", access) {
			before[a["name"].(string)] = a["balance"]
		}
		if err := h.bank.PostPayroll(Garden, "casey", 1_00); err != nil {
			t.Fatal(err)
		}
		for _, a := range h.accounts("casey", access) {
			if moved := a["balance"] != before[a["name"].(string)]; moved != (a["name"] == want) {
				t.Errorf("%s: %v became %v; want only %s to move", a["name"], before[a["name"].(string)], a["balance"], want)
			}
		}
		h.clock.advance(7 * 24 * time.Hour)
		access = h.tokens(h.authQuery()).AccessToken
	}
}

func TestARowIsPostedOnTheInstitutionsDay(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.clock.advance(10 * time.Hour) // 04:30 UTC on the 3rd, 22:30 on the 2nd in Chicago
	if err := h.bank.PostPayroll(Garden, "blake", 500_00); err != nil {
		t.Fatal(err)
	}
	h.signIn("blake")
	access := h.tokens(h.authQuery()).AccessToken
	if got := h.transactions("blake", access, "limit=1").Transactions[0]["date"]; got != "2026-12-02T00:00:00.000Z" {
		t.Errorf("date %v, want the 2nd", got)
	}
	for query, want := range map[string]int{
		"since=2026-12-02T06:00:00Z":                            1, // the local day's first instant
		"since=2026-12-03T05:59:59Z":                            1, // its last second
		"since=2026-12-03T06:00:00Z":                            0,
		"since=2026-12-02T12:00:00Z&until=2026-12-02T12:00:00Z": 1, // both ends belong to the window
		"since=2026-12-02T12:00:00Z&until=2026-12-02T05:00:00Z": 0,
		"updatedSince=2026-12-03T04:30:00Z":                     1,
		"updatedSince=2026-12-03T04:30:01Z":                     0,
	} {
		if got := len(h.transactions("blake", access, query).Transactions); got != want {
			t.Errorf("%s: %d rows, want %d", query, got, want)
		}
	}
}

func TestALongListComesInPagesNewestFirst(t *testing.T) {
	t.Parallel()
	h, access := signedIn(t, "blake")
	if err := h.bank.PostMany(Garden, "blake", 1200, Posting{AmountMinor: -1_00, Type: "POS", Memo: "TEA"}); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	last, pages := 1<<30, 0
	for offset := 0; ; offset += 500 {
		page := h.transactions("blake", access, "limit=9999&offset="+strconv.Itoa(offset))
		pages++
		if page.Limit != 500 {
			t.Errorf("limit %d, want it capped at 500", page.Limit)
		}
		for _, row := range page.Transactions {
			if seen[row["id"].(string)] {
				t.Fatalf("row %v twice", row["id"])
			}
			seen[row["id"].(string)] = true
			if n := int(row["sequence"].(float64)); row["memo"] == "TEA" && n >= last {
				t.Fatalf("row %d after %d", n, last)
			} else {
				last = n
			}
		}
		if len(page.Transactions) < 500 {
			break
		}
	}
	if pages != 3 || len(seen) != 1202 {
		t.Errorf("%d rows on %d pages, want 1202 on 3", len(seen), pages)
	}
}

func TestABadTransactionQueryIsRefused(t *testing.T) {
	t.Parallel()
	h, access := signedIn(t, "casey")
	path := h.accountsPath("casey") + "/" + h.bank.AccountIDs(Garden, "casey")[0] + "/transactions?"
	for _, query := range []string{
		"offset=-1", "offset=x", "limit=0", "limit=-5", "limit=ten", "since=yesterday", "since=2026-12-02", "until=",
		"updatedSince=2026-12-02T00:00:00Z&since=2026-12-02T00:00:00Z", "updatedSince=2026-12-02T00:00:00Z&until=2026-12-02T00:00:00Z",
		"limit=1&limit=2",
	} {
		if got := h.api(path+query, access); got.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d %s, want 400", query, got.StatusCode, got.body)
		}
	}
}

func TestAnEmptyAccountHasNoTransactionsKey(t *testing.T) {
	t.Parallel()
	h, access := signedIn(t, "casey")
	id, err := h.bank.OpenAccount(Garden, "casey", Account{Name: "Second Checking", Masked: "x0001", SubType: "Checking"})
	if err != nil {
		t.Fatal(err)
	}
	if got := h.accounts("casey", access)[1]; got["originationDate"] != "2026-12-02" || got["balance"] != "0.00" {
		t.Errorf("new account %v", got)
	}
	path := h.accountsPath("casey") + "/" + id + "/transactions"
	if _, there := h.api(path, access).json(t)["transactions"]; there {
		t.Error("an empty account has a transactions key")
	}
	if got := h.transactions("casey", access, "offset=500").Transactions; got == nil || len(got) != 0 {
		t.Errorf("past the end: %v, want an empty list", got)
	}
}
