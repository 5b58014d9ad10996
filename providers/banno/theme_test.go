package banno

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/providers"
)

func TestOnlyOnePlainColourIsTakenFromATheme(t *testing.T) {
	t.Parallel()
	const brand, surface = `"primaryThemeBackgroundColor":`, `"primaryContentBackgroundColor":`
	for name, row := range map[string]struct {
		body string
		want providers.Theme
	}{
		"both schemes": {`{"default":{"light":{` + brand + `"#1F6B46FF",` + surface + `"#FFFFFF"},"dark":{` + brand + `"#2D7751",` + surface + `"#1B1C1FFF"}}}`,
			providers.Theme{LightBrand: "#1F6B46FF", LightSurface: "#FFFFFF", DarkBrand: "#2D7751", DarkSurface: "#1B1C1FFF"}},
		"a gradient, a number, an object": {`{"default":{"light":{` + brand + `["#111111","#222222"],` + surface + `7},"dark":{` + brand + `{"a":1}}}}`, providers.Theme{}},
		"a colour that ends the sheet":    {`{"default":{"light":{` + brand + `"#fff;} body{display:none"}}}`, providers.Theme{}},
		"a name":                          {`{"default":{"light":{` + brand + `"red"}}}`, providers.Theme{}},
		"nothing":                         {`{}`, providers.Theme{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			f.answer(apiPath+"/institutions/"+testInstitution+"/themes", row.body)
			got, err := f.bank(t).Theme(t.Context())
			if diff := cmp.Diff(row.want, got); err != nil || diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}
