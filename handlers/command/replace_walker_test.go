package command

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// walker is a member's browser.
type walker struct {
	st     *street
	client http.Client
	from   string // the address that it seems to come from
}

func (st *street) member(t *testing.T, who string) *walker {
	t.Helper()
	w, err := st.signIn(who)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// signIn is a member in a browser of their own, up to a page that is for whoever is signed in.
func (st *street) signIn(who string) (*walker, error) {
	jar, err := cookiejar.New(nil)
	w := &walker{st: st, client: http.Client{Jar: jar, Transport: st.network}, from: netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, 0x64400000+st.walkers.Add(1)))).String()}
	for _, err := range []error{
		err,
		w.post(st.bankAt+"/login", url.Values{"username": {who}, "password": {"sandbox"}}, ""),
		w.get("/plugin/", "<main"),
		w.get("/plugin/share", "<main"),
	} {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", who, err)
		}
	}
	return w, nil
}

func (w *walker) get(path, holds string) error {
	r, err := http.NewRequest(http.MethodGet, w.st.base+"/t/garden"+path, nil)
	if err != nil {
		return err
	}
	_, err = w.do(r, holds)
	return err
}

func (w *walker) do(r *http.Request, holds string) (page []byte, err error) {
	r.Header.Set(fromAddress, w.from)
	answer, err := w.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if page, err = io.ReadAll(answer.Body); err != nil {
		return nil, err
	}
	if r.Method == http.MethodGet && answer.Request.URL.Path != r.URL.Path {
		return nil, fmt.Errorf("%s led to %s", r.URL.Path, answer.Request.URL.Path)
	}
	if answer.StatusCode != http.StatusOK || !bytes.Contains(page, []byte(holds)) {
		return nil, fmt.Errorf("%s %s ended at %s with %d, want %q in\n%s", r.Method, r.URL.Path, answer.Request.URL.Path, answer.StatusCode, holds, page)
	}
	return page, nil
}

func (w *walker) post(to string, form url.Values, holds string) error {
	r, err := http.NewRequest(http.MethodPost, to, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Origin", r.URL.Scheme+"://"+r.URL.Host)
	_, err = w.do(r, holds)
	return err
}

// form reads a page's form, to be sent later.
func (w *walker) form(t *testing.T, path, selector string) (to string, form url.Values) {
	t.Helper()
	to, form, err := w.read(path, selector)
	if err != nil {
		t.Fatal(err)
	}
	return to, form
}

func (w *walker) read(path, selector string) (to string, form url.Values, err error) {
	r, err := http.NewRequest(http.MethodGet, w.st.base+"/t/garden"+path, nil)
	if err != nil {
		return "", nil, err
	}
	page, err := w.do(r, "")
	if err != nil {
		return "", nil, err
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(page))
	if err != nil {
		return "", nil, err
	}
	f := doc.Find(selector)
	if f.Length() != 1 {
		return "", nil, fmt.Errorf("%d forms match %q in\n%s", f.Length(), selector, page)
	}
	form = url.Values{}
	f.Find("input[name]").Each(func(_ int, in *goquery.Selection) { form.Set(in.AttrOr("name", ""), in.AttrOr("value", "1")) })
	return w.st.base + f.AttrOr("action", ""), form, nil
}
