package words

// Landing is the page that a friend opens from an invitation.
type Landing struct {
	Title        string // of the browser tab
	InvitedBy    func(name string) string
	Invited      string
	JoinBoth     func(fi, amount string) string
	Join         func(fi, amount string) string
	Lead         func(fi string, requirements, days int) string
	TheyGet      func(name string) string
	FriendGets   string
	YouGet       string
	YourCode     string
	OpenAccount  string
	Member       string // for one who has an account already
	BringCode    string
	ToDo         func(n, days int) string
	Details      string
	WhenPaid     string
	WhenPaidText func(days int) string
	WhoCan       string
	WhoCanText   func(fi string) string
	WhoCanAll    func(fi string) string // customers of today too
	TheirReward  func(name string) string
	FriendReward string
	RewardText   func(amount string) string
	Dates        string
	DatesText    func(day string) string
	KeepTerms    string
	UnknownTitle string
	UnknownLead  func(fi string) string
	NoOfferLead  func(fi string) string // the code is good, but nothing is promised for it now
}

func englishLanding() Landing {
	return Landing{
		Title:     "You are invited",
		InvitedBy: func(name string) string { return name + " invited you" },
		Invited:   "A friend invited you",
		JoinBoth:  func(fi, amount string) string { return "Join " + fi + ", and you both get " + amount },
		Join:      func(fi, amount string) string { return "Join " + fi + ", and get " + amount },
		Lead: func(fi string, requirements, days int) string {
			return "Open an account with this code, meet " + englishNumber(requirements) + choose(requirements, " requirement", " requirements") +
				" in " + englishDays(days) + ", and " + fi + " pays each of you."
		},
		TheyGet:     func(name string) string { return name + " gets" },
		FriendGets:  "they get",
		YouGet:      "you get",
		YourCode:    "Your invitation code",
		OpenAccount: "Open an account",
		Member:      "I am a member already",
		BringCode:   "Keep the code: you enter it in digital banking once you have joined.",
		ToDo: func(n, days int) string {
			return capital(englishNumber(n)) + choose(n, " thing", " things") + " to do within " + englishDays(days) + " of opening"
		},
		Details:  "The details",
		WhenPaid: "When you are paid",
		WhenPaidText: func(days int) string {
			return "Within " + englishDays(days) + " of meeting the last requirement, into your account. The account must be open and in good standing then."
		},
		WhoCan:       "Who can take part",
		WhoCanText:   func(fi string) string { return "New members of " + fi + ". One reward per person." },
		WhoCanAll:    func(fi string) string { return "New members of " + fi + " and those of today. One reward per person." },
		TheirReward:  func(name string) string { return "What " + name + " gets" },
		FriendReward: "What your friend gets",
		RewardText: func(amount string) string {
			return "They are rewarded for inviting you: " + amount + " when you meet the requirements."
		},
		Dates:        "Dates",
		DatesText:    func(day string) string { return "Codes are accepted until " + day + "." },
		KeepTerms:    "If the offer ends, invitations already accepted keep their terms.",
		UnknownTitle: "This link can’t be used",
		UnknownLead: func(fi string) string {
			return "Ask your friend for a new one. You can open an account at " + fi + " all the same."
		},
		NoOfferLead: func(fi string) string {
			return "This invitation brings no reward at the moment. You can open an account at " + fi + " all the same."
		},
	}
}

func spanishLanding() Landing {
	return Landing{
		Title:     "Tiene una invitación",
		InvitedBy: func(name string) string { return name + " le invita" },
		Invited:   "Un amigo le invita",
		JoinBoth:  func(fi, amount string) string { return "Únase a " + fi + " y cada uno recibe " + amount },
		Join:      func(fi, amount string) string { return "Únase a " + fi + " y reciba " + amount },
		Lead: func(fi string, requirements, days int) string {
			return "Abra una cuenta con este código, cumpla " + spanishNumber(requirements, false) + choose(requirements, " requisito", " requisitos") +
				" en " + spanishDays(days) + " y " + fi + " les paga a los dos."
		},
		TheyGet:     func(name string) string { return name + " recibe" },
		FriendGets:  "su amigo",
		YouGet:      "usted",
		YourCode:    "Su código de invitación",
		OpenAccount: "Abrir una cuenta",
		Member:      "Ya tengo cuenta",
		BringCode:   "Conserve el código: lo escribirá en la banca digital cuando tenga su cuenta.",
		ToDo: func(n, days int) string {
			return capital(spanishNumber(n, true)) + choose(n, " cosa", " cosas") + " que hacer en " + choose(days, "el día", "los "+spanishDays(days)) + " después de abrir la cuenta"
		},
		Details:  "Los detalles",
		WhenPaid: "Cuándo recibe su dinero",
		WhenPaidText: func(days int) string {
			return "Dentro de " + spanishDays(days) + " de cumplir el último requisito, en su cuenta. La cuenta debe estar abierta y al corriente."
		},
		WhoCan:       "Quién puede participar",
		WhoCanText:   func(fi string) string { return "Clientes nuevos de " + fi + ". Una recompensa por persona." },
		WhoCanAll:    func(fi string) string { return "Clientes nuevos y actuales de " + fi + ". Una recompensa por persona." },
		TheirReward:  func(name string) string { return "Qué recibe " + name },
		FriendReward: "Qué recibe su amigo",
		RewardText: func(amount string) string {
			return "Su recompensa por invitarle: " + amount + " cuando usted cumple los requisitos."
		},
		Dates:        "Fechas",
		DatesText:    func(day string) string { return "Los códigos se aceptan hasta el " + day + "." },
		KeepTerms:    "Si la oferta termina, las invitaciones ya aceptadas conservan sus términos.",
		UnknownTitle: "Este enlace no se puede usar",
		UnknownLead: func(fi string) string {
			return "Pida uno nuevo a su amigo. De todos modos puede abrir una cuenta en " + fi + "."
		},
		NoOfferLead: func(fi string) string {
			return "Esta invitación no trae recompensa por el momento. De todos modos puede abrir una cuenta en " + fi + "."
		},
	}
}
