package desk

import (
	"strings"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models/program"
)

func (d Seat) tellRules(asked program.RulesChange) Telling {
	return Telling{Title: "Change who gets paid", What: "Change " + strings.Join(rulesParts(asked), " and "), Back: web.PathApprovals,
		Then: "It holds for codes entered from then on, and for the day on which a yearly cap and a tax year end.", Waits: "This waits for a payout checker or another administrator.",
		Sign: console.Sign{Glyph: console.GlyphSettings}, Payload: rulesPairs(asked)}
}

func rulesParts(c program.RulesChange) (all []string) {
	if c.SamePersonFrom != c.SamePersonTo {
		all = append(all, "one reward for one person")
	}
	if c.TimezoneFrom != c.TimezoneTo {
		all = append(all, "the time zone")
	}
	return all
}

func rulesPairs(c program.RulesChange) (all []console.Pair) {
	if c.SamePersonFrom != c.SamePersonTo {
		all = append(all, console.Pair{Label: "One reward for one person", Value: yesNo(c.SamePersonFrom) + " → " + yesNo(c.SamePersonTo)})
	}
	if c.TimezoneFrom != c.TimezoneTo {
		all = append(all, console.Pair{Label: "Time zone", Value: c.TimezoneFrom + " → " + c.TimezoneTo})
	}
	return all
}

// settingsWait says what of the settings waits for a second person.
func (d Seat) settingsWait(data program.SettingsData) *ui.Notice {
	var all []string
	if data.Raise != nil {
		all = append(all, "A threshold of "+Exact(data.Asked.ToMinor, data.Asked.Currency)+" waits for a second person.")
	}
	if data.Rules != nil {
		for _, p := range rulesPairs(data.RulesAsked) {
			all = append(all, p.Label+", "+p.Value+", waits for a second person.")
		}
	}
	if len(all) == 0 {
		return nil
	}
	return &ui.Notice{Tone: console.ToneMoney, Text: ui.Plain(strings.Join(all, " ") + " Saving here ends what waits."), Link: ui.Link{Text: "To the approvals", Href: d.At.To(web.PathApprovals)}}
}
