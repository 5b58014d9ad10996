package words

// Own is what is said of an offer of the institution itself, to which no friend invited.
type Own struct {
	From       func(fi string) string // who offers
	Gives      func(fi, amount string) string
	Lead       func(fi string, requirements, days int) string // of the page behind the code's link
	YourCode   string
	BringCode  string // where the code goes
	Over       func(fi string) string
	AnyTitle   string // of the screen on which any code is typed
	AnyHint    string
	AnySubmit  string
	Read       func(fi, amount string) string // before the terms of a code that was just typed
	AlsoTitle  string                         // what runs beside the one on the tile
	AlsoNow    func(amount string) string
	AlsoUntil  func(amount, day string) string
	AlsoEarned func(amount string) string
}

func englishOwn() Own {
	return Own{
		From:  func(fi string) string { return "An offer from " + fi },
		Gives: func(fi, amount string) string { return fi + " gives you " + amount },
		Lead: func(fi string, requirements, days int) string {
			return "Enter this code in digital banking, meet " + englishNumber(requirements) + choose(requirements, " requirement", " requirements") +
				" in " + englishDays(days) + ", and " + fi + " pays you."
		},
		YourCode:  "The code of this offer",
		BringCode: "Sign in to digital banking, open the referral card and choose “Have a code?”.",
		Over: func(fi string) string {
			return "This offer of " + fi + " takes nobody at the moment. Whoever is in keeps the terms."
		},
		AnyTitle:  "Enter a code",
		AnyHint:   "8 letters and numbers, from the message or the flyer",
		AnySubmit: "Continue",
		Read: func(fi, amount string) string {
			return fi + " offers you " + amount + ". Read the terms, then accept."
		},
		AlsoTitle:  "Also under way",
		AlsoNow:    func(amount string) string { return amount + ": accepted, the requirements are not met yet." },
		AlsoUntil:  func(amount, day string) string { return amount + ": requirements to meet until " + day + "." },
		AlsoEarned: func(amount string) string { return amount + ": every requirement is met, the payment is on its way." },
	}
}

func spanishOwn() Own {
	return Own{
		From:  func(fi string) string { return "Una oferta de " + fi },
		Gives: func(fi, amount string) string { return fi + " le regala " + amount },
		Lead: func(fi string, requirements, days int) string {
			return "Escriba este código en la banca digital, cumpla " + spanishNumber(requirements, false) + choose(requirements, " requisito", " requisitos") +
				" en " + spanishDays(days) + " y " + fi + " le paga."
		},
		YourCode:  "El código de esta oferta",
		BringCode: "Inicie sesión en la banca digital, abra la tarjeta de invitaciones y elija “¿Tiene un código?”.",
		Over: func(fi string) string {
			return "Esta oferta de " + fi + " no acepta a nadie por el momento. Quienes ya participan conservan sus términos."
		},
		AnyTitle:  "Escriba un código",
		AnyHint:   "8 letras y números, del mensaje o del folleto",
		AnySubmit: "Continuar",
		Read: func(fi, amount string) string {
			return fi + " le ofrece " + amount + ". Lea los términos y luego acéptelos."
		},
		AlsoTitle: "También en curso",
		AlsoNow:   func(amount string) string { return amount + ": aceptado, los requisitos todavía no se cumplen." },
		AlsoUntil: func(amount, day string) string { return amount + ": requisitos por cumplir hasta el " + day + "." },
		AlsoEarned: func(amount string) string {
			return amount + ": todos los requisitos se cumplieron, el pago está en camino."
		},
	}
}
