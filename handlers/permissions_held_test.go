package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"raf/components/words"
	"raf/handlers/web"
	"raf/models"
	"raf/providers"
	"raf/providers/sandbox"
)

// joined is blake with avery's code, nothing looked at yet.
func (h *house) joined(t *testing.T) *browser {
	t.Helper()
	h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "avery")
	b := h.browser(t, sandbox.Garden)
	b.signIn(sandbox.Garden, "blake")
	var avery models.Member // as the bank told her
	if err := h.rows(sandbox.Garden).View(t.Context(), func(v *models.View) (err error) {
		avery, err = v.MemberBySubject(h.bank.Subject(sandbox.Garden, "avery"))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	b.submit(b.get(web.PathCode), codeForm, typed(avery.Code.Code)).wants(http.StatusSeeOther)
	return b
}

// held is what is stored of how an item of blake's stands.
func (h *house) held(t *testing.T, item providers.Item, by providers.Holder) {
	t.Helper()
	want := `{"item":"` + string(item) + `","held":"` + string(by) + `"}`
	if h.count(t, sandbox.Garden, "bank_grants", "permissions LIKE '%"+want+"%'") == 0 {
		t.Errorf("no permission has %s", want)
	}
}

// Each gate but the member's own sign-in, closed for each thing that rules look at: not known yet, by whom, what to do, and
// no call that can't be answered.
func TestEachScopeThatIsHeldBackSaysWhoseMoveItIs(t *testing.T) {
	t.Parallel()
	const (
		institution = "Garden has not switched on everything we need to see. Please call (555) 010-0142 and ask for it."
		platform    = "Garden’s system can’t show us everything we need. Nothing is lost: call (555) 010-0142 and we look at it with you."
		member      = "You have not allowed us to see everything we need. Allow it at Garden under Connected apps, then sign in again."
		anybody     = "We may not see everything we need."
	)
	allow := func(scopes ...string) func(*testing.T, *house) {
		return func(_ *testing.T, h *house) { h.bank.SetAllowedScopes(sandbox.Garden, scopes) }
	}
	unoffered := func(scope string) func(*testing.T, *house) {
		return func(_ *testing.T, h *house) {
			h.bank.SetSwitches(sandbox.Garden, sandbox.Switches{Unoffered: []string{scope}})
		}
	}
	fault := func(endpoint, kind string) func(*testing.T, *house) {
		return func(t *testing.T, h *house) {
			h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: endpoint, Kind: kind})
		}
	}
	for name, row := range map[string]struct {
		closed func(*testing.T, *house)
		item   providers.Item
		by     providers.Holder
		says   string
		calls  [2]bool // for accounts, for transactions
	}{
		"accounts by the institution":     {allow("offline_access", "transactions.detail.readonly"), providers.ItemAccounts, providers.HeldByInstitution, institution, [2]bool{}},
		"transactions by the institution": {allow("offline_access", "accounts.readonly"), providers.ItemPostings, providers.HeldByInstitution, institution, [2]bool{true, false}},
		"accounts by the platform":        {unoffered("accounts.readonly"), providers.ItemAccounts, providers.HeldByPlatform, platform, [2]bool{}},
		"transactions by the platform":    {unoffered("transactions.detail.readonly"), providers.ItemPostings, providers.HeldByPlatform, platform, [2]bool{true, false}},
		"transactions by the member":      {fault(sandbox.OnToken, "fewer_scopes"), providers.ItemPostings, providers.HeldByMember, member, [2]bool{true, false}},
		"accounts, 403":                   {fault(sandbox.OnAccounts, "403"), "", "", anybody, [2]bool{true, false}},
		"transactions, 403":               {fault(sandbox.OnTransactions, "403"), "", "", anybody, [2]bool{true, true}},
		"accounts, 401":                   {fault(sandbox.OnAccounts, "401"), "", "", "Sign in again", [2]bool{true, false}},
		"transactions, 401":               {fault(sandbox.OnTransactions, "401"), "", "", "Sign in again", [2]bool{true, true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			row.closed(t, h)
			b := h.joined(t)
			if row.item != "" {
				h.held(t, row.item, row.by)
			}
			before := [2]int{h.calls(sandbox.Garden, sandbox.OnAccounts), h.calls(sandbox.Garden, sandbox.OnTransactions)}
			never := append(neverSaid(), "0 of 5", "not yet")
			b.submit(b.get(web.PathTile), checkForm, nil, scripted, "true").wantState(http.StatusOK, "acceptor_pending").
				wants(http.StatusOK, row.says, "not known yet").without(never...)
			for i, endpoint := range []string{sandbox.OnAccounts, sandbox.OnTransactions} {
				if asked := h.calls(sandbox.Garden, endpoint) > before[i]; asked != row.calls[i] {
					t.Errorf("%s were asked for: %v, want %v", endpoint, asked, row.calls[i])
				}
			}
			if row.says != "Sign in again" { // which ended the session
				b.get(web.PathTile).wants(http.StatusOK, row.says).without(never...)
			}
			h.bank.SetAllowedScopes(sandbox.Garden, nil)
			h.bank.ClearFaults(sandbox.Garden)
			h.clock.Advance(2 * time.Hour) // what the platform lists is looked at again
			b.load(web.PathTile)
			b.load(web.PathTile)
			h.clock.Advance(2 * time.Minute)
			b.load(web.PathTile)
			b.check().wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "0 of 5").without(row.says)
		})
	}
}

