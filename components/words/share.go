package words

// Share is the screen with everything needed to invite one friend, and the messages it prepares.
type Share struct {
	Title       string
	YourCode    string
	Scan        string
	QRLabel     func(link string) string
	CopyLink    string
	Copied      string
	CopyFailed  string
	Email       string
	TextMessage string
	// Message is sent by the member's own app. It names the sender's reward, because a paid recommendation must.
	Message func(fi, theirs, mine string) string
	Subject func(fi string) string
	Keep    string
}

func englishShare() Share {
	return Share{
		Title:       "Invite a friend",
		YourCode:    "Your code",
		Scan:        "Friends can scan this with a phone camera.",
		QRLabel:     func(link string) string { return "QR code of " + link },
		CopyLink:    "Copy link",
		Copied:      "Link copied",
		CopyFailed:  "Selected",
		Email:       "E-mail",
		TextMessage: "Text",
		Message: func(fi, theirs, mine string) string {
			if theirs == mine {
				return "I bank at " + fi + ". Join with my link and meet the requirements, and we each get " + mine + ":"
			}
			return "I bank at " + fi + ". Join with my link and meet the requirements: you get " + theirs + ", and I get " + mine + ":"
		},
		Subject: func(fi string) string { return "Join me at " + fi },
		Keep:    "Please keep the line about your own reward.",
	}
}

func spanishShare() Share {
	return Share{
		Title:       "Invite a un amigo",
		YourCode:    "Su código",
		Scan:        "Su amigo puede escanear esto con la cámara del teléfono.",
		QRLabel:     func(link string) string { return "Código QR de " + link },
		CopyLink:    "Copiar enlace",
		Copied:      "Enlace copiado",
		CopyFailed:  "Seleccionado",
		Email:       "Correo",
		TextMessage: "Mensaje",
		Message: func(fi, theirs, mine string) string {
			if theirs == mine {
				return "Tengo mi cuenta en " + fi + ". Únase con mi enlace y cumpla los requisitos; cada uno recibe " + mine + ":"
			}
			return "Tengo mi cuenta en " + fi + ". Únase con mi enlace y cumpla los requisitos: usted recibe " + theirs + " y yo recibo " + mine + ":"
		},
		Subject: func(fi string) string { return "Únase a " + fi },
		Keep:    "Por favor, conserve la línea sobre su propia recompensa.",
	}
}
