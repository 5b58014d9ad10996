package handlers

import (
	"net/http"
	"testing"

	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// TestASecondPersonReadsWhereNobodyCanTellWhoseReferralItIs: people without a member number on record may ask and release,
// or a small institution could pay nobody until all numbers are typed; whoever decides is told.
func TestASecondPersonReadsWhereNobodyCanTellWhoseReferralItIs(t *testing.T) {
	t.Parallel()
	h, _, _, _ := askedFor(t)
	checker := h.arrive(t, sandbox.Garden, models.RoleChecker)
	const theirs, yours = "No member number of whoever asked is on record", "No member number of yours is on record"
	for _, row := range []struct {
		maker, checker string
		says, never    []string
	}{
		{models.NoAccount, "c-77", nil, []string{theirs, yours}},
		{"", "c-77", []string{theirs}, []string{yours}},
		{"c-78", "", []string{yours}, []string{theirs}},
	} {
		h.set(t, sandbox.Garden, "UPDATE staff_users SET member_ref = '"+row.maker+"' WHERE role = 'maker'")
		h.set(t, sandbox.Garden, "UPDATE staff_users SET member_ref = '"+row.checker+"' WHERE role = 'checker'")
		checker.get(web.PathApprovals).wants(http.StatusOK, append(row.says, "Release $100.00")...).without(row.never...)
	}
}
