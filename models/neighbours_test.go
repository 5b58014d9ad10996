package models_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
)

// calls has an entry for every exported method of a transaction. Each is called as tenant A with ids that both tenants
// have, and again with the id of a row that only B has (who).
func calls() map[string]func(tx *models.Tx, who string) (any, error) {
	by := models.Actor{Kind: models.ActorSystem, ID: "test"}
	usd := models.Money{Minor: 1, Currency: "USD"}
	code := func() (string, error) { return "K7PM3QXE", nil }
	two := func(a, b any, err error) (any, error) { return []any{a, b}, err }
	return map[string]func(tx *models.Tx, who string) (any, error){
		"Secret":          func(tx *models.Tx, _ string) (any, error) { return tx.Secret(models.SecretClient) },
		"Member":          func(tx *models.Tx, who string) (any, error) { return tx.Member(who) },
		"MemberBySubject": func(tx *models.Tx, who string) (any, error) { return tx.MemberBySubject("sub-" + who) },
		"CodeOwner": func(tx *models.Tx, _ string) (any, error) {
			c, m, err := tx.CodeOwner("K7PM3QXD")
			return two(c, m, err)
		},
		"Session":           func(tx *models.Tx, _ string) (any, error) { return tx.Session("session") },
		"Grant":             func(tx *models.Tx, who string) (any, error) { return tx.Grant(who) },
		"RetiredDue":        func(tx *models.Tx, _ string) (any, error) { return tx.RetiredDue(10) },
		"TakingOn":          func(tx *models.Tx, _ string) (any, error) { return tx.TakingOn("2026-12-02") },
		"LiveCampaign":      func(tx *models.Tx, _ string) (any, error) { return tx.LiveCampaign("2026-12-02") },
		"Version":           func(tx *models.Tx, _ string) (any, error) { return tx.Version("version") },
		"UnderWay":          func(tx *models.Tx, _ string) (any, error) { return tx.UnderWay() },
		"AcceptorReferral":  func(tx *models.Tx, who string) (any, error) { return tx.AcceptorReferral(who) },
		"AcceptorReferrals": func(tx *models.Tx, who string) (any, error) { return tx.AcceptorReferrals(who) },
		"TookPart": func(tx *models.Tx, who string) (any, error) {
			m, p, err := tx.TookPart("product", who, "person-"+who)
			return two(m, p, err)
		},
		"OpenReferralOf": func(tx *models.Tx, who string) (any, error) {
			m, p, err := tx.OpenReferralOf(who, "person-"+who)
			return two(m, p, err)
		},
		"InviterOf":     func(tx *models.Tx, who string) (any, error) { return tx.InviterOf(who, "") },
		"FriendStages":  func(tx *models.Tx, who string) (any, error) { return tx.FriendStages(who) },
		"InviterTotals": func(tx *models.Tx, who string) (any, error) { return tx.InviterTotals(who, 2026) },
		"Legs":          func(tx *models.Tx, _ string) (any, error) { return tx.Legs("referral") },
		"Guesses": func(tx *models.Tx, who string) (any, error) {
			return tx.Guesses(who, []string{"unknown_code"}, time.Time{}, 9)
		},
		"GuessesFrom": func(tx *models.Tx, _ string) (any, error) {
			return tx.GuessesFrom("address", []string{"unknown_code"}, time.Time{}, 9)
		},
		"PassGate":   func(tx *models.Tx, _ string) (any, error) { return nil, tx.PassGate() },
		"LockMember": func(tx *models.Tx, who string) (any, error) { return nil, tx.LockMember(who) },
		"SetJoined":  func(tx *models.Tx, who string) (any, error) { return nil, tx.SetJoined(who, "2026-01-01") },
		"AskCore":    func(tx *models.Tx, who string) (any, error) { return tx.AskCore(who, time.Minute) },
		"EndCore":    func(tx *models.Tx, who string) (any, error) { return nil, tx.EndCore(who) },
		"SaveSignIn": func(tx *models.Tx, who string) (any, error) {
			return tx.SaveSignIn(models.SignedIn{Subject: "sub-" + who}, code)
		},
		"AddFlow":   func(tx *models.Tx, _ string) (any, error) { return nil, tx.AddFlow(flow(tx, "state-2")) },
		"Forget":    func(tx *models.Tx, _ string) (any, error) { return tx.Forget(10) },
		"DropFlows": func(tx *models.Tx, _ string) (any, error) { return nil, tx.DropFlows([]string{"state-2"}) },
		"TakeFlow":  func(tx *models.Tx, _ string) (any, error) { return tx.TakeFlow("state") },
		"AddSession": func(tx *models.Tx, who string) (any, error) {
			return tx.AddSession(who, func(string) (string, error) { return "j", nil })
		},
		"RotateJTI": func(tx *models.Tx, _ string) (any, error) {
			return nil, tx.RotateJTI("session", "jti", "jti-2", time.Minute)
		},
		"TakeReplay":    func(tx *models.Tx, _ string) (any, error) { return tx.TakeReplay("session") },
		"EndSession":    func(tx *models.Tx, _ string) (any, error) { return nil, tx.EndSession("session") },
		"MarkWithdrawn": func(tx *models.Tx, who string) (any, error) { return nil, tx.MarkWithdrawn(who) },
		"EndSessionsOf": func(tx *models.Tx, who string) (any, error) { return nil, tx.EndSessionsOf(who) },
		"LeaseGrant":    func(tx *models.Tx, who string) (any, error) { return nil, tx.LeaseGrant(who, 7, "owner", time.Minute) },
		"RenewGrant": func(tx *models.Tx, who string) (any, error) {
			return nil, tx.RenewGrant(models.BankGrant{MemberID: who, Version: 7, ExpiresAt: models.At(tx.Now())}, "owner")
		},
		"ReleaseGrant": func(tx *models.Tx, who string) (any, error) { return nil, tx.ReleaseGrant(who, "owner", true) },
		"PutGrant": func(tx *models.Tx, who string) (any, error) {
			return nil, tx.PutGrant(models.BankGrant{MemberID: who, Sealed: []byte("x"), ExpiresAt: models.At(tx.Now())})
		},
		"RetireGrant": func(tx *models.Tx, who string) (any, error) { return tx.RetireGrant(who) },
		"RetireUnused": func(tx *models.Tx, who string) (any, error) {
			return tx.RetireUnused(models.BankGrant{MemberID: who, Sealed: []byte("y"), Version: 9})
		},
		"RetireGrantVersion": func(tx *models.Tx, who string) (any, error) { return tx.RetireGrantVersion(who, 7) },
		"ClaimRetired": func(tx *models.Tx, _ string) (any, error) {
			return tx.ClaimRetired(models.RetiredGrant{Keys: models.Keys{ID: "retired"}}, time.Minute)
		},
		"DropRetired": func(tx *models.Tx, _ string) (any, error) { return tx.DropRetired("retired") },
		"AddCampaign": func(tx *models.Tx, _ string) (any, error) {
			return tx.AddCampaign(models.Campaign{Kind: "product", Status: "draft"}, modelstest.Terms(), by)
		},
		"Reserve": func(tx *models.Tx, _ string) (any, error) {
			return nil, tx.Reserve(models.Campaign{Keys: models.Keys{ID: "campaign"}, CurrentVersionID: "version"}, usd)
		},
		"Release": func(tx *models.Tx, _ string) (any, error) { return nil, tx.Release("campaign", usd) },
		"AddCodeAttempt": func(tx *models.Tx, who string) (any, error) {
			return nil, tx.AddCodeAttempt(models.CodeAttempt{MemberID: who, AddressHash: "address"})
		},
		"AddConsents": func(tx *models.Tx, who string) (any, error) {
			return nil, tx.AddConsents([]models.Consent{{MemberID: who, ReferralID: "referral", Kind: models.ConsentShare}})
		},
		"Audit": func(tx *models.Tx, who string) (any, error) {
			return nil, tx.Audit(by, "test", "member", who, nil, nil)
		},
		"AddReferral": func(tx *models.Tx, who string) (any, error) {
			if who == "friend" {
				who = "new" // the friend has one
			}
			return tx.AddReferral(models.Referral{Kind: models.KindRelationship, CampaignID: "campaign", CampaignVersionID: "version", CodeID: "code",
				InviterMemberID: "inviter", AcceptorMemberID: who}, []models.RewardLeg{{Side: models.SideAcceptor, PayeeMemberID: who, Currency: "USD", Status: models.LegReserved}},
				models.Actor{Kind: models.ActorMember, ID: who})
		},
		"SaveEvaluation": func(tx *models.Tx, _ string) (any, error) {
			return tx.SaveEvaluation(mustReferral(tx, "rival"), models.Evaluation{Outcome: "not_yet", Verdict: models.JSON("{}")}, models.ReferralChanges{})
		},
		"SaveCheckFailure": func(tx *models.Tx, _ string) (any, error) {
			return nil, tx.SaveCheckFailure(mustReferral(tx, "rival"), "down", tx.Now())
		},
		"Move": func(tx *models.Tx, _ string) (any, error) {
			return tx.Move(mustReferral(tx, "rival"), models.EventOutOfReach, by, models.ReferralChanges{CloseReason: "why"})
		},
		"VoidLegs": func(tx *models.Tx, _ string) (any, error) { return tx.VoidLegs("younger", "expired", "USD") },
		"MakeLegsPayable": func(tx *models.Tx, _ string) (any, error) {
			return nil, tx.MakeLegsPayable(models.Referral{Keys: models.Keys{ID: "younger"}, State: models.StateApproved})
		},
		"SettleLeg": func(tx *models.Tx, _ string) (any, error) {
			return nil, tx.SettleLeg(models.RewardLeg{Keys: models.Keys{ID: "a-referral"}, ReferralID: "referral", Side: models.SideAcceptor, PayeeMemberID: mustReferral(tx, "friend").AcceptorMemberID, AmountMinor: 5000, Currency: "USD"}, models.Settlement{Reference: "ref-2"}, by)
		},
		"DropGrantVersion": func(tx *models.Tx, who string) (any, error) { return tx.DropGrantVersion(who, 7) },
	}
}

