package desk

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"raf/components/console"
	"raf/components/ui"
	"raf/components/words"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// maxDiff bounds how many lines of a change the log shows beside its entry; the entry's own page has all.
const maxDiff = 6

// Entry is one entry whole.
func (d Seat) Entry(row models.AuditRow, names program.AuditNames) console.TrailEntry {
	who, role := d.actor(row, names)
	on := d.subject(row, names)
	if role != "" {
		role = ", " + Lower(role)
	}
	e := console.TrailEntry{Title: actionWord(row.Action), Diff: d.changes(row),
		Bar: console.Bar{Crumbs: []ui.Link{{Text: "Audit log", Href: d.At.To(web.PathAudit)}, {Text: row.At.In(d.Zone).Format("Jan 2, 15:04:05")}}},
		Pairs: []console.Pair{{Label: "When", Value: row.At.In(d.Zone).Format("January 2, 2006, 15:04:05 MST")}, {Label: "Who", Value: who + role},
			{Label: "On", Value: on.Text, Href: on.Href}, {Label: "Action", Mono: row.Action}, {Label: "Entry", Mono: row.ID}},
		Same: "Nothing changed, or nothing that may stand in a log."}
	if row.RequestID != "" {
		e.Pairs = append(e.Pairs, console.Pair{Label: "Request", Mono: row.RequestID})
	}
	if row.IPHmac != "" {
		e.Pairs = append(e.Pairs, console.Pair{Label: "Came from", Value: "Address " + seal(row.IPHmac), Href: d.At.To(web.PathAudit) + "?" + url.Values{"origin": {row.IPHmac}}.Encode()})
	}
	if row.ActorKind == models.ActorSecond {
		e.Pairs = append(e.Pairs, console.Pair{Label: "As", Value: "The second person"})
	}
	if row.ActorKind == models.ActorLone {
		e.Pairs = append(e.Pairs, console.Pair{Label: "As", Value: "One person, under the threshold"})
	}
	if row.Seq == nil {
		e.Waiting = "This entry waits for its seal. A job gives it one within half a minute."
		return e
	}
	e.Seal = []console.Pair{{Label: "Place", Value: words.Words{}.Number(*row.Seq)}, {Label: "Hash", Mono: row.Hash}, {Label: "Hash of the entry before", Mono: row.PrevHash},
		{Label: "Hash of what was before", Mono: row.BeforeSHA}, {Label: "Hash of what was after", Mono: row.AfterSHA}}
	return e
}

// detail is what the log tells of a change beside its entry: facts in a line, a change as a diff.
func (d Seat) detail(row models.AuditRow) (string, []console.DiffLine) {
	if row.Action == program.AuditVerified {
		told, err := program.ToldOf(row)
		switch b := told.Break(); {
		case err != nil:
			return "", nil
		case b != nil:
			return breakWords(*b), nil
		}
		return "Intact, " + entriesOf(told.Rows), nil
	}
	lines := d.changes(row)
	if slices.ContainsFunc(lines, func(l console.DiffLine) bool { return l.Gone }) {
		if len(lines) > maxDiff {
			return fmt.Sprintf("%d values", len(lines)), lines[:maxDiff]
		}
		return "", lines
	}
	var facts []string
	for _, l := range lines {
		facts = append(facts, l.Text)
	}
	if len(facts) > maxDiff {
		facts = append(facts[:maxDiff], "…")
	}
	return strings.Join(facts, ", "), nil
}

// changes are the values that differ, before then after: those that were something before come first.
func (d Seat) changes(row models.AuditRow) []console.DiffLine {
	var diff struct{ Before, After json.RawMessage }
	if json.Unmarshal(row.Diff, &diff) != nil {
		return nil
	}
	before, after := map[string]any{}, map[string]any{}
	flatten(diff.Before, "", before)
	flatten(diff.After, "", after)
	currency := cmp.Or(textIn(after, "currency"), textIn(before, "currency"), d.Tenant.Currency)
	var changed, added []console.DiffLine
	for _, name := range namesIn(before, after) {
		was, had := before[name]
		now, has := after[name]
		switch {
		case had && has && was == now:
		case had:
			changed = append(changed, console.DiffLine{Gone: true, Text: valueLine(name, was, currency)})
			if has {
				changed = append(changed, console.DiffLine{Text: valueLine(name, now, currency)})
			}
		default:
			added = append(added, console.DiffLine{Text: valueLine(name, now, currency)})
		}
	}
	return append(changed, added...)
}

// flatten writes the values of an object under their paths, leaving out what is empty.
func flatten(raw json.RawMessage, path string, into map[string]any) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) == nil && fields != nil {
		for name, value := range fields {
			flatten(value, strings.TrimPrefix(path+"."+name, "."), into)
		}
		return
	}
	var value any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber() // amounts stay whole numbers
	if decoder.Decode(&value) != nil || value == nil || value == "" {
		return
	}
	if list, is := value.([]any); is {
		value = string(raw)
		if len(list) == 0 {
			return
		}
	}
	into[path] = value
}

func textIn(values map[string]any, name string) string {
	s, _ := values[name].(string)
	return s
}

func namesIn(all ...map[string]any) (names []string) {
	for _, m := range all {
		names = slices.AppendSeq(names, maps.Keys(m))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// maxValue bounds a value in runes: what is longer stands in the export.
const maxValue = 120

// valueLine writes a value for people: amounts as money, ids and hashes short. The export has them whole.
func valueLine(name string, value any, currency string) string {
	text := fmt.Sprint(value)
	if minor, is := value.(json.Number); is && strings.HasSuffix(name, "_minor") {
		if n, err := minor.Int64(); err == nil {
			name, text = strings.TrimSuffix(name, "_minor"), Exact(n, currency)
		}
	}
	switch runes := []rune(text); {
	case isHash(text):
		text = seal(text)
	case models.ValidID(text):
		text = Number(text)
	case len(runes) > maxValue:
		text = string(runes[:maxValue]) + "…"
	}
	return strings.ReplaceAll(plain(name), ".", ", ") + ": " + text
}

func isHash(text string) bool {
	return len(text) == 64 && strings.Trim(text, "0123456789abcdef") == ""
}
