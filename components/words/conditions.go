package words

import (
	"strconv"
	"strings"
)

// Conditions is what decides, said in the terms a member accepts: each parameter of a rule or a campaign that can turn a
// yes into a no has its sentence here.
type Conditions struct {
	Account        func(kind string) string // with its article, as in "Open …"; a kind is that of the rules as stored
	DoAccount      func(accounts []string) string
	NotAccounts    func(accounts []string) string
	NotNames       func(names []string) string
	OpenedWhenever string
	OpenedBefore   func(days int) string
	OpenedAfter    func(days int) string
	KnownStanding  string
	PayrollSays    func(phrases []string) string
	PayrollNever   func(phrases []string) string
	PayrollAny     string
	FromOpening    string
	FromAcceptance string
	Grace          func(days int) string
	Zone           func(name string) string
	CodeEntry      func(fi string, days int) string
	Starts         func(day string) string
	Closing        func(days int) string
	NoClosing      string
	FriendGets     func(amount string) string
	YearCap        func(n int) string
}

func englishConditions() Conditions {
	return Conditions{
		Account: func(kind string) string {
			switch kind {
			case "checking":
				return "a checking account"
			case "savings":
				return "a savings account"
			case "deposit":
				return "another deposit account"
			case "loan":
				return "a loan"
			case "credit":
				return "a credit card or line of credit"
			case "investment":
				return "an investment account"
			default:
				return "an account of another kind"
			}
		},
		DoAccount:   func(accounts []string) string { return "Open " + list(accounts, " or ") },
		NotAccounts: func(accounts []string) string { return "This does not count: " + list(accounts, " or ") + "." },
		NotNames: func(names []string) string {
			return "An account with " + list(quoted(names, "“", "”"), " or ") + " in its name does not count."
		},
		OpenedWhenever: "An account that you have already counts too, however old it is.",
		OpenedBefore: func(days int) string {
			if days == 0 {
				return "An account opened before the day you accept these terms does not count."
			}
			return "An account opened more than " + englishDays(days) + " before you accept these terms does not count."
		},
		OpenedAfter: func(days int) string {
			if days == 0 {
				return "An account opened after the day you accept these terms does not count."
			}
			return "An account opened more than " + englishDays(days) + " after you accept these terms does not count."
		},
		KnownStanding: "Where the bank does not say how an account stands, our team looks before it counts.",
		PayrollSays: func(phrases []string) string {
			return "A deposit counts when its description says " + list(quoted(phrases, "“", "”"), " or ") + "."
		},
		PayrollNever: func(phrases []string) string {
			return "It never counts when the description says " + list(quoted(phrases, "“", "”"), " or ") + "."
		},
		PayrollAny:     "Any electronic deposit counts.",
		FromOpening:    "The days begin when the account is opened, and the last one still counts.",
		FromAcceptance: "The days begin when you accept these terms, and the last one still counts.",
		Grace: func(days int) string {
			return "After the last day we wait " + englishDays(days) + " for what the bank still posts into them."
		},
		Zone: func(name string) string { return "A day begins and ends by the clock of " + name + "." },
		CodeEntry: func(fi string, days int) string {
			return "Enter the code within " + englishDays(days) + " of joining " + fi + "."
		},
		Starts: func(day string) string { return "The offer begins on " + day + "." },
		Closing: func(days int) string {
			return "If something is missing when it is over, you have " + englishDays(days) + " to send proof."
		},
		NoClosing:  "If something is missing when it is over, proof is taken on that day only.",
		FriendGets: func(amount string) string { return "Your friend gets " + amount + " for inviting you." },
		YearCap: func(n int) string {
			return "Whoever invites is rewarded at most " + strconv.Itoa(n) + choose(n, " time", " times") + " in a calendar year."
		},
	}
}

