package gallery

import (
	"time"

	"raf/components/tile"
	"raf/components/ui"
)

// told is what the bank told of a member, all of it given.
func (s scene) told() tile.Told {
	w := s.w.Told
	when := s.w.When(s.now(), s.now(), s.zone)
	return tile.Told{
		Back: s.back(), Title: w.Title(fi), About: w.About("Casey T."), As: tile.NamePending,
		Lists: []tile.ToldList{
			{Title: w.Claims, Rows: []tile.ToldRow{{Name: w.Name, Value: "Casey T."}, {Name: w.Language, Value: w.Languages(s.w.Lang)},
				{Name: w.Number, Value: w.Ending("03")}, {Name: w.TaxID, Value: w.Print}}},
			{Title: w.Scopes, Rows: []tile.ToldRow{{Name: w.Accounts, Value: w.Allowed}, {Name: w.Postings, Value: w.Allowed}, {Name: w.Offline, Value: w.Allowed}}},
			{Title: w.Ages, Rows: []tile.ToldRow{{Name: w.Accounts, Value: when}, {Name: w.Postings, Value: when}, {Name: w.Progress, Value: when}, {Name: w.Tried, Value: when}}},
		},
		End:  tile.ToldEnd{Title: w.End, Text: []string{w.EndNow(fi), w.EndStops, w.EndKeeps}, Action: ui.Action{Text: w.Button, URL: "withdraw", Token: token}},
		Apps: ui.Link{Text: w.Apps(fi), Href: "https://garden.example/connected-apps", Top: true},
	}
}

// toldHeld is the same where each gate is closed for something, at an institution with a long name.
func (s scene) toldHeld() tile.Told {
	w := s.w.Told
	t := s.told()
	t.Title, t.About = w.Title(fiLong), w.AboutYou
	held := func(name, why string) tile.ToldRow { return tile.ToldRow{Name: name, Value: why, Held: true} }
	t.Lists = []tile.ToldList{
		{Title: w.Claims, Rows: []tile.ToldRow{held(w.Name, w.Untold(fiLong)), held(w.Language, w.Unsure), held(w.Number, w.Unclear(fiLong)), held(w.TaxID, w.Platform(fiLong))}},
		{Title: w.Scopes, Rows: []tile.ToldRow{held(w.Accounts, w.Bank(fiLong)), held(w.Postings, w.Member(fiLong)), held(w.Offline, w.NotAsked)}},
		{Title: w.Ages, Rows: []tile.ToldRow{{Name: w.Accounts, Value: s.w.When(s.day(11, 30).Add(9*time.Hour), s.now(), s.zone)}, held(w.Postings, w.Never), held(w.Progress, w.Never), held(w.Tried, w.Never)}},
	}
	t.Apps = ui.Link{}
	return t
}

// ended is the tile of a member who ended our access.
func (s scene) ended() tile.Anonymous {
	a := s.anonymous(s.dollars(fifty))
	a.Notice = &ui.Notice{Tone: ui.Blue, Text: ui.Plain(s.w.Told.Ended)}
	return a
}

// notSwitchedOn is a tile for which the institution has to open something.
func (s scene) notSwitchedOn() tile.Pending {
	w := s.w
	p := s.pending()
	p.Notice = &ui.Notice{
		Tone: ui.Amber,
		Text: ui.Plain(w.Pending.NotSwitchedOn(fi, w.Contact.Reach(phone, ""), w.Since(s.day(12, 1).Add(9*time.Hour), s.now(), s.zone))),
		Link: ui.Link{Text: w.Told.Title(fi), Href: "../me/"},
	}
	p.Check = tile.Check{Text: w.Pending.CheckedAt(w.When(s.day(12, 1).Add(9*time.Hour), s.now(), s.zone))}
	return p
}