func flow(tx *models.Tx, state string) models.SigninFlow {
	return models.SigninFlow{StateHash: state, Place: models.PlaceCard, Blob: []byte("x"), ExpiresAt: models.At(tx.Now().Add(time.Hour))}
}

// order puts the methods so that each finds what it changes; those not named come first.
var order = []string{"LeaseGrant", "RenewGrant", "DropGrantVersion", "PutGrant", "RetireUnused", "RetireGrant", "RetireGrantVersion", "ClaimRetired", "DropRetired", "RotateJTI", "TakeReplay", "EndSession", "EndSessionsOf", "AddFlow", "DropFlows", "TakeFlow",
	"Reserve", "Release", "AddReferral", "SaveEvaluation", "Move", "VoidLeg", "MakeLegsPayable", "VoidLegs", "SettleLeg",
	"ReviseCampaign", "MoveCampaign", "EditCampaignDraft", "SubmitCampaignDraft", "PublishCampaignDraft", "DropCampaignDraft",
	"RequestApproval", "LapseApproval", "DecideApproval", "AddStaff", "Enrol", "OpenHold", "ResolveHold", "ResetStaff", "EndStaffSession", "EndStaffSessionsOf", "AddLogo", "DropLogos", "AddSigningKey", "DropSigningKeys", "DisableTenant"}

