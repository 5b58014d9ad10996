package providers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// The bounds of a bank's document, besides its size.
const (
	maxDepth = 32
	maxItems = 5000
	maxText  = 4096
)

var errJSON = errors.New("answer does not parse")

// Text is a string of a bank's document, at most 4 kB. Null and absent are both empty.
type Text string

// UnmarshalJSON takes a string or null; a number or an object is not turned into text.
func (t *Text) UnmarshalJSON(raw []byte) error {
	var s string
	if err := json.Unmarshal(raw, &s); err != nil || len(s) > maxText {
		return errJSON
	}
	*t = Text(s)
	return nil
}

// DecodeJSON reads a whole document into v. It refuses more than 32 levels, more than 5,000 members in one array or
// object, anything after the document, and a key that comes twice in any letter case: encoding/json would take the
// last one, whatever its case, and a checker in between another.
// Its error quotes nothing of the document.
func DecodeJSON(data []byte, v any) error {
	if err := checkJSON(data); err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return errJSON
	}
	return nil
}

func checkJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := walk(dec, 0); err != nil {
		return errJSON
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errJSON
	}
	return nil
}

func walk(dec *json.Decoder, depth int) error {
	tok, err := dec.Token()
	if err != nil {
		return err
	}
	open, ok := tok.(json.Delim)
	if !ok {
		return nil
	}
	if depth == maxDepth {
		return errJSON
	}
	seen := map[string]bool{}
	for n := 0; dec.More(); n++ {
		if n == maxItems {
			return errJSON
		}
		if open == '{' {
			key, err := dec.Token()
			if err != nil {
				return err
			}
			name, _ := key.(string)
			folded := strings.ToLower(strings.ToUpper(name))
			if seen[folded] {
				return errJSON
			}
			seen[folded] = true
		}
		if err := walk(dec, depth+1); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}
