package sandbox

import (
	"net/http"
	"net/url"
	"slices"
)

// consentView is the page on which a member allows or declines.
type consentView struct {
	frame
	Member, App    string
	Scopes, Claims []permission
	Request        string // the authorization request, to go on with
}

// consentShow lists what the client asks for.
func (in *institution) consentShow(w http.ResponseWriter, r *http.Request, username string, req authRequest) {
	in.bank.mu.Lock()
	v := consentView{frame: in.frame(r, "Sign in with "+in.fi.Name), App: in.fi.AppName, Request: r.URL.RawQuery,
		Scopes: permissions(req.Scopes), Claims: permissions(req.Claims.all())}
	if m := in.member(username); m != nil {
		v.Member = m.GivenName + " " + m.FamilyName
	}
	in.bank.mu.Unlock()
	in.page(w, http.StatusOK, "consent", v)
}

// consentSubmit takes the member's answer; the request is checked again, since it comes back from the browser.
func (in *institution) consentSubmit(w http.ResponseWriter, r *http.Request) {
	q, err := url.ParseQuery(r.PostFormValue("request"))
	if err != nil {
		in.refuse(w, r, &oauthError{Code: "invalid_request", Description: "the request can't be read"})
		return
	}
	if refusal := in.checkClient(q); refusal != nil {
		in.refuse(w, r, refusal)
		return
	}
	req, refusal := in.parseAuthRequest(q)
	if refusal != nil {
		in.answerError(w, r, req, *refusal)
		return
	}
	in.bank.mu.Lock()
	s := in.session(r)
	allowed := s != nil && r.PostFormValue("decision") == "allow"
	if allowed {
		c := orElse(in.consents[s.Username], &consent{})
		c.Scopes, c.Claims = union(c.Scopes, req.Scopes), union(c.Claims, req.Claims.all())
		in.consents[s.Username] = c
		in.bank.save()
	}
	in.bank.mu.Unlock()
	switch {
	case s == nil:
		in.sendToLogin(w, r, q)
	case allowed:
		in.answerCode(w, r, s, req)
	default:
		in.answerError(w, r, req, oauthError{Code: "access_denied", Description: "End-User aborted interaction"})
	}
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// permission is a scope or claim with the words a member reads.
type permission struct{ Name, Words string }

func permissions(list []string) []permission {
	words := map[string]string{
		"openid": "Confirm who you are", "profile": "Your name and language", "email": "Your e-mail address",
		"address": "Your postal address", "phone": "Your phone number",
		offlineScope:                        "Keep access while you are away",
		accountsScope:                       "See your accounts and balances",
		accountsEditScope:                   "See and change your accounts",
		transactionsScope:                   "See your transactions",
		claimPrefix + "institution_id":      "Which institution you belong to",
		claimPrefix + "customer_identifier": "Your customer or member number",
		claimPrefix + "tax_id":              "Your tax identification number",
		claimPrefix + "user_type":           "Whether you are a person or a business",
		claimPrefix + "fi_routing_number":   "The institution's routing number",
	}
	var out []permission
	for _, name := range list {
		out = append(out, permission{Name: name, Words: orElse(words[name], name)})
	}
	return out
}
