package words

// Offer is what is promised, to whoever is not signed in or can't be paid anything now.
type Offer struct {
	GiveGet      func(give, get string) string
	Give         func(give string) string
	InviteTo     func(fi string) string
	EachGets     func(amount string) string
	BothGet      func(mine, theirs string) string
	CoinYou      string
	CoinThey     string
	SignIn       string
	NoneTitle    string
	NoneLead     string
	CookiesTitle string
	CookiesLead  string
	NoneKept     string // no cookies of ours are kept anywhere: the title of what to do
	NoneKeptLead string
	HowInvite    string
	HowInviteBy  string
	HowJoin      string
	HowJoinBy    func(fi string) string
	HowPaid      string
	HowPaidBy    func(fi string) string
}

func englishOffer() Offer {
	return Offer{
		GiveGet:  func(give, get string) string { return "Give " + give + ", get " + get },
		Give:     func(give string) string { return "Give " + give },
		InviteTo: func(fi string) string { return "Invite a friend to " + fi },
		EachGets: func(amount string) string {
			return "You each get " + amount + " once your friend has joined and met the requirements."
		},
		BothGet: func(mine, theirs string) string {
			return "You get " + mine + " and your friend gets " + theirs + " once your friend has joined and met the requirements."
		},
		CoinYou:      "you get",
		CoinThey:     "they get",
		SignIn:       "Sign in to get your link",
		NoneTitle:    "No offer right now",
		NoneLead:     "Invitations already under way keep their terms and are still paid.",
		CookiesTitle: "Open it in a full page",
		CookiesLead:  "Your browser does not let this card remember that you are signed in. The full page works.",
		NoneKept:     "Allow cookies for this page",
		NoneKeptLead: "Your browser keeps none of ours, so it can’t remember that you are signed in. Allow them in its settings, then sign in again.",
		HowInvite:    "You invite",
		HowInviteBy:  "Send your link or code to someone who does not bank here yet.",
		HowJoin:      "Your friend joins",
		HowJoinBy: func(fi string) string {
			return "They open an account at " + fi + ", enter the code and meet the requirements."
		},
		HowPaid:   "You are both paid",
		HowPaidBy: func(fi string) string { return fi + " pays each of you into your account." },
	}
}

func spanishOffer() Offer {
	return Offer{
		GiveGet:  func(give, get string) string { return "Regale " + give + ", reciba " + get },
		Give:     func(give string) string { return "Regale " + give },
		InviteTo: func(fi string) string { return "Invite a un amigo a " + fi },
		EachGets: func(amount string) string {
			return "Cada uno recibe " + amount + " cuando su amigo se une y cumple los requisitos."
		},
		BothGet: func(mine, theirs string) string {
			return "Usted recibe " + mine + " y su amigo " + theirs + " cuando su amigo se une y cumple los requisitos."
		},
		CoinYou:      "usted",
		CoinThey:     "su amigo",
		SignIn:       "Inicie sesión y obtenga su enlace",
		NoneTitle:    "No hay una oferta por ahora",
		NoneLead:     "Las invitaciones en curso conservan sus términos y se pagan.",
		CookiesTitle: "Ábralo en una página completa",
		CookiesLead:  "Su navegador no permite que esta tarjeta recuerde su sesión. La página completa sí funciona.",
		NoneKept:     "Permita las cookies de esta página",
		NoneKeptLead: "Su navegador no guarda ninguna nuestra y no puede recordar su sesión. Permítalas en su configuración e inicie sesión de nuevo.",
		HowInvite:    "Usted invita",
		HowInviteBy:  "Envíe su enlace o su código a alguien que todavía no tenga cuenta aquí.",
		HowJoin:      "Su amigo se une",
		HowJoinBy: func(fi string) string {
			return "Abre una cuenta en " + fi + ", escribe el código y cumple los requisitos."
		},
		HowPaid:   "Los dos reciben su dinero",
		HowPaidBy: func(fi string) string { return fi + " deposita a cada uno en su cuenta." },
	}
}
