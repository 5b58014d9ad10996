package sandbox

import "net/http"

const profileScope = scopePrefix + "user.profile.readonly"

type profileJSON struct {
	UserID            string `json:"userId"`
	ID                string `json:"id"`
	MemberNumber      string `json:"memberNumber,omitempty"`
	Email             string `json:"email,omitempty"`
	UserType          string `json:"userType"`
	Provider          string `json:"provider"`
	FirstName         string `json:"firstName"`
	LastName          string `json:"lastName"`
	Username          string `json:"username"`
	UserVerified      bool   `json:"userVerified"`
	UserAddedDateTime string `json:"userAddedDateTime,omitempty"`
	InstitutionID     string `json:"institutionId"`
	EnrollmentType    string `json:"enrollmentType"`
	Attributes        []any  `json:"attributes"`
}

// profile answers GET /users/{user}.
func (in *institution) profile(w http.ResponseWriter, r *http.Request) {
	in.bank.mu.Lock()
	defer in.bank.mu.Unlock()
	m := in.permit(w, r, profileScope)
	if m == nil {
		return
	}
	out := profileJSON{UserID: m.Subject, ID: m.Subject, MemberNumber: m.CustomerIdentifier, Email: m.Email, UserType: orElse(m.UserType, "Individual"),
		Provider: "core", FirstName: m.GivenName, LastName: m.FamilyName, Username: m.Username, UserVerified: true,
		InstitutionID: in.fi.InstitutionID, EnrollmentType: "self_enrolled", Attributes: []any{}}
	if !m.Enrolled.IsZero() {
		out.UserAddedDateTime = m.Enrolled.UTC().Format(instant)
	}
	writeJSON(w, http.StatusOK, out)
}

// memberInstitution answers GET /users/{user}/institutions/{institution}: the institution as this member sees it, which
// any token of theirs may ask for.
func (in *institution) memberInstitution(w http.ResponseWriter, r *http.Request) {
	in.bank.mu.Lock()
	defer in.bank.mu.Unlock()
	if in.permit(w, r, append(identityScopes(), resourceScopes()...)...) == nil {
		return
	}
	if r.PathValue("institution") != in.fi.InstitutionID {
		refuseAPI(w, http.StatusNotFound, "There is no such institution.")
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"id": in.fi.InstitutionID, "name": in.fi.Name, "url": in.fi.Origin, "status": "Active", "routingNumber": in.fi.RoutingNumber,
		"localTimezone": in.zone.String(), "abilities": map[string]any{"accounts": true, "sessionExpirationTimeoutMinutes": 15, "zelle": "none"},
		"displayStrings": map[string]string{}, "links": []any{}, "staticLinks": []any{},
	})
}
