package words

import "strings"

// Told is what a member reads about what the bank told us and lets us read.
type Told struct {
	Title     func(fi string) string
	About     func(name string) string
	AboutYou  string // as About, where the bank told no name
	Claims    string
	Name      string
	Language  string
	Number    string
	TaxID     string
	Scopes    string
	Accounts  string
	Postings  string
	Offline   string
	Ages      string
	Progress  string
	Tried     string // when the bank was last asked, whatever came of it
	Ending    func(part string) string
	Print     string // of the tax id
	Given     string
	Allowed   string
	Never     string // nothing was read yet
	NotAsked  string
	Platform  func(fi string) string
	Bank      func(fi string) string // the institution has not switched it on
	Member    func(fi string) string // the member has not allowed it
	Unclear   func(fi string) string // it may be missing, not switched on or not allowed, and nobody told us which
	Untold    func(fi string) string
	Unsure    string // the last sign-in did not keep how it stands
	Languages func(tag string) string

	End      string
	EndNow   func(fi string) string
	EndStops string
	EndKeeps string
	Button   string
	Apps     func(fi string) string
	Ended    string
}

func englishTold() Told {
	return Told{
		Title:    func(fi string) string { return "What " + fi + " tells us" },
		About:    func(name string) string { return "About " + name },
		AboutYou: "About you",
		Claims:   "What we were told",
		Name:     "Name",
		Language: "Language",
		Number:   "Member number",
		TaxID:    "Tax ID",
		Scopes:   "What we may read",
		Accounts: "Your accounts",
		Postings: "Deposits and purchases",
		Offline:  "While you are away",
		Ages:     "How old it is",
		Progress: "Your progress",
		Tried:    "Last try",
		Ending:   func(part string) string { return "Ends in " + part },
		Print:    "Given; we keep only a fingerprint of it",
		Given:    "Given",
		Allowed:  "Allowed",
		Never:    "Not read yet",
		NotAsked: "Not asked for",
		Platform: func(fi string) string { return fi + "’s system does not offer it" },
		Bank:     func(fi string) string { return fi + " has not switched it on" },
		Member:   func(fi string) string { return "Not allowed by you; see Connected apps at " + fi },
		Unclear: func(fi string) string {
			return "Not given: " + fi + " may not have it or not share it, or you may not have allowed it; see Connected apps there"
		},
		Untold: func(fi string) string { return fi + " did not say" },
		Unsure: "Not recorded; sign in again to see",
		Languages: func(tag string) string {
			switch {
			case strings.HasPrefix(tag, "en"):
				return "English"
			case strings.HasPrefix(tag, "es"):
				return "Spanish"
			}
			return "Another: " + tag
		},
		End: "End our access",
		EndNow: func(fi string) string {
			return "We sign you out of Refer a friend everywhere and give the permission back to " + fi + ". If " + fi + " does not answer, we keep trying for a week; Connected apps there shows how it stands."
		},
		EndStops: "From then on nothing new counts: deposits and purchases are not seen until you sign in again, and your days go on.",
		EndKeeps: "Your referrals, what we found until now and payments stay, because somebody else’s reward may depend on them and payments must be on record.",
		Button:   "End access now",
		Apps:     func(fi string) string { return "Connected apps at " + fi },
		Ended:    "You ended our access, and nothing new counts. Sign in to allow it again.",
	}
}

func spanishTold() Told {
	return Told{
		Title:    func(fi string) string { return "Lo que nos dice " + fi },
		About:    func(name string) string { return "Sobre " + name },
		AboutYou: "Sobre usted",
		Claims:   "Lo que nos dijeron",
		Name:     "Nombre",
		Language: "Idioma",
		Number:   "Número de miembro",
		TaxID:    "Número fiscal",
		Scopes:   "Lo que podemos consultar",
		Accounts: "Sus cuentas",
		Postings: "Depósitos y compras",
		Offline:  "Cuando usted no está",
		Ages:     "De cuándo es",
		Progress: "Su avance",
		Tried:    "Último intento",
		Ending:   func(part string) string { return "Termina en " + part },
		Print:    "Recibido; solo guardamos una huella",
		Given:    "Recibido",
		Allowed:  "Permitido",
		Never:    "Todavía sin consultar",
		NotAsked: "No lo pedimos",
		Platform: func(fi string) string { return "El sistema de " + fi + " no lo ofrece" },
		Bank:     func(fi string) string { return fi + " no lo ha activado" },
		Member:   func(fi string) string { return "Usted no lo ha permitido; vea Aplicaciones conectadas en " + fi },
		Unclear: func(fi string) string {
			return "No lo recibimos: quizá " + fi + " no lo tenga o no lo comparta, o usted no lo haya permitido; vea allí Aplicaciones conectadas"
		},
		Untold: func(fi string) string { return fi + " no lo dijo" },
		Unsure: "Sin registro; inicie sesión de nuevo para verlo",
		Languages: func(tag string) string {
			switch {
			case strings.HasPrefix(tag, "en"):
				return "Inglés"
			case strings.HasPrefix(tag, "es"):
				return "Español"
			}
			return "Otro: " + tag
		},
		End: "Terminar nuestro acceso",
		EndNow: func(fi string) string {
			return "Cerramos su sesión de invitaciones en todas partes y devolvemos el permiso a " + fi + ". Si " + fi + " no responde, lo seguimos intentando durante una semana; vea cómo está en Aplicaciones conectadas."
		},
		EndStops: "Desde entonces nada nuevo cuenta: no vemos depósitos ni compras hasta que inicie sesión de nuevo, y sus días siguen corriendo.",
		EndKeeps: "Sus invitaciones, lo que vimos hasta ahora y los pagos se conservan, porque la recompensa de otra persona puede depender de ello y los pagos deben constar.",
		Button:   "Terminar acceso ahora",
		Apps:     func(fi string) string { return "Aplicaciones conectadas en " + fi },
		Ended:    "Usted terminó nuestro acceso y nada nuevo cuenta. Inicie sesión para permitirlo de nuevo.",
	}
}
