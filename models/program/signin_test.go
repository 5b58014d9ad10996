package program_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/models/secret"
	"raf/providers"
)

// knows makes the bank answer the code with a person.
func (b *fakeBank) knows(code string, who providers.Identity) {
	b.set(func(b *fakeBank) { b.people[code] = who })
}

func person(subject string) providers.Identity {
	return providers.Identity{Issuer: "https://bank.example", Subject: subject, CustomerIdentifier: "cif-" + subject,
		TaxID: providers.NewSecret("123-45-6789"), GivenName: "Canary" + subject, FamilyName: "Tree", Locale: "en-US"}
}

// begin starts a sign-in in the card, tied to the browser "tie".
func (s site) begin(t *testing.T, state string) {
	t.Helper()
	to, err := s.BeginSignIn(t.Context(), program.Attempt{State: state, TieHash: secret.Hash("tie"), Place: models.PlaceCard, RedirectURI: "https://raf.example/plugin/"})
	if err != nil || !strings.HasSuffix(to, "state="+state) {
		t.Fatalf("begin: %q, %v", to, err)
	}
}

// back is the ordinary callback of that browser.
func back(state, code string) program.Callback {
	return program.Callback{State: state, TieHash: secret.Hash("tie"), Place: models.PlaceCard, Answer: providers.Callback{Code: code},
		RequestID: "req", Mint: func(_, sid string) (string, error) { return "jti-" + sid, nil }}
}

func (s site) finish(t *testing.T, cb program.Callback) (program.SignedIn, error) {
	done, _, err := s.FinishSignIn(t.Context(), cb)
	return done, err
}

// signedIn signs a person in from start to end.
func (s site) signedIn(t *testing.T, subject string, prior ...string) program.SignedIn {
	t.Helper()
	s.Clock.Advance(time.Second) // two sign-ins are never in the same instant
	s.bank.knows("code-"+subject, person(subject))
	state := "state-" + models.NewID()
	s.begin(t, state)
	cb := back(state, "code-"+subject)
	if len(prior) > 0 {
		cb.PriorSession = prior[0]
	}
	done, err := s.finish(t, cb)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func by(in program.SignedIn) program.Presented {
	return program.Presented{MemberID: in.Member.ID, SessionID: in.Session.ID, JTI: in.Session.JTI}
}

func TestAStateIsGoodOnceOfAHundredRacingCallbacks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.bank.knows("code", person("avery"))
		s.begin(t, "state")
		var won, unknown atomic.Int32
		race(100, func(int) {
			switch _, err := s.finish(t, back("state", "code")); {
			case err == nil:
				won.Add(1)
			case errors.Is(err, program.ErrNoFlow):
				unknown.Add(1)
			default:
				t.Error(err)
			}
		})
		if won.Load() != 1 || unknown.Load() != 99 || s.bank.finished != 1 {
			t.Errorf("%d won, %d found no flow, the bank was asked %d times, want 1, 99 and 1", won.Load(), unknown.Load(), s.bank.finished)
		}
	})
}

func TestACallbackThatDoesNotFitIsRefusedBeforeTheBankIsAsked(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name    string
		want    error
		change  func(s site, cb *program.Callback)
		consume bool
	}{
		{"another browser's tie", program.ErrOtherBrowser, func(_ site, cb *program.Callback) { cb.TieHash = secret.Hash("mallory") }, true},
		{"no tie", program.ErrOtherBrowser, func(_ site, cb *program.Callback) { cb.TieHash = "" }, true},
		{"the other place", program.ErrNoFlow, func(_ site, cb *program.Callback) { cb.Place = models.PlacePage }, true},
		{"an unknown state", program.ErrNoFlow, func(_ site, cb *program.Callback) { cb.State = "unknown" }, false},
		{"no state", program.ErrNoFlow, func(_ site, cb *program.Callback) { cb.State = "" }, false},
		{"over since a second", program.ErrNoFlow, func(s site, _ *program.Callback) { s.Clock.Advance(601 * time.Second) }, true},
		{"over to the second", program.ErrNoFlow, func(s site, _ *program.Callback) { s.Clock.Advance(600 * time.Second) }, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				s.bank.knows("code", person("avery"))
				s.begin(t, "state")
				cb := back("state", "code")
				row.change(s, &cb)
				if _, err := s.finish(t, cb); !errors.Is(err, row.want) {
					t.Errorf("error = %v, want %v", err, row.want)
				}
				if s.bank.finished != 0 {
					t.Error("the bank was asked")
				}
				// A consumed flow is of no use to the right browser either.
				if _, err := s.finish(t, back("state", "code")); row.consume != errors.Is(err, program.ErrNoFlow) {
					t.Errorf("the right browser afterwards: error = %v, want the flow consumed = %v", err, row.consume)
				}
			})
		})
	}
}

func TestAFlowBelongsToItsInstitution(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		w := newWorld(t, db)
		garden, orchard := w.site(t, "garden"), w.site(t, "orchard")
		w.bank.knows("code", person("avery"))
		garden.begin(t, "state")
		if _, err := orchard.finish(t, back("state", "code")); !errors.Is(err, program.ErrNoFlow) || w.bank.finished != 0 {
			t.Errorf("garden's state at orchard: error = %v after %d questions to the bank", err, w.bank.finished)
		}
		in, err := garden.finish(t, back("state", "code"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := orchard.Session(t.Context(), by(in)); models.KindOf(err) != models.Denied {
			t.Errorf("garden's session at orchard: error = %v, want denied", err)
		}
		there := orchard.signedIn(t, "avery") // the same subject and tax id
		if there.Member.PersonKey == in.Member.PersonKey || there.Member.PersonKey == "" {
			t.Errorf("person keys %q and %q, want two that can't be compared", in.Member.PersonKey, there.Member.PersonKey)
		}
	})
}

