package handlers

import (
	"slices"
	"time"

	"raf/components/tile"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/eligibility"
	"raf/models/program"
	"raf/providers"
)

// toMe leads to what the bank told of the member.
func (p presenter) toMe() ui.Link { return p.To(web.PathMe, p.Say.Told.Title(p.Tenant.Name)) }

// told is what the bank told of a member, as much of it as tells the member that it is theirs and not more: whoever looks
// over a shoulder reads no number.
func (p presenter) told(from program.Told) tile.Told {
	say, fi, m := p.Say.Told, p.Tenant.Name, from.Tile.Member
	out := tile.Told{
		Back: p.To(web.PathTile, p.Say.Common.Back), Title: say.Title(fi), About: say.AboutYou, As: string(from.Tile.State),
		Lists: []tile.ToldList{
			{Title: say.Claims, Rows: p.claims(from)},
			{Title: say.Scopes, Rows: []tile.ToldRow{
				p.item(from, providers.ItemAccounts, say.Accounts, say.Allowed),
				p.item(from, providers.ItemPostings, say.Postings, say.Allowed),
				p.item(from, providers.ItemOffline, say.Offline, say.Allowed),
			}},
			{Title: say.Ages, Rows: p.ages(from)},
		},
		End: tile.ToldEnd{Title: say.End, Text: []string{say.EndNow(fi), say.EndStops, say.EndKeeps},
			Action: ui.Action{Text: say.Button, URL: p.At.To(web.PathWithdraw), Token: p.formToken}},
	}
	if name := fullName(m); name != "" {
		out.About = say.About(name)
	}
	if web.Origin(from.Apps) != "" {
		out.Apps = ui.Link{Text: say.Apps(fi), Href: from.Apps, Top: true}
	}
	return out
}

func fullName(m models.Member) string {
	switch {
	case m.GivenName == "" || m.FamilyInitial == "":
		return m.GivenName
	}
	return m.GivenName + " " + m.FamilyInitial + "."
}

// claims are what was told of the person. A value of an earlier sign-in is shown too: it is what is kept.
func (p presenter) claims(from program.Told) []tile.ToldRow {
	say, m := p.Say.Told, from.Tile.Member
	number := say.Given
	if ref := []rune(m.CustomerRef); len(ref) > 4 {
		number = say.Ending(string(ref[len(ref)-2:]))
	}
	rows := []tile.ToldRow{
		p.item(from, providers.ItemName, say.Name, fullName(m)),
		p.item(from, providers.ItemLanguage, say.Language, say.Languages(m.Locale)),
		p.item(from, providers.ItemCustomer, say.Number, number),
		p.item(from, providers.ItemTaxID, say.TaxID, say.Print),
	}
	kept := []bool{m.GivenName != "", m.Locale != "", m.CustomerRef != "", m.PersonKeyKind == models.PersonByTaxID}
	values := []string{fullName(m), say.Languages(m.Locale), number, say.Print}
	for i := range rows {
		switch {
		case kept[i]:
			rows[i].Value, rows[i].Held = values[i], false
		case !rows[i].Held:
			rows[i].Value, rows[i].Held = say.Unsure, true
		}
	}
	return rows
}

// item is how one thing stands, and given where it is given.
func (p presenter) item(from program.Told, item providers.Item, name, given string) tile.ToldRow {
	say, fi := p.Say.Told, p.Tenant.Name
	row := tile.ToldRow{Name: name, Value: given}
	if len(from.Permissions) == 0 {
		row.Value, row.Held = say.Unsure, true
		return row
	}
	why := map[providers.Holder]string{providers.HeldByUs: say.NotAsked, providers.HeldByPlatform: say.Platform(fi),
		providers.HeldByInstitution: say.Bank(fi), providers.HeldByMember: say.Member(fi), providers.HeldUnclear: say.Unclear(fi), providers.HeldUntold: say.Untold(fi)}
	if held, is := why[from.Permissions.Of(item)]; is {
		row.Value, row.Held = held, true
	}
	return row
}

// readsPostings reports whether a verdict looked at postings: for rules of accounts alone no row is read.
func readsPostings(v *eligibility.Verdict) bool {
	return slices.ContainsFunc(v.Leaves, func(l eligibility.Leaf) bool {
		return l.Kind == eligibility.KindDirectDeposit || l.Kind == eligibility.KindDebitPurchases
	})
}

// ages are when things were read. What was never read says so.
func (p presenter) ages(from program.Told) []tile.ToldRow {
	say := p.Say.Told
	at := func(name string, when time.Time) tile.ToldRow {
		if when.IsZero() {
			return tile.ToldRow{Name: name, Value: say.Never, Held: true}
		}
		return tile.ToldRow{Name: name, Value: p.Say.When(when, p.Now, p.Zone)}
	}
	var judged, tried, postings time.Time
	if r := from.Tile.Referral; r != nil {
		judged, tried = r.VerdictAsOf.Time, r.CheckedAt.Time
		if v := from.Tile.Verdict; v != nil && v.Window.Known && readsPostings(v) {
			postings = judged // they are read together
		}
	}
	return []tile.ToldRow{at(say.Accounts, from.AccountsOf.Time), at(say.Postings, postings), at(say.Progress, judged), at(say.Tried, tried)}
}
