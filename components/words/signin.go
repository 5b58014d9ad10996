package words

// SignIn is what is said around the bank's sign-in.
type SignIn struct {
	Failed      string // strong
	FailedNext  string
	FailedTitle string
	FailedHelp  func(reach, request string) string
	FailedAsk   func(fi, request string) string // as FailedHelp, where there is no number to call
	Declined    string                          // the member said no at the bank
	Again       string
	Continue    string // the one link of a page between us and the bank
	OutTitle    string
	OutLead     func(fi string) string
}

func englishSignIn() SignIn {
	return SignIn{
		Failed:      "Sign-in did not work.",
		FailedNext:  " You can try again, or open Refer a friend in a full page.",
		FailedTitle: "Nothing was changed",
		FailedHelp: func(reach, request string) string {
			return "If it happens again, " + reach + " and say request " + request + "."
		},
		FailedAsk: func(fi, request string) string {
			return "If it happens again, ask " + fi + " and say request " + request + "."
		},
		Declined: "You chose not to go on. Nothing was shared with us.",
		Again:    "Sign in",
		Continue: "Continue to sign in",
		OutTitle: "You are signed out here",
		OutLead:  func(fi string) string { return "Your session at " + fi + " itself goes on until you end it there." },
	}
}

func spanishSignIn() SignIn {
	return SignIn{
		Failed:      "No se pudo iniciar la sesión.",
		FailedNext:  " Puede intentar de nuevo o abrir una página completa.",
		FailedTitle: "No se cambió nada",
		FailedHelp: func(reach, request string) string {
			return "Si vuelve a ocurrir, " + reach + " y mencione la solicitud " + request + "."
		},
		FailedAsk: func(fi, request string) string {
			return "Si vuelve a ocurrir, pregunte a " + fi + " y mencione la solicitud " + request + "."
		},
		Declined: "Usted decidió no continuar. No se compartió nada con nosotros.",
		Again:    "Iniciar sesión",
		Continue: "Continuar e iniciar sesión",
		OutTitle: "Su sesión aquí está cerrada",
		OutLead:  func(fi string) string { return "Su sesión en " + fi + " continúa hasta que usted la cierre allí." },
	}
}
