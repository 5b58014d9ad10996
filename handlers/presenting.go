package handlers

import (
	"net/http"

	"raf/components/words"
	"raf/models"
	"raf/static"
)

// presenter makes the presenter of a request: in the member's language if the bank has told it, else in the browser's.
func (s *Server) presenter(r *http.Request, sess models.Session) presenter {
	v := visitOf(r.Context())
	claim := ""
	if sess.Member != nil {
		claim = sess.Member.Locale
	}
	p := presenter{say: words.For(claim, r.Header.Get("Accept-Language")), at: s.links(v), now: s.Now(), requestID: v.requestID,
		assets: assets{tileCSS: s.files.URL(static.TileCSS), pageCSS: s.files.URL(static.PageCSS),
			scripts: []string{s.files.URL(static.HTMX), s.files.URL(static.AppJS)}}}
	p.zone = models.TenantProfile{}.Zone()
	if v.program == nil {
		return p
	}
	p.tenant, p.zone, p.assets.theme = v.tenant().TenantProfile, v.tenant().Zone(), p.at.to(pathTheme)
	if sess.ID != "" {
		p.formToken = s.forms.Make(s.formScope(v, sess))
		p.signOutToken = s.forms.Make(signOutScope(v, sess.MemberID))
	}
	return p
}