func TestEveryMethodStaysWithItsTenant(t *testing.T) {
	t.Parallel()
	all := calls()
	maps.Copy(all, staffCalls())
	maps.Copy(all, rollupCalls())
	maps.Copy(all, campaignCalls())
	maps.Copy(all, settingsCalls())
	maps.Copy(all, auditCalls())
	maps.Copy(all, payCalls())
	var names []string
	typ := reflect.TypeFor[*models.Tx]()
	for i := range typ.NumMethod() {
		name := typ.Method(i).Name
		if name == "DB" || name == "Now" {
			continue
		}
		if all[name] == nil {
			t.Errorf("method %s has no entry in calls: add one, so that it is tried against a neighbour's rows", name)
			continue
		}
		names = append(names, name)
	}
	if len(names) != len(all) {
		t.Errorf("calls has %d entries for %d methods", len(all), len(names))
	}
	slices.SortStableFunc(names, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) })
	// These must find their row, or the test proves nothing; the others may well say NotFound to a foreign id.
	fails := map[string]bool{"RenewGrant": true, "DropGrantVersion": true}
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, b := twins(t, db)
		before := everything(t, b.ts)
		for _, name := range names {
			for _, who := range []string{"friend", b.only()} {
				var got any
				err := a.ts.InTx(t.Context(), func(tx *models.Tx) (err error) { got, err = all[name](tx, who); return err })
				if who == "friend" && err != nil && !fails[name] {
					t.Errorf("%s on an own row: %v", name, err)
				}
				raw, err := json.Marshal(got)
				if err != nil {
					t.Fatal(err)
				}
				for _, mark := range []string{string(b.id()), b.slug, "b3JjaGFyZ"} { // the last is the slug in base64
					if strings.Contains(strings.ReplaceAll(string(raw), b.only(), "asked for"), mark) {
						t.Errorf("%s(%s) returned the neighbour's %s: %s", name, who, mark, raw)
					}
				}
			}
			if diff := cmp.Diff(before, everything(t, b.ts)); diff != "" {
				t.Fatalf("%s touched the neighbour's rows (-before +after):\n%s", name, diff)
			}
		}
	})
}

func TestAReaderCannotWrite(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		before := everything(t, a.ts)
		for name, change := range map[string]func(v *models.View) error{
			"update": func(v *models.View) error {
				return v.DB().Model(&models.Member{}).Where("id = ?", "friend").Update("locale", "xx").Error
			},
			"delete": func(v *models.View) error { return v.DB().Where("id = ?", "session").Delete(&models.Session{}).Error },
			"insert": func(v *models.View) error {
				at := models.At(v.Now())
				return v.DB().Create(&models.Member{Keys: models.Keys{ID: "x"}, Subject: "x", CreatedAt: at, SeenAt: at}).Error
			},
		} {
			if err := a.ts.View(t.Context(), change); err == nil {
				t.Errorf("%s in a read-only transaction went through", name)
			}
		}
		if diff := cmp.Diff(before, everything(t, a.ts)); diff != "" {
			t.Errorf("rows changed in read-only transactions (-before +after):\n%s", diff)
		}
	})
}

func TestAReaderDoesNotWaitForAWriter(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		write(t, a.ts, func(tx *models.Tx) error {
			if err := tx.SetJoined("friend", "2026-05-05"); err != nil {
				return err
			}
			read(t, a.ts, func(v *models.View) error { // would wait for this very transaction, for ever
				m, err := v.Member("friend")
				if m.JoinedOn != "" {
					t.Errorf("the reader sees %q, which is not committed", m.JoinedOn)
				}
				return err
			})
			return nil
		})
	})
}
