package words_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"raf/components/words"
)

// sentence is one text of the catalogue with the path of its field.
type sentence struct {
	path string
	text string
	args []string // what its function was given, as text
}

// all calls every function of a catalogue with recognisable arguments, n for every number, and lists every text.
func all(t *testing.T, w words.Words, n int64) []sentence {
	t.Helper()
	var out []sentence
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			out = append(out, sentence{path: path, text: v.String()})
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Field(i).Kind() == reflect.Bool {
					continue
				}
				walk(path+"."+v.Type().Field(i).Name, v.Field(i))
			}
		case reflect.Func:
			if v.IsNil() {
				t.Fatalf("%s is missing", path)
			}
			in, args := arguments(v.Type(), n)
			got := v.Call(in)[0]
			if got.Kind() == reflect.Struct { // a Part
				got = got.FieldByName("Text")
			}
			out = append(out, sentence{path: path, text: got.String(), args: args})
		default:
			t.Fatalf("%s is neither a text nor a function: %s", path, v.Kind())
		}
	}
	walk("", reflect.ValueOf(w))
	return out
}

func arguments(f reflect.Type, n int64) (in []reflect.Value, texts []string) {
	for i := range f.NumIn() {
		switch p := f.In(i); p.Kind() {
		case reflect.String:
			text := fmt.Sprintf("<%c>", 'A'+i)
			in, texts = append(in, reflect.ValueOf(text)), append(texts, text)
		case reflect.Slice:
			items := reflect.ValueOf([]string{"<X>", "<Y>", "<Z>"})
			if p.Elem().Kind() == reflect.Struct {
				items = reflect.ValueOf([]words.Part{{Text: "<X>"}, {Text: "<Y>"}, {Text: "<Z>"}})
			}
			in, texts = append(in, items), append(texts, "<X>", "<Y>", "<Z>")
		default:
			in = append(in, reflect.ValueOf(n).Convert(p))
		}
	}
	return in, texts
}

// kinds are functions that choose a sentence by a word of ours and do not repeat it.
func chooses(path string) bool {
	return path == ".Rules.Name" || path == ".Rules.Short" || path == ".Rules.Why" || path == ".Refusal.Why" || path == ".Conditions.Account"
}

func TestEverySentenceExistsInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, w := range []words.Words{words.English(), words.Spanish()} {
		for _, n := range []int64{0, 1, 2, 7, 30} {
			for _, s := range all(t, w, n) {
				if strings.TrimSpace(s.text) == "" {
					t.Errorf("%s%s(%d) is empty", w.Lang, s.path, n)
				}
				for _, arg := range s.args {
					if !chooses(s.path) && !strings.Contains(s.text, arg) {
						t.Errorf("%s%s leaves out what it was given: %q has no %s", w.Lang, s.path, s.text, arg)
					}
				}
			}
		}
	}
}

func TestOneDayIsNeverSaidInThePlural(t *testing.T) {
	t.Parallel()
	for _, w := range []words.Words{words.English(), words.Spanish()} {
		for _, s := range all(t, w, 1) {
			if strings.Contains(s.text, "1 days") || strings.Contains(s.text, "1 días") || strings.Contains(s.text, "los 1 ") || strings.Contains(s.text, "Sus 1 ") {
				t.Errorf("%s%s: %q", w.Lang, s.path, s.text)
			}
		}
	}
}

func TestNoSentenceIsTheSameInBothLanguages(t *testing.T) {
	t.Parallel()
	english, spanish := all(t, words.English(), 2), all(t, words.Spanish(), 2)
	for i, s := range english {
		if s.text == spanish[i].text {
			t.Errorf("%s is %q in both languages", s.path, s.text)
		}
	}
}

func TestNoSentenceShoutsOrBlames(t *testing.T) {
	t.Parallel()
	forbidden := []string{
		"not eligible", "ineligible", "invalid", "error", "oops", "sorry", "please wait", "soon", "failed",
		"no elegible", "inelegible", "inválid", "ocurrió un", "ups", "lo sentimos", "pronto",
	}
	for _, w := range []words.Words{words.English(), words.Spanish()} {
		for _, s := range all(t, w, 2) {
			for _, word := range forbidden {
				if containsWord(strings.ToLower(s.text), word) {
					t.Errorf("%s%s says %q: %q", w.Lang, s.path, word, s.text)
				}
			}
			happy := w.Lang == "es" && s.path == ".Reward.YouDidIt"
			if strings.ContainsAny(s.text, "!¡") != happy {
				t.Errorf("%s%s: exclamation marks are for the one happy Spanish line: %q", w.Lang, s.path, s.text)
			}
			if strings.Contains(s.text, "..") || strings.Contains(s.text, "  ") {
				t.Errorf("%s%s has a doubled mark: %q", w.Lang, s.path, s.text)
			}
		}
	}
}

