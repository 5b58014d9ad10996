package program

import (
	"raf/models"
	"raf/providers"
)

// heldBack is who keeps from us what rules look at: whose move it is. It is empty where the bank refused a call that all
// gates had let pass, because then only the bank knows.
func heldBack(v *models.View, memberID string) (providers.Holder, error) {
	row, err := v.Grant(memberID)
	if err != nil {
		if models.KindOf(err) == models.NotFound {
			return providers.HeldByNobody, nil
		}
		return providers.HeldByNobody, err
	}
	all, err := permissionsOf(row)
	if err != nil {
		return providers.HeldByNobody, err
	}
	for _, item := range []providers.Item{providers.ItemAccounts, providers.ItemPostings} {
		if held := all.Of(item); held != providers.HeldByNobody && held != providers.HeldByUs {
			return held, nil
		}
	}
	return providers.HeldByNobody, nil
}
