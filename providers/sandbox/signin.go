package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// cookieName carries the FI's slug: ports do not separate cookies, and both banks live on localhost.
func (in *institution) cookieName() string { return in.fi.Slug + "_session" }

// session is the browser's session, nil if there is none.
func (in *institution) session(r *http.Request) *session {
	c, err := r.Cookie(in.cookieName())
	if err != nil {
		return nil
	}
	s := in.sessions[c.Value]
	if s == nil {
		return nil
	}
	if idle := time.Duration(in.fi.IdleMinutes) * time.Minute; idle > 0 && in.now().Sub(s.Seen) > idle {
		delete(in.sessions, c.Value)
		return nil
	}
	return s
}

type indexView struct {
	frame
	Members []Member
	Origin  string
	Card    string
	Issuer  string
}

func (in *institution) index(w http.ResponseWriter, r *http.Request) {
	in.bank.mu.Lock()
	v := indexView{frame: in.frame(r, in.fi.Name), Members: in.fi.clone().Members, Origin: in.fi.Origin, Issuer: in.issuer()}
	if len(in.fi.RedirectURIs) > 0 {
		v.Card = in.fi.RedirectURIs[0]
	}
	in.bank.mu.Unlock()
	in.page(w, http.StatusOK, "index", v)
}

type loginView struct {
	frame
	Username, Return, Problem string
	SignedOut                 bool
}

func (in *institution) loginShow(w http.ResponseWriter, r *http.Request) {
	in.bank.mu.Lock()
	v := loginView{frame: in.frame(r, "Sign in"), Return: localPath(r.URL.Query().Get("return")), SignedOut: r.URL.Query().Has("out")}
	in.bank.mu.Unlock()
	in.page(w, http.StatusOK, "login", v)
}

// loginSubmit signs in; whoever was signed in before in this browser no longer is.
func (in *institution) loginSubmit(w http.ResponseWriter, r *http.Request) {
	username, password := strings.TrimSpace(r.PostFormValue("username")), r.PostFormValue("password")
	back := localPath(r.PostFormValue("return"))
	in.bank.mu.Lock()
	m := in.member(username)
	if m == nil || m.Password != password {
		v := loginView{frame: in.frame(r, "Sign in"), Username: username, Return: back,
			Problem: "That user name and password do not match."}
		in.bank.mu.Unlock()
		in.page(w, http.StatusUnauthorized, "login", v)
		return
	}
	if c, err := r.Cookie(in.cookieName()); err == nil {
		delete(in.sessions, c.Value)
	}
	id := newSecret()
	in.sessions[id] = &session{Username: m.Username, Sid: newID(), At: in.now(), Seen: in.now()}
	in.bank.save()
	in.bank.mu.Unlock()
	in.setCookie(w, id, 0)
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// logout signs out by GET as well, as the platform's own path does.
func (in *institution) logout(w http.ResponseWriter, r *http.Request) {
	in.endBrowserSession(w, r)
	http.Redirect(w, r, "/login?out=1", http.StatusSeeOther)
}

func (in *institution) endBrowserSession(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(in.cookieName()); err == nil {
		in.bank.mu.Lock()
		delete(in.sessions, c.Value)
		in.bank.save()
		in.bank.mu.Unlock()
	}
	in.setCookie(w, "", -1)
}

func (in *institution) setCookie(w http.ResponseWriter, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: in.cookieName(), Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true,
		Secure: strings.HasPrefix(in.fi.Origin, "https:"), SameSite: http.SameSiteLaxMode,
	})
}

// localPath is s if it leads to a page of this bank, else the dashboard: a login form must not send people away.
// Browsers read a backslash as a slash and drop tabs and line breaks, so such a string is not a path here.
func localPath(s string) string {
	if !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\\t\r\n") {
		return "/dashboard"
	}
	return s
}

// mustSignIn is the session, or sends the browser to the login page.
func (in *institution) mustSignIn(w http.ResponseWriter, r *http.Request) *session {
	in.bank.mu.Lock()
	s := in.session(r)
	if s != nil {
		s.Seen = in.now()
	}
	in.bank.mu.Unlock()
	if s == nil {
		back := ""
		if r.Method == http.MethodGet {
			back = "?return=" + url.QueryEscape(r.URL.RequestURI())
		}
		http.Redirect(w, r, "/login"+back, http.StatusSeeOther)
	}
	return s
}