// Without a permission to go on reading, a check that comes after the access token's end asks for a sign-in.
func TestWithoutThePermissionToReadOnTheMemberSignsInAgain(t *testing.T) {
	t.Parallel()
	for name, closed := range map[string]func(*house){
		"institution": func(h *house) {
			h.bank.SetAllowedScopes(sandbox.Garden, []string{"accounts.readonly", "transactions.detail.readonly"})
		},
		"platform": func(h *house) {
			h.bank.SetSwitches(sandbox.Garden, sandbox.Switches{Unoffered: []string{"offline_access"}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			closed(h)
			b := h.joined(t)
			h.held(t, providers.ItemOffline, providers.Holder(name))
			b.check().wants(http.StatusOK, "0 of 5")
			page := b.get(web.PathTile)
			h.clock.Advance(11 * time.Minute)
			b.submit(page, checkForm, nil, scripted, "true").wants(http.StatusOK, "Sign in again", "0 of 5").without(neverSaid()...)
		})
	}
}

// A claim that nobody gives leaves it unknown whether friend and inviter are two people, which holds the money and nothing else.
func TestEachRestrictedClaimThatIsHeldBackIsUnknownAndNoRefusal(t *testing.T) {
	t.Parallel()
	const byTaxID, byNumber, byNothing = models.PersonByTaxID, models.PersonByCustomer, models.PersonUnverified
	for name, row := range map[string]struct {
		enabled, unoffered []string
		held               map[providers.Item]providers.Holder
		person             models.PersonKeyKind
		holds              int
	}{
		"all given":              {[]string{"tax_id", "customer_identifier"}, nil, nil, byTaxID, 0},
		"tax id, left out":       {[]string{"customer_identifier"}, nil, map[providers.Item]providers.Holder{providers.ItemTaxID: providers.HeldUnclear}, byNumber, 1},
		"number, left out":       {[]string{"tax_id"}, nil, map[providers.Item]providers.Holder{providers.ItemCustomer: providers.HeldUnclear}, byTaxID, 0},
		"both, left out":         {nil, nil, map[providers.Item]providers.Holder{providers.ItemTaxID: providers.HeldUnclear, providers.ItemCustomer: providers.HeldUnclear}, byNothing, 1},
		"tax id, platform":       {[]string{"tax_id", "customer_identifier"}, []string{"tax_id"}, map[providers.Item]providers.Holder{providers.ItemTaxID: providers.HeldByPlatform}, byNumber, 1},
		"both, platform":         {[]string{"tax_id", "customer_identifier"}, []string{"tax_id", "customer_identifier"}, map[providers.Item]providers.Holder{providers.ItemTaxID: providers.HeldByPlatform, providers.ItemCustomer: providers.HeldByPlatform}, byNothing, 1},
		"names and the language": {[]string{"tax_id", "customer_identifier"}, []string{"given_name", "family_name", "locale", "name"}, map[providers.Item]providers.Holder{providers.ItemName: providers.HeldUntold, providers.ItemLanguage: providers.HeldUntold}, byTaxID, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			h.bank.SetRestrictedClaims(sandbox.Garden, row.enabled)
			h.bank.SetSwitches(sandbox.Garden, sandbox.Switches{Unoffered: row.unoffered})
			b := h.joined(t)
			for item, by := range row.held {
				h.held(t, item, by)
			}
			b.check().wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "0 of 5").without(neverSaid()...)
			if n := h.count(t, sandbox.Garden, "members", "person_key_kind = '"+string(row.person)+"'"); n != 2 {
				t.Errorf("%d members are known by %s, want both", n, row.person)
			}
			if n := h.count(t, sandbox.Garden, "holds", "kind = 'identity_unverified'"); n != row.holds {
				t.Errorf("%d holds, want %d", n, row.holds)
			}
		})
	}
}

