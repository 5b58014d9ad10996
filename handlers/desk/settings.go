package desk

import (
	"fmt"
	"strconv"
	"strings"

	"raf/components/console"
	"raf/components/theme"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// The fields of the settings.
const (
	FieldPhone      = "support_phone"
	FieldSupport    = "support_email"
	FieldHelp       = "support_url"
	FieldZone       = "timezone"
	FieldColor      = "brand_color"
	FieldBankColors = "bank_colors"
	FieldAddress    = "postal_address"
	FieldVisibility = "inviter_visibility"
	FieldSamePerson = "same_person"
	FieldCore       = "core_refresh"
	FieldThreshold  = "threshold"
)

func (d Seat) tellRole(asked program.RoleAsked) Telling {
	word := roleWord(asked.Change.To)
	return Telling{Title: asked.Person.Name + " as " + Lower(word), What: "Make " + asked.Person.Name + " " + Lower(word), Back: web.PathApprovals,
		Then: "It holds from their next click on. Call them first: a link could be in other hands.", Waits: "This waits for a payout checker or another administrator.",
		Sign:    console.Sign{Glyph: console.GlyphPerson},
		Subject: ui.Link{},
		Payload: []console.Pair{{Label: "Person", Value: asked.Person.Name}, {Label: "E-mail", Value: asked.Person.Email},
			{Label: "Role", Value: roleWord(asked.Change.From) + " → " + word}, {Label: "Sign-in", Value: signInWord(asked.Person)}}}
}

func signInWord(u models.StaffUser) string {
	if len(u.TOTPSealed) == 0 {
		return "Not set up yet: this can be decided once it is"
	}
	return "Set up. Ask them whether they did it"
}

func (d Seat) tellThreshold(asked program.ThresholdChange) Telling {
	to := Exact(asked.ToMinor, asked.Currency)
	return Telling{Title: "Raise the threshold for two people to " + to, What: "Raise the threshold to " + to, Back: web.PathApprovals,
		Then: "A payout maker may then release payments up to it alone, five times as much a day.", Waits: "This waits for a payout checker or another administrator.",
		Sign:    console.Sign{Glyph: console.GlyphSettings},
		Payload: []console.Pair{{Label: "One person up to", Value: Exact(asked.FromMinor, asked.Currency) + " → " + to}}}
}

// As is the seat at an institution whose settings were saved a moment ago.
func (d Seat) As(s models.Settings) Seat {
	d.Tenant.Name, d.Tenant.Timezone, d.Tenant.Logo = s.Name, s.Timezone, s.Logo
	d.Zone = d.Tenant.Zone()
	return d
}

// Settings is what an institution says of itself; e is a form that came back.
func (d Seat) Settings(data program.SettingsData, e Entry) console.Settings {
	out := console.Settings{Bar: console.Bar{Title: "Settings"}}
	if !data.ChangedAt.IsZero() {
		out.Bar.Meta = "Last changed " + d.within(data.ChangedAt.Time) + ", by " + changer(data.ChangedBy, map[string]string{data.ChangedBy: data.ChangedByName})
	}
	if e.Done != "" {
		out.Bar.Notices = []ui.Notice{green(e.Done)}
	}
	out.Waits = d.settingsWait(data)
	if !d.Who.May(program.ActSettings) {
		out.Facts = d.settingsFacts(data.Settings)
		return out
	}
	typed := d.typedSettings(data.Settings)
	if e.Form == "settings" {
		if e.Conflict != "" {
			out.Conflict = d.settingsConflict(data, typed, e)
		}
		typed = e.Typed
	}
	if e.Form == FormLogo && e.Conflict != "" {
		out.Conflict = d.logoConflict(data, e)
	}
	out.Form = d.form("settings", web.PathSettings)
	out.Form.Hidden = []console.Hidden{{Name: FieldVersion, Value: strconv.FormatInt(data.Version, 10)}}
	out.Form.Submit = console.Action{Text: "Save settings", Look: console.Primary}
	out.Groups = d.settingsGroups(typed, e.Wrong)
	out.Logo = d.logoPanel(e.Wrong[FieldLogo])
	return out
}

// typedSettings are the settings as a form has them.
func (d Seat) typedSettings(s models.Settings) map[string]string {
	same := ""
	if s.SamePerson {
		same = "yes"
	}
	bank := ""
	if s.BankColors {
		bank = "yes"
	}
	core := ""
	if s.CoreRefresh {
		core = "yes"
	}
	return map[string]string{FieldCore: core, FieldName: s.Name, FieldPhone: s.SupportPhone, FieldSupport: s.SupportEmail, FieldHelp: s.SupportURL, FieldZone: s.Timezone, FieldColor: s.BrandColor, FieldBankColors: bank, FieldAddress: s.PostalAddress,
		FieldVisibility: s.InviterVisibility, FieldSamePerson: same, FieldThreshold: fmt.Sprintf("%d.%02d", s.ThresholdMinor/100, s.ThresholdMinor%100)}
}

func (d Seat) settingsGroups(typed, wrong map[string]string) []console.SettingsGroup {
	field := func(name, label string, kind console.Kind, hint string) console.Field {
		return console.Field{Name: name, Label: label, Kind: kind, Value: typed[name], Error: wrong[name], Hint: hint}
	}
	zone := field(FieldZone, "Time zone", console.KindSelect, "Offers that run keep the zone they were published with, and so do the days of everybody who is in. New offers, the times shown here, "+
		"and the day on which a yearly cap and a tax year end follow once a second person agrees.")
	zone.Options = zoneOptions(typed[FieldZone])
	seen := field(FieldVisibility, "What inviters see of their friends", console.KindSelect, "For new offers. With nothing, an inviter sees their own rewards and friends are asked nothing. First name and stage are shown only of friends who agreed to exactly that.")
	seen.Options = []console.Option{{Value: models.VisibilityNone, Text: "Nothing"}, {Value: models.VisibilityCounts, Text: "How many joined"}, {Value: models.VisibilityStage, Text: "First name and stage, with consent"}}
	same := field(FieldSamePerson, "One reward for one person", console.KindTick, "Counts for codes entered from then on. Referrals under way stay as they are, those on hold included. Switched on, "+
		"members are asked for their tax id at their next sign-in. Switching it off waits for a second person.")
	same.Checked = typed[FieldSamePerson] == "yes"
	bank := field(FieldBankColors, "Take the bank's own colours", console.KindTick, "Its platform is asked once an hour, never by a page.")
	bank.Checked = typed[FieldBankColors] == "yes"
	core := field(FieldCore, "Ask the core for newer postings", console.KindTick, "When a member's tile asks the bank, at most every 15 minutes for one member. The tile is answered at once from what the bank knows, "+
		"and shows what is newer when it is there. For banks that tell balances and postings late.")
	core.Checked = typed[FieldCore] == "yes"
	limit := field(FieldThreshold, "One person may release up to", console.KindMoney, "0.00 means two people from the first cent. "+Exact(models.MaxThreshold, d.Tenant.Currency)+
		" at most, for both sides together. Lower holds at once; higher waits for a second person and stands in the audit log. A batch, and what staff attached, corrected or held, takes two all the same.")
	colors := d.Colors(typed[FieldColor])
	name, phone := field(FieldName, "Name", console.KindText, "What members call the institution."), field(FieldPhone, "Support phone", console.KindText, "Members are told to call it: where a code is refused, where a referral closes, where something fails.")
	mail, help := field(FieldSupport, "Support e-mail", console.KindText, "Stands beside the phone, or alone."), field(FieldHelp, "Page of help", console.KindText, "https://…, linked under whole pages. May be empty.")
	name.Required, name.Max, phone.Max, mail.Max, help.Max = true, 100, 60, 120, 200
	return []console.SettingsGroup{
		{Title: "Institution", Fields: []console.Field{name, phone, mail, help, field(FieldAddress, "Postal address", console.KindArea, "Stands under every e-mail to a friend."), zone}},
		{Title: "Colour", Text: "Buttons, links and bars of the members' pages are derived from one colour, light and dark, so that text on them can be read.",
			Fields: []console.Field{bank, field(FieldColor, "Brand colour", console.KindText, "#RRGGBB. Empty: ours. It stands in where the bank tells no plain colour.")}, Colors: &colors},
		{Title: "Friends and people", Text: "With one reward for one person the bank is asked for tax ids, of which only a keyed fingerprint is kept. " +
			"Switched off, somebody with two logins can be rewarded twice. Those who are known by a fingerprint already stay known.", Fields: []console.Field{same, seen}},
		{Title: "Checks", Fields: []console.Field{core}},
		{Title: "Two people", Fields: []console.Field{limit}},
	}
}

// Colors is the preview of a colour as it comes out for members.
func (d Seat) Colors(brand string) console.Colors {
	out := console.Colors{URL: d.At.To(web.PathColors), Field: FieldColor}
	palette, err := theme.Derive(brand, "")
	if brand != "" && (err != nil || !program.ValidColor(brand)) {
		out.Wrong = "That is not #RRGGBB; members would see our green."
		palette, _ = theme.Derive("", "")
	}
	for _, s := range []struct {
		name string
		of   theme.Scheme
	}{{"Light", palette.Light}, {"Dark", palette.Dark}} {
		out.Chips = append(out.Chips, console.Chip{Label: s.name, Back: hex(s.of.Fill), Ink: hex(s.of.On)}, console.Chip{Label: s.name + " link", Back: hex(s.of.Surface), Ink: hex(s.of.Ink)})
	}
	out.Said = fmt.Sprintf("Text on buttons reads at %.1f to 1 in light and %.1f to 1 in dark; 4.5 is what is needed.",
		theme.Contrast(palette.Light.Fill, palette.Light.On), theme.Contrast(palette.Dark.Fill, palette.Dark.On))
	return out
}

func hex(c theme.Color) string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }

