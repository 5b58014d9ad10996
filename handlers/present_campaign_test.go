package handlers

import (
	"net/url"
	"strings"
	"testing"

	"raf/components/page"
	"raf/components/tile"
	"raf/components/ui"
	"raf/components/words"
	"raf/models"
)

func disclosed(apy, open, balance int64) models.Terms {
	terms := fiftyEach()
	terms.Disclosures = &models.Disclosures{APYHundredths: &apy, MinOpenMinor: &open, MinBalanceMinor: &balance}
	return terms
}

func TestWhatTheLawWantsBesideABonusStandsInTheTermsAndWhereItIsAdvertised(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		say   words.Words
		terms models.Terms
		title string
		want  []string
	}{
		{words.English(), disclosed(5, 25_00, 0), "About the account", []string{"The annual percentage yield (APY) is 0.05%.",
			"It takes $25 to open the account.", "No minimum balance is needed to get the reward."}},
		{words.English(), disclosed(1234, 0, 100_50), "About the account", []string{"The annual percentage yield (APY) is 12.34%.",
			"No deposit is needed to open the account.", "Keep at least $100.50 in it to get the reward."}},
		{words.Spanish(), disclosed(400, 25_00, 1_00), "Sobre la cuenta", []string{"El rendimiento porcentual anual (APY) es de 4.00\u00a0%.",
			"Para abrir la cuenta se necesitan $25.", "Mantenga al menos $1 en ella para recibir la recompensa."}},
	} {
		p := gardenPresenter(t, row.say)
		var inTerms []string
		for _, passage := range p.passages(row.terms) {
			if passage.Title == row.title {
				inTerms = passage.Text
			}
		}
		equal(t, row.want, inTerms)
		from := strangerTile()
		from.Offer = offerOf(row.terms)
		var advertised page.Fact
		for _, fact := range p.landing(from, "K7PM3QXD").Facts {
			if fact.Term == row.title {
				advertised = fact
			}
		}
		equal(t, strings.Join(row.want, " "), advertised.Text)
	}
	for _, passage := range gardenPresenter(t, words.English()).passages(fiftyEach()) {
		if passage.Title == "About the account" {
			t.Error("terms without disclosures have a passage about them")
		}
	}
}

func TestTheInstitutionsOwnShareTextIsWhatIsShared(t *testing.T) {
	t.Parallel()
	terms := fiftyEach()
	terms.AcceptorMinor = 75_00
	terms.ShareText = map[string]string{"en": "Join {bank} & get {friend_reward}. I get {my_reward}."}
	got := gardenPresenter(t, words.English()).share(inviterTile(terms)).(tile.Share)
	equal(t, "Join Garden & get $75. I get $50.", got.Text)
	for _, link := range []ui.Link{got.Mail, got.Message} {
		_, query, _ := strings.Cut(link.Href, "?")
		values, err := url.ParseQuery(query)
		if err != nil || values.Get("body") != got.Text+" "+got.Link {
			t.Errorf("%s sends %q (%v)", link.Href, values.Get("body"), err)
		}
	}
	spanish := gardenPresenter(t, words.Spanish()).share(inviterTile(terms)).(tile.Share)
	if !strings.Contains(spanish.Text, "yo recibo $50") {
		t.Errorf("without an own text in Spanish the catalogue's is used, got %q", spanish.Text)
	}
}
