package words

import "strings"

// Contact is how a member reaches the institution: parts of sentences, which begin small.
type Contact struct {
	Call    func(phone string) string // "call (555) 010-0142"
	CallUs  func(phone string) string
	Write   func(email string) string
	WriteUs func(email string) string
	Either  func(one, other string) string
	Help    string // of a link to the institution's own page
}

func englishContact() Contact {
	return Contact{
		Call:    func(phone string) string { return "call " + phone },
		CallUs:  func(phone string) string { return "call us at " + phone },
		Write:   func(email string) string { return "write to " + email },
		WriteUs: func(email string) string { return "write to us at " + email },
		Either:  func(one, other string) string { return one + " or " + other },
		Help:    "Help and contact",
	}
}

func spanishContact() Contact {
	return Contact{
		Call:    func(phone string) string { return "llame al " + phone },
		CallUs:  func(phone string) string { return "llámenos al " + phone },
		Write:   func(email string) string { return "escriba a " + email },
		WriteUs: func(email string) string { return "escríbanos a " + email },
		Either:  func(one, other string) string { return one + " o " + other },
		Help:    "Ayuda y contacto",
	}
}

// Reach says how to reach the institution; empty if nothing is known.
func (c Contact) Reach(phone, email string) string { return c.either(phone, email, c.Call, c.Write) }

// ReachUs is Reach in the institution's own voice.
func (c Contact) ReachUs(phone, email string) string {
	return c.either(phone, email, c.CallUs, c.WriteUs)
}

func (c Contact) either(phone, email string, call, write func(string) string) string {
	switch {
	case phone != "" && email != "":
		return c.Either(call(phone), write(email))
	case phone != "":
		return call(phone)
	case email != "":
		return write(email)
	}
	return ""
}

// sentence begins a part with a capital letter.
func sentence(part string) string {
	if part == "" {
		return ""
	}
	return strings.ToUpper(part[:1]) + part[1:]
}