// Where each member is asked, the silent round finds nobody, a member who declines is told so, and one who allows is in.
func TestAMemberWhoIsAskedMayDecline(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.bank.SetConsentRequired(sandbox.Garden, true)
	b := h.browser(t, sandbox.Garden)
	b.atBank(sandbox.Garden, "blake")
	b.load(web.PathTile).wantState(http.StatusOK, "anonymous").without(neverSaid()...)
	answer := func(decision string) reply {
		page := b.load(web.PathSignIn).wants(http.StatusOK, "asks for access", "transactions.detail.readonly")
		r := b.submit(page, "form.card", map[string]string{"decision": decision}, "Sec-Fetch-Site", "", "Origin", h.origins[sandbox.Garden])
		return b.load(r.wants(http.StatusSeeOther).location())
	}
	answer("deny").wants(http.StatusOK, "You chose not to go on. Nothing was shared with us.")
	if n := h.count(t, sandbox.Garden, "sessions", ""); n != 0 {
		t.Errorf("%d sessions", n)
	}
	if got := answer("allow"); !strings.HasSuffix(got.url.Path, web.PathDashboard) {
		t.Errorf("who allows it ends at %s", got.url)
	}
}

// One box that a member unticks on the bank's own page is told as theirs, and ends where they tick it.
func TestWhatAMemberUnticksIsTheirs(t *testing.T) {
	t.Parallel()
	const says = "You have not allowed us to see everything we need. Allow it at Garden under Connected apps, then sign in again."
	for scope, row := range map[string]struct {
		item providers.Item
		says string
	}{
		"accounts.readonly":            {providers.ItemAccounts, says},
		"transactions.detail.readonly": {providers.ItemPostings, says},
		"offline_access":               {providers.ItemOffline, "0 of 5"}, // nothing of it is missing while the member is there
	} {
		t.Run(scope, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			avery := h.member(t, sandbox.Garden, "avery")
			h.bank.SetConsentRequired(sandbox.Garden, true)
			b := h.browser(t, sandbox.Garden)
			b.atBank(sandbox.Garden, "blake")
			allow := func(untick string) {
				t.Helper()
				page := b.load(web.PathSignIn).wants(http.StatusOK, "asks for access")
				action, form := b.fields(page, "form.card")
				form.Set("decision", "allow")
				form["scope"] = slices.DeleteFunc(form["scope"], func(s string) bool { return untick != "" && strings.HasSuffix(s, "/"+untick) })
				b.load(b.post(action, form, "Sec-Fetch-Site", "", "Origin", h.origins[sandbox.Garden]).wants(http.StatusSeeOther).location()).wants(http.StatusOK)
			}
			allow(scope)
			h.held(t, row.item, providers.HeldByMember)
			b.submit(b.get(web.PathCode), codeForm, typed(avery.Code.Code)).wants(http.StatusSeeOther)
			b.check().wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, row.says).without(neverSaid()...)
			b.get(web.PathMe).wants(http.StatusOK, "Not allowed by you")
			if err := h.bank.RevokeApp(sandbox.Garden, "blake"); err != nil { // as under Connected apps
				t.Fatal(err)
			}
			h.clock.Advance(2 * time.Minute)
			allow("")
			b.check().wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "0 of 5").without(says)
		})
	}
}

