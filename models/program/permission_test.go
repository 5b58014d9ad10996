package program

import (
	"slices"
	"testing"

	"raf/models"
)

func TestThoseWhoLookOnChangeNothing(t *testing.T) {
	t.Parallel()
	looking := []Act{ActRead, ActExport, ActAudit, ActSeeHouse}
	for act, roles := range rights() {
		for _, role := range []models.Role{models.RoleViewer, models.RoleAuditor, models.RoleOperator} {
			if slices.Contains(roles, role) && !slices.Contains(looking, act) {
				t.Errorf("a %s may %s", role, act)
			}
		}
	}
}

func TestNobodyFromThePlatformTakesDataAway(t *testing.T) {
	t.Parallel()
	for _, act := range []Act{ActExport, ActAudit} {
		if may(models.RoleOperator, act) {
			t.Errorf("an operator may %s", act)
		}
	}
}

// TestWhoeverAsksOrDecidesGotTheRoleFromTwoPeople: an administrator holds the link of whoever they invite, and would be
// both people of a request otherwise.
func TestWhoeverAsksOrDecidesGotTheRoleFromTwoPeople(t *testing.T) {
	t.Parallel()
	for act, roles := range rights() {
		if slices.Contains([]Act{ActRead, ActExport, ActAudit, ActSeeHouse}, act) {
			continue
		}
		for _, role := range roles {
			if !TakesTwo(role) {
				t.Errorf("one administrator alone makes a %s, who may %s", role, act)
			}
		}
	}
}

func TestNoRoleAsksForMoneyAndReleasesIt(t *testing.T) {
	t.Parallel()
	for _, role := range rights()[ActRequestPay] {
		if may(role, ActRelease) {
			t.Errorf("a %s may ask for a payment and release one", role)
		}
	}
}

func TestEveryRequestCanBeDecidedBySomebody(t *testing.T) {
	t.Parallel()
	for action, d := range decisions() {
		if len(rights()[d.act]) == 0 || d.apply == nil || d.about == nil {
			t.Errorf("nobody decides %s", action)
		}
	}
}

func TestAnUnknownRoleMayNothing(t *testing.T) {
	t.Parallel()
	for act := range rights() {
		if may("", act) || may("owner", act) {
			t.Errorf("a role that does not exist may %s", act)
		}
	}
}
