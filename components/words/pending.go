package words

import "strconv"

// Pending is what a member reads who is meeting the requirements.
type Pending struct {
	DaysLeft    func(n int) string
	Until       func(day string) string
	NoWindow    string // the days have not begun, because no account is known yet
	ToGo        func(parts []Part) string
	AllMet      string
	Purchases   func(n int64) Part
	Payroll     func(amount string) Part
	PayrollIn   func(amount string) Part          // in one calendar month
	PayrollEach func(n int64, amount string) Part // so many of at least so much
	Spend       func(amount string) Part
	SpendIn     func(n int64, amount string) Part // so many, and so much in all
	Account     Part
	Standing    Part
	CheckedAt   func(when string) string
	NotChecked  string
	CheckAgain  string
	Checking    func(fi string) string
	Newer       func(fi string) string // the bank itself asks for what is newer
	Stale       func(fi, since string) string
	Unreachable func(fi string) string // as Stale, when there are no facts yet
	SignInAgain func(since string) string
	ProofBy     func(day string) string
	DaysEnded   func(n int, day string) string
	MissingOne  func(name string) string
	MissingMany func(n int, names string) string
	AskProof    func(day string) string
	CallProof   func(reach string) string
	SendProof   string
	MeetRest    func(n int) string          // the step of what happens next that is still the member's
	Days        func(n int) string          // all of them, while they have not begun
	Settling    string                      // the last day has passed, its postings may still come
	Either      func(items []string) string // of the headline's parts, where one is enough
	OfThese     func(n int, items []string) string
	Unclear     func(names string) string     // behind or instead of what is left
	Wait        func(fi, since string) string // the bank asked for quiet; since is empty while there are no facts
	Allow       func(fi, since string) string // a permission is missing; since as in Wait
	// As Allow, where it is known whose move it is. reach is how the institution is reached, empty if nothing is known.
	NotOffered    func(fi, reach, since string) string // its platform does not have it
	NotSwitchedOn func(fi, reach, since string) string // the institution has not switched it on
	AllowThere    func(fi, since string) string        // the member has not allowed it
	AskProofOf    func(fi string) string               // as CallProof, where there is no number to call
}

// Part is one thing that is still to do, as it stands in the headline.
type Part struct {
	Text string
	Many bool // takes the verb in the plural, where the language minds
}

