package handlers

import (
	"net/http"

	"raf/handlers/web"
	"raf/models"
)

// presenter makes the presenter of a request: in the member's language if the bank has told it, else in the browser's.
func (s *Server) presenter(r *http.Request, sess models.Session) presenter {
	v := web.VisitOf(r.Context())
	claim := ""
	if sess.Member != nil {
		claim = sess.Member.Locale
	}
	p := presenter{Presenter: s.Presenter(r, claim)}
	if v.Program != nil && sess.ID != "" {
		p.formToken = s.Forms.Make(s.formScope(v, sess))
		p.signOutToken = s.Forms.Make(signOutScope(v, sess.MemberID))
	}
	return p
}
