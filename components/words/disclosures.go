package words

import "strconv"

// Disclosures is what stands beside a bonus by law: the rate of the account, what opens it, and what must be in it.
type Disclosures struct {
	Title        string
	APY          func(percent string) string
	MinOpen      func(amount string) string
	NoMinOpen    string
	MinBalance   func(amount string) string
	NoMinBalance string
}

func englishDisclosures() Disclosures {
	return Disclosures{
		Title:        "About the account",
		APY:          func(percent string) string { return "The annual percentage yield (APY) is " + percent + "." },
		MinOpen:      func(amount string) string { return "It takes " + amount + " to open the account." },
		NoMinOpen:    "No deposit is needed to open the account.",
		MinBalance:   func(amount string) string { return "Keep at least " + amount + " in it to get the reward." },
		NoMinBalance: "No minimum balance is needed to get the reward.",
	}
}

func spanishDisclosures() Disclosures {
	return Disclosures{
		Title:     "Sobre la cuenta",
		APY:       func(percent string) string { return "El rendimiento porcentual anual (APY) es de " + percent + "." },
		MinOpen:   func(amount string) string { return "Para abrir la cuenta se necesitan " + amount + "." },
		NoMinOpen: "No se necesita un depósito para abrir la cuenta.",
		MinBalance: func(amount string) string {
			return "Mantenga al menos " + amount + " en ella para recibir la recompensa."
		},
		NoMinBalance: "No se necesita un saldo mínimo para recibir la recompensa.",
	}
}

// Percent writes hundredths of a percent with both digits: "0.05%", and in Spanish "0.05 %".
func (w Words) Percent(hundredths int64) string {
	cents := strconv.FormatInt(hundredths%100, 10)
	if len(cents) == 1 {
		cents = "0" + cents
	}
	sign := "%"
	if w.Lang == "es" {
		sign = "\u00a0%"
	}
	return strconv.FormatInt(hundredths/100, 10) + "." + cents + sign
}
