package gallery

import (
	"raf/components/console"
	"raf/components/ui"
)

func (d desk) settings() []ConsoleEntry {
	plain, wrong, conflict, waits, read := house(), house(), house(), house(), house()
	wrong.Groups[0].Fields[0].Value, wrong.Groups[0].Fields[0].Error = "", "Write a name, 100 characters at most."
	wrong.Groups[1].Fields[1].Value, wrong.Groups[1].Fields[1].Error = "green", "Write it as #RRGGBB, or leave it empty."
	wrong.Groups[1].Colors.Wrong = "That is not #RRGGBB; members would see our green."
	wrong.Groups[3].Fields[0].Value, wrong.Groups[3].Fields[0].Error = "65000", "Write an amount such as 0.00 or 25.00, up to the most."
	conflict.Conflict = &console.Conflict{Text: ui.Phrase{Text: "Sam Lund changed this today, 11:31 AM. What you typed is kept below. Compare, then save again.", Strong: "Sam Lund"},
		Changes: []console.Change{{Name: "Support phone", Now: "(555) 010-0199", Yours: "(555) 010-0142"}}}
	waits.Waits = &ui.Notice{Tone: console.ToneMoney, Text: ui.Plain("A threshold of $25.00 waits for a second person. Saving here ends that request."), Link: ui.Link{Text: "To the approvals", Href: "/console/approvals/"}}
	waits.Bar.Notices = []ui.Notice{{Tone: ui.Green, Text: ui.Plain("Saved. The higher threshold waits for a second person.")}}
	read.Groups, read.Facts = nil, []console.Pair{{Label: "Name", Value: fiLong}, {Label: "Support phone", Value: "(555) 010-0142"}, {Label: "Support e-mail", Value: "None"}, {Label: "Page of help", Value: "None"}, {Label: "Postal address", Value: "None"}, {Label: "Time zone", Value: "America/Chicago"},
		{Label: "Brand colour", Value: "#1F6B46"}, {Label: "The bank's own colours", Value: "No"}, {Label: "Inviters see", Value: "How many joined"}, {Label: "One reward for one person", Value: "Yes"}, {Label: "Two people", Value: "From the first cent"}}
	for _, s := range []*console.Settings{&plain, &wrong} {
		s.Logo = &console.LogoPanel{Form: console.Form{ID: "logo-form", URL: "/console/settings/logo", Token: token, Submit: console.Action{Text: "Save the logo", Look: console.Primary}},
			Field: console.Field{Name: "logo", Label: "Picture", Hint: "PNG or JPEG, 256 KB and 1,600 pixels a side at most. It is made anew, without anything else that is in the file."}}
	}
	wrong.Logo.Field.Error = "That is no PNG or JPEG that can be read. SVG and WebP are not taken."
	plain.Logo.Picture = &ui.Picture{Src: picture, Alt: fiLong, Width: 120, Height: 40}
	plain.Logo.Remove = console.Action{ID: "remove-logo", Text: "Remove the logo", Look: console.InText, URL: "/console/settings/logo/remove", Token: token}
	entry := func(name string, s console.Settings) ConsoleEntry {
		return ConsoleEntry{Name: name, Page: d.framed("Settings", "Settings", dana(), console.House(s))}
	}
	first := entry("settings", plain)
	first.Part = console.Palette(*plain.Groups[1].Colors)
	return []ConsoleEntry{first, entry("settings-wrong", wrong), entry("settings-conflict", conflict), entry("settings-waits", waits), entry("settings-auditor", read)}
}

