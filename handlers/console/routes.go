package console

import (
	"slices"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models/program"
)

// Routes are the URLs of the staff, an area each. Their access names what the role must allow.
func (h *Handlers) Routes() []web.Route {
	return slices.Concat(h.doorRoutes(), h.referralRoutes(), h.decisionRoutes(), h.paymentRoutes(), h.campaignRoutes(), h.approvalRoutes(), h.auditRoutes(), h.peopleRoutes(), h.settingsRoutes(), h.demoRoutes())
}

func (h *Handlers) doorRoutes() []web.Route {
	read := h.staff(program.ActRead)
	return []web.Route{
		web.Get(web.PathStaffSignIn, "public", h.Public, h.staffSignInShow),
		web.Post(web.PathStaffSignIn, "public", h.Public, h.staffSignIn),
		web.Get(web.PathStaffCode, "public", h.Public, h.staffCodeShow),
		web.Post(web.PathStaffCode, "public", h.Public, h.staffCode),
		web.Get(web.PathEnrol+":token/", "public", h.Public, h.enrolShow),
		web.Post(web.PathEnrol+":token/", "public", h.Public, h.enrol),
		web.Post(web.PathStaffOut, "staff read", read, h.staffSignOut),
		web.Get(web.PathConsole, "staff read", read, h.overviewShow),
	}
}

// oneReferral is a referral's page in the rows of the site map.
const oneReferral = web.PathReferrals + ":id/"

func (h *Handlers) referralRoutes() []web.Route {
	read, note, hold, export := h.staff(program.ActRead), h.staff(program.ActNote), h.staff(program.ActHold), h.staff(program.ActExport)
	return []web.Route{
		web.Get(web.PathReferrals, "staff read", read, h.referralsShow),
		web.Get(web.PathRows, "staff read", read, h.referralRows),
		web.Get(web.PathExport, "staff export", export, h.exportShow),
		web.Post(web.PathExport, "staff export", export, h.exportWrite),
		web.Get(oneReferral, "staff read", read, h.referralShow),
		web.Post(oneReferral+"check", "staff note", note, h.referralCheck),
		web.Post(oneReferral+"hold", "staff hold", hold, h.referralHold),
		web.Post(oneReferral+"release-hold", "staff hold", hold, h.referralReleaseHold),
		web.Post(oneReferral+"note", "staff note", note, h.referralNote),
	}
}

// decisionRoutes ask for what a second person decides about referrals.
func (h *Handlers) decisionRoutes() []web.Route {
	attach, reject, correct := h.staff(program.ActAttach), h.staff(program.ActReject), h.staff(program.ActCorrect)
	return []web.Route{
		web.Get(web.PathAttach, "staff attach", attach, h.attachShow),
		web.Post(web.PathAttach, "staff attach", attach, h.attachRequest),
		web.Post(oneReferral+"refuse", "staff reject", reject, h.referralRefuse),
		web.Post(oneReferral+"reject", "staff reject", reject, h.referralReject),
		web.Post(oneReferral+"take-back", "staff reject", reject, h.referralTakeBack),
		web.Post(oneReferral+"correct", "staff correct", correct, h.referralCorrect),
		web.Post(oneReferral+"relink", "staff correct", correct, h.referralRelink),
	}
}

// paymentRoutes move money. Who may not ask or release sees the panel without a button.
func (h *Handlers) paymentRoutes() []web.Route {
	read, ask, alone := h.staff(program.ActRead), h.staff(program.ActRequestPay), h.staff(program.ActReleaseAlone)
	return []web.Route{
		web.Get(oneReferral+"pay/", "staff read", read, h.payShow),
		web.Post(oneReferral+"pay/", "staff request_payment", ask, h.payRequest),
		web.Post(oneReferral+desk.PathAlone, "staff release_alone", alone, h.payAlone),
		web.Post(oneReferral+"mark-paid", "staff request_payment", ask, h.payMark),
		web.Get(web.PathSelection, "staff request_payment", ask, h.selectionShow),
		web.Post(web.PathBatch, "staff request_payment", ask, h.batchShow),
		web.Post(web.PathBatchAsk, "staff request_payment", ask, h.batchAsk),
	}
}

