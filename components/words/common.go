package words

import "strings"

// Common is what several screens say.
type Common struct {
	AppName       string
	PageTitle     func(fi string) string
	Back          string
	HaveCode      string
	HowItWorks    string
	WhatCounts    string
	OpenFullPage  string
	TryAgain      string
	Details       string
	NotNow        string
	InviteFriend  string
	Dashboard     string
	OtherLanguage string // named in its own language, because its readers look for it
	OtherLang     string // its tag
	SignOut       string
	Failed        string // a request of the page got no answer
	Today         string
	Yesterday     string
	Request       func(id string) string
	AndList       func(items []string) string
	Of            func(part, whole string) string // "3 of 5", "$320 of $500"
}

func englishCommon() Common {
	return Common{
		AppName:       "Refer a friend",
		PageTitle:     func(fi string) string { return "Refer a friend · " + fi },
		Back:          "Back",
		HaveCode:      "Have a code?",
		HowItWorks:    "How it works",
		WhatCounts:    "What counts",
		OpenFullPage:  "Open full page",
		TryAgain:      "Try again",
		Details:       "Details",
		NotNow:        "Not now",
		InviteFriend:  "Invite a friend",
		Dashboard:     "Dashboard",
		OtherLanguage: "Español",
		OtherLang:     "es",
		SignOut:       "Sign out",
		Failed:        "That did not reach us. Nothing was changed. Try again.",
		Today:         "today",
		Yesterday:     "yesterday",
		Request:       func(id string) string { return "Request " + id },
		AndList:       func(items []string) string { return list(items, " and ") },
		Of:            func(part, whole string) string { return part + " of " + whole },
	}
}

func spanishCommon() Common {
	return Common{
		AppName:       "Recomiende a un amigo",
		PageTitle:     func(fi string) string { return "Recomiende a un amigo · " + fi },
		Back:          "Volver",
		HaveCode:      "¿Tiene un código?",
		HowItWorks:    "Cómo funciona",
		WhatCounts:    "Qué cuenta",
		OpenFullPage:  "Abrir página completa",
		TryAgain:      "Intentar de nuevo",
		Details:       "Detalles",
		NotNow:        "Ahora no",
		InviteFriend:  "Invitar a un amigo",
		Dashboard:     "Panel principal",
		OtherLanguage: "English",
		OtherLang:     "en",
		SignOut:       "Cerrar sesión",
		Failed:        "No recibimos su solicitud. No se cambió nada. Intente de nuevo.",
		Today:         "hoy",
		Yesterday:     "ayer",
		Request:       func(id string) string { return "Solicitud " + id },
		AndList:       func(items []string) string { return list(items, " y ") },
		Of:            func(part, whole string) string { return part + " de " + whole },
	}
}

// list joins items with commas and a word before the last.
func list(items []string, and string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + and + items[last]
}
