package sandbox

import "net/http"

// themes answers GET /institutions/{institution}/themes, open to anybody.
func (in *institution) themes(w http.ResponseWriter, r *http.Request) {
	in.bank.mu.Lock()
	id, brand := in.fi.InstitutionID, in.fi.BrandColor
	in.bank.mu.Unlock()
	if r.PathValue("institution") != id {
		refuseAPI(w, http.StatusNotFound, "There is no such institution.")
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"default": defaultTheme(brand)})
}

// siteConfig answers GET /api/config/{institution}, which the bank's own pages read, open to anybody.
func (in *institution) siteConfig(w http.ResponseWriter, r *http.Request) {
	in.bank.mu.Lock()
	fi := in.fi
	in.bank.mu.Unlock()
	if r.PathValue("institution") != fi.InstitutionID {
		refuseAPI(w, http.StatusNotFound, "There is no such institution.")
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"institutionId": fi.InstitutionID, "hosts": []string{in.host}, "key": fi.Slug, "mixpanel": nil,
		"properties": map[string]any{
			"name": fi.Name, "displayName": fi.Name, "routingNumber": fi.RoutingNumber, "localTimezone": in.zone.String(),
			"phoneNumber": "5550100142", "supportEmail": "support@" + fi.Slug + ".example", "abilities": map[string]any{"accounts": true},
			"themes": map[string]any{"default": defaultTheme(fi.BrandColor)},
		},
	})
}

func defaultTheme(brand string) map[string]any {
	return map[string]any{
		"name": "default",
		"light": map[string]string{
			"primaryThemeBackgroundColor": brand + "FF", "primaryThemeTextColor": "#FFFFFFFF",
			"primaryContentBackgroundColor": "#FFFFFFFF", "bodyTextPrimaryColor": "#1A1B1FFF", "bodyTextThemeColor": brand + "FF",
		},
		"dark": map[string]string{
			"primaryThemeBackgroundColor": brand + "FF", "primaryThemeTextColor": "#FFFFFFFF",
			"primaryContentBackgroundColor": "#1B1C1FFF", "bodyTextPrimaryColor": "#ECEDEEFF", "bodyTextThemeColor": "#ECEDEEFF",
		},
	}
}
