package command

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"raf/models"
)

// The bounds of a file of campaigns (security.md, J3).
const (
	maxCampaignFile  = 5 << 20
	maxCampaignDepth = 32
	maxCampaigns     = 200
	maxCampaignKey   = 80
)

// fileCampaign is a campaign as a file holds it: the plan in the names that the database and the audit use for it, amounts
// in minor units. What is left out is as in a new draft.
type fileCampaign struct {
	Key          string       `json:"key"`
	Kind         string       `json:"kind"` // relationship if it is left out
	Name         string       `json:"name"`
	Priority     int          `json:"priority"`
	BudgetMinor  int64        `json:"budget_minor"`
	BreakerCount int64        `json:"breaker_count"`
	Terms        models.Terms `json:"terms"`
}

type campaignFile struct {
	Campaigns []json.RawMessage `json:"campaigns"`
}

// lined is a document with the line on which each of its fields begins, and everything that is wrong with its form.
type lined struct {
	name  string
	raw   []byte
	lines map[string]int // by path: "campaigns[0].terms.starts_on"
	wrong []lineProblem
}

type lineProblem struct {
	line       int
	path, text string
}

func (d *lined) at(path, text string) {
	d.wrong = append(d.wrong, lineProblem{d.line(path), path, text})
}

// line is where a field stands; of one that is not there, where the nearest thing around it begins.
func (d *lined) line(path string) int {
	for path != "" {
		if n, ok := d.lines[path]; ok {
			return n
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 1
}

// err lists all problems by line, as compilers do, so that an editor can jump to them.
func (d *lined) err() error {
	if len(d.wrong) == 0 {
		return nil
	}
	slices.SortStableFunc(d.wrong, func(a, b lineProblem) int { return a.line - b.line })
	text := "nothing was imported:"
	for _, w := range d.wrong {
		where := w.path
		if where != "" {
			where += ": "
		}
		text += fmt.Sprintf("\n  %s:%d: %s%s", d.name, w.line, where, w.text)
	}
	return errors.New(text)
}

// readLined looks at a document's form: nothing is taken that two readers could read differently.
func readLined(name string, raw []byte, shape reflect.Type) *lined {
	d := &lined{name: name, raw: raw, lines: map[string]int{}}
	switch {
	case len(raw) > maxCampaignFile:
		d.at("", fmt.Sprintf("the file is longer than %d MiB", maxCampaignFile>>20))
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		d.at("", "the file begins with a byte order mark; save it as UTF-8 without one")
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")):
		d.at("", "the file is UTF-16; save it as UTF-8")
	case !utf8.Valid(raw):
		d.wrong = append(d.wrong, lineProblem{lineOf(raw, validUpTo(raw)), "", "this is not UTF-8"})
	}
	if len(d.wrong) > 0 {
		return d
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	err := d.walk(dec, "", shape, 0)
	if err == nil {
		if _, err = dec.Token(); errors.Is(err, io.EOF) {
			return d
		}
		err = errors.New("something stands behind the end of the document")
	}
	at := int(dec.InputOffset())
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = int(syntax.Offset)
	}
	text := strings.TrimPrefix(err.Error(), "json: ")
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		text = "the document ends too early"
	}
	d.wrong = append(d.wrong, lineProblem{lineOf(raw, at), "", text})
	return d
}

// walk notes where fields stand, and refuses unknown and doubled ones. shape is nil where somebody else reads.
func (d *lined) walk(dec *json.Decoder, path string, shape reflect.Type, depth int) error {
	if depth > maxCampaignDepth {
		return fmt.Errorf("%s nests deeper than %d", path, maxCampaignDepth)
	}
	token, err := dec.Token()
	if err != nil {
		return err
	}
	open, nested := token.(json.Delim)
	if !nested {
		return nil
	}
	seen := map[string]bool{}
	for i := 0; dec.More(); i++ {
		at, inner := path+"["+strconv.Itoa(i)+"]", element(shape)
		if open == '{' {
			token, err := dec.Token()
			if err != nil {
				return err
			}
			key, _ := token.(string)
			if at = key; path != "" {
				at = path + "." + key
			}
			d.lines[at] = lineOf(d.raw, int(dec.InputOffset()))
			known := true
			if inner, known = member(shape, key); !known {
				d.at(at, "there is no such field")
			}
			if seen[strings.ToLower(key)] {
				d.at(at, "this field stands here twice")
			}
			seen[strings.ToLower(key)] = true
		}
		if err := d.walkNext(dec, at, inner, depth); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

// walkNext also notes the line of an element, which has no key to stand at.
func (d *lined) walkNext(dec *json.Decoder, path string, shape reflect.Type, depth int) error {
	if _, ok := d.lines[path]; !ok {
		rest := d.raw[dec.InputOffset():]
		d.lines[path] = lineOf(d.raw, len(d.raw)-len(bytes.TrimLeft(rest, " \t\r\n,"))+1)
	}
	return d.walk(dec, path, shape, depth+1)
}

// member is the type of a struct's field by its JSON name; true with nil where any name will do.
func member(shape reflect.Type, key string) (reflect.Type, bool) {
	if shape == nil || shape.Kind() != reflect.Struct {
		return nil, true
	}
	for i := range shape.NumField() {
		name, _, _ := strings.Cut(shape.Field(i).Tag.Get("json"), ",")
		if name != key {
			continue
		}
		t := shape.Field(i).Type
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		return t, true
	}
	return nil, false
}

// element is what a list's items are; raw JSON is somebody else's.
func element(shape reflect.Type) reflect.Type {
	if shape == nil || shape.Kind() != reflect.Slice || shape == reflect.TypeFor[json.RawMessage]() {
		return nil
	}
	if shape.Elem() == reflect.TypeFor[json.RawMessage]() {
		return reflect.TypeFor[fileCampaign]() // of campaignFile: each is read onto a first plan
	}
	return shape.Elem()
}

func lineOf(raw []byte, offset int) int {
	return 1 + bytes.Count(raw[:min(offset, len(raw))], []byte("\n"))
}

// validUpTo is the first byte that is no part of UTF-8.
func validUpTo(raw []byte) int {
	at := 0
	for at < len(raw) {
		r, size := utf8.DecodeRune(raw[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return at
}
