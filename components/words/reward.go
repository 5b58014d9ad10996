package words

import "strconv"

// Reward is what a member reads whose requirements are met: on the way, held, paid.
type Reward struct {
	YouDidIt    string
	ArrivesBy   func(amount, day string) string
	AllMet      string
	LastCheck   func(fi string) string
	InAccount   func(amount, account string) string // account as Checking says
	Checking    string                              // "checking account"
	AnyAccount  string                              // where the kind is not known
	Now         string
	ByDay       func(day string) string
	KeepOpen    string
	InviteToo   string
	HeldLead    string
	Reviews     func(fi string) string
	AnswerBy    func(day string) string
	HeldNote    func(reach string) string
	HeldNothing string // as HeldNote, where there is no number to call
	HappensNext string
	SaidDone    string
	SaidNow     string
	SaidNext    string
	IsYours     func(amount string) string
	PaidOn      func(day, account string) string // day as Words.DayNear writes it
	Tax         func(year int, form string) string
	TaxOther    func(year int, form string) string // income that is no interest
	Late        func(amount, day string) string    // the promised day has passed
	NowGive     func(give, get string) string
	EarnUpTo    func(amount string) string
}

func englishReward() Reward {
	return Reward{
		YouDidIt:    "You did it",
		ArrivesBy:   func(amount, day string) string { return "Your " + amount + " arrives by " + day + "." },
		AllMet:      "All requirements met",
		LastCheck:   func(fi string) string { return fi + " makes a last check" },
		InAccount:   func(amount, account string) string { return amount + " in your " + account },
		Checking:    "checking account",
		AnyAccount:  "account",
		Now:         "Now",
		ByDay:       func(day string) string { return "by " + day },
		KeepOpen:    "Keep the account open and in good standing until then.",
		InviteToo:   "You can invite friends now, too.",
		HeldLead:    "Your reward is being reviewed.",
		Reviews:     func(fi string) string { return fi + " reviews it" },
		AnswerBy:    func(day string) string { return "answer by " + day },
		HeldNote:    func(reach string) string { return "You need to do nothing. Questions? " + sentence(reach) + "." },
		HeldNothing: "You need to do nothing.",
		HappensNext: "What happens next",
		SaidDone:    "done",
		SaidNow:     "now",
		SaidNext:    "next",
		IsYours:     func(amount string) string { return amount + " is yours" },
		PaidOn:      func(day, account string) string { return "Paid " + day + ", to your " + account + "." },
		Tax: func(year int, form string) string {
			return "Counts as interest on your " + strconv.Itoa(year) + " taxes (" + form + ")."
		},
		TaxOther: func(year int, form string) string {
			return "Counts as other income on your " + strconv.Itoa(year) + " taxes (" + form + ")."
		},
		Late: func(amount, day string) string {
			return "Your " + amount + " was due by " + day + ". It is late, and we are looking into it."
		},
		NowGive:  func(give, get string) string { return "Now give " + give + ", get " + get },
		EarnUpTo: func(amount string) string { return "You can earn up to " + amount + " a year by inviting friends." },
	}
}

func spanishReward() Reward {
	return Reward{
		YouDidIt:    "¡Lo logró!",
		ArrivesBy:   func(amount, day string) string { return "Recibirá sus " + amount + " a más tardar el " + day + "." },
		AllMet:      "Requisitos cumplidos",
		LastCheck:   func(fi string) string { return fi + " hace una última revisión" },
		InAccount:   func(amount, account string) string { return amount + " en su " + account },
		Checking:    "cuenta de cheques",
		AnyAccount:  "cuenta",
		Now:         "Ahora",
		ByDay:       func(day string) string { return "antes del " + day },
		KeepOpen:    "Mantenga la cuenta abierta y al corriente hasta entonces.",
		InviteToo:   "También puede invitar a amigos.",
		HeldLead:    "Estamos revisando su recompensa.",
		Reviews:     func(fi string) string { return fi + " la revisa" },
		AnswerBy:    func(day string) string { return "respuesta antes del " + day },
		HeldNote:    func(reach string) string { return "No tiene que hacer nada. ¿Preguntas? " + sentence(reach) + "." },
		HeldNothing: "No tiene que hacer nada.",
		HappensNext: "Qué sigue",
		SaidDone:    "listo",
		SaidNow:     "en curso",
		SaidNext:    "después",
		IsYours:     func(amount string) string { return "Los " + amount + " son suyos" },
		PaidOn:      func(day, account string) string { return "Pagado " + day + ", en su " + account + "." },
		Tax: func(year int, form string) string {
			return "Cuenta como intereses en sus impuestos de " + strconv.Itoa(year) + " (" + form + ")."
		},
		TaxOther: func(year int, form string) string {
			return "Cuenta como otros ingresos en sus impuestos de " + strconv.Itoa(year) + " (" + form + ")."
		},
		Late: func(amount, day string) string {
			return "Sus " + amount + " debían llegar a más tardar el " + day + ". Hay un retraso y lo estamos revisando."
		},
		NowGive:  func(give, get string) string { return "Ahora regale " + give + ", reciba " + get },
		EarnUpTo: func(amount string) string { return "Puede ganar hasta " + amount + " al año invitando a amigos." },
	}
}
