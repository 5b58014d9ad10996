package sandbox

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strings"
)

//go:embed pages
var pageFiles embed.FS

// frame is what every page shows around its content.
type frame struct {
	Title     string
	Bank      string
	Member    string // who is signed in, empty if nobody
	Active    string // path of the page, for the navigation
	Flash     string
	CtlSwitch bool // whether the clock can be moved
}

// frame is taken under the lock.
func (in *institution) frame(r *http.Request, title string) frame {
	f := frame{Title: title, Bank: in.fi.Name, Active: r.URL.Path, CtlSwitch: in.bank.cfg.Advance != nil}
	if s := in.session(r); s != nil {
		if m := in.member(s.Username); m != nil {
			f.Member = m.GivenName + " " + m.FamilyName
		}
		f.Flash, s.Flash = s.Flash, ""
	}
	return f
}

// page renders a page whole before its first byte leaves. Pages of a bank refuse to be framed (a login form inside
// somebody else's page is how passwords are stolen); form-action stays open, because browsers apply it to the
// redirects that follow a sign-in, and those end at the client.
func (in *institution) page(w http.ResponseWriter, status int, name string, view any) {
	t, err := template.New("").Funcs(template.FuncMap{"money": displayMinor}).
		ParseFS(pageFiles, "pages/layout.html", "pages/"+name+".html")
	var out bytes.Buffer
	if err == nil {
		err = t.ExecuteTemplate(&out, "layout", view)
	}
	if err != nil {
		in.bank.cfg.Logger.Error("sandbox page", "page", name, "error", err)
		http.Error(w, "This page could not be made.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; frame-src http: https:; frame-ancestors 'none'; base-uri 'none'; object-src 'none'")
	w.WriteHeader(status)
	_, _ = out.WriteTo(w) // the browser may be gone
}

type refusalView struct {
	frame
	Code, Description string
}

// refuse is a protocol error that must not be sent back to the client: a page for people, JSON for programs.
func (in *institution) refuse(w http.ResponseWriter, r *http.Request, e *oauthError) {
	if !strings.Contains(r.Header.Get("Accept"), "text/html") && strings.Contains(r.Header.Get("Accept"), "json") {
		writeJSON(w, http.StatusBadRequest, e)
		return
	}
	in.bank.mu.Lock()
	v := refusalView{frame: in.frame(r, "Something is wrong with this link"), Code: e.Code, Description: e.Description}
	in.bank.mu.Unlock()
	in.page(w, http.StatusBadRequest, "refusal", v)
}

func (in *institution) styles(w http.ResponseWriter, _ *http.Request) {
	css, err := pageFiles.ReadFile("pages/bank.css")
	if err != nil {
		http.Error(w, "no style sheet", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write([]byte(":root { --brand: " + in.fi.BrandColor + "; }\n"))
	_, _ = w.Write(css)
}

func (in *institution) script(w http.ResponseWriter, _ *http.Request) {
	js, err := pageFiles.ReadFile("pages/bank.js")
	if err != nil {
		http.Error(w, "no script", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, _ = w.Write(js)
}
