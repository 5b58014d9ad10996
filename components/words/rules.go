package words

import "strconv"

// Rules is what is said of the requirements. A kind is the rule kind as stored: qualifying_account, direct_deposit,
// debit_purchases, good_standing.
type Rules struct {
	Name           func(kind string) string // in a row of the tile
	Short          func(kind string) string // in "One requirement is missing: …"
	DoAccount      string                   // as a thing to do
	DoPayroll      func(amount string) string
	DoPayrollMonth func(amount string) string
	DoPayrollEach  func(n int64, amount string) string // so many of at least so much
	DoPurchases    func(n int64) string
	DoSpend        func(amount string) string
	DoSpendIn      func(n int64, amount string) string // so many that come to so much
	DoStanding     string
	AboutAccount   string // what counts
	AboutPayroll   func(days int) string
	AboutMonth     func(days int) string // payroll of a calendar month
	AboutEach      func(days int) string // payroll, each deposit by itself
	AboutPurchases string
	AboutMinimum   func(amount string) string // purchases below it do not count
	AboutRefunds   string
	AboutStanding  string
	BestMonth      string // what the bar of a month shows
	AndMoney       func(reached, of string) string
	PendingCount   func(n int64) string
	PendingMoney   func(amount string) string
	Why            func(reason string) string // why a requirement is unknown or impossible
	SaidMet        string                     // states for those who do not see the glyph
	SaidUnderWay   string
	SaidNotBegun   string
	SaidImpossible string
	SaidUnknown    string
	Done           string
}

func englishRules() Rules {
	return Rules{
		Name: func(kind string) string {
			switch kind {
			case "qualifying_account":
				return "Checking account opened"
			case "direct_deposit":
				return "Payroll deposits"
			case "debit_purchases":
				return "Debit card purchases"
			case "good_standing":
				return "Account in good standing"
			default:
				return "Another requirement"
			}
		},
		Short: func(kind string) string {
			switch kind {
			case "qualifying_account":
				return "the account"
			case "direct_deposit":
				return "payroll"
			case "debit_purchases":
				return "purchases"
			case "good_standing":
				return "good standing"
			default:
				return "another requirement"
			}
		},
		DoAccount:      "Open a checking account",
		DoPayroll:      func(amount string) string { return amount + " of payroll deposits" },
		DoPayrollMonth: func(amount string) string { return amount + " of payroll deposits in one calendar month" },
		DoPayrollEach: func(n int64, amount string) string {
			if n == 1 {
				return "One payroll deposit of " + amount + " or more"
			}
			return strconv.FormatInt(n, 10) + " payroll deposits of " + amount + " or more each"
		},
		DoPurchases: func(n int64) string {
			return strconv.FormatInt(n, 10) + choose(int(n), " debit card purchase", " debit card purchases")
		},
		DoSpend: func(amount string) string { return amount + " of debit card purchases" },
		DoSpendIn: func(n int64, amount string) string {
			return strconv.FormatInt(n, 10) + choose(int(n), " debit card purchase", " debit card purchases") + " of " + amount + " in all"
		},
		DoStanding: "Keep the account in good standing",

		AboutAccount: "Any personal checking account. Health savings accounts do not count.",
		AboutPayroll: func(days int) string {
			return "Deposits from an employer or a benefit payer, added up over " + englishDays(days) + "."
		},
		AboutMonth: func(days int) string {
			return "Deposits from an employer or a benefit payer, added up from the first to the last day of a month; months are not added together. " +
				"Of a month that begins before your " + englishDays(days) + " or ends after them, the days inside count."
		},
		AboutEach: func(days int) string {
			return "Deposits from an employer or a benefit payer within " + englishDays(days) + ". Smaller ones do not count and are not added up."
		},
		AboutPurchases: "Any amount, in a shop or online. Cash withdrawals do not count. Each counts once it has posted, in 1 to 3 days.",
		AboutMinimum: func(amount string) string {
			return "Purchases of " + amount + " or more, in a shop or online. Cash withdrawals do not count. Each counts once it has posted, in 1 to 3 days."
		},
		AboutRefunds:  "What is refunded is taken off.",
		BestMonth:     "Your best calendar month so far. Months are not added together.",
		AndMoney:      func(reached, of string) string { return "and " + reached + " of " + of + " in all" },
		AboutStanding: "The account is open and its balance is not below zero.",
		PendingCount: func(n int64) string {
			return strconv.FormatInt(n, 10) + choose(int(n), " more is", " more are") + " pending at the bank"
		},
		PendingMoney:   func(amount string) string { return amount + " more is pending at the bank" },
		Why:            englishWhy,
		SaidMet:        "done",
		SaidUnderWay:   "under way",
		SaidNotBegun:   "not begun",
		SaidImpossible: "no longer possible",
		SaidUnknown:    "not known yet",
		Done:           "Done",
	}
}