// containsWord finds a word that does not begin inside another.
func containsWord(text, word string) bool {
	for rest := text; ; {
		at := strings.Index(rest, word)
		if at < 0 {
			return false
		}
		if at == 0 || !strings.ContainsAny(rest[at-1:at], "abcdefghijklmnopqrstuvwxyz") {
			return true
		}
		rest = rest[at+len(word):]
	}
}

func TestSpanishSpeaksWithUsted(t *testing.T) {
	t.Parallel()
	for _, s := range all(t, words.Spanish(), 2) {
		for word := range strings.FieldsSeq(strings.ToLower(s.text)) {
			switch strings.Trim(word, ".,:;¿?") {
			case "tu", "tus", "tú", "te", "ti", "tienes", "puedes", "invita", "comparte", "recibes", "gana":
				third := strings.HasPrefix(s.text, "Usted ") || strings.Contains(s.text, " le invita") // not a command
				if !third {
					t.Errorf("es%s speaks with tú: %q", s.path, s.text)
				}
			}
		}
	}
}

func TestTheHeadlineIsMadeOfWhatIsMissing(t *testing.T) {
	t.Parallel()
	en, es := words.English(), words.Spanish()
	for _, c := range []struct {
		name string
		got  string
		want string
	}{
		{"two parts", en.Pending.ToGo([]words.Part{en.Pending.Purchases(2), en.Pending.Payroll("$180")}), "2 purchases and $180 of payroll to go"},
		{"one purchase", en.Pending.ToGo([]words.Part{en.Pending.Purchases(1)}), "1 purchase to go"},
		{"three parts", en.Pending.ToGo([]words.Part{en.Pending.Account, en.Pending.Purchases(5), en.Pending.Payroll("$500")}), "A checking account, 5 purchases and $500 of payroll to go"},
		{"dos partes", es.Pending.ToGo([]words.Part{es.Pending.Purchases(2), es.Pending.Payroll("$180")}), "Faltan 2 compras y $180 de nómina"},
		{"una compra", es.Pending.ToGo([]words.Part{es.Pending.Purchases(1)}), "Falta 1 compra"},
		{"una compra y más", es.Pending.ToGo([]words.Part{es.Pending.Purchases(1), es.Pending.Payroll("$180")}), "Faltan 1 compra y $180 de nómina"},
		{"solo dinero", es.Pending.ToGo([]words.Part{es.Pending.Payroll("$180")}), "Faltan $180 de nómina"},
		{"solo la cuenta", es.Pending.ToGo([]words.Part{es.Pending.Account}), "Falta una cuenta de cheques"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestTheDaysLeftMindTheirNumber(t *testing.T) {
	t.Parallel()
	en, es := words.English().Pending.DaysLeft, words.Spanish().Pending.DaysLeft
	for _, c := range []struct {
		n      int
		en, es string
	}{
		{12, "12 days left", "Quedan 12 días"},
		{1, "1 day left", "Queda 1 día"},
		{0, "Last day today", "Hoy es el último día"},
	} {
		if got := en(c.n); got != c.en {
			t.Errorf("en %d: got %q, want %q", c.n, got, c.en)
		}
		if got := es(c.n); got != c.es {
			t.Errorf("es %d: got %q, want %q", c.n, got, c.es)
		}
	}
}

func TestEveryRuleKindHasANameOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, w := range []words.Words{words.English(), words.Spanish()} {
		seen := map[string]string{}
		for _, kind := range []string{"qualifying_account", "direct_deposit", "debit_purchases", "good_standing", "a kind of tomorrow"} {
			for _, text := range []string{w.Rules.Name(kind), w.Rules.Short(kind)} {
				if other, ok := seen[text]; ok {
					t.Errorf("%s: %s and %s are both called %q", w.Lang, kind, other, text)
				}
				seen[text] = kind
			}
		}
	}
}

func TestEveryStatusHasAPage(t *testing.T) {
	t.Parallel()
	trouble := words.English().Trouble
	for status, want := range map[int]words.Problem{
		400: trouble.BadRequest, 403: trouble.Denied, 404: trouble.NotFound, 405: trouble.Method, 409: trouble.Conflict,
		413: trouble.TooLarge, 429: trouble.TooMany, 500: trouble.Internal, 503: trouble.Down, 599: trouble.Internal,
	} {
		if got := trouble.Of(status); got != want {
			t.Errorf("%d: got %q, want %q", status, got.Title, want.Title)
		}
	}
}
