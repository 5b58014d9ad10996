package sandbox

import (
	"net/http"
	"time"
)

// instant is the API's form of a moment.
const instant = "2006-01-02T15:04:05.000Z"

type accountsJSON struct {
	Accounts    []accountJSON `json:"accounts"`
	Inactivated []string      `json:"inactivatedAccountIds"`
}

type accountJSON struct {
	ID                string          `json:"id"`
	Name              string          `json:"name"`
	Numbers           string          `json:"numbers"`
	AccountType       string          `json:"accountType"`
	AccountSubType    string          `json:"accountSubType"`
	AccountStatus     string          `json:"accountStatus"`
	AccountHolderName string          `json:"accountHolderName"`
	Balance           string          `json:"balance,omitempty"`
	AvailableBalance  string          `json:"availableBalance,omitempty"`
	OriginationDate   string          `json:"originationDate,omitempty"`
	FetchedDate       string          `json:"fetchedDate"`
	ClosedUntil       string          `json:"closedAccountAvailableUntil,omitempty"`
	RoutingNumber     string          `json:"routingNumber,omitempty"`
	Hidden            bool            `json:"hidden"`
	Active            bool            `json:"active"`
	Contributes       bool            `json:"contributesToAggregateTotals"`
	SortIndex         *int            `json:"sortIndex"`
	Institution       institutionJSON `json:"institution"`
	FormattedMetaData *metaJSON       `json:"formattedMetaData,omitempty"`
}

type institutionJSON struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type metaJSON struct {
	Details []metaGroup `json:"details"`
	Rewards []metaGroup `json:"rewards"`
}

type metaGroup struct {
	Label  string      `json:"label"`
	Values []metaValue `json:"values"`
}

type metaValue struct {
	Type   string `json:"type"`
	Label  string `json:"label"`
	Value  string `json:"value"`
	Hidden bool   `json:"hidden"`
}

// accounts answers GET /users/{user}/accounts.
func (in *institution) accounts(w http.ResponseWriter, r *http.Request) {
	in.bank.mu.Lock()
	defer in.bank.mu.Unlock()
	m := in.permit(w, r, accountsScope, accountsEditScope)
	if m == nil {
		return
	}
	answer := accountsJSON{Accounts: []accountJSON{}, Inactivated: []string{}}
	for _, a := range in.openAccounts(m) {
		answer.Accounts = append(answer.Accounts, in.accountJSON(m, a))
	}
	for i := range m.Accounts {
		if a := &m.Accounts[i]; in.gone(a) {
			answer.Inactivated = append(answer.Inactivated, a.ID)
		}
	}
	writeJSON(w, http.StatusOK, answer)
}

func (in *institution) accountJSON(m *Member, a *Account) accountJSON {
	posted, available := in.balances(a)
	out := accountJSON{
		ID: a.ID, Name: a.Name, Numbers: a.Masked, AccountType: a.Type, AccountSubType: a.SubType,
		AccountStatus: orElse(a.Status, "Active"), AccountHolderName: m.GivenName + " " + m.FamilyName,
		Balance: formatMinor(posted), FetchedDate: in.now().UTC().Truncate(time.Second).Format(instant),
		RoutingNumber: in.fi.RoutingNumber, Hidden: a.Hidden, Active: !a.Hidden, Contributes: !a.Hidden,
		Institution: institutionJSON{ID: in.fi.InstitutionID, Name: in.fi.Name},
	}
	if in.closed(a) {
		out.AccountStatus, out.ClosedUntil = "Closed", a.ClosedUntil
	}
	if in.fi.CreditUnion {
		out.AccountStatus = "Unknown"
	}
	if a.Type == "Deposit" && !a.NoAvailable {
		out.AvailableBalance = formatMinor(available)
	}
	if a.NoBalance {
		out.Balance, out.AvailableBalance = "", ""
	}
	if a.InstitutionID != "" {
		out.Institution = institutionJSON{ID: a.InstitutionID, Name: a.InstitutionName}
		out.RoutingNumber = ""
	}
	switch a.Opening {
	case OpeningInField:
		out.OriginationDate = a.OriginationDate
	case OpeningInMetadata:
		out.FormattedMetaData = &metaJSON{Rewards: []metaGroup{}, Details: []metaGroup{{
			Label: "Details", Values: []metaValue{{Type: "Date", Label: "Date opened", Value: a.OriginationDate}},
		}}}
	}
	return out
}
