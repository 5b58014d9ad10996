package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

// apiError is the consumer API's error body.
type apiError struct {
	ErrorCode int    `json:"errorCode"`
	Messages  string `json:"messages"`
}

func refuseAPI(w http.ResponseWriter, status int, message string) {
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="consumer"`)
	}
	writeJSON(w, status, apiError{ErrorCode: status, Messages: message})
}

// bearer is the live access token of a request and its member, or nil.
func (in *institution) bearer(r *http.Request) (*accessToken, *Member) {
	scheme, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return nil, nil
	}
	t := in.access[strings.TrimSpace(value)]
	if t == nil || !in.now().Before(t.Expires) || in.grants[t.GrantID] == nil {
		return nil, nil
	}
	m := in.member(in.grants[t.GrantID].Username)
	if m == nil {
		return nil, nil
	}
	return t, m
}

// permit is the member whose path a request names, if its token is theirs and has one of the scopes; else it has
// answered.
func (in *institution) permit(w http.ResponseWriter, r *http.Request, scopes ...string) *Member {
	t, m := in.bearer(r)
	if t == nil || m.Subject != r.PathValue("user") {
		refuseAPI(w, http.StatusUnauthorized, "The access token is missing, has ended or belongs to another user.")
		return nil
	}
	if !slices.ContainsFunc(scopes, func(s string) bool { return slices.Contains(t.Scopes, s) }) {
		refuseAPI(w, http.StatusForbidden, "The access token lacks the scope.")
		return nil
	}
	return m
}
