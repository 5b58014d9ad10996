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
		c.AskedScopes, c.Scopes = answered(c.AskedScopes, c.Scopes, req.Scopes, r.PostForm["scope"])
		c.AskedClaims, c.Claims = answered(c.AskedClaims, c.Claims, req.Claims.all(), r.PostForm["claim"])
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

// unasked are what a sign-in is not one without; the page lists them without a choice.
func unasked(name string) bool { return name == "openid" || name == claimPrefix+"institution_id" }

// answered is what a member has been asked and has allowed, after a page that asked for some and came back with the ticked
// ones. What an earlier page asked for and this one does not stays as it was.
func answered(asked, allowed, now, ticked []string) (allAsked, allAllowed []string) {
	allowed = without(allowed, now)
	for _, name := range now {
		if unasked(name) || slices.Contains(ticked, name) {
			allowed = append(allowed, name)
		}
	}
	return union(asked, now), union(allowed, nil)
}

// without is a list less what is in another.
func without(list, less []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(name string) bool { return slices.Contains(less, name) })
}

// given is what of a request the member lets the client have. Who was never asked has withheld nothing. The caller holds
// the lock.
func (in *institution) given(username string, req authRequest) authRequest {
	c := in.consents[username]
	if c == nil {
		return req
	}
	claims := without(c.AskedClaims, c.Claims)
	req.Scopes = without(req.Scopes, without(c.AskedScopes, c.Scopes))
	req.Claims = claimsRequest{IDToken: without(req.Claims.IDToken, claims), Userinfo: without(req.Claims.Userinfo, claims)}
	return req
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// permission is a scope or claim with the words a member reads.
type permission struct {
	Name, Words string
	Needed      bool // nobody is asked about it
}

func permissions(list []string) []permission {
	words := map[string]string{
		"openid": "Confirm who you are", "profile": "Your name and language", "email": "Your e-mail address",
		"address": "Your postal address", "phone": "Your phone number",
		"given_name": "Your first name", "family_name": "Your last name", "locale": "Your language",
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
		out = append(out, permission{Name: name, Words: orElse(words[name], name), Needed: unasked(name)})
	}
	return out
}
