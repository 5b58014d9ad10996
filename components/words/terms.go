package words

import "strconv"

// Terms is the text of an offer, made of what the campaign says.
type Terms struct {
	Title      string
	Meta       func(version int) string
	Accepted   func(version int, day string) string
	Reward     string
	RewardText func(amount string) string
	ToDo       string
	Window     func(days int) string
	Choose     func(k, n int) string // before a list of which k are enough
	Pay        string
	Keep       string
	KeepText   string
	Share      string
	ShareText  string
}

func englishTerms() Terms {
	return Terms{
		Title:      "Offer terms",
		Meta:       func(version int) string { return "Version " + strconv.Itoa(version) },
		Accepted:   func(version int, day string) string { return "Version " + strconv.Itoa(version) + ", accepted " + day },
		Reward:     "What you get",
		RewardText: func(amount string) string { return amount + ", paid once, when every requirement below is met." },
		ToDo:       "What to do",
		Window: func(days int) string {
			return "All of it within " + englishDays(days) + ". Only what has posted counts."
		},
		Choose: func(k, n int) string {
			if k == 1 {
				return "Any one of these is enough:"
			}
			return "Any " + strconv.Itoa(k) + " of these " + strconv.Itoa(n) + " are enough:"
		},
		Pay:       "When you are paid",
		Keep:      "If the offer changes",
		KeepText:  "Later changes to the offer do not affect you.",
		Share:     "What your friend sees",
		ShareText: "Only if you agree: that you joined and, later, that you were rewarded. No purchases, no amounts.",
	}
}

func spanishTerms() Terms {
	return Terms{
		Title: "Términos de la oferta",
		Meta:  func(version int) string { return "Versión " + strconv.Itoa(version) },
		Accepted: func(version int, day string) string {
			return "Versión " + strconv.Itoa(version) + ", aceptada el " + day
		},
		Reward:     "Qué recibe",
		RewardText: func(amount string) string { return amount + ", una sola vez, cuando se cumplen todos los requisitos." },
		ToDo:       "Qué hay que hacer",
		Window: func(days int) string {
			return "Todo dentro de " + spanishDays(days) + ". Solo cuenta lo que ya se registró."
		},
		Choose: func(k, n int) string {
			if k == 1 {
				return "Basta con uno de estos requisitos:"
			}
			return "Bastan " + strconv.Itoa(k) + " de estos " + strconv.Itoa(n) + " requisitos:"
		},
		Pay:       "Cuándo recibe su dinero",
		Keep:      "Si la oferta cambia",
		KeepText:  "Los cambios posteriores a la oferta no le afectan.",
		Share:     "Qué ve su amigo",
		ShareText: "Solo si usted lo permite: que se unió y, después, que recibió su recompensa. Ni compras ni montos.",
	}
}