func englishPending() Pending {
	return Pending{
		DaysLeft: func(n int) string {
			if n <= 0 {
				return "Last day today"
			}
			return strconv.Itoa(n) + choose(n, " day left", " days left")
		},
		Until:    func(day string) string { return "until " + day },
		NoWindow: "Your days begin when the account is opened",
		ToGo:     func(parts []Part) string { return capital(list(texts(parts), " and ")) + " to go" },
		AllMet:   "Everything is met",
		Purchases: func(n int64) Part {
			return Part{strconv.FormatInt(n, 10) + choose(int(n), " purchase", " purchases"), n != 1}
		},
		Payroll:   func(amount string) Part { return Part{amount + " of payroll", true} },
		PayrollIn: func(amount string) Part { return Part{amount + " of payroll in one calendar month", true} },
		PayrollEach: func(n int64, amount string) Part {
			return Part{strconv.FormatInt(n, 10) + choose(int(n), " payroll deposit", " payroll deposits") + " of " + amount + " or more", n != 1}
		},
		Spend: func(amount string) Part { return Part{amount + " of purchases", true} },
		SpendIn: func(n int64, amount string) Part {
			return Part{strconv.FormatInt(n, 10) + choose(int(n), " purchase", " purchases") + " of " + amount + " in all", n != 1}
		},
		Account:    Part{"a checking account", false},
		Standing:   Part{"good standing", false},
		CheckedAt:  func(when string) string { return "Checked " + when },
		NotChecked: "Not checked yet",
		CheckAgain: "Check again",
		Checking:   func(fi string) string { return "Checking with " + fi + "…" },
		Newer:      func(fi string) string { return fi + " is looking for newer postings…" },
		Stale: func(fi, since string) string {
			return "We can’t reach " + fi + " right now. These facts are from " + since +
				". Nothing is lost: the day a purchase posts is the day that counts."
		},
		Unreachable: func(fi string) string {
			return "We can’t reach " + fi + " right now. Nothing is lost: the day a purchase posts is the day that counts."
		},
		SignInAgain: func(since string) string {
			return "Sign in again to see what is new. These facts are from " + since + "."
		},
		ProofBy:   func(day string) string { return "Proof by " + day },
		DaysEnded: func(n int, day string) string { return "your " + englishDays(n) + " ended " + day },
		MissingOne: func(name string) string {
			return "One requirement is missing: " + name + "."
		},
		MissingMany: func(n int, names string) string {
			return strconv.Itoa(n) + " requirements are missing: " + names + "."
		},
		AskProof: func(day string) string {
			return "Is something missing from before " + day + "? Send a statement and we look at it."
		},
		CallProof: func(reach string) string {
			return "Is something missing here? " + sentence(reach) + " and we look at it with you."
		},
		SendProof: "Send proof",
		MeetRest: func(n int) string {
			if n == 1 {
				return "Meet the last requirement"
			}
			return "Meet the last " + englishNumber(n) + " requirements"
		},
		Days:     func(n int) string { return strconv.Itoa(n) + choose(n, " day", " days") },
		Settling: "Waiting for the last postings",
		Either:   func(items []string) string { return "either " + list(items, " or ") },
		OfThese: func(n int, items []string) string {
			return strconv.Itoa(n) + " of these: " + list(items, ", ")
		},
		Unclear: func(names string) string { return "Not known yet: " + names },
		Wait: func(fi, since string) string {
			return fi + " asked us to wait a little before we look again." + englishFrom(since)
		},
		Allow: func(fi, since string) string {
			return "We may not see everything we need. If you withdrew that at " + fi + ", allow it again there; if not, " + fi + " has to switch it on." + englishFrom(since)
		},
		NotOffered: func(fi, reach, since string) string {
			return fi + "’s system can’t show us everything we need. Nothing is lost: " + orAsk(reach, "ask "+fi) + " and we look at it with you." + englishFrom(since)
		},
		NotSwitchedOn: func(fi, reach, since string) string {
			return fi + " has not switched on everything we need to see. Please " + orAsk(reach, "talk to "+fi) + " and ask for it." + englishFrom(since)
		},
		AllowThere: func(fi, since string) string {
			return "You have not allowed us to see everything we need. Allow it at " + fi + " under Connected apps, then sign in again." + englishFrom(since)
		},
		AskProofOf: func(fi string) string {
			return "Is something missing here? Ask " + fi + " and we look at it with you."
		},
	}
}

