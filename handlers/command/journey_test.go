package command

import (
	"testing"

	"raf/providers/sandbox"
)

func TestEachMemberMeetsTheirStateInTheBanksFrame(t *testing.T) {
	t.Parallel()
	st := stageForTest(t)
	for _, tt := range []struct{ who, state, says, not string }{
		{"avery", "inviter_ready", "Joined 2 Rewarded 1", "casey"},
		{"blake", "inviter_ready", "Have a code?", "$320"},
		{"casey", "acceptor_pending", "3 of 5", "avery"},
		{"devon", "acceptor_eligible", "You did it", "gale"},
		{"ellis", "acceptor_paid", "$50 is yours", "avery"},
	} {
		t.Run(tt.who, func(t *testing.T) {
			b := newBrowser(t)
			b.signIn(st.banks[sandbox.Garden], tt.who)
			b.waitCard(cardState, tt.state)
			b.says(tt.says)
			b.shot(tt.who)
		})
	}
}
