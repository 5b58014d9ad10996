package words

// Refusal is what a member reads whose referral the institution means to close: why, until when they can answer, and how.
// A code is a reason as stored. Nothing in it accuses anybody.
type Refusal struct {
	Why     func(code string) string
	ReplyBy func(day string) string
	Call    func(reach, day string) string
	Ask     func(fi, day string) string // as Call, where there is no number to call
}

func englishRefusal() Refusal {
	return Refusal{
		Why: func(code string) string {
			switch code {
			case "not_new":
				return "Our records show that you were with us before this invitation."
			case "opened_early":
				return "Your account was opened before the time in which an invitation counts."
			case "rewarded":
				return "Our records show an earlier reward for joining us."
			case "employee":
				return "The terms leave out people who work here, and their households."
			case "household":
				return "The terms ask that the two of you are not of one household."
			case "standing":
				return "One of the accounts is not in the order that the terms ask for."
			case "reversed":
				return "A deposit or purchase that counted was sent back."
			case "unconfirmed":
				return "We could not confirm something that the terms ask for."
			case "misuse":
				return "We could not confirm that this invitation follows the terms."
			}
			return "Something in the terms stands against this reward."
		},
		ReplyBy: func(day string) string { return "Answer by " + day },
		Call: func(reach, day string) string {
			return "Do you see it differently? " + sentence(reach) + " by " + day + " and we look at it with you. Until then your reward stays set aside."
		},
		Ask: func(fi, day string) string {
			return "Do you see it differently? Ask " + fi + " by " + day + " and we look at it with you. Until then your reward stays set aside."
		},
	}
}

func spanishRefusal() Refusal {
	return Refusal{
		Why: func(code string) string {
			switch code {
			case "not_new":
				return "Según nuestros registros, usted ya estaba con nosotros antes de esta invitación."
			case "opened_early":
				return "Su cuenta se abrió antes del plazo en que cuenta una invitación."
			case "rewarded":
				return "Según nuestros registros, usted ya recibió una recompensa por unirse."
			case "employee":
				return "Los términos excluyen a quienes trabajan aquí y a sus hogares."
			case "household":
				return "Los términos piden que ustedes dos no vivan en el mismo hogar."
			case "standing":
				return "Una de las cuentas no está al corriente, como piden los términos."
			case "reversed":
				return "Se devolvió un depósito o una compra que contaba."
			case "unconfirmed":
				return "No pudimos confirmar algo que piden los términos."
			case "misuse":
				return "No pudimos confirmar que esta invitación cumpla los términos."
			}
			return "Algo en los términos impide esta recompensa."
		},
		ReplyBy: func(day string) string { return "Responda hasta el " + day },
		Call: func(reach, day string) string {
			return "¿Usted lo ve de otra manera? " + sentence(reach) + " hasta el " + day + " y lo revisamos con usted. Mientras tanto, su recompensa sigue reservada."
		},
		Ask: func(fi, day string) string {
			return "¿Usted lo ve de otra manera? Pregunte a " + fi + " hasta el " + day + " y lo revisamos con usted. Mientras tanto, su recompensa sigue reservada."
		},
	}
}
