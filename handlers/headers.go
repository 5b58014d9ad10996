package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"raf/handlers/web"
)

// contentPolicy allows nothing but our own scripts, styles and requests. There is no nonce and no inline anything.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors "

// setHeaders puts the security headers on every answer, errors included: an error page without the tenant's
// frame-ancestors would be a blank frame to the member (security.md, D1 and D6).
func (s *Server) setHeaders(w http.ResponseWriter, v *web.Visit) {
	h := w.Header()
	ancestors, corp := "'none'", "same-origin"
	if v.Program != nil && web.Framed(v.Path) {
		if bank := BankOrigin(v.Tenant().FIURL); bank != "" {
			ancestors, corp = "'self' "+bank, "cross-origin"
		}
	}
	if strings.HasPrefix(v.Path, web.PathStatic) {
		// A card that its bank has sandboxed is of no origin, and would stand there without styles. They hold nothing of anybody.
		corp = "cross-origin"
	}
	h.Set("Content-Security-Policy", contentPolicy+ancestors)
	h.Set("Cross-Origin-Resource-Policy", corp)
	h.Set("X-Content-Type-Options", "nosniff")
	// no-referrer would turn the Origin of our own form posts into null.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "clipboard-write=(self), web-share=(self), camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Cookie, HX-Request")
	if v.Program != nil && web.OfStaff(v.Path) {
		h.Set("Cross-Origin-Opener-Policy", "same-origin") // a page that opened the console, or that it opened, holds no window of it
	}
	if v.Scheme == "https" {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// BankOrigin is the scheme and host of a bank's URL, of whose pages the card may be a part; empty if it is none. What goes into
// a header is built, not copied.
func BankOrigin(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || strings.ContainsAny(u.Host, " ;,'\"*\r\n") {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