func (d Seat) settingsFacts(s models.Settings) []console.Pair {
	two := "From the first cent"
	if s.ThresholdMinor > 0 {
		two = "Above " + Exact(s.ThresholdMinor, d.Tenant.Currency)
	}
	return []console.Pair{{Label: "Name", Value: s.Name}, {Label: "Support phone", Value: orNone(s.SupportPhone)},
		{Label: "Support e-mail", Value: orNone(s.SupportEmail)}, {Label: "Page of help", Value: orNone(s.SupportURL)}, {Label: "Postal address", Value: orNone(strings.ReplaceAll(s.PostalAddress, "\n", ", "))},
		{Label: "Time zone", Value: s.Timezone}, {Label: "Brand colour", Value: orNone(s.BrandColor)}, {Label: "The bank's own colours", Value: yesNo(s.BankColors)}, {Label: "Inviters see", Value: visibilityWord(s.InviterVisibility)},
		{Label: "One reward for one person", Value: yesNo(s.SamePerson)}, {Label: "The core is asked", Value: yesNo(s.CoreRefresh)}, {Label: "Two people", Value: two}}
}

func orNone(s string) string {
	if s == "" {
		return "None"
	}
	return s
}

func yesNo(b bool) string {
	if b {
		return "Yes"
	}
	return "No"
}

