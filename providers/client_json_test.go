package providers

import (
	"strings"
	"testing"
)

func TestDocumentsOutsideTheBoundsAreRefused(t *testing.T) {
	t.Parallel()
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	list := func(n int) string { return "[1" + strings.Repeat(",1", n-1) + "]" }
	tests := []struct {
		name, doc string
		ok        bool
	}{
		{"an object", `{"a":{"b":[1,"x",null,true]}}`, true},
		{"blanks around", " {} \n", true},
		{"32 levels", nested(32), true},
		{"33 levels", nested(33), false},
		{"5,000 items", list(5000), true},
		{"5,001 items", list(5001), false},
		{"the same key in two objects", `{"a":{"k":1},"b":{"k":1}}`, true},
		{"a key twice", `{"a":1,"a":2}`, false},
		{"a key twice in another case", `{"iss":1,"ISS":2}`, false},
		{"a key twice with a long s", `{"iss":1,"i\u017fs":2}`, false},
		{"a key twice with a Kelvin sign", `{"kid":1,"\u212aid":2}`, false},
		{"a second document", `{}{}`, false},
		{"rubbish behind", `{} x`, false},
		{"half", `{"a":`, false},
		{"an open list", `[1,2`, false},
		{"nothing", ``, false},
		{"a comment", `{/**/}`, false},
		{"a trailing comma", `[1,]`, false},
	}
	for _, tt := range tests {
		var v any
		if err := DecodeJSON([]byte(tt.doc), &v); (err == nil) != tt.ok {
			t.Errorf("%s: %v, want accepted %t", tt.name, err, tt.ok)
		}
		if err := checkJSON([]byte(tt.doc)); (err == nil) != tt.ok {
			t.Errorf("%s, only checked: %v, want accepted %t", tt.name, err, tt.ok)
		}
	}
}

func TestATextIsATextOfFourKilobytesAtMost(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, raw string
		ok        bool
	}{
		{"4,096 bytes", `"` + strings.Repeat("x", 4096) + `"`, true},
		{"4,097 bytes", `"` + strings.Repeat("x", 4097) + `"`, false},
		{"null", `null`, true}, {"a number", `7`, false}, {"an object", `{}`, false}, {"true", `true`, false},
	}
	for _, tt := range tests {
		v := struct{ A Text }{}
		if err := DecodeJSON([]byte(`{"a":`+tt.raw+`}`), &v); (err == nil) != tt.ok {
			t.Errorf("%s: %v, want accepted %t", tt.name, err, tt.ok)
		}
	}
}

func TestADecodingErrorQuotesNothing(t *testing.T) {
	t.Parallel()
	for _, doc := range []string{`{"a":"` + canary, `{"` + canary + `":1,"` + canary + `":2}`, `{"a":{"` + canary + `":1}}`} {
		var v struct{ A Text }
		if err := DecodeJSON([]byte(doc), &v); err == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("error = %v, want one without the document", err)
		}
	}
}

func FuzzDecodeJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,{"b":null}]}`, `[[[]]]`, `{"a":1,"A":2}`, "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var v any
		if DecodeJSON(raw, &v) == nil && checkJSON(raw) != nil {
			t.Error("a document was decoded that does not check")
		}
	})
}