func spanishPending() Pending {
	return Pending{
		DaysLeft: func(n int) string {
			if n <= 0 {
				return "Hoy es el último día"
			}
			return choose(n, "Queda ", "Quedan ") + strconv.Itoa(n) + choose(n, " día", " días")
		},
		Until:    func(day string) string { return "hasta el " + day },
		NoWindow: "Sus días comienzan cuando abre la cuenta",
		ToGo: func(parts []Part) string {
			many := len(parts) > 1 || len(parts) == 1 && parts[0].Many
			if many {
				return "Faltan " + list(texts(parts), " y ")
			}
			return "Falta " + list(texts(parts), " y ")
		},
		AllMet: "Todo está cumplido",
		Purchases: func(n int64) Part {
			return Part{strconv.FormatInt(n, 10) + choose(int(n), " compra", " compras"), n != 1}
		},
		Payroll:   func(amount string) Part { return Part{amount + " de nómina", true} },
		PayrollIn: func(amount string) Part { return Part{amount + " de nómina en un mismo mes", true} },
		PayrollEach: func(n int64, amount string) Part {
			return Part{strconv.FormatInt(n, 10) + choose(int(n), " depósito", " depósitos") + " de nómina de " + amount + " o más", n != 1}
		},
		Spend: func(amount string) Part { return Part{amount + " en compras", true} },
		SpendIn: func(n int64, amount string) Part {
			return Part{strconv.FormatInt(n, 10) + choose(int(n), " compra", " compras") + " por " + amount + " en total", n != 1}
		},
		Account:    Part{"una cuenta de cheques", false},
		Standing:   Part{"estar al corriente", false},
		CheckedAt:  func(when string) string { return "Consultado " + when },
		NotChecked: "Todavía sin consultar",
		CheckAgain: "Consultar de nuevo",
		Checking:   func(fi string) string { return "Consultando a " + fi + "…" },
		Newer:      func(fi string) string { return fi + " busca movimientos más recientes…" },
		Stale: func(fi, since string) string {
			return "No podemos comunicarnos con " + fi + ". " + stop("Estos datos son "+since) +
				" No se pierde nada: cuenta el día en que se registra cada compra."
		},
		Unreachable: func(fi string) string {
			return "No podemos comunicarnos con " + fi + ". No se pierde nada: cuenta el día en que se registra cada compra."
		},
		SignInAgain: func(since string) string {
			return stop("Inicie sesión de nuevo para ver las novedades. Estos datos son " + since)
		},
		ProofBy: func(day string) string { return "Plazo: " + day },
		DaysEnded: func(n int, day string) string {
			return choose(n, "su ", "sus ") + spanishDays(n) + choose(n, " terminó el ", " terminaron el ") + day
		},
		MissingOne: func(name string) string {
			return "Falta un requisito: " + name + "."
		},
		MissingMany: func(n int, names string) string {
			return "Faltan " + strconv.Itoa(n) + " requisitos: " + names + "."
		},
		AskProof: func(day string) string {
			return "¿Falta algo anterior al " + day + "? Envíe un estado de cuenta y lo revisamos."
		},
		CallProof: func(reach string) string {
			return "¿Falta algo aquí? " + sentence(reach) + " y lo revisamos con usted."
		},
		SendProof: "Enviar comprobante",
		MeetRest: func(n int) string {
			if n == 1 {
				return "Cumplir el último requisito"
			}
			return "Cumplir los últimos " + spanishNumber(n, false) + " requisitos"
		},
		Days:     func(n int) string { return strconv.Itoa(n) + choose(n, " día", " días") },
		Settling: "Esperamos los últimos movimientos",
		Either:   func(items []string) string { return list(items, " o ") },
		OfThese: func(n int, items []string) string {
			return strconv.Itoa(n) + " de estas opciones: " + list(items, ", ")
		},
		Unclear: func(names string) string { return "Todavía no se sabe: " + names },
		Wait: func(fi, since string) string {
			return fi + " nos pidió esperar un poco antes de consultar de nuevo." + spanishFrom(since)
		},
		Allow: func(fi, since string) string {
			return "No podemos ver todo lo necesario. Si usted lo retiró en " + fi + ", permítalo allí de nuevo; si no, " + fi + " tiene que activarlo." + spanishFrom(since)
		},
		NotOffered: func(fi, reach, since string) string {
			return "El sistema de " + fi + " no puede mostrarnos todo lo necesario. No se pierde nada: " + orAsk(reach, "pregunte a "+fi) + " y lo revisamos con usted." + spanishFrom(since)
		},
		NotSwitchedOn: func(fi, reach, since string) string {
			return fi + " no ha activado todo lo que necesitamos ver. " + sentence(orAsk(reach, "hable con "+fi)) + " y pídalo." + spanishFrom(since)
		},
		AllowThere: func(fi, since string) string {
			return "Usted no nos ha permitido ver todo lo necesario. Permítalo en " + fi + ", en Aplicaciones conectadas, e inicie sesión de nuevo." + spanishFrom(since)
		},
		AskProofOf: func(fi string) string {
			return "¿Falta algo aquí? Pregunte a " + fi + " y lo revisamos con usted."
		},
	}
}

// orAsk is how to reach the institution, or whom to ask where nobody knows how.
func orAsk(reach, ask string) string {
	if reach == "" {
		return ask
	}
	return reach
}

// englishFrom dates the facts, if there are any.
func englishFrom(since string) string {
	if since == "" {
		return ""
	}
	return " These facts are from " + since + "."
}

// spanishFrom is englishFrom in Spanish.
func spanishFrom(since string) string {
	if since == "" {
		return ""
	}
	return stop(" Estos datos son " + since)
}

func texts(parts []Part) []string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = p.Text
	}
	return out
}
