package models_test

import (
	"time"

	"raf/models"
)

// staffRows are a twin's people of staff and what waits for them.
func staffRows(w twin, at models.Instant) []any {
	k := func(id string) models.Keys { return models.Keys{ID: id} }
	person := func(id string, role models.Role) *models.StaffUser {
		return &models.StaffUser{Keys: k(id), Email: id + "@bank.test", Name: w.slug, Role: role, Status: models.StaffActive, InviteHash: "invite-" + id,
			InviteUntil: models.At(at.Add(time.Hour)), RecoveryHashes: models.JSON("[]"), CreatedAt: at}
	}
	operator := person("operator", models.RoleOperator)
	operator.Until, operator.AdmitReason = operator.InviteUntil, w.slug
	return []any{
		person("maker", models.RoleMaker), person("checker", models.RoleChecker), operator,
		&models.StaffSession{Keys: k("staff-session"), TokenHash: "token", StaffUserID: "maker", CreatedAt: at, SeenAt: at, ProvenAt: at},
	}
}

// laterRows name referrals, so they are planted after them.
func laterRows(w twin, at models.Instant) []any {
	k := func(id string) models.Keys { return models.Keys{ID: id} }
	return []any{
		&models.ApprovalRequest{Keys: k("approval"), Action: "pay", SubjectKind: "referral", SubjectID: "referral", Payload: models.JSON("{}"), PayloadSHA256: "sha",
			Reason: w.slug, RequestedBy: "maker", RequestedAt: at, ExpiresAt: models.At(at.Add(time.Hour)), Status: models.ApprovalOpen},
		&models.CampaignDraft{Keys: k("draft"), Kind: models.KindRelationship, Plan: models.Plan{Name: w.slug}, CreatedBy: "maker", CreatedAt: at,
			EditedBy: "maker", EditedAt: at},
		&models.Reassignment{Keys: k("reassignment"), ReferralID: "younger", Kind: models.ReassignRelinked, Side: models.SideAcceptor, FromMemberID: "friend",
			ToMemberID: "inviter", FromCodeID: "code", ToCodeID: "code", LegBefore: models.LegReserved, LegAfter: models.LegReserved, ApprovalID: "approval", At: at},
		&models.ReferralNote{Keys: k("note"), ReferralID: "referral", StaffUserID: "maker", Text: w.slug, At: at},
	}
}

