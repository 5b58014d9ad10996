package words

import "strconv"

// Forms is what fields say that hold something they can't.
type Forms struct {
	TooLong func(max int) string
	Stale   string // the form token is too old or of another session
}

func englishForms() Forms {
	return Forms{
		TooLong: func(max int) string { return "At most " + strconv.Itoa(max) + " characters fit here." },
		Stale:   "This page was open for a long time. What you typed is still here: send it again.",
	}
}

func spanishForms() Forms {
	return Forms{
		TooLong: func(max int) string { return "Aquí caben " + strconv.Itoa(max) + " caracteres como máximo." },
		Stale:   "Esta página estuvo abierta mucho tiempo. Lo que escribió sigue aquí: envíelo de nuevo.",
	}
}
