package desk

import (
	"slices"
	"strings"

	"raf/components/console"
	"raf/models"
)

// actionWords say in the past tense what was done. An action without a line here is told by its own name.
func actionWords() map[string]string {
	return map[string]string{
		"approval.approved": "Approved a request", "approval.refused": "Sent a request back", "approval.requested": "Asked for a second person",
		"approval.withdrawn": "Took a request back", "audit.exported": "Exported", "audit.verified": "Checked the chain",
		"campaign.added": "Added a campaign", "campaign.archived": "Archived", "campaign.drafted": "Began a draft", "campaign.edited": "Saved draft",
		"campaign.ended": "Ended", "campaign.live": "Set live", "campaign.paused": "Paused", "campaign.revised": "Published a version",
		"grant.ended": "Bank access ended", "hold.opened": "Put on hold", "hold.released": "Cleared hold",
		"member.signed_in": "Signed in", "member.signed_out": "Signed out", "payment.released_alone": "Released alone, under the threshold", "operator.admitted": "Let the platform look",
		"referral.accept": "Code accepted", "referral.accepted": "Code accepted", "referral.account": "Account found", "referral.approve": "Approved for payment",
		"referral.cancel": "Cancelled", "referral.claw_back": "Took back", "referral.lapse": "Grace ran out", "referral.met": "Requirements met",
		"referral.noted": "Wrote a note", "referral.out_of_reach": "Out of reach", "referral.refuse": "Refused", "referral.reject": "Rejected",
		"referral.settle": "Paid in full", "session.token_replayed": "Old session used", "settings.changed": "Changed settings",
		"signin.refused": "Sign-in refused", "staff.codes_used_up": "Too many wrong codes", "staff.link_opened": "Opened the one-time link", "staff.recovery_used": "Used a recovery code", "staff.disabled": "Disabled", "staff.enabled": "Enabled",
		"staff.enrolled": "Enrolled", "staff.invited": "Invited", "staff.proven": "Signed in", "staff.reset": "Reset sign-in",
		"staff.role_changed": "Changed role", "staff.sessions_ended": "Ended sessions", "staff.signed_out": "Signed out", "tenant.added": "Added the institution",
	}
}

// refused are actions that were tried and not let happen.
func refused(action string) bool {
	return action == "signin.refused" || action == "session.token_replayed"
}

func actionWord(action string) string {
	if word := actionWords()[action]; word != "" {
		return word
	}
	subject, what, _ := strings.Cut(action, ".")
	return capital(subject) + ": " + plain(what)
}

// actionsSaying are the actions whose words hold a text, so that people search for what they read.
func actionsSaying(text string) (all []string) {
	for action, word := range actionWords() {
		if text = strings.ToLower(text); strings.Contains(strings.ToLower(word), text) || action == text {
			all = append(all, action)
		}
	}
	slices.Sort(all)
	return all
}

// groups are what the log can be narrowed to, each a group of actions.
func groups() []console.Option {
	return []console.Option{{Value: "", Text: "All actions"}, {Value: "referral.", Text: "Referrals"}, {Value: "approval.", Text: "Approvals"}, {Value: "hold.", Text: "Holds"},
		{Value: "campaign.", Text: "Campaigns"}, {Value: "staff.", Text: "Staff"}, {Value: "settings.", Text: "Settings"}, {Value: "member.", Text: "Member sign-ins"},
		{Value: "audit.", Text: "Audit log"}}
}

// kind is a kind of thing that the log can be narrowed to. Some are filed under several names, and money is moved by steps
// of the referral, too.
type kind struct {
	value, text  string
	kinds, doing []string
}

func kinds() []kind {
	return []kind{
		{"", "All subjects", nil, nil},
		{"referral", "Referrals", []string{"referral", "referrals"}, nil},
		{"payment", "Payments", []string{models.SubjectPayment, "batch"}, []string{"referral.approve", "referral.settle", "referral.claw_back"}},
		{"campaign", "Campaigns", []string{"campaign"}, nil},
		{"member", "Members", []string{"member", "signin"}, nil},
		{"staff", "Staff", []string{"staff"}, nil},
		{"settings", "Settings", []string{"tenant"}, nil},
		{"trail", "Audit log", []string{"trail"}, nil},
	}
}

func kindOptions() (all []console.Option) {
	for _, k := range kinds() {
		all = append(all, console.Option{Value: k.value, Text: k.text})
	}
	return all
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + plain(s[1:])
}

// plain writes a name as people do.
func plain(s string) string { return strings.ReplaceAll(s, "_", " ") }

// breakWords say what is wrong with a row of the chain, as nobody can take for good news.
func breakWords(b models.ChainBreak) string { return capital(b.String()) + "." }