// A restricted claim that is missing tells nobody whether the institution or the member closed it: the same words stand for
// both, and blame neither.
func TestARestrictedClaimThatIsMissingBlamesNobody(t *testing.T) {
	t.Parallel()
	untick := func(h *house, b *browser) {
		h.bank.SetConsentRequired(sandbox.Garden, true)
		page := b.load(web.PathSignIn).wants(http.StatusOK, "asks for access")
		action, form := b.fields(page, "form.card")
		form.Set("decision", "allow")
		form["claim"] = slices.DeleteFunc(form["claim"], func(s string) bool { return strings.HasSuffix(s, "/customer_identifier") })
		b.load(b.post(action, form, "Sec-Fetch-Site", "", "Origin", h.origins[sandbox.Garden]).wants(http.StatusSeeOther).location()).wants(http.StatusOK)
	}
	off := func(h *house, b *browser) {
		h.bank.SetRestrictedClaims(sandbox.Garden, []string{"tax_id"})
		b.signIn(sandbox.Garden, "blake")
	}
	for name, closed := range map[string]func(*house, *browser){"by the member": untick, "by the institution": off} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			b := h.browser(t, sandbox.Garden)
			b.atBank(sandbox.Garden, "blake")
			closed(h, b)
			h.held(t, providers.ItemCustomer, providers.HeldUnclear)
			b.get(web.PathMe).wants(http.StatusOK, "Not given: Garden may not have it or not share it, or you may not have allowed it; see Connected apps there").
				without("Garden has not switched it on<", "Not allowed by you")
		})
	}
}

func TestWhatIsHeldBackIsSaidInBothLanguages(t *testing.T) {
	t.Parallel()
	for held, want := range map[providers.Holder][2]string{
		providers.HeldByPlatform: {"Garden’s system can’t show us everything we need.",
			"El sistema de Garden no puede mostrarnos todo lo necesario. No se pierde nada: llame al (555) 010-0142 y lo revisamos con usted."},
		providers.HeldByInstitution: {"Garden has not switched on everything we need to see.",
			"Garden no ha activado todo lo que necesitamos ver. Llame al (555) 010-0142 y pídalo."},
		providers.HeldByMember: {"You have not allowed us to see everything we need.",
			"Usted no nos ha permitido ver todo lo necesario. Permítalo en Garden, en Aplicaciones conectadas, e inicie sesión de nuevo."},
		providers.HeldByNobody: {"We may not see everything we need.", "No podemos ver todo lo necesario."},
	} {
		from := caseyTile()
		from.Referral.CheckFailure, from.Held = string(providers.KindDenied), held
		for i, say := range []words.Words{words.English(), words.Spanish()} {
			got := pendingView(t, gardenPresenter(t, say), from, showing{})
			if got.Notice == nil || !strings.HasPrefix(got.Notice.Text.Text, want[i]) {
				t.Fatalf("held by %q: notice is %+v", held, got.Notice)
			}
			if signIn := got.Notice.Link.Href == "/auth/"; signIn == (held == providers.HeldByPlatform || held == providers.HeldByInstitution) {
				t.Errorf("held by %q: a way to sign in: %v", held, signIn)
			}
		}
	}
}
