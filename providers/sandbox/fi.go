package sandbox

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// FI is one simulated institution with the one client (external application) that it has registered.
type FI struct {
	Slug, Name    string
	Origin        string // scheme and host, no path: "http://localhost:9090"
	InstitutionID string
	Timezone      string // IANA name; UTC if empty
	BrandColor    string // #RRGGBB
	RoutingNumber string
	CreditUnion   bool // a credit union's core never tells accountStatus

	AppName          string // what the card and the connected-apps page call the client
	ClientID         string
	ClientSecret     string
	ClientKeysURI    string   // where the key set of a client is that signs; it sends no secret then
	ClientKeys       string   // or the set itself
	RedirectURIs     []string // matched byte for byte; the dashboard's card loads the first
	ExpandedURL      string   // target of the card's primary action
	CardHeight       int      // 380 if zero
	IdleMinutes      int      // how long a member may do nothing before the bank signs them out; no end if zero
	ConsentRequired  bool
	AllowedScopes    []string // resource scopes (full names or their last part) the client may ask for; nil allows all
	RestrictedClaims []string // restricted claims (full names or their last part) that the FI has enabled

	Members []Member
}

// Member is a person who can sign in. Nobody in here exists.
type Member struct {
	Username, Password    string
	Subject               string // unique within the FI only; the demo repeats it at both FIs on purpose
	GivenName, FamilyName string
	Locale, Email         string
	TaxID                 string
	CustomerIdentifier    string
	UserType              string    // Individual if empty; Business and Company are known, too
	Enrolled              time.Time // at the digital bank; not told if zero
	Note                  string    // one line for the table on the front page
	Accounts              []Account
}

// OpeningShown says where an account's opening day can be read; cores differ.
type OpeningShown string

// Where the opening day appears in the API.
const (
	OpeningInField    OpeningShown = ""
	OpeningInMetadata OpeningShown = "metadata"
	OpeningUntold     OpeningShown = "untold"
)

// Account is one account of a member. It is in the API only from its origination day on.
type Account struct {
	ID              string
	Name            string
	Masked          string // "x4821"
	Type            string // Deposit, Debt, Line of Credit, …
	SubType         string // Checking, Savings, …; may be empty
	Status          string // accountStatus; Active if empty
	OriginationDate string // YYYY-MM-DD in the FI's zone; empty: always there
	Opening         OpeningShown
	BalanceMinor    int64 // before any posting; owed money is positive on debts
	Hidden          bool
	ClosedOn        string // YYYY-MM-DD; empty: open
	ClosedUntil     string // the last day on which it is shown as closed
	NoAvailable     bool   // the core does not tell the available balance
	NoBalance       bool   // nor any other
	InstitutionID   string // another bank's id for an aggregated account; the FI's own if empty
	InstitutionName string
	Postings        []Posting
	Gone            []string // ids of rows that were replaced when they settled
}

// The four values of a row's pendingStatus.
const (
	InstitutionPending = "InstitutionPending"
	BannoPending       = "BannoPending"
	Reconciled         = "Reconciled"
	NoReconciliation   = "NoReconciliation"
)

// Posting is one row of an account. Rows dated after the clock are not there yet.
type Posting struct {
	ID          string
	At          time.Time
	AmountMinor int64 // as the API tells it: positive is a credit on deposits
	NoAmount    bool  // the core left the amount out
	NoDate      bool  // and the days
	Status      string
	Type        string // POS, ATM, FEE, …
	SubType     string
	Memo        string
	DisplayName string
	Sequence    int
	Updated     time.Time
}

// pending reports whether the row has not been posted yet.
func (p Posting) pending() bool { return p.Status == InstitutionPending || p.Status == BannoPending }

var (
	slugShape  = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)
	colorShape = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)
)

// validate fills the defaults and reports everything that is wrong at once.
func (fi *FI) validate() error {
	fi.CardHeight = orElse(fi.CardHeight, 380)
	fi.Timezone = orElse(fi.Timezone, "UTC")
	fi.BrandColor = orElse(fi.BrandColor, "#1F6B46")
	fi.RoutingNumber = orElse(fi.RoutingNumber, "000000000")
	fi.AppName = orElse(fi.AppName, "Refer a friend")
	fi.InstitutionID = orElse(fi.InstitutionID, stableID(fi.Slug, "institution"))
	fi.ClientID = orElse(fi.ClientID, stableID(fi.Slug, "client"))
	fi.ClientSecret = orElse(fi.ClientSecret, newSecret())

	var problems []error
	if !slugShape.MatchString(fi.Slug) {
		problems = append(problems, fmt.Errorf("slug %q is not a short lower-case name", fi.Slug))
	}
	if !colorShape.MatchString(fi.BrandColor) {
		problems = append(problems, fmt.Errorf("brand colour %q is not #RRGGBB", fi.BrandColor))
	}
	u, err := url.Parse(fi.Origin)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.Path != "" || u.RawQuery != "" {
		problems = append(problems, fmt.Errorf("origin %q is not a bare http origin", fi.Origin))
	}
	if _, err := time.LoadLocation(fi.Timezone); err != nil {
		problems = append(problems, err)
	}
	var names, subjects []string
	for i := range fi.Members {
		m := &fi.Members[i]
		m.Subject = orElse(m.Subject, stableID("member", m.Username))
		if m.Username == "" || slices.Contains(names, m.Username) || slices.Contains(subjects, m.Subject) {
			problems = append(problems, fmt.Errorf("member %q: name or subject is empty or taken", m.Username))
		}
		names, subjects = append(names, m.Username), append(subjects, m.Subject)
		for j := range m.Accounts {
			a := &m.Accounts[j]
			a.ID = orElse(a.ID, stableID(fi.Slug, m.Username, a.Name, a.Masked))
			for k := range a.Postings {
				a.Postings[k].complete(k + 1)
			}
		}
	}
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("sandbox: FI %q: %w", fi.Slug, err)
	}
	return nil
}

// complete fills what a scripted posting may leave out.
func (p *Posting) complete(sequence int) {
	p.ID = orElse(p.ID, newID())
	p.Sequence = orElse(p.Sequence, sequence)
	p.Status = orElse(p.Status, NoReconciliation)
	p.Type = orElse(p.Type, "UNKNOWN")
	p.SubType = orElse(p.SubType, "Undefined")
	p.DisplayName = orElse(p.DisplayName, p.Memo)
	if p.Updated.IsZero() {
		p.Updated = p.At
	}
}

// clone is a copy that shares no slice with fi, so that a caller's value stays the caller's.
func (fi FI) clone() FI {
	fi.RedirectURIs = slices.Clone(fi.RedirectURIs)
	fi.AllowedScopes = slices.Clone(fi.AllowedScopes)
	fi.RestrictedClaims = slices.Clone(fi.RestrictedClaims)
	fi.Members = slices.Clone(fi.Members)
	for i := range fi.Members {
		fi.Members[i].Accounts = slices.Clone(fi.Members[i].Accounts)
		for j := range fi.Members[i].Accounts {
			a := &fi.Members[i].Accounts[j]
			a.Postings, a.Gone = slices.Clone(a.Postings), slices.Clone(a.Gone)
		}
	}
	return fi
}

// names reports whether list holds name, in full or by its last part.
func names(list []string, name string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return s == name || strings.HasSuffix(name, "/"+s) })
}

func orElse[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}