// staffCalls are the calls on what belongs to the console.
func staffCalls() map[string]func(tx *models.Tx, who string) (any, error) {
	maker, checker := models.Actor{Kind: models.ActorStaff, ID: "maker"}, models.Actor{Kind: models.ActorSecond, ID: "checker"}
	return map[string]func(tx *models.Tx, who string) (any, error){
		"StaffByEmail":   func(tx *models.Tx, _ string) (any, error) { return tx.StaffByEmail("maker@bank.test") },
		"StaffByInvite":  func(tx *models.Tx, _ string) (any, error) { return tx.StaffByInvite("invite-maker") },
		"Staff":          func(tx *models.Tx, _ string) (any, error) { return tx.Staff("maker") },
		"StaffNames":     func(tx *models.Tx, _ string) (any, error) { return tx.StaffNames() },
		"StaffSession":   func(tx *models.Tx, _ string) (any, error) { return tx.StaffSession("token") },
		"Approval":       func(tx *models.Tx, _ string) (any, error) { return tx.Approval("approval") },
		"OpenApproval":   func(tx *models.Tx, _ string) (any, error) { return tx.OpenApproval("pay", "referral") },
		"WaitingFor":     func(tx *models.Tx, _ string) (any, error) { return tx.WaitingFor(models.ApprovalFilter{}) },
		"CountApprovals": func(tx *models.Tx, _ string) (any, error) { return tx.CountApprovals(models.ApprovalFilter{}) },
		"ListApprovals": func(tx *models.Tx, _ string) (any, error) {
			page, err := tx.ListApprovals(models.ApprovalFilter{}, "", models.PageSize)
			return page.Rows, err
		},
		"ToDecide":        func(tx *models.Tx, _ string) (any, error) { return tx.ToDecide("checker", "pay", "mark_paid") },
		"RequestsAbout":   func(tx *models.Tx, _ string) (any, error) { return tx.RequestsAbout("referral") },
		"Checks":          func(tx *models.Tx, _ string) (any, error) { return tx.Checks("referral") },
		"Notes":           func(tx *models.Tx, _ string) (any, error) { return tx.Notes("referral") },
		"ListReferrals":   func(tx *models.Tx, _ string) (any, error) { return tx.ListReferrals(models.ReferralFilter{}, "") },
		"ExportReferrals": func(tx *models.Tx, _ string) (any, error) { return tx.ExportReferrals(models.ReferralFilter{}, "") },
		"Referral":        func(tx *models.Tx, _ string) (any, error) { return tx.Referral("referral") },
		"LegsOf":          func(tx *models.Tx, _ string) (any, error) { return tx.LegsOf([]string{"referral"}) },
		"CampaignNames":   func(tx *models.Tx, _ string) (any, error) { return tx.CampaignNames() },
		"Events":          func(tx *models.Tx, _ string) (any, error) { return tx.Events("referral") },
		"Holds":           func(tx *models.Tx, _ string) (any, error) { return tx.Holds("referral") },
		"AddStaff": func(tx *models.Tx, who string) (any, error) {
			return tx.AddStaff(models.StaffUser{Email: who + "@new.test", Role: models.RoleViewer}, maker)
		},
		"Enrol": func(tx *models.Tx, _ string) (any, error) {
			u, err := tx.Staff("checker")
			if err != nil || u.InviteHash == "" {
				return nil, err // enrolled by the first round
			}
			return nil, tx.Enrol(u, "hash", []byte("app"), 1, models.JSON("[]"))
		},
		"OpenInvite": func(tx *models.Tx, _ string) (any, error) {
			u, err := tx.Staff("checker")
			if err != nil || u.InviteHash == "" {
				return nil, err // enrolled by the first round
			}
			return nil, tx.OpenInvite(u)
		},
		"UseTOTPStep": func(tx *models.Tx, _ string) (any, error) {
			u, err := tx.Staff("maker")
			if err != nil {
				return nil, err
			}
			return nil, tx.UseTOTPStep("maker", u.TOTPStep+1)
		},
		"TakeDoorTry":    func(tx *models.Tx, _ string) (any, error) { return nil, tx.TakeDoorTry("maker", false) },
		"TakeCodeTry":    func(tx *models.Tx, _ string) (any, error) { return nil, tx.TakeCodeTry("maker") },
		"TakeSessionTry": func(tx *models.Tx, _ string) (any, error) { return nil, tx.TakeSessionTry("staff-session") },
		"ListStaff":      func(tx *models.Tx, _ string) (any, error) { return tx.ListStaff() },
		"StaffSeen":      func(tx *models.Tx, _ string) (any, error) { return tx.StaffSeen() },
		"LockAdmins":     func(tx *models.Tx, _ string) (any, error) { return nil, tx.LockAdmins() },
		"LapseApproval":  func(tx *models.Tx, who string) (any, error) { return nil, tx.LapseApproval("mark_paid", who, maker) },
		"HoldStaff":      func(tx *models.Tx, _ string) (any, error) { return tx.HoldStaff("maker") },
		"SetStaffMember": func(tx *models.Tx, _ string) (any, error) {
			return tx.SetStaffMember(mustStaff(tx, "maker"), models.NoAccount, checker)
		},
		"SetStaffRole": func(tx *models.Tx, _ string) (any, error) {
			return tx.SetStaffRole(mustStaff(tx, "maker"), models.RoleMaker, checker)
		},
		"SetStaffStatus": func(tx *models.Tx, _ string) (any, error) {
			return tx.SetStaffStatus(mustStaff(tx, "maker"), models.StaffActive, checker)
		},
		"ResetStaff": func(tx *models.Tx, who string) (any, error) {
			return tx.ResetStaff(mustStaff(tx, "checker"), "anew-"+who, models.At(tx.Now()), maker)
		},
		"AdmitOperator": func(tx *models.Tx, _ string) (any, error) {
			return tx.AdmitOperator(mustStaff(tx, "operator"), models.At(tx.Now().Add(time.Hour)), "again", maker)
		},
		"EndStaffSessionsOf": func(tx *models.Tx, _ string) (any, error) {
			return nil, tx.EndStaffSessionsOf(models.StaffUser{Keys: models.Keys{ID: "maker"}}, checker)
		},
		"ClearStaffFailures": func(tx *models.Tx, _ string) (any, error) { return nil, tx.ClearStaffFailures("maker") },
		"AddStaffSession":    func(tx *models.Tx, who string) (any, error) { return tx.AddStaffSession("maker", "token-"+who) },
		"ProveStaffSession": func(tx *models.Tx, _ string) (any, error) {
			return nil, tx.ProveStaffSession(models.StaffSession{Keys: models.Keys{ID: "staff-session"}, TokenHash: "token"}, "token")
		},
		"SeeStaffSession": func(tx *models.Tx, _ string) (any, error) { return nil, tx.SeeStaffSession("staff-session") },
		"EndStaffSession": func(tx *models.Tx, _ string) (any, error) { return nil, tx.EndStaffSession("staff-session") },
		"UseRecovery": func(tx *models.Tx, _ string) (any, error) {
			return nil, tx.UseRecovery(models.StaffUser{Keys: models.Keys{ID: "maker"}, RecoveryHashes: models.JSON("[]")}, models.JSON("[]"))
		},
		"RequestApproval": func(tx *models.Tx, who string) (any, error) {
			return tx.RequestApproval("mark_paid", "referral", who, map[string]string{}, "", maker)
		},
		"RequestApprovalUntil": func(tx *models.Tx, who string) (any, error) {
			return tx.RequestApprovalUntil(models.At(tx.Now().Add(time.Hour)), models.ApprovalRequest{Action: "attach", SubjectKind: "referral", SubjectID: who}, map[string]string{}, maker)
		},
		"DecideApproval": func(tx *models.Tx, _ string) (any, error) {
			a, err := tx.Approval("approval")
			if err != nil || a.Status != models.ApprovalOpen {
				return nil, err // decided by the first round
			}
			return tx.DecideApproval("approval", "sha", models.ApprovalApproved, "", checker)
		},
		"LockApprovals": func(tx *models.Tx, _ string) (any, error) { return nil, tx.LockApprovals("referral", "referral") },
		"OvertakeApprovals": func(tx *models.Tx, who string) (any, error) {
			return nil, tx.OvertakeApprovals("referral", who, "approval", checker)
		},
		"Reassign": func(tx *models.Tx, who string) (any, error) {
			return tx.Reassign(mustReferral(tx, "rival"), models.Reassignment{Kind: models.ReassignRelinked, Side: models.SideInviter, FromMemberID: "inviter", ToMemberID: who,
				FromCodeID: "code", ToCodeID: "code", ApprovalID: "approval"}, "", checker)
		},
		"ChangePayee": func(tx *models.Tx, _ string) (any, error) {
			legs, err := tx.Legs("younger")
			if err != nil {
				return nil, err
			}
			return nil, tx.ChangePayee(legs[1], models.PayeeChange{Payee: legs[1].PayeeMemberID, Status: legs[1].Status})
		},
		"Reassignments":   func(tx *models.Tx, _ string) (any, error) { return tx.Reassignments("younger") },
		"MembersNumbered": func(tx *models.Tx, _ string) (any, error) { return tx.MembersNumbered("number") },
		"ReferralsOf":     func(tx *models.Tx, who string) (any, error) { return tx.ReferralsOf(who) },
		"ClosingUnasked":  func(tx *models.Tx, _ string) (any, error) { return tx.ClosingUnasked(tx.Now(), 9) },
		"ClosingDue":      func(tx *models.Tx, _ string) (any, error) { return tx.ClosingDue(9) },
		"ReserveMore": func(tx *models.Tx, _ string) (any, error) {
			return nil, tx.ReserveMore("campaign", models.Money{Minor: 1, Currency: "USD"})
		},
		"Retire": func(tx *models.Tx, who string) (any, error) {
			to, err := tx.Member("new")
			if err != nil {
				return nil, err
			}
			return nil, tx.Retire(models.Member{Keys: models.Keys{ID: who}, JoinedOn: "2026-01-01"}, to)
		},
		"AddNote": func(tx *models.Tx, _ string) (any, error) {
			return nil, tx.AddNote(models.ReferralNote{ReferralID: "referral", StaffUserID: "maker", Text: "x"})
		},
		"OpenHold": func(tx *models.Tx, _ string) (any, error) {
			return nil, tx.OpenHold(models.Referral{Keys: models.Keys{ID: "referral"}}, "staff", "why", maker)
		},
		"ResolveHold": func(tx *models.Tx, _ string) (any, error) {
			holds, err := tx.Holds("referral")
			if err != nil {
				return nil, err
			}
			for _, h := range holds {
				if h.ResolvedAt.IsZero() {
					return nil, tx.ResolveHold("referral", h.ID, "done", maker)
				}
			}
			return nil, nil
		},
	}
}

func mustStaff(tx *models.Tx, id string) models.StaffUser {
	u, err := tx.Staff(id)
	if err != nil {
		panic(err)
	}
	return u
}