func visibilityWord(v string) string {
	return map[string]string{models.VisibilityNone: "Nothing", models.VisibilityCounts: "How many joined", models.VisibilityStage: "First name and stage, with consent"}[v]
}

// settingsConflict compares what was typed with what somebody else has saved meanwhile.
func (d Seat) settingsConflict(data program.SettingsData, now map[string]string, e Entry) *console.Conflict {
	if e.Typed[FieldVersion] == strconv.FormatInt(data.Version, 10) {
		return &console.Conflict{Text: ui.Phrase{Text: e.Conflict, Strong: e.Conflict}}
	}
	who := changer(data.ChangedBy, map[string]string{data.ChangedBy: data.ChangedByName})
	c := &console.Conflict{Text: ui.Phrase{Strong: who, Text: who + " changed this " + d.within(data.ChangedAt.Time) + ". What you typed is kept below. Compare, then save again."}}
	for _, f := range []struct{ name, label string }{{FieldName, "Name"}, {FieldPhone, "Support phone"}, {FieldSupport, "Support e-mail"}, {FieldHelp, "Page of help"}, {FieldAddress, "Postal address"}, {FieldZone, "Time zone"},
		{FieldColor, "Brand colour"}, {FieldBankColors, "The bank's own colours"}, {FieldVisibility, "Inviters see"}, {FieldSamePerson, "One reward for one person"}, {FieldCore, "Ask the core"}, {FieldThreshold, "One person up to"}} {
		if now[f.name] != e.Typed[f.name] {
			c.Changes = append(c.Changes, console.Change{Name: f.label, Was: "", Now: orNone(now[f.name]), Yours: orNone(e.Typed[f.name])})
		}
	}
	return c
}
