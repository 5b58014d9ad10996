package words

import "strconv"

// Code is the screen on which a friend's code is typed.
type Code struct {
	Title        string
	Label        string
	Hint         string
	Submit       string
	Busy         string
	AcceptBefore string
	AcceptLink   string
	AcceptAfter  func(amount string, requirements, days int) string
	AcceptToday  func(amount string, requirements, days int) string // as AcceptAfter, where the days run from acceptance
	Consent      string
	ConsentStage string // as Consent, where the friend sees the name and how far it is
	Optional     string
	Refused      func(reachUs, request string) string // the one message for every reason
	RefusedAsk   func(fi, request string) string      // as Refused, where there is no number to call
	Empty        string
	Shape        string
	TermsNeeded  string
	TermsChanged string
	TooMany      func(clock string) string
}

func englishCode() Code {
	return Code{
		Title:        "Enter a friend’s code",
		Label:        "Invitation code",
		Hint:         "8 letters and numbers, from your friend’s message",
		Submit:       "Use this code",
		Busy:         "Checking the code…",
		AcceptBefore: "I accept the ",
		AcceptLink:   "offer terms",
		AcceptAfter: func(amount string, requirements, days int) string {
			return ": " + amount + " when I meet " + strconv.Itoa(requirements) + choose(requirements, " requirement", " requirements") +
				" within " + englishDays(days) + " of opening my account."
		},
		AcceptToday: func(amount string, requirements, days int) string {
			return ": " + amount + " when I meet " + strconv.Itoa(requirements) + choose(requirements, " requirement", " requirements") +
				" within " + englishDays(days) + " from today."
		},
		Consent:      "Let my friend see that I joined and was rewarded.",
		ConsentStage: "Let my friend see my first name and initial, and how far I am with this offer.",
		Optional:     "Optional.",
		Refused: func(reachUs, request string) string {
			return "This code can’t be used. Check it with your friend, or " + reachUs + " and say request " + request + "."
		},
		RefusedAsk: func(fi, request string) string {
			return "This code can’t be used. Check it with your friend, or ask " + fi + " and say request " + request + "."
		},
		Empty:        "Type the code from your friend’s message.",
		Shape:        "A code has 8 letters and numbers. Compare it with your friend’s message.",
		TermsNeeded:  "Tick this box to accept the terms.",
		TermsChanged: "The terms changed while this page was open. Read them again, then accept.",
		TooMany:      func(clock string) string { return "Too many tries. You can try again at " + clock + "." },
	}
}

func spanishCode() Code {
	return Code{
		Title:        "Escriba el código de su amigo",
		Label:        "Código de invitación",
		Hint:         "8 letras y números, del mensaje de su amigo",
		Submit:       "Usar este código",
		Busy:         "Verificando el código…",
		AcceptBefore: "Acepto los ",
		AcceptLink:   "términos de la oferta",
		AcceptAfter: func(amount string, requirements, days int) string {
			return ": " + amount + " al cumplir " + strconv.Itoa(requirements) + choose(requirements, " requisito", " requisitos") +
				" dentro de " + choose(days, "", "los ") + spanishDays(days) + " de abrir mi cuenta."
		},
		AcceptToday: func(amount string, requirements, days int) string {
			return ": " + amount + " al cumplir " + strconv.Itoa(requirements) + choose(requirements, " requisito", " requisitos") +
				" dentro de " + spanishDays(days) + " a partir de hoy."
		},
		Consent:      "Permito que mi amigo vea que me uní y que recibí mi recompensa.",
		ConsentStage: "Permito que mi amigo vea mi nombre e inicial, y cuánto he avanzado en esta oferta.",
		Optional:     "Opcional.",
		Refused: func(reachUs, request string) string {
			return "Este código no se puede usar. Verifíquelo con su amigo o " + reachUs + " y mencione la solicitud " + request + "."
		},
		RefusedAsk: func(fi, request string) string {
			return "Este código no se puede usar. Verifíquelo con su amigo o pregunte a " + fi + " y mencione la solicitud " + request + "."
		},
		Empty:        "Escriba el código del mensaje de su amigo.",
		Shape:        "Un código tiene 8 letras y números. Compárelo con el mensaje de su amigo.",
		TermsNeeded:  "Marque esta casilla para aceptar los términos.",
		TermsChanged: "Los términos cambiaron mientras esta página estaba abierta. Léalos de nuevo y acéptelos.",
		TooMany:      func(clock string) string { return stop("Demasiados intentos. Puede intentar de nuevo a las " + clock) },
	}
}
