package command

import (
	"strings"
	"testing"

	"raf/models"
	"raf/models/modelstest"
)

func TestLedgerCheckNamesTheInstitutionAndWhatIsWrong(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		s := operator(db.Config)
		s.SecretKey = "" // it needs none
		var campaign models.Campaign
		for _, slug := range []string{"garden", "orchard"} {
			campaign = modelstest.Campaign(t, db.Store.For(modelstest.Tenant(t, db.Store, slug)), modelstest.Terms(), 100)
		}
		want := func(outcome, detail, failure string, args ...string) {
			t.Helper()
			said, err := operate(t, s, append([]string{"ledger", "check"}, args...)...)
			if !strings.HasPrefix(said, outcome) || !strings.Contains(said, detail) || (err != nil) != (failure != "") || err != nil && !strings.Contains(err.Error(), failure) {
				t.Errorf("raf ledger check %v: %v\n%s", args, err, said)
			}
		}
		const well = "all agree; campaigns 1, referrals 0, rewards 0, payments 0; promised nothing, paid nothing\n"
		want("garden: "+well, "orchard: "+well, "")
		forge(t, db, "orchard", "UPDATE campaigns SET committed_minor = 7 WHERE committed_minor = 0")
		want("garden: "+well, "orchard: WRONG in 1 places; campaigns 1", "the books do not agree: orchard")
		want("orchard: WRONG", "  campaign "+campaign.ID+": its budget says that 7 is promised", "orchard", "--tenant", "orchard")
		want("garden: ", "", "", "--tenant", "garden")
		want("", "", "no institution", "--tenant", "nowhere")
		want("", "", "usage", "--all")
		s.DB = models.Config{}
		want("", "", "DB_HOST")
	})
}
