package sandbox

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// dripEvery is between two bytes of a slow answer: often enough that no idle limit ever ends it.
const dripEvery = 200 * time.Millisecond

// GarbledKinds are the transport kinds of what our own servers ask for: an answer arrives, in time, and is none.
//
// They are garbage (no JSON), deep (10,000 levels), many_items (100,000 in one list), wrong_types (a list where a document
// is wanted), text (the right answer as text/plain), gzip_bomb (16 MiB in a few kB), cut (the connection ends within the
// answer), huge_header (1 MiB), 404 (a page), doubled_key (a member twice).
func GarbledKinds() []string {
	return []string{"garbage", "deep", "many_items", "wrong_types", "text", "gzip_bomb", "cut", "huge_header", "404", "doubled_key"}
}

const kindIgnoredOffset = "ignored_offset"

// SecondPageKinds let the first page of a list through and spoil each further one: with 500, with one of the transport
// kinds, or by being the first again.
func SecondPageKinds() []string {
	return []string{kindSecondPage, kindSecondPage + "_429", kindSecondPage + "_truncated", kindSecondPage + "_hang", kindIgnoredOffset}
}

// ignoringOffset answers as if the list was asked for from its beginning.
func ignoringOffset(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		q.Del("offset")
		r = r.Clone(r.Context())
		r.URL.RawQuery = q.Encode()
		next(w, r)
	}
}

// garble answers in one of the ways of [GarbledKinds].
func garble(w http.ResponseWriter, r *http.Request, kind string, next http.HandlerFunc) {
	body := map[string]string{
		"garbage": "\x00\xff{]]", "deep": strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000),
		"many_items": `{"accounts":[` + strings.Repeat("{},", 99_999) + `{}]}`, "wrong_types": `[7,"x",null]`,
		"doubled_key": `{"a":1,"a":2}`,
	}[kind]
	w.Header().Set("Content-Type", "application/json")
	switch kind {
	case "404":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		body = "<!doctype html><title>Not found</title>"
	case "text":
		next(&typed{w, "text/plain; charset=utf-8"}, r)
		return
	case "gzip_bomb":
		w.Header().Set("Content-Encoding", "gzip")
		body = bomb()
	case "huge_header":
		w.Header().Set("X-Padding", strings.Repeat("x", 1<<20))
		body = "{}"
	case "cut":
		answer := newBuffered(w.Header())
		next(answer, r)
		w.Header().Set("Content-Length", strconv.Itoa(answer.body.Len()+1))
		answer.sendTo(w, answer.body.Len())
		_ = http.NewResponseController(w).Flush() // or nothing at all would have left
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write([]byte(body))
}

// typed says of an answer that it is of another type.
type typed struct {
	http.ResponseWriter
	as string
}

func (t *typed) WriteHeader(status int) {
	t.Header().Set("Content-Type", t.as)
	t.ResponseWriter.WriteHeader(status)
}

func bomb() string {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(`{"padding":"`)) // a buffer does not fail
	_, _ = z.Write(bytes.Repeat([]byte("x"), 16<<20))
	_, _ = z.Write([]byte(`"}`))
	_ = z.Close()
	return packed.String()
}

// drip sends the right answer so slowly that only the whole of it tells: each byte comes in good time.
func drip(w http.ResponseWriter, r *http.Request, f *activeFault, next http.HandlerFunc) {
	answer := newBuffered(w.Header())
	next(answer, r)
	w.WriteHeader(answer.status)
	out := http.NewResponseController(w)
	tick := time.NewTicker(dripEvery)
	defer tick.Stop()
	for _, b := range answer.body.Bytes() {
		_, _ = w.Write([]byte{b})
		_ = out.Flush() // the client may be gone, which ends this anyhow
		select {
		case <-r.Context().Done():
			return
		case <-f.cleared:
			return
		case <-tick.C:
		}
	}
}
