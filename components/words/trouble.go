package words

// Trouble is what the pages say that are shown instead of the one that was asked for.
type Trouble struct {
	BadRequest Problem
	Denied     Problem
	Shut       Problem // denied, because the bank's frame keeps the card from saying where it comes from
	NotFound   Problem
	Method     Problem
	Conflict   Problem
	TooLarge   Problem
	TooMany    Problem
	Internal   Problem
	Down       Problem
	Back       string
	Note       func(id string) string
}

// Problem is one of those pages: what is so, and what to do.
type Problem struct {
	Title string
	Lead  string
}

// Of is the page for an HTTP status; one without a page of its own is told as a failure of ours.
func (t Trouble) Of(status int) Problem {
	switch status {
	case 400, 415, 422:
		return t.BadRequest
	case 401, 403:
		return t.Denied
	case 404, 410:
		return t.NotFound
	case 405:
		return t.Method
	case 409:
		return t.Conflict
	case 413, 414, 431:
		return t.TooLarge
	case 429:
		return t.TooMany
	case 502, 503, 504:
		return t.Down
	default:
		return t.Internal
	}
}

func englishTrouble() Trouble {
	return Trouble{
		BadRequest: Problem{"We could not read that", "Nothing was changed. Go back, open the page again and send it once more."},
		Denied:     Problem{"This page could not be opened from there", "Nothing was changed. Open Refer a friend from your dashboard and try again."},
		Shut:       Problem{"This card can’t send anything from here", "Nothing was changed. Your bank’s page keeps it shut in. Open the full page and go on there."},
		NotFound:   Problem{"There is nothing here", "The address may be mistyped, or what was here is gone. Open Refer a friend from your dashboard."},
		Method:     Problem{"This address works another way", "Nothing was changed. Go back and use the button on the page."},
		Conflict:   Problem{"This was changed in the meantime", "Nothing of yours was saved. Open the page again to see how it stands now."},
		TooLarge:   Problem{"That was too much at once", "Nothing was changed. Go back and send less."},
		TooMany:    Problem{"Too many visits in a short time", "Nothing was changed. Wait a minute, then open the page again."},
		Internal:   Problem{"This did not work", "The fault is ours. Nothing you earned is lost. Try again in a few minutes."},
		Down:       Problem{"We are closed for a moment", "Nothing you earned is lost. Try again in a few minutes."},
		Back:       "Go to Refer a friend",
		Note:       func(id string) string { return "If you call us, say request " + id + "." },
	}
}

func spanishTrouble() Trouble {
	return Trouble{
		BadRequest: Problem{"No pudimos leer eso", "No se cambió nada. Vuelva, abra la página de nuevo y envíela otra vez."},
		Denied:     Problem{"Esta página no se pudo abrir desde allí", "No se cambió nada. Abra Recomiende a un amigo desde su panel principal e intente de nuevo."},
		Shut:       Problem{"Esta tarjeta no puede enviar nada desde aquí", "No se cambió nada. La página de su banco la mantiene aislada. Abra la página completa y continúe allí."},
		NotFound:   Problem{"Aquí no hay nada", "Es posible que la dirección esté mal escrita o que lo que había ya no esté. Abra Recomiende a un amigo desde su panel principal."},
		Method:     Problem{"Esta dirección funciona de otra manera", "No se cambió nada. Vuelva y use el botón de la página."},
		Conflict:   Problem{"Esto cambió mientras tanto", "No se guardó nada suyo. Abra la página de nuevo para ver cómo está ahora."},
		TooLarge:   Problem{"Eso fue demasiado de una vez", "No se cambió nada. Vuelva y envíe menos."},
		TooMany:    Problem{"Demasiadas visitas en poco tiempo", "No se cambió nada. Espere un minuto y abra la página de nuevo."},
		Internal:   Problem{"Esto no funcionó", "La falla es nuestra. No se pierde nada de lo que ganó. Intente de nuevo en unos minutos."},
		Down:       Problem{"Cerramos por un momento", "No se pierde nada de lo que ganó. Intente de nuevo en unos minutos."},
		Back:       "Ir a Recomiende a un amigo",
		Note:       func(id string) string { return "Si nos llama, mencione la solicitud " + id + "." },
	}
}
