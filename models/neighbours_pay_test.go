package models_test

import (
	"raf/models"
)

// payRows are what a twin knows of accounts, and a key that was used.
func payRows(w twin, at models.Instant) []any {
	return []any{
		&models.AccountFacts{MemberID: "friend", AsOf: at, Accounts: []models.KnownAccount{{ID: w.slug, Kind: "checking", LastFour: "4417", Standing: "good"}}},
		&models.IdempotencyKey{Keys: models.Keys{ID: "key"}, IdemKey: "key", StaffUserID: "maker", Action: "pay", SubjectID: w.slug, BodySHA256: "sha", At: at},
		&models.BankTheme{LightBrand: w.slug, AsOf: at, TriedAt: at},
		&models.BankDocument{Kind: "keys", Address: w.slug, Body: []byte(w.slug), FetchedAt: at},
		&models.KeyFetch{Place: 1, FetchedAt: at},
		&models.RetiredGrant{Keys: models.Keys{ID: "retired"}, MemberID: "inviter", Sealed: []byte(w.slug), DueAt: at, RetiredAt: at},
		&models.SigningKey{Keys: models.Keys{ID: "signer"}, Nth: 1, Public: []byte(w.slug), Sealed: []byte(w.slug), MadeAt: at, SignsAt: at},
		&models.LoneRelease{Keys: models.Keys{ID: "lone"}, ReferralID: "referral", StaffUserID: "maker", Payload: models.JSON("{}"), AmountMinor: 100, ThresholdMinor: 1000,
			Currency: w.slug, Day: at.Format("2006-01-02"), Nth: 1, DayMinor: 100, At: at},
	}
}