func TestAPersonIsKnownByTaxIDFirst(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		sign := func(who providers.Identity) models.Member {
			t.Helper()
			s.Clock.Advance(time.Second)
			s.bank.knows("code", who)
			state := "state-" + models.NewID()
			s.begin(t, state)
			in, err := s.finish(t, back(state, "code"))
			if err != nil {
				t.Fatal(err)
			}
			m, err := readMember(t, s, in.Member.ID)
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		avery := sign(person("avery"))
		frankie := sign(person("frankie")) // another login and customer, the same tax id
		if avery.PersonKeyKind != models.PersonByTaxID || avery.PersonKey != frankie.PersonKey || avery.ID == frankie.ID {
			t.Errorf("avery %s %q, frankie %s %q, want one person of two members", avery.PersonKeyKind, avery.PersonKey, frankie.PersonKeyKind, frankie.PersonKey)
		}
		noTax := person("casey")
		noTax.TaxID = providers.Secret{}
		casey := sign(noTax)
		if casey.PersonKeyKind != models.PersonByCustomer || casey.PersonKey == "" {
			t.Errorf("without a tax id: %q by %q", casey.PersonKey, casey.PersonKeyKind)
		}
		neither := providers.Identity{Subject: "devon"}
		if devon := sign(neither); devon.PersonKeyKind != models.PersonUnverified || devon.PersonKey != "" {
			t.Errorf("with neither: %q by %q", devon.PersonKey, devon.PersonKeyKind)
		}
		weaker := noTax
		weaker.Subject = "avery"
		if again := sign(weaker); again.PersonKey != avery.PersonKey || again.PersonKeyKind != models.PersonByTaxID || again.ID != avery.ID {
			t.Errorf("a sign-in without the tax id weakened %q to %q", avery.PersonKey, again.PersonKey)
		}
		if again := sign(person("casey")); again.PersonKey != avery.PersonKey || again.PersonKeyKind != models.PersonByTaxID {
			t.Errorf("a sign-in with the tax id did not strengthen: %q by %q", again.PersonKey, again.PersonKeyKind)
		}
	})
}

func readMember(t *testing.T, s site, id string) (models.Member, error) {
	var m models.Member
	err := s.rows.View(t.Context(), func(v *models.View) (err error) { m, err = v.Member(id); return err })
	return m, err
}

func TestANewSignInReplacesTheBrowsersSession(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		first := s.signedIn(t, "avery")
		second := s.signedIn(t, "blake", first.Session.ID)
		if _, err := s.Session(t.Context(), by(first)); models.KindOf(err) != models.Denied {
			t.Errorf("the session before: error = %v, want denied", err)
		}
		if got, err := s.Session(t.Context(), by(second)); err != nil || got.Member.Subject != "blake" {
			t.Errorf("the new session: %+v, %v", got.Member, err)
		}
	})
}

func TestARefusedOrUnverifiedSignInChangesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		first := s.signedIn(t, "avery")
		before := s.counts(t)
		for name, answer := range map[string]providers.Callback{"login_required": {Error: "login_required"}, "unknown code": {Code: "forged"}} {
			s.begin(t, "state-"+name)
			cb := back("state-"+name, "")
			cb.Answer, cb.PriorSession = answer, first.Session.ID
			_, flow, err := s.FinishSignIn(t.Context(), cb)
			if err == nil || flow.Place != models.PlaceCard {
				t.Errorf("%s: error = %v, flow at %q, want an error and the flow", name, err, flow.Place)
			}
		}
		if _, err := s.Session(t.Context(), by(first)); err != nil {
			t.Errorf("the session before: %v", err)
		}
		// The forged answer leaves its row; that nobody was signed in is no event.
		if after := s.counts(t); after["audit_log"] != before["audit_log"]+1 {
			t.Errorf("audit rows went from %d to %d", before["audit_log"], after["audit_log"])
		}
	})
}

// TestTheDatabaseHoldsNoToken reads every column of every table as text.
func TestTheDatabaseHoldsNoToken(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.signedIn(t, "avery")
		s.bank.knows("open", person("blake"))
		s.begin(t, "state-still-open")
		canaries := append(s.keyCanaries(t), "canary-token", "canary-client", "canary-flow", "state-still-open", "123-45-6789", "123456789")
		list := "SELECT name FROM sqlite_master WHERE type = 'table'"
		if s.Config.OnPostgres() {
			list = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
		}
		tables := modelstest.Strings(t, s.raw, list)
		seen := 0
		for _, table := range tables {
			for _, line := range s.dump(t, table) {
				seen++
				for _, canary := range canaries {
					if strings.Contains(line, canary) {
						t.Errorf("%s holds %q: %s", table, canary, line)
					}
				}
			}
		}
		if seen < 6 || !slices.Contains(tables, "bank_grants") {
			t.Errorf("only %d rows of %v were looked at", seen, tables)
		}
	})
}

func TestANewClientSecretIsUsedWithoutARestart(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.signedIn(t, "avery")
		before := s.bank.connections()
		s.signedIn(t, "avery")
		if n := s.bank.connections(); n != before {
			t.Errorf("%d adapters after a second sign-in, want %d", n, before)
		}
		sealed, err := secret.NewSealer(s.keys, rand.Reader).Seal(secret.PurposeVault, []byte("rotated"), program.ClientSecretBinding(s.Tenant().ID()))
		if err != nil {
			t.Fatal(err)
		}
		s.exec(t, "UPDATE tenant_secrets SET sealed = $1 WHERE kind = 'client_secret'", sealed)
		s.signedIn(t, "avery")
		if n := s.bank.connections(); n != before+1 {
			t.Errorf("%d adapters after the secret changed, want %d", n, before+1)
		}
	})
}
