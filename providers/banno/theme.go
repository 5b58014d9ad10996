package banno

import (
	"context"
	"encoding/json"
	"net/url"
	"regexp"

	"raf/providers"
)

// plainColor is a colour as the platform writes it. A value may also be a number, the stops of a gradient or an object;
// those are no one colour and are left out.
var plainColor = regexp.MustCompile(`^#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$`)

// maxThemes bounds the document of all themes, in bytes.
const maxThemes = 256 << 10

// Theme reads the institution's default colours. The platform tells them to anybody, so no token is sent.
func (b *Bank) Theme(ctx context.Context) (providers.Theme, error) {
	const op = "themes"
	raw, err := b.client.GetJSON(ctx, providers.Call{Op: op, Limit: maxThemes,
		URL: b.cfg.FIURL + apiPath + "/institutions/" + url.PathEscape(b.cfg.InstitutionID) + "/themes"})
	if err != nil {
		return providers.Theme{}, err
	}
	var told struct {
		Default struct {
			Light map[string]json.RawMessage `json:"light"`
			Dark  map[string]json.RawMessage `json:"dark"`
		} `json:"default"`
	}
	if err := providers.DecodeJSON(raw, &told); err != nil {
		return providers.Theme{}, &providers.Error{Kind: providers.KindMalformed, Op: op, Err: err}
	}
	const brand, surface = "primaryThemeBackgroundColor", "primaryContentBackgroundColor"
	light, dark := told.Default.Light, told.Default.Dark
	return providers.Theme{LightBrand: color(light[brand]), LightSurface: color(light[surface]), DarkBrand: color(dark[brand]), DarkSurface: color(dark[surface])}, nil
}

func color(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil || !plainColor.MatchString(text) {
		return ""
	}
	return text
}
