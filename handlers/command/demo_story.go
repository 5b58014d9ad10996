package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

// tellStory lets happen what the demo's members have behind them, through the front door: the clock is put back and
// walked to today, members sign in at the bank, enter codes, are checked, one is paid. Nothing is written past the laws
// that hold for everyone.
func (st *stage) tellStory(ctx context.Context) error {
	st.clock.daysAgo(48)
	for _, slug := range demoSlugs() {
		if err := st.addInstitution(ctx, slug); err != nil {
			return fmt.Errorf("demo, %s: %w", slug, err)
		}
		if err := st.staff.enrol(ctx, slug); err != nil {
			return fmt.Errorf("demo, %s: %w", slug, err)
		}
	}
	for _, slug := range demoSlugs() {
		if err := st.tell(ctx, slug); err != nil {
			return fmt.Errorf("demo, %s: %w", slug, err)
		}
	}
	return nil
}

// step is one thing that happens so many days before today.
type step struct {
	daysAgo int
	do      func() error
}

func (st *stage) tell(ctx context.Context, slug string) error {
	t, err := st.app.store.TenantBySlug(ctx, slug)
	if err != nil {
		return err
	}
	a := actors{st, slug, st.app.house.For(t), st.app.store.For(t)}
	purchases := func(who string, n int) func() error {
		return func() (err error) {
			for range n {
				err = errors.Join(err, st.bank.PostPurchase(slug, who, 2350, false))
			}
			return err
		}
	}
	for _, s := range []step{
		{48, func() error { return a.campaigns(ctx) }},
		{48, func() error { return errors.Join(a.signIn(ctx, "avery"), a.signIn(ctx, "gale")) }},
		{46, func() error { return a.join(ctx, "ellis", "avery") }},
		{45, func() error { return a.join(ctx, "casey", "avery") }},
		{38, func() error { return a.join(ctx, "devon", "gale") }},
		{30, func() error { return st.bank.PostPayroll(slug, "ellis", 61240) }},
		{28, purchases("ellis", 5)},
		{26, purchases("casey", 1)},
		{21, func() error { return a.takeUp(ctx, "gale") }},
		{20, purchases("casey", 1)},
		{20, func() error { return a.pause(ctx) }},
		{15, func() error { return a.check(ctx, "ellis") }},
		{16, purchases("gale", 2)},
		{14, func() error { return st.bank.PostPayroll(slug, "devon", 54800) }},
		{12, purchases("devon", 4)},
		{6, purchases("casey", 1)},
		{1, func() error { return a.pay(ctx, "ellis") }},
		{0, func() error { return a.sketch(ctx) }},
		{0, func() error { _, err := a.program.TurnCampaigns(ctx); return err }},
		{0, purchases("devon", 1)},
		{0, func() error { return st.bank.PostPurchase(slug, "casey", 1475, true) }},
		{0, func() error { return errors.Join(a.check(ctx, "casey"), a.check(ctx, "devon"), a.check(ctx, "gale")) }},
	} {
		st.clock.daysAgo(s.daysAgo)
		if err := s.do(); err != nil {
			return fmt.Errorf("%d days ago: %w", s.daysAgo, err)
		}
	}
	return nil
}

// addInstitution onboards a sandbox institution as tenant add would, with a live campaign.
func (st *stage) addInstitution(ctx context.Context, slug string) error {
	id, clientSecret := st.bank.Client(slug)
	fi := map[string]models.TenantProfile{
		sandbox.Garden: {Name: "Garden", BrandColor: "#1F6B46", SamePerson: true, SupportPhone: "(555) 010-0142", SupportEmail: "help@garden.example",
			PostalAddress: "12 Garden Row\nSpringfield, IL 62701"},
		sandbox.Orchard: {Name: "Orchard", BrandColor: "#7A2E63", SupportPhone: "(555) 010-0177",
			PostalAddress: "8 Orchard Lane\nSpringfield, IL 62702"},
	}[slug]
	fi.Slug, fi.Platform, fi.FIURL, fi.ClientID = slug, "banno", st.banks[slug], id
	for _, known := range st.fis {
		if known.Slug == slug {
			fi.InstitutionID, fi.Timezone = known.InstitutionID, known.Timezone
		}
	}
	fi.Currency, fi.SignIn = "USD", models.SignInAuto
	fi.PayrollAllow = []string{"payroll", "salary", "direct dep"}
	t, err := addTenant(ctx, st.app, fi, clientSecret)
	if err != nil {
		return err
	}
	return st.app.store.For(t).InTx(ctx, func(tx *models.Tx) error {
		_, err := tx.AddCampaign(models.Campaign{Kind: models.KindRelationship, Name: "Give $50, get $50", Status: models.CampaignLive,
			Priority: 1, BudgetMinor: 50_000_00}, demoTerms(st.clock.Now().AddDate(0, -1, 0).Format("2006-01-02"), fi),
			models.Actor{Kind: models.ActorSystem, ID: "demo"})
		return err
	})
}

