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
	writeJSON(w, http.StatusOK, map[string]any{"default": map[string]any{
		"name": "default",
		"light": map[string]string{
			"primaryThemeBackgroundColor": brand + "FF", "primaryThemeTextColor": "#FFFFFFFF",
			"primaryContentBackgroundColor": "#FFFFFFFF", "bodyTextPrimaryColor": "#1A1B1FFF", "bodyTextThemeColor": brand + "FF",
		},
		"dark": map[string]string{
			"primaryThemeBackgroundColor": brand + "FF", "primaryThemeTextColor": "#FFFFFFFF",
			"primaryContentBackgroundColor": "#1B1C1FFF", "bodyTextPrimaryColor": "#ECEDEEFF", "bodyTextThemeColor": "#ECEDEEFF",
		},
	}})
}
