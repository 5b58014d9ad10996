package sandbox

import (
	"net/http"
	"slices"
)

type appsView struct {
	frame
	App       string
	Connected bool
	Since     string
	Scopes    []permission
	Claims    []permission
	Offline   bool
}

// appsShow lists what the member has connected: the union of all grants that are still alive.
func (in *institution) appsShow(w http.ResponseWriter, r *http.Request) {
	s := in.mustSignIn(w, r)
	if s == nil {
		return
	}
	in.bank.mu.Lock()
	v := appsView{frame: in.frame(r, "Connected apps"), App: in.fi.AppName}
	in.prune(in.now())
	var scopes, claims []string
	for _, g := range in.grants {
		if g.Username != s.Username || g.Revoked {
			continue
		}
		v.Connected = true
		scopes, claims = union(scopes, g.Scopes), union(claims, g.Claims.all())
		if day := in.day(g.At); v.Since == "" || day < v.Since {
			v.Since = day
		}
	}
	v.Scopes, v.Claims = permissions(scopes), permissions(claims)
	v.Offline = slices.Contains(scopes, offlineScope)
	in.bank.mu.Unlock()
	in.page(w, http.StatusOK, "apps", v)
}

func (in *institution) appsRevoke(w http.ResponseWriter, r *http.Request) {
	s := in.mustSignIn(w, r)
	if s == nil {
		return
	}
	in.bank.mu.Lock()
	in.revokeMember(s.Username)
	s.Flash = in.fi.AppName + " no longer has access."
	in.bank.save()
	in.bank.mu.Unlock()
	http.Redirect(w, r, "/connected-apps", http.StatusSeeOther)
}
