package eligibility

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// kindsInTheSource are the constants of type Kind: whoever adds one meets the tests below.
func kindsInTheSource(t *testing.T) []Kind {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "rule.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []Kind
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Type == nil {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == "Kind" {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			kinds = append(kinds, Kind(text))
		}
		return true
	})
	return kinds
}

func TestEveryKindDescribesItself(t *testing.T) {
	t.Parallel()
	var described []Kind
	for _, d := range Descriptions() {
		described = append(described, d.Kind)
		if d.Group != d.Kind.Group() {
			t.Errorf("%s: described as a group: %v", d.Kind, d.Group)
		}
		if !d.Group && len(d.Sources) == 0 {
			t.Errorf("%s names no source of its facts", d.Kind)
		}
	}
	if diff := cmp.Diff(kindsInTheSource(t), described); diff != "" {
		t.Errorf("kinds and descriptions (-kinds +described):\n%s", diff)
	}
}

func TestEveryParameterOfAKindIsDescribed(t *testing.T) {
	t.Parallel()
	rule := reflect.TypeFor[Rule]()
	for _, d := range Descriptions() {
		var got, want []string
		for _, p := range d.Params {
			got = append(got, p.Key)
		}
		for i := range rule.NumField() {
			name, _, _ := strings.Cut(rule.Field(i).Tag.Get("json"), ",")
			switch {
			case name == "k" && d.Kind == KindAtLeast:
				want = append(want, "k")
			case name == string(d.Kind):
				params := rule.Field(i).Type.Elem()
				for j := range params.NumField() {
					key, _, _ := strings.Cut(params.Field(j).Tag.Get("json"), ",")
					want = append(want, key)
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("parameters of %s (-stored +described):\n%s", d.Kind, diff)
		}
	}
}

// extremes are values of a parameter at its bounds.
func extremes(p Param) [][]string {
	switch {
	case p.Type.Number():
		return [][]string{{strconv.FormatInt(p.Min, 10)}, {strconv.FormatInt(p.Max, 10)}}
	case p.Type == ParamSwitch:
		return [][]string{{"true"}}
	case p.Type == ParamChoices:
		return [][]string{{p.Choices[0]}, p.Choices}
	case p.Type == ParamChoice:
		return [][]string{{p.Choices[0]}, {p.Choices[len(p.Choices)-1]}}
	default:
		return [][]string{{"HSA"}, {"Health savings", "Club"}}
	}
}

func TestWhatADescriptionAllowsIsReadByTheParserAndComesBack(t *testing.T) {
	t.Parallel()
	for _, d := range Descriptions() {
		for _, p := range d.Params {
			for _, texts := range extremes(p) {
				tree, id := finished(t, d.Kind, p)
				if p.Key == "k" && texts[0] != "1" { // as many as the largest tree has room for
					for tree.Size() < MaxRules {
						tree = must2(t)(tree.Add(id, KindGoodStanding))
					}
					texts = []string{strconv.Itoa(MaxRules - 2)}
				}
				if p.Key == "exclude" {
					tree, _ = tree.Fill(map[string]map[string][]string{id: {"include": nil}})
				}
				values := map[string][]string{p.Key: texts}
				for _, other := range d.Params { // what this choice asks for besides
					if other.OnlyWith.Key == p.Key {
						values[other.Key] = []string{"1"}
					}
				}
				tree, faults := tree.Fill(map[string]map[string][]string{id: values})
				if len(faults) > 0 || len(tree.Faults()) > 0 {
					t.Errorf("%s.%s = %q: %v %v", d.Kind, p.Key, texts, faults, tree.Faults())
					continue
				}
				rule, err := tree.Rule()
				if err != nil {
					t.Errorf("%s.%s = %q: %v", d.Kind, p.Key, texts, err)
					continue
				}
				raw, err := json.Marshal(rule)
				if err != nil {
					t.Fatal(err)
				}
				back, err := ParseDraft(raw)
				if err != nil {
					t.Fatal(err)
				}
				got, _ := back.Find(id)
				// A zero of a number that may be left out is stored as left out: both mean that it decides nothing.
				if want := texts; !slices.Equal(got.Params[p.Key], want) && !(want[0] == "0" && !p.Required) {
					t.Errorf("%s.%s: %q came back as %q", d.Kind, p.Key, want, got.Params[p.Key])
				}
			}
		}
	}
}

func TestWhatADescriptionRefusesIsNotTaken(t *testing.T) {
	t.Parallel()
	for _, d := range Descriptions() {
		for _, p := range d.Params {
			var bad [][]string
			switch {
			case p.Type.Number():
				bad = [][]string{{strconv.FormatInt(p.Min-1, 10)}, {strconv.FormatInt(p.Max+1, 10)}, {"1.5"}, {"1e3"}, {"٥"}, {"99999999999999999999"}, {"1", "2"}}
			case p.Type == ParamSwitch:
				bad = [][]string{{"perhaps"}, {"true", "true"}}
			case p.Type == ParamWords:
				bad = [][]string{{strings.Repeat("x", maxWord+1)}, {"a", "a"}, strings.Split(strings.Repeat("w ", maxList)+"w", " ")}
			default:
				bad = [][]string{{"yacht"}, {p.Choices[0], p.Choices[0]}}
			}
			for _, texts := range bad {
				tree, id := finished(t, d.Kind, p)
				after, faults := tree.Fill(map[string]map[string][]string{id: {p.Key: texts}})
				if len(faults) != 1 || faults[0].Rule != id || faults[0].Param != p.Key {
					t.Errorf("%s.%s = %q: faults %v, want one", d.Kind, p.Key, texts, faults)
				}
				if diff := cmp.Diff(tree, after); diff != "" {
					t.Errorf("%s.%s = %q was taken:\n%s", d.Kind, p.Key, texts, diff)
				}
			}
		}
	}
}

// finished is a tree that can be judged, with one rule of a kind in it that asks for a parameter.
func finished(t *testing.T, kind Kind, asked Param) (Draft, string) {
	t.Helper()
	tree, id, err := NewDraft().Add(rootID, kind)
	if err != nil {
		t.Fatal(err)
	}
	if kind.Group() {
		tree = must2(t)(tree.Add(id, KindGoodStanding))
	}
	values := map[string]map[string][]string{id: {}}
	said, _ := Describe(kind)
	if asked.OnlyWith.Key != "" {
		values[id][asked.OnlyWith.Key] = asked.OnlyWith.Values[:1]
		tree, _ = tree.Fill(values)
	}
	for _, p := range said.Params {
		if rule, _ := tree.Find(id); p.Required && p.Asked(rule.Params) && len(rule.Params[p.Key]) == 0 {
			values[id][p.Key] = []string{strconv.FormatInt(p.Min, 10)}
		}
	}
	tree, faults := tree.Fill(values)
	if faults = append(faults, tree.Faults()...); len(faults) > 0 {
		t.Fatalf("%s: %v", kind, faults)
	}
	return tree, id
}

func must2(t *testing.T) func(Draft, string, error) Draft {
	t.Helper()
	return func(d Draft, _ string, err error) Draft {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
}
