package desk

import (
	"strconv"
	"strings"

	"raf/components/console"
	"raf/models"
)

// What is said of a value that can't be read at all. What is out of bounds says its bounds.
const (
	notAnAmount = "Write an amount such as 50 or 50.00."
	notANumber  = "Write a whole number such as 30."
	notAPercent = "Write a rate such as 0.05."
)

// line is a field of one line.
func line(name, label string, high int, at func(*models.Plan) *string) planField {
	return planField{Field: console.Field{Name: name, Label: label, Max: high},
		show: func(p models.Plan) string { return *at(&p) },
		take: func(p *models.Plan, typed string) string { *at(p) = typed; return "" }}
}

func day(name, label string, at func(*models.Plan) *string) planField {
	f := line(name, label, 10, at)
	f.Kind = console.KindDate
	f.take = func(p *models.Plan, typed string) string { *at(p) = strings.TrimSpace(typed); return "" }
	return f
}

func pick(name, label string, at func(*models.Plan) *string, options ...console.Option) planField {
	f := line(name, label, 0, at)
	f.Kind, f.Options = console.KindSelect, options
	for i, o := range options {
		if o.Value == "" {
			f.Options[i].Text = "Choose…"
		}
	}
	return f
}

// text is a field of several lines in one language.
func text(name, label string, high int, language string, at func(*models.Plan) *map[string]string) planField {
	return planField{Field: console.Field{Name: name, Label: label, Kind: console.KindArea, Max: high},
		show: func(p models.Plan) string { return (*at(&p))[language] },
		take: func(p *models.Plan, typed string) string {
			all := map[string]string{language: typed} // never the map that the plan came with
			for other, kept := range *at(p) {
				if other != language {
					all[other] = kept
				}
			}
			*at(p) = all
			return ""
		}}
}

// list is a field of words with commas between them.
func list(name, label string, at func(*models.Plan) *[]string) planField {
	return planField{Field: console.Field{Name: name, Label: label, Max: 2000},
		show: func(p models.Plan) string { return strings.Join(*at(&p), ", ") },
		take: func(p *models.Plan, typed string) string { *at(p) = commas(typed); return "" }}
}

// commas are the words between commas and line ends.
func commas(typed string) []string {
	var out []string
	for _, word := range strings.FieldsFunc(typed, func(r rune) bool { return r == ',' || r == '\n' || r == '\r' }) {
		if word = strings.TrimSpace(word); word != "" {
			out = append(out, word)
		}
	}
	return out
}

func whole(name, label string, at func(*models.Plan) *int) planField {
	return whole64(name, label, nil).reading(func(p models.Plan) int64 { return int64(*at(&p)) }, func(p *models.Plan, n int64) bool {
		*at(p) = int(n)
		return int64(*at(p)) == n
	})
}

func whole64(name, label string, at func(*models.Plan) *int64) planField {
	f := planField{Field: console.Field{Name: name, Label: label, Kind: console.KindNumber, Max: 20}}
	if at == nil {
		return f
	}
	return f.reading(func(p models.Plan) int64 { return *at(&p) }, func(p *models.Plan, n int64) bool { *at(p) = n; return true })
}

// reading makes a field one of whole numbers.
func (f planField) reading(get func(models.Plan) int64, set func(*models.Plan, int64) bool) planField {
	f.show = func(p models.Plan) string { return strconv.FormatInt(get(p), 10) }
	f.take = func(p *models.Plan, typed string) string {
		if n, ok := digits(typed); !ok || !set(p, n) {
			return notANumber
		}
		return ""
	}
	return f
}

func money(name, label string, at func(*models.Plan) *int64) planField {
	return planField{Field: console.Field{Name: name, Label: label, Kind: console.KindMoney, Max: 24},
		show: func(p models.Plan) string { return amount(*at(&p)) },
		take: func(p *models.Plan, typed string) string {
			n, ok := minor(typed)
			if !ok {
				return notAnAmount
			}
			*at(p) = n
			return ""
		}}
}