// payCalls are the calls on what a payment needs.
func payCalls() map[string]func(tx *models.Tx, who string) (any, error) {
	return map[string]func(tx *models.Tx, who string) (any, error){
		"AccountFacts": func(tx *models.Tx, _ string) (any, error) { return tx.AccountFacts("friend") },
		"SaveAccountFacts": func(tx *models.Tx, _ string) (any, error) {
			return nil, tx.SaveAccountFacts(models.AccountFacts{MemberID: "friend", AsOf: models.At(tx.Now().Add(1e9))})
		},
		"UseKey": func(tx *models.Tx, who string) (any, error) {
			old, used, err := tx.UseKey(models.IdempotencyKey{IdemKey: "key", StaffUserID: "maker"})
			if err == nil && used {
				_, _, err = tx.UseKey(models.IdempotencyKey{IdemKey: "new-" + who, StaffUserID: "maker"})
			}
			return old, err
		},
		"VoidLeg": func(tx *models.Tx, _ string) (any, error) {
			legs, err := tx.Legs("younger")
			if err != nil || legs[1].Status != models.LegReserved {
				return nil, err // ended by the first round
			}
			return nil, tx.VoidLeg(legs[1], "cap")
		},
		"ReferenceTaken": func(tx *models.Tx, _ string) (any, error) { return tx.ReferenceTaken("ref") },
		"TakeReference":  func(tx *models.Tx, _ string) (any, error) { return nil, tx.TakeReference("ref-2", "referral") },
		"OpenHoldAt": func(tx *models.Tx, _ string) (any, error) {
			return tx.OpenHoldAt(mustReferral(tx, "friend"), "standing", models.SideAcceptor, "why", models.Actor{Kind: models.ActorSystem})
		},
		"ApprovalAt": func(tx *models.Tx, _ string) (any, error) {
			a, err := tx.Approval("approval")
			if err != nil {
				return nil, err
			}
			return tx.ApprovalAt("pay", "referral", "maker", a.RequestedAt)
		},
		"ApprovedRequest": func(tx *models.Tx, _ string) (any, error) {
			a, err := tx.ApprovedRequest("pay", "referral")
			if models.KindOf(err) == models.NotFound {
				return nil, nil // decided by a later call
			}
			return a, err
		},
		"HoldThreshold": func(tx *models.Tx, _ string) (any, error) { return tx.HoldThreshold() },
		"LoneRelease":   func(tx *models.Tx, _ string) (any, error) { return tx.LoneRelease("referral") },
		"LoneDay":       func(tx *models.Tx, _ string) (any, error) { return tx.LoneDay(tx.Today()) },
		"Today":         func(tx *models.Tx, _ string) (any, error) { return tx.Today(), nil },
		"AddLoneRelease": func(tx *models.Tx, who string) (any, error) {
			if _, err := tx.LoneRelease("younger"); err == nil {
				return nil, nil // added by the first round
			}
			return tx.AddLoneRelease(models.LoneRelease{ReferralID: "younger", StaffUserID: "maker", AmountMinor: 100, ThresholdMinor: 1000, Currency: "USD"}, who)
		},
		"BankTheme": func(tx *models.Tx, _ string) (any, error) { return tx.BankTheme() },
		"SaveBankTheme": func(tx *models.Tx, who string) (any, error) {
			return nil, tx.SaveBankTheme(models.BankTheme{LightBrand: who})
		},
		"BankDocument": func(tx *models.Tx, _ string) (any, error) { return tx.BankDocument("keys") },
		"SaveBankDocument": func(tx *models.Tx, who string) (any, error) {
			return nil, tx.SaveBankDocument(models.BankDocument{Kind: "keys", Body: []byte(who), FetchedAt: models.At(tx.Now())})
		},
		"Ledger":          func(tx *models.Tx, _ string) (any, error) { return tx.Ledger("", 10) },
		"LedgerCampaigns": func(tx *models.Tx, _ string) (any, error) { return tx.LedgerCampaigns() },
		"DaysUnlike":      func(tx *models.Tx, _ string) (any, error) { return tx.DaysUnlike() },
		"SigningKeys":     func(tx *models.Tx, _ string) (any, error) { return tx.SigningKeys() },
		"AddSigningKey": func(tx *models.Tx, who string) (any, error) {
			return nil, tx.AddSigningKey(models.SigningKey{Keys: models.Keys{ID: "signer-" + who}, Public: []byte("p"), Sealed: []byte("s"), SignsAt: models.At(tx.Now())})
		},
		"DropSigningKeys": func(tx *models.Tx, _ string) (any, error) { return nil, tx.DropSigningKeys() },
		"TakeKeyFetch":    func(tx *models.Tx, _ string) (any, error) { return tx.TakeKeyFetch(1, 0) },
		"Year":            func(tx *models.Tx, _ string) (any, error) { return tx.Year(), nil },
		"InviterSpent":    func(tx *models.Tx, who string) (any, error) { return tx.InviterSpent(who, 0) },
		"EligibleBefore": func(tx *models.Tx, _ string) (any, error) {
			return tx.EligibleBefore(models.Referral{InviterMemberID: "inviter", StateSince: models.At(tx.Now())})
		},
		"Payouts":   func(tx *models.Tx, _ string) (any, error) { return tx.Payouts("younger") },
		"TaxTotals": func(tx *models.Tx, who string) (any, error) { return tx.TaxTotals([]string{who}, 2026) },
		"TaxUnderWay": func(tx *models.Tx, who string) (any, error) {
			return tx.TaxUnderWay([]string{who}, 0, "")
		},
		"LoginsOf": func(tx *models.Tx, who string) (any, error) {
			return tx.LoginsOf(models.Member{Keys: models.Keys{ID: who}, PersonKey: "person-friend"}, models.Member{Keys: models.Keys{ID: "rival"}})
		},
		"Ground": func(tx *models.Tx, who string) (any, error) {
			g, err := tx.Ground([]string{"referral", "friend", who}, []int{2026})
			if err != nil {
				return nil, err
			}
			r, err := g.Referral("referral")
			if err != nil {
				return nil, err
			}
			legs, err := g.Legs("referral")
			facts, _ := g.AccountFacts()
			logins, _ := g.LoginsOf()
			return []any{r, legs, facts, logins}, err
		},
		"ReferralsByID": func(tx *models.Tx, who string) (any, error) { return tx.ReferralsByID([]string{"referral", who}) },
		"MembersByID":   func(tx *models.Tx, who string) (any, error) { return tx.MembersByID([]string{"inviter", who}) },
		"CampaignsByID": func(tx *models.Tx, who string) (any, error) { return tx.CampaignsByID([]string{"campaign", who}) },
		"VersionsByID":  func(tx *models.Tx, who string) (any, error) { return tx.VersionsByID([]string{"version", who}) },
		"StaffByID":     func(tx *models.Tx, who string) (any, error) { return tx.StaffByID([]string{"maker", who}) },
		"LockMembers":   func(tx *models.Tx, who string) (any, error) { return nil, tx.LockMembers([]string{who, "friend"}) },
	}
}
