package handlers

import (
	"raf/models"
)

// EnrolURL is the whole URL of a one-time link that invites a person of staff.
func EnrolURL(base string, t models.TenantProfile, token string) string {
	return linksOf(base, t).abs(pathEnrol + token + "/")
}

// referralPath is where staff see one referral.
func referralPath(id string) string { return pathReferrals + id + "/" }

// approvalPath is where an approval is decided; what is approve or refuse.
func approvalPath(id, what string) string { return pathApprovals + id + "/" + what }
