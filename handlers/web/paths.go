package web

import (
	"net/url"

	"raf/models"
)

// The paths of the site map, below a tenant's prefix. They stand here and nowhere else; the tables of routes map them.
const (
	// Members and their friends.
	PathTile        = "/plugin/"
	PathEligibility = "/plugin/eligibility"
	PathCode        = "/plugin/code"
	PathShare       = "/plugin/share"
	PathTerms       = "/plugin/terms"
	PathSignIn      = "/auth/"
	PathCallback    = "/oidc/callback/"
	PathSignOut     = "/auth/signout"
	PathDashboard   = "/dashboard/"
	PathMe          = "/me/"
	PathWithdraw    = "/me/withdraw"
	PathLanding     = "/r/"
	PathTheme       = "/theme.css"
	PathLogo        = "/logo/"
	PathKeys        = "/.well-known/jwks.json"

	// The staff.
	PathConsole     = "/console/"
	PathStaffSignIn = "/console/signin/"
	PathStaffCode   = "/console/signin/code/"
	PathStaffOut    = "/console/signout"
	PathEnrol       = "/console/enrol/"
	PathDemo        = "/console/demo"
	PathReferrals   = "/console/referrals/"
	PathRows        = "/console/referrals/rows/"
	PathSelection   = "/console/referrals/selection"
	PathBatch       = "/console/referrals/pay/"
	PathBatchAsk    = "/console/referrals/pay/ask"
	PathExport      = "/console/referrals/export/"
	PathAttach      = "/console/referrals/attach/"
	PathApprovals   = "/console/approvals/"
	PathReleases    = "/console/approvals/release/"
	PathReleaseAll  = "/console/approvals/release/all"
	PathCampaigns   = "/console/campaigns/"
	PathCampaignNew = "/console/campaigns/new/"
	PathAudit       = "/console/audit/"
	PathAuditRows   = "/console/audit/rows/"
	PathAuditVerify = "/console/audit/verify"
	PathAuditExport = "/console/audit/export"
	PathStaff       = "/console/staff/"
	PathSettings    = "/console/settings/"
	PathColors      = "/console/settings/colors/"
	PathLogoSave    = "/console/settings/logo"
	PathLogoRemove  = "/console/settings/logo/remove"

	// No tenant.
	PathStatic = "/static/"
	PathAlive  = "/healthz"
	PathReady  = "/readyz"
)

// Links builds a tenant's URLs: Prefix is "/t/{slug}" on the shared host and empty on a host of its own, Origin is the
// scheme and host that the public reaches us at.
type Links struct{ Prefix, Origin string }

// To is the relative URL of a path.
func (l Links) To(path string) string { return l.Prefix + path }

// Abs is the whole URL of a path, for redirect URIs and for what is shared.
func (l Links) Abs(path string) string { return l.Origin + l.Prefix + path }

// Landing is the whole URL of a code's landing page.
func (l Links) Landing(code string) string { return l.Abs(PathLanding) + url.PathEscape(code) }

// LinksOf are the links of an institution outside a request.
func LinksOf(base string, t models.TenantProfile) Links {
	if t.Host != "" {
		return Links{Origin: "https://" + t.Host}
	}
	return Links{Prefix: "/t/" + t.Slug, Origin: base}
}

// Links are the links of an institution as the browser of this request reaches it.
func (v *Visit) Links() Links {
	if v.Program == nil {
		return Links{}
	}
	return Links{Prefix: v.Prefix(), Origin: v.Scheme + "://" + v.Host}
}

// ReferralPath is where staff see one referral.
func ReferralPath(id string) string { return PathReferrals + id + "/" }

// QueryNewer asks for facts that are newer than those that are shown; until the core has answered there is no content.
const QueryNewer = "newer"

// What is done with one campaign: the end of its path.
const (
	CampaignEdit      = "edit/"
	CampaignToggle    = "toggle/" // live <-> paused
	CampaignFinish    = "end"
	CampaignArchive   = "archive"
	CampaignDelete    = "delete" // of a draft
	CampaignDuplicate = "duplicate"
)

// CampaignPath is where something is done with one campaign.
func CampaignPath(id, what string) string { return PathCampaigns + id + "/" + what }

// ApprovalPath is where an approval is decided; what is approve or refuse.
func ApprovalPath(id, what string) string { return PathApprovals + id + "/" + what }

// AuditPath is where staff see one entry of the audit log.
func AuditPath(id string) string { return PathAudit + id + "/" }

// EnrolPath is where a person of staff opens the one-time link that invites.
func EnrolPath(token string) string { return PathEnrol + token + "/" }