// demoTerms is the commonest offer of the field: 60 days, five purchases, $500 of payroll.
func demoTerms(startsOn string, fi models.TenantProfile) models.Terms {
	return models.Terms{StartsOn: startsOn, Timezone: fi.Timezone, PayrollAllow: fi.PayrollAllow, WindowDays: 60, WindowAnchor: "account_opened", PostingGraceDays: 5, CodeEntryDays: 30,
		ClosingDays: 7, HoldDays: 14, Currency: "USD", InviterMinor: 5000, AcceptorMinor: 5000, InviterYearCount: 10,
		TaxFormInviter: "MISC", TaxFormAcceptor: "INT", Visibility: "counts",
		Rules: json.RawMessage(`{"id":"all","kind":"all","rules":[
			{"id":"account","kind":"qualifying_account","qualifying_account":{"include":["checking"],"opened_within_days_before":30}},
			{"id":"purchases","kind":"debit_purchases","debit_purchases":{"min_count":5}},
			{"id":"payroll","kind":"direct_deposit","direct_deposit":{"measure":"sum","min_total":50000}},
			{"id":"standing","kind":"good_standing"}]}`),
		Disclosures: &models.Disclosures{APYHundredths: amount(5), MinOpenMinor: amount(25_00), MinBalanceMinor: amount(0)},
		Text: map[string]string{
			"en": "New members only. One reward per person. Purchases count on the day they post; cash withdrawals do not count. " +
				"Payroll counts when your employer deposits it. The account must be open and in good standing when the reward is paid.",
			"es": "Solo para miembros nuevos. Una recompensa por persona. Las compras cuentan el día en que se registran; los retiros de efectivo no cuentan. " +
				"La nómina cuenta cuando la deposita su empleador. La cuenta debe estar abierta y al corriente cuando se pague la recompensa.",
		}}
}

// amount is a number that somebody gave: nothing and zero are told apart.
func amount(n int64) *int64 { return &n }

// actors do what the demo's members do.
type actors struct {
	st      *stage
	slug    string
	program *program.Program
	rows    models.TenantStore
}

// signIn walks a member through the bank and the card, as a browser does.
func (a actors) signIn(ctx context.Context, who string) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	browser := http.Client{Jar: jar}
	form := url.Values{"username": {who}, "password": {"sandbox"}}
	login, err := http.NewRequestWithContext(ctx, http.MethodPost, a.st.banks[a.slug]+"/login", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	login.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if _, err := fetch(&browser, login); err != nil {
		return err
	}
	card, err := http.NewRequestWithContext(ctx, http.MethodGet, a.st.base.String()+"/t/"+a.slug+"/plugin/", nil)
	if err != nil {
		return err
	}
	end, err := fetch(&browser, card)
	if err == nil && end != "/t/"+a.slug+"/plugin/?s=1" {
		err = fmt.Errorf("sign-in of %s ended at %s", who, end)
	}
	return err
}

func fetch(browser *http.Client, r *http.Request) (endedAt string, err error) {
	answer, err := browser.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return "", err
	}
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s %s answered %d", r.Method, r.URL.Path, answer.StatusCode)
	}
	return answer.Request.URL.RequestURI(), nil
}

func (a actors) member(ctx context.Context, who string) (models.Member, error) {
	var m models.Member
	err := a.rows.View(ctx, func(v *models.View) (err error) {
		m, err = v.MemberBySubject(a.st.bank.Subject(a.slug, who))
		return err
	})
	return m, err
}

// join signs a friend in and enters the inviter's code.
func (a actors) join(ctx context.Context, who, inviter string) error {
	if err := a.signIn(ctx, who); err != nil {
		return err
	}
	friend, err := a.member(ctx, who)
	if err != nil {
		return err
	}
	from, err := a.member(ctx, inviter)
	if err != nil {
		return err
	}
	offer, err := a.program.AnonymousTile(ctx)
	if err != nil {
		return err
	}
	out, err := a.program.Accept(ctx, program.Acceptance{Member: friend, Typed: from.Code.Code, TermsSHA256: offer.Offer.CurrentVersion.SHA256,
		Locale: "en", ShareStatus: true, Source: "member"})
	if err == nil && out.Refused != "" {
		err = fmt.Errorf("%s's code was refused to %s: %s", inviter, who, out.Refused)
	}
	return err
}

func (a actors) check(ctx context.Context, who string) error {
	m, err := a.member(ctx, who)
	if err != nil {
		return err
	}
	checked, err := a.program.Check(ctx, m, "demo", "")
	if err == nil && checked.Failure != "" {
		err = fmt.Errorf("check of %s: %s", who, checked.Failure)
	}
	return err
}

// pay walks both rewards of a referral through two people: asked for, released, recorded, confirmed.
func (a actors) pay(ctx context.Context, who string) error {
	m, err := a.member(ctx, who)
	if err != nil {
		return err
	}
	var r models.Referral
	err = a.rows.View(ctx, func(v *models.View) (err error) {
		r, err = v.AcceptorReferral(m.ID)
		return err
	})
	if err != nil {
		return err
	}
	maker, err := a.st.staff.seat(ctx, a.rows.Tenant(), models.RoleMaker)
	if err != nil {
		return err
	}
	checker, err := a.st.staff.seat(ctx, a.rows.Tenant(), models.RoleChecker)
	if err != nil {
		return err
	}
	asked, err := a.program.RequestPayment(ctx, r.ID, maker)
	if err != nil {
		return err
	}
	if _, err := a.program.Approve(ctx, asked.ID, asked.PayloadSHA256, checker); err != nil {
		return err
	}
	asked, err = a.program.RequestMarkPaid(ctx, program.MarkPaidRequest{ReferralID: r.ID, Reference: "DEMO-" + who,
		PaidOn: a.st.clock.Now().In(a.rows.Tenant().Zone()).Format(time.DateOnly)}, maker)
	if err != nil {
		return err
	}
	_, err = a.program.Approve(ctx, asked.ID, asked.PayloadSHA256, checker)
	return err
}
