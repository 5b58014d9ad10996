package words

import "strings"

// Words is the catalogue in one language.
type Words struct {
	Lang        string // for the html element
	Common      Common
	Offer       Offer
	Inviter     Inviter
	Pending     Pending
	Refusal     Refusal
	Rules       Rules
	Reward      Reward
	Code        Code
	Share       Share
	SignIn      SignIn
	Landing     Landing
	Own         Own
	Terms       Terms
	Conditions  Conditions
	Disclosures Disclosures
	Trouble     Trouble
	Forms       Forms
	Contact     Contact
	Told        Told
}

// English is the catalogue in English.
func English() Words {
	return Words{
		Lang:        "en",
		Common:      englishCommon(),
		Offer:       englishOffer(),
		Inviter:     englishInviter(),
		Pending:     englishPending(),
		Refusal:     englishRefusal(),
		Rules:       englishRules(),
		Reward:      englishReward(),
		Code:        englishCode(),
		Share:       englishShare(),
		SignIn:      englishSignIn(),
		Landing:     englishLanding(),
		Own:         englishOwn(),
		Terms:       englishTerms(),
		Conditions:  englishConditions(),
		Disclosures: englishDisclosures(),
		Trouble:     englishTrouble(),
		Forms:       englishForms(),
		Contact:     englishContact(),
		Told:        englishTold(),
	}
}

// Spanish is the catalogue in Spanish.
func Spanish() Words {
	return Words{
		Lang:        "es",
		Common:      spanishCommon(),
		Offer:       spanishOffer(),
		Inviter:     spanishInviter(),
		Pending:     spanishPending(),
		Refusal:     spanishRefusal(),
		Rules:       spanishRules(),
		Reward:      spanishReward(),
		Code:        spanishCode(),
		Share:       spanishShare(),
		SignIn:      spanishSignIn(),
		Landing:     spanishLanding(),
		Own:         spanishOwn(),
		Terms:       spanishTerms(),
		Conditions:  spanishConditions(),
		Disclosures: spanishDisclosures(),
		Trouble:     spanishTrouble(),
		Forms:       spanishForms(),
		Contact:     spanishContact(),
		Told:        spanishTold(),
	}
}

// stop ends a sentence with a full stop, unless an abbreviation ("a. m.") did.
func stop(s string) string {
	if strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// choose is the singular for one and the plural for every other number; both languages need no more.
func choose(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