func spanishConditions() Conditions {
	return Conditions{
		Account: func(kind string) string {
			switch kind {
			case "checking":
				return "una cuenta de cheques"
			case "savings":
				return "una cuenta de ahorros"
			case "deposit":
				return "otra cuenta de depósito"
			case "loan":
				return "un préstamo"
			case "credit":
				return "una tarjeta o línea de crédito"
			case "investment":
				return "una cuenta de inversión"
			default:
				return "una cuenta de otro tipo"
			}
		},
		DoAccount:   func(accounts []string) string { return "Abrir " + spanishOr(accounts) },
		NotAccounts: func(accounts []string) string { return "Esto no cuenta: " + spanishOr(accounts) + "." },
		NotNames: func(names []string) string {
			return "No cuenta una cuenta con " + spanishOr(quoted(names, "«", "»")) + " en el nombre."
		},
		OpenedWhenever: "También cuenta una cuenta que ya tiene, sin importar su antigüedad.",
		OpenedBefore: func(days int) string {
			if days == 0 {
				return "No cuenta una cuenta abierta antes del día en que acepta estos términos."
			}
			return "No cuenta una cuenta abierta más de " + spanishDays(days) + " antes de aceptar estos términos."
		},
		OpenedAfter: func(days int) string {
			if days == 0 {
				return "No cuenta una cuenta abierta después del día en que acepta estos términos."
			}
			return "No cuenta una cuenta abierta más de " + spanishDays(days) + " después de aceptar estos términos."
		},
		KnownStanding: "Si el banco no informa cómo está una cuenta, nuestro equipo la revisa antes de que cuente.",
		PayrollSays: func(phrases []string) string {
			return "Un depósito cuenta cuando su descripción dice " + spanishOr(quoted(phrases, "«", "»")) + "."
		},
		PayrollNever: func(phrases []string) string {
			return "Nunca cuenta cuando la descripción dice " + spanishOr(quoted(phrases, "«", "»")) + "."
		},
		PayrollAny:     "Cuenta cualquier depósito electrónico.",
		FromOpening:    "Los días comienzan al abrir la cuenta, y el último todavía cuenta.",
		FromAcceptance: "Los días comienzan al aceptar estos términos, y el último todavía cuenta.",
		Grace: func(days int) string {
			return "Después del último día esperamos " + spanishDays(days) + " por lo que el banco aún registre en ellos."
		},
		Zone: func(name string) string { return "Un día comienza y termina según la hora de " + name + "." },
		CodeEntry: func(fi string, days int) string {
			return "Escriba el código dentro de " + spanishDays(days) + " de unirse a " + fi + "."
		},
		Starts: func(day string) string { return "La oferta comienza el " + day + "." },
		Closing: func(days int) string {
			return "Si falta algo al terminar, tiene " + spanishDays(days) + " para enviar un comprobante."
		},
		NoClosing:  "Si falta algo al terminar, se acepta un comprobante solo ese día.",
		FriendGets: func(amount string) string { return "Su amigo recibe " + amount + " por invitarle." },
		YearCap: func(n int) string {
			return "Quien hace la invitación recibe su recompensa " + strconv.Itoa(n) + choose(n, " vez", " veces") + " como máximo por año calendario."
		},
	}
}

func englishDays(n int) string { return strconv.Itoa(n) + choose(n, " day", " days") }
func spanishDays(n int) string { return strconv.Itoa(n) + choose(n, " día", " días") }

func quoted(items []string, open, end string) []string {
	var out []string
	for _, item := range items {
		out = append(out, open+item+end)
	}
	return out
}

// spanishOr joins alternatives; before a word that begins with the sound o, Spanish says u.
func spanishOr(items []string) string {
	if len(items) > 0 {
		last := strings.ToLower(strings.TrimLeft(items[len(items)-1], "«"))
		if strings.HasPrefix(last, "o") || strings.HasPrefix(last, "ho") {
			return list(items, " u ")
		}
	}
	return list(items, " o ")
}