func house() console.Settings {
	return console.Settings{Bar: console.Bar{Title: "Settings", Meta: "Last changed today, 11:31 AM, by Sam Lund"},
		Form: console.Form{ID: "settings", URL: "/console/settings/", Token: token, Hidden: []console.Hidden{{Name: "version", Value: "3"}}, Submit: console.Action{Text: "Save settings", Look: console.Primary}},
		Groups: []console.SettingsGroup{
			{Title: "Institution", Fields: []console.Field{
				{Name: "name", Label: "Name", Kind: console.KindText, Value: fiLong, Required: true, Hint: "What members call the institution."},
				{Name: "support_phone", Label: "Support phone", Kind: console.KindText, Value: "(555) 010-0142", Hint: "Members are told to call it: where a code is refused, where a referral closes, where something fails."},
				{Name: "support_email", Label: "Support e-mail", Kind: console.KindText, Value: "help@garden.example", Hint: "Stands beside the phone, or alone."},
				{Name: "support_url", Label: "Page of help", Kind: console.KindText, Value: "https://garden.example/help", Hint: "https://…, linked under whole pages. May be empty."},
				{Name: "postal_address", Label: "Postal address", Kind: console.KindArea, Value: "1 Garden Row\nSpringfield, IL 62701", Hint: "Stands under every e-mail to a friend."},
				{Name: "timezone", Label: "Time zone", Kind: console.KindSelect, Value: "America/Chicago", Options: []console.Option{{Value: "America/New_York", Text: "America/New York"}, {Value: "America/Chicago", Text: "America/Chicago"}},
					Hint: "Offers that run keep the zone they were published with, and so do the days of everybody who is in. New offers, the times shown here, and the day on which a yearly cap and a tax year end follow at once."}}},
			{Title: "Colour", Text: "Buttons, links and bars of the members' pages are derived from one colour, light and dark, so that text on them can be read.",
				Fields: []console.Field{{Name: "bank_colors", Label: "Take the bank's own colours", Kind: console.KindTick, Hint: "Its platform is asked once an hour, never by a page."},
					{Name: "brand_color", Label: "Brand colour", Kind: console.KindText, Value: "#1F6B46", Hint: "#RRGGBB. Empty: ours. It stands in where the bank tells no plain colour."}},
				Colors: &console.Colors{URL: "/console/settings/colors/", Field: "brand_color", Said: "Text on buttons reads at 6.5 to 1 in light and 5.4 to 1 in dark; 4.5 is what is needed.",
					Chips: []console.Chip{{Label: "Light", Back: "#1F6B46", Ink: "#FFFFFF"}, {Label: "Light link", Back: "#FFFFFF", Ink: "#1F6B46"}, {Label: "Dark", Back: "#2C7A54", Ink: "#FFFFFF"}, {Label: "Dark link", Back: "#1B1C1F", Ink: "#6FC79B"}}}},
			{Title: "Friends and people", Text: "With one reward for one person the bank is asked for tax ids, of which only a keyed fingerprint is kept.",
				Fields: []console.Field{{Name: "same_person", Label: "One reward for one person", Kind: console.KindTick, Checked: true,
					Hint: "Counts for codes entered from then on. Referrals under way stay as they are, those on hold included. Switched on, members are asked for their tax id at their next sign-in."},
					{Name: "inviter_visibility", Label: "What inviters see of their friends", Kind: console.KindSelect, Value: "counts", Options: []console.Option{{Value: "none", Text: "Nothing"}, {Value: "counts", Text: "How many joined"}},
						Hint: "For new offers. The stage is shown only where the friend agreed to it."}}},
			{Title: "Checks", Fields: []console.Field{{Name: "core_refresh", Label: "Ask the core for newer postings", Kind: console.KindTick, Hint: "When a member's tile asks the bank, at most every 15 minutes for one member. The tile is answered at once from what the bank knows, and shows what is newer when it is there. For banks that tell balances and postings late."}}},
			{Title: "Two people", Fields: []console.Field{{Name: "threshold", Label: "One person may release up to", Kind: console.KindMoney, Value: "0.00",
				Hint: "0.00 means two people from the first cent. $50.00 at most, for both sides together. Lower holds at once; higher waits for a second person and stands in the audit log. A batch, and what staff attached, corrected or held, takes two all the same."}}},
		}}
}

// picture is a plain green sign of 24 by 8 pixels.
const picture = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABgAAAAICAYAAADjoT9jAAAAF0lEQVR42mOQz3b7T0vMMGrBqAWD3wIAgKtbUAwtiSwAAAAASUVORK5CYII="