// blank shows nothing for none, and takes nothing as none.
func blank(f planField) planField {
	show, take := f.show, f.take
	f.show = func(p models.Plan) string {
		if text := show(p); strings.Trim(text, "0.") != "" {
			return text
		}
		return ""
	}
	f.take = func(p *models.Plan, typed string) string {
		if strings.TrimSpace(typed) == "" {
			typed = "0"
		}
		return take(p, typed)
	}
	return f
}

// maybe is an amount that may be missing, which is something else than none.
func maybe(name, label string, at func(*models.Disclosures) **int64) planField {
	f := planField{Field: console.Field{Name: name, Label: label, Kind: console.KindMoney, Max: 24}}
	return f.disclosing(at, notAnAmount)
}

func percent(name, label string, at func(*models.Disclosures) **int64) planField {
	f := planField{Field: console.Field{Name: name, Label: label, Max: 6}}
	return f.disclosing(at, notAPercent)
}

// disclosing makes a field one of the disclosures, which are hundredths of something, as amounts are.
func (f planField) disclosing(at func(*models.Disclosures) **int64, wrong string) planField {
	f.show = func(p models.Plan) string {
		if p.Terms.Disclosures == nil {
			return ""
		}
		n := *at(p.Terms.Disclosures)
		if n == nil {
			return ""
		}
		return amount(*n)
	}
	f.take = func(p *models.Plan, typed string) string {
		d := models.Disclosures{}
		if p.Terms.Disclosures != nil {
			d = *p.Terms.Disclosures // never the one that the plan came with
		}
		p.Terms.Disclosures = &d
		if typed = strings.TrimSpace(typed); typed == "" {
			*at(&d) = nil
			return ""
		}
		n, ok := minor(typed)
		if !ok {
			return wrong
		}
		*at(&d) = &n
		return ""
	}
	return f
}

// digits reads a whole number that is not negative, in the digits 0 to 9 alone.
func digits(typed string) (int64, bool) {
	typed = strings.TrimSpace(typed)
	if typed == "" || strings.Trim(typed, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(typed, 10, 64)
	return n, err == nil
}

// minor reads an amount exactly: "50", "50.00" or "30,000.00", never with a sign, an exponent or half a cent.
func minor(typed string) (int64, bool) {
	units, cents, dotted := strings.Cut(strings.TrimSpace(typed), ".")
	if dotted && len(cents) != 2 {
		return 0, false
	}
	if !dotted {
		cents = "00"
	}
	if groups := strings.Split(units, ","); len(groups) > 1 {
		for i, g := range groups {
			if len(g) > 3 || len(g) == 0 || i > 0 && len(g) != 3 {
				return 0, false
			}
		}
		units = strings.Join(groups, "")
	}
	if units == "" {
		return 0, false
	}
	return digits(units + cents)
}

// amount writes minor units as minor reads them: "30,000.00".
func amount(n int64) string {
	return strings.TrimPrefix(Exact(n, ""), "$")
}

// count writes a number with commas.
func count(n int64) string { return strings.TrimSuffix(amount(n*100), ".00") }

// SayProblem says what keeps a value from being kept, with the bounds that it left.
func SayProblem(f models.FieldError) string {
	low, high := strconv.FormatInt(f.Low, 10), count(f.High)
	if strings.HasSuffix(f.Field, "_minor") {
		low, high = Exact(f.Low, ""), Exact(f.High, "")
	}
	switch f.Problem {
	case "missing":
		return "This can't be empty."
	case "range":
		return "Take " + low + " to " + high + "."
	case "length":
		return "Take at most " + high + " characters."
	case "date":
		return "Write a day between 2000-01-01 and 2099-12-31, such as 2027-01-31."
	case "choice", "language":
		return "Choose one of what is offered."
	case "characters":
		return "There are characters in it that can't be kept."
	case "card_number":
		return "A card number does not belong here."
	case "rules":
		return "The requirements can't be read. They are shown as they were."
	}
	return "This can't be kept."
}