// campaignRoutes are read by everybody; who may not change a campaign sees its form shut.
func (h *Handlers) campaignRoutes() []web.Route {
	const one = web.PathCampaigns + ":id/"
	read, edit := h.staff(program.ActRead), h.staff(program.ActEditCampaign)
	return []web.Route{
		web.Get(web.PathCampaigns, "staff read", read, h.campaignsShow),
		web.Get(web.PathCampaignNew, "staff edit_campaign", edit, h.campaignNew),
		web.Post(web.PathCampaignNew, "staff edit_campaign", edit, h.campaignCreate),
		web.Get(one+web.CampaignEdit, "staff read", read, h.campaignEdit),
		web.Post(one+web.CampaignEdit, "staff edit_campaign", edit, h.campaignSave),
		web.Post(one+web.CampaignToggle, "staff edit_campaign", edit, h.campaignToggle),
		web.Post(one+web.CampaignFinish, "staff edit_campaign", edit, h.campaignEnd),
		web.Post(one+web.CampaignArchive, "staff edit_campaign", edit, h.campaignArchive),
		web.Post(one+web.CampaignDelete, "staff edit_campaign", edit, h.campaignDelete),
		web.Post(one+web.CampaignDuplicate, "staff edit_campaign", edit, h.campaignDuplicate),
	}
}

func (h *Handlers) approvalRoutes() []web.Route {
	const one = web.PathApprovals + ":id/"
	read, release := h.staff(program.ActRead), h.staff(program.ActRelease)
	return []web.Route{
		web.Get(web.PathApprovals, "staff read", read, h.approvalsShow),
		// What a request asks for says who may decide it, and so whoever asked takes back and another refuses: the programme
		// tells them apart.
		web.Post(one+"approve", "staff read", read, h.approvalApprove),
		web.Post(one+"refuse", "staff read", read, h.approvalRefuse),
		web.Post(web.PathReleases, "staff release_payment", release, h.releasesShow),
		web.Post(web.PathReleaseAll, "staff release_payment", release, h.releaseAll),
	}
}

func (h *Handlers) auditRoutes() []web.Route {
	audit := h.staff(program.ActAudit)
	return []web.Route{
		web.Get(web.PathAudit, "staff audit", audit, h.auditShow),
		web.Get(web.PathAuditRows, "staff audit", audit, h.auditRows),
		web.Get(web.PathAudit+":id/", "staff audit", audit, h.auditEntry),
		web.Post(web.PathAuditVerify, "staff audit", audit, h.auditVerify),
		web.Post(web.PathAuditExport, "staff audit", audit, h.auditExport), // and the right to export, which the same roles have
	}
}

// peopleRoutes are about the staff. Every change asks for a fresh second factor.
func (h *Handlers) peopleRoutes() []web.Route {
	const one = web.PathStaff + ":id/"
	see, change := h.staff(program.ActSeeHouse), h.staff(program.ActStaff)
	all := []web.Route{
		web.Get(web.PathStaff, "staff see_house", see, h.peopleShow),
		web.Post(web.PathStaff, "staff staff", change, h.peopleInvite),
		web.Get(one, "staff see_house", see, h.personShow),
	}
	for _, act := range personActs() {
		all = append(all, web.Post(one+act.what, "staff staff", change, h.personDo(act)))
	}
	return all
}

func (h *Handlers) settingsRoutes() []web.Route {
	see, change := h.staff(program.ActSeeHouse), h.staff(program.ActSettings)
	return []web.Route{
		web.Get(web.PathSettings, "staff see_house", see, h.settingsShow),
		web.Post(web.PathSettings, "staff settings", change, h.settingsSave),
		web.Post(web.PathLogoSave, "staff settings", change, h.logoSave),
		web.Post(web.PathLogoRemove, "staff settings", change, h.logoRemove),
		web.Get(web.PathColors, "staff see_house", see, h.settingsColors),
	}
}

func (h *Handlers) demoRoutes() []web.Route {
	if h.demo == nil {
		return nil
	}
	return []web.Route{web.Post(web.PathDemo, "public", h.Public, h.demoSignIn)}
}
