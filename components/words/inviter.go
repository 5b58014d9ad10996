package words

import "strconv"

// Inviter is what a member reads who can invite.
type Inviter struct {
	Lead        string
	CapLead     func(year int) string
	YourLink    string
	Copy        string
	Copied      string
	CopyFailed  string
	Joined      string
	Rewarded    string
	EarnedIn    func(year int) string
	MoreRewards func(n int) string
	StartsAgain func(day string) string
	Earned      string // label of the bar
	Invitations string
	OwnClosed   func(amount string) string
	SeeWhy      string
	ClosedTitle string
	Expired     func(days int, missing string) string
	Rejected    func(reach string) string
	Cancelled   string
	RejectedAsk func(fi string) string // as Rejected, where there is no number to call
	CapPromised func(year int) string  // every reward of the year is promised, not all are paid
	OwnTaken    func(amount string) string
	TakenBack   func(reach string) string
	TakenAsk    func(fi string) string // as TakenBack, where there is no number to call
	Friends     string                 // heading over those who agreed that their stage shows
	FriendsNote string
	UnderWay    func(friend string) string
	AllMet      func(friend string) string
	WasRewarded func(friend string) string
}

func englishInviter() Inviter {
	return Inviter{
		Lead: "Share your link. You are both paid when your friend meets the requirements.",
		CapLead: func(year int) string {
			return "You have earned all you can in " + strconv.Itoa(year) + ". Friends you invite are still paid."
		},
		YourLink:   "Your link:",
		Copy:       "Copy",
		Copied:     "Copied",
		CopyFailed: "Selected",
		Joined:     "Joined",
		Rewarded:   "Rewarded",
		EarnedIn:   func(year int) string { return "Earned in " + strconv.Itoa(year) },
		MoreRewards: func(n int) string {
			return strconv.Itoa(n) + choose(n, " more reward", " more rewards") + " possible this year"
		},
		StartsAgain: func(day string) string { return "Starts again on " + day },
		Earned:      "Rewards this year",
		Invitations: "Your invitations",
		OwnClosed:   func(amount string) string { return "Your own " + amount + " was not paid." },
		SeeWhy:      "See why",
		ClosedTitle: "Why it was not paid",
		Expired: func(days int, missing string) string {
			return "Your " + englishDays(days) + " ended before everything was met. Missing: " + missing + "."
		},
		Rejected: func(reach string) string {
			return "A review found that this reward can't be paid. For the reasons, " + reach + "."
		},
		Cancelled: "The invitation was withdrawn.",
		RejectedAsk: func(fi string) string {
			return "A review found that this reward can’t be paid. For the reasons, ask " + fi + "."
		},
		CapPromised: func(year int) string {
			return "All your rewards of " + strconv.Itoa(year) + " are earned or set aside. Friends you invite are still paid."
		},
		OwnTaken: func(amount string) string { return "Your own " + amount + " was taken back." },
		TakenBack: func(reach string) string {
			return "The reward was paid and then taken back. For the reasons, " + reach + "."
		},
		TakenAsk: func(fi string) string {
			return "The reward was paid and then taken back. For the reasons, ask " + fi + "."
		},
		Friends:     "Your friends",
		FriendsNote: "Only friends who agreed to it are named here.",
		UnderWay:    func(friend string) string { return friend + " joined and is on the way." },
		AllMet:      func(friend string) string { return friend + " met everything." },
		WasRewarded: func(friend string) string { return friend + " was rewarded." },
	}
}

func spanishInviter() Inviter {
	return Inviter{
		Lead: "Comparta su enlace. Los dos reciben su dinero cuando su amigo cumple los requisitos.",
		CapLead: func(year int) string {
			return "Ya ganó todo lo posible en " + strconv.Itoa(year) + ". Los amigos que invite sí reciben su recompensa."
		},
		YourLink:   "Su enlace:",
		Copy:       "Copiar",
		Copied:     "Copiado",
		CopyFailed: "Seleccionado",
		Joined:     "Se unieron",
		Rewarded:   "Premiados",
		EarnedIn:   func(year int) string { return "Ganado en " + strconv.Itoa(year) },
		MoreRewards: func(n int) string {
			return choose(n, "Es posible ", "Son posibles ") + strconv.Itoa(n) + choose(n, " recompensa más", " recompensas más") + " este año"
		},
		StartsAgain: func(day string) string { return "Comienza de nuevo el " + day },
		Earned:      "Recompensas de este año",
		Invitations: "Sus invitaciones",
		OwnClosed:   func(amount string) string { return "Sus propios " + amount + " no se pagaron." },
		SeeWhy:      "Ver por qué",
		ClosedTitle: "Por qué no se pagó",
		Expired: func(days int, missing string) string {
			return choose(days, "Su ", "Sus ") + spanishDays(days) + choose(days, " terminó", " terminaron") + " antes de cumplir todo. Faltó: " + missing + "."
		},
		Rejected: func(reach string) string {
			return "Una revisión determinó que esta recompensa no se puede pagar. Para conocer los motivos, " + reach + "."
		},
		Cancelled: "La invitación fue retirada.",
		RejectedAsk: func(fi string) string {
			return "Una revisión determinó que esta recompensa no se puede pagar. Para conocer los motivos, pregunte a " + fi + "."
		},
		CapPromised: func(year int) string {
			return "Todas sus recompensas de " + strconv.Itoa(year) + " están ganadas o reservadas. Los amigos que invite sí reciben la suya."
		},
		OwnTaken: func(amount string) string { return "Sus propios " + amount + " fueron retirados." },
		TakenBack: func(reach string) string {
			return "La recompensa se pagó y después se retiró. Para conocer los motivos, " + reach + "."
		},
		TakenAsk: func(fi string) string {
			return "La recompensa se pagó y después se retiró. Para conocer los motivos, pregunte a " + fi + "."
		},
		Friends:     "Sus amigos",
		FriendsNote: "Aquí solo aparecen los amigos que lo permitieron.",
		UnderWay:    func(friend string) string { return friend + " se unió y va en camino." },
		AllMet:      func(friend string) string { return friend + " cumplió todo." },
		WasRewarded: func(friend string) string { return friend + " recibió su recompensa." },
	}
}