func spanishRules() Rules {
	return Rules{
		Name: func(kind string) string {
			switch kind {
			case "qualifying_account":
				return "Cuenta de cheques abierta"
			case "direct_deposit":
				return "Depósitos de nómina"
			case "debit_purchases":
				return "Compras con tarjeta de débito"
			case "good_standing":
				return "Cuenta al corriente"
			default:
				return "Otro requisito"
			}
		},
		Short: func(kind string) string {
			switch kind {
			case "qualifying_account":
				return "la cuenta"
			case "direct_deposit":
				return "nómina"
			case "debit_purchases":
				return "compras"
			case "good_standing":
				return "estar al corriente"
			default:
				return "otro requisito"
			}
		},
		DoAccount:      "Abrir una cuenta de cheques",
		DoPayroll:      func(amount string) string { return amount + " en depósitos de nómina" },
		DoPayrollMonth: func(amount string) string { return amount + " en depósitos de nómina en un mismo mes" },
		DoPayrollEach: func(n int64, amount string) string {
			if n == 1 {
				return "Un depósito de nómina de " + amount + " o más"
			}
			return strconv.FormatInt(n, 10) + " depósitos de nómina de " + amount + " o más cada uno"
		},
		DoPurchases: func(n int64) string {
			return strconv.FormatInt(n, 10) + choose(int(n), " compra", " compras") + " con tarjeta de débito"
		},
		DoSpend: func(amount string) string { return amount + " en compras con tarjeta de débito" },
		DoSpendIn: func(n int64, amount string) string {
			return strconv.FormatInt(n, 10) + choose(int(n), " compra", " compras") + " con tarjeta de débito por " + amount + " en total"
		},
		DoStanding: "Mantener la cuenta al corriente",

		AboutAccount: "Cualquier cuenta de cheques personal. Las cuentas de ahorro para la salud no cuentan.",
		AboutPayroll: func(days int) string {
			return "Depósitos de un empleador o de una prestación, sumados durante " + spanishDays(days) + "."
		},
		AboutMonth: func(days int) string {
			return "Depósitos de un empleador o de una prestación, sumados del primer al último día de un mes; los meses no se suman entre sí. " +
				"De un mes que comienza antes de sus " + spanishDays(days) + " o termina después, cuentan los días que están dentro."
		},
		AboutEach: func(days int) string {
			return "Depósitos de un empleador o de una prestación durante " + spanishDays(days) + ". Los menores no cuentan ni se suman."
		},
		AboutPurchases: "De cualquier monto, en tienda o en línea. Los retiros de efectivo no cuentan. Cada compra cuenta cuando se registra, de 1 a 3 días después.",
		AboutMinimum: func(amount string) string {
			return "Compras de " + amount + " o más, en tienda o en línea. Los retiros de efectivo no cuentan. Cada compra cuenta cuando se registra, de 1 a 3 días después."
		},
		AboutRefunds:  "Lo que se reembolsa se descuenta.",
		BestMonth:     "Su mejor mes hasta ahora. Los meses no se suman entre sí.",
		AndMoney:      func(reached, of string) string { return "y " + reached + " de " + of + " en total" },
		AboutStanding: "La cuenta está abierta y su saldo no está por debajo de cero.",
		PendingCount: func(n int64) string {
			return strconv.FormatInt(n, 10) + choose(int(n), " más está pendiente", " más están pendientes") + " en el banco"
		},
		PendingMoney:   func(amount string) string { return amount + " más están pendientes en el banco" },
		Why:            spanishWhy,
		SaidMet:        "cumplido",
		SaidUnderWay:   "en curso",
		SaidNotBegun:   "sin comenzar",
		SaidImpossible: "ya no es posible",
		SaidUnknown:    "todavía no se sabe",
		Done:           "Listo",
	}
}

// englishWhy words a reason of a verdict; one it does not know is said in general, never guessed at.
func englishWhy(reason string) string {
	switch reason {
	case "denied":
		return "We are not allowed to look at this"
	case "expired":
		return "Sign in again so that we can look"
	case "throttled", "down", "malformed":
		return "The bank could not tell us right now"
	case "never_asked", "awaiting_data":
		return "We have not looked yet"
	case "kind_unknown", "opening_day_unknown", "standing_unknown", "balance_unknown":
		return "The bank does not tell us this; our team looks"
	case "no_account":
		return "We see no such account yet"
	case "account_closed":
		return "The account is closed"
	case "bad_standing":
		return "The account is not in good standing"
	case "negative_balance":
		return "The balance is below zero"
	case "opened_too_early":
		return "The account was opened before this offer"
	case "opened_too_late":
		return "The account was opened after the last day"
	case "window_over":
		return "The last day has passed"
	default:
		return "We are looking into this"
	}
}

func spanishWhy(reason string) string {
	switch reason {
	case "denied":
		return "No se nos permite consultar esto"
	case "expired":
		return "Inicie sesión de nuevo para que podamos consultar"
	case "throttled", "down", "malformed":
		return "El banco no pudo informarnos por ahora"
	case "never_asked", "awaiting_data":
		return "Todavía no hemos consultado"
	case "kind_unknown", "opening_day_unknown", "standing_unknown", "balance_unknown":
		return "El banco no nos informa esto; nuestro equipo lo revisa"
	case "no_account":
		return "Todavía no vemos esa cuenta"
	case "account_closed":
		return "La cuenta está cerrada"
	case "bad_standing":
		return "La cuenta no está al corriente"
	case "negative_balance":
		return "El saldo está por debajo de cero"
	case "opened_too_early":
		return "La cuenta se abrió antes de esta oferta"
	case "opened_too_late":
		return "La cuenta se abrió después del último día"
	case "window_over":
		return "El último día ya pasó"
	default:
		return "Lo estamos revisando"
	}
}
