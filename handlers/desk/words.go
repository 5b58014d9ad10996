package desk

import (
	"strings"
	"time"

	"raf/components/ui"
	"raf/components/words"
	"raf/models"
)

// Exact is an amount with both digits of its cents: staff compare columns.
func Exact(minor int64, currency string) string {
	whole := words.Words{}.Money(minor, currency)
	if minor%100 == 0 {
		return whole + ".00"
	}
	return whole
}

// short is a day where room is short: "Dec 2", with its year if it is another one.
func (d Seat) short(t time.Time) string {
	t = t.In(d.Zone)
	if t.Year() != d.Now.In(d.Zone).Year() {
		return t.Format("Jan 2, 2006")
	}
	return t.Format("Jan 2")
}

// stored writes a stored day, empty for none.
func (d Seat) stored(day string) string {
	t, ok := d.Day(day)
	if !ok {
		return ""
	}
	return d.short(t)
}

// moment is an instant: "Today, 11:20 AM", "Nov 19, 9:12 AM".
func (d Seat) moment(t time.Time) string {
	clock := t.In(d.Zone).Format("3:04 PM")
	if words.DaysUntil(t, d.Now, d.Zone) == 0 {
		return "Today, " + clock
	}
	return d.short(t) + ", " + clock
}

// within is an instant inside a sentence: "today, 11:20 AM".
func (d Seat) within(t time.Time) string {
	if rest, today := strings.CutPrefix(d.moment(t), "Today"); today {
		return "today" + rest
	}
	return d.moment(t)
}

func (d Seat) machine(t time.Time) string { return t.In(d.Zone).Format(time.RFC3339) }

// Person is a member as staff name them.
func Person(m *models.Member) string {
	if m == nil || m.GivenName == "" {
		return "A member"
	}
	if m.FamilyInitial == "" {
		return m.GivenName
	}
	return m.GivenName + " " + m.FamilyInitial + "."
}

// Inviter is who invited, as staff name them: a member, or the institution by a campaign's own code.
func Inviter(r models.Referral) string {
	if r.Kind == models.KindProduct {
		return "The institution itself"
	}
	return Person(r.Inviter)
}

// Number is the short form of a referral's id that staff quote.
func Number(id string) string {
	return strings.ToUpper(id[max(len(id)-6, 0):])
}

// seal is the short form of a hash.
func seal(sha string) string {
	if len(sha) < 8 {
		return sha
	}
	return sha[:4] + " " + sha[4:8]
}

func initials(name string) string {
	out := ""
	for _, part := range strings.Fields(name) {
		if r := []rune(part); len(out) < 2 {
			out += strings.ToUpper(string(r[:1]))
		}
	}
	return out
}

func roleWord(r models.Role) string {
	return map[models.Role]string{models.RoleViewer: "Viewer", models.RoleSupport: "Support", models.RoleEditor: "Campaign editor",
		models.RoleMaker: "Payout maker", models.RoleChecker: "Payout checker", models.RoleAdmin: "Administrator", models.RoleAuditor: "Auditor",
		models.RoleOperator: "Platform, looking on"}[r]
}

// green is news of something that was done.
func green(text string) ui.Notice { return ui.Notice{Tone: ui.Green, Text: ui.Plain(text)} }
