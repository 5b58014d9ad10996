package theme

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheVectorsOfTheLookHold(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ brand, scheme, ink, fill, on, edge, bar, soft, track string }{
		{"#1F6B46", "light", "#1F6B46", "#1F6B46", "#FFFFFF", "#1F6B46", "#1F6B46", "#E8F8EE", "#D6E8DD"},
		{"#1F6B46", "dark", "#6EB78E", "#2D7751", "#FFFFFF", "#2D7751", "#529B73", "#1B2F23", "#304237"},
		{"#FFD400", "light", "#7D6702", "#FFD400", "#16181C", "#7D6702", "#957B01", "#F8F4E3", "#E8E3D1"},
		{"#7A2E63", "dark", "#D984BB", "#9D4E83", "#FFFFFF", "#9D4E83", "#C16FA5", "#36232F", "#483742"},
	} {
		t.Run(row.brand+" "+row.scheme, func(t *testing.T) {
			t.Parallel()
			palette, err := Derive(row.brand, "")
			if err != nil {
				t.Fatal(err)
			}
			s := palette.Light
			if row.scheme == "dark" {
				s = palette.Dark
			}
			want := []string{row.ink, row.fill, row.on, row.edge, row.bar, row.soft, row.track}
			got := []string{s.Ink.String(), s.Fill.String(), s.On.String(), s.Edge.String(), s.Bar.String(),
				s.Soft.String(), s.Track.String()}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("ink, fill, on, edge, bar, soft, track (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEveryPairKeepsItsLimitWhateverTheBrand(t *testing.T) {
	t.Parallel()
	const steps = 18 // 5,832 colours
	// The gray ones lie between our tinted grounds and the text, as far as text still reads on them.
	surfaces := []string{"", "#FFF4E0", "#AAAAAA", "#0B1020", "#484848"}
	for i := range steps * steps * steps {
		level := func(n int) int { return n % steps * 255 / (steps - 1) }
		brand := fmt.Sprintf("#%02x%02x%02x", level(i), level(i/steps), level(i/steps/steps))
		palette, err := Derive(brand, surfaces[i%len(surfaces)])
		if err != nil {
			t.Fatalf("%s: %v", brand, err)
		}
		for name, s := range map[string]Scheme{"light": palette.Light, "dark": palette.Dark} {
			for _, pair := range []struct {
				name  string
				a, b  Color
				limit float64
			}{
				{"ink on surface", s.Ink, s.Surface, 4.6}, {"ink on soft", s.Ink, s.Soft, 4.6},
				{"bar on surface", s.Bar, s.Surface, 3.1}, {"bar on track", s.Bar, s.Track, 3.1},
				{"text on fill", s.On, s.Fill, 4.5}, {"text on hover", s.On, s.Hover, 4.5},
				{"edge on surface", s.Edge, s.Surface, 3.0},
			} {
				if got := Contrast(pair.a, pair.b); got < pair.limit {
					t.Errorf("%s %s: %s is %.3f (%s, %s), want %.1f", brand, name, pair.name, got, pair.a, pair.b, pair.limit)
				}
			}
		}
	}
}

func TestABrandThatReadsAsItIsStaysAsItIs(t *testing.T) {
	t.Parallel()
	palette, _ := Derive("#0000FF", "") // more chroma than a walk would give it
	if blue := (Color{0, 0, 0xFF}); palette.Light.Ink != blue || palette.Light.Bar != blue {
		t.Errorf("ink %s, bar %s; want the brand", palette.Light.Ink, palette.Light.Bar)
	}
}

func TestAFillUnderAPointerNeverLosesItsText(t *testing.T) {
	t.Parallel()
	pale := Color{0x99, 0x99, 0x99}
	if got := hover(pale, white()); got != pale {
		t.Errorf("hover %s carries white at %.2f; want the fill itself", got, Contrast(got, white()))
	}
}

func TestAColourIsReadInThreeFormsOnly(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, brand string
		want        Color // the light fill
		wantErr     bool
	}{
		{"three digits are doubled", "#0a4", Color{0x00, 0xAA, 0x44}, false},
		{"six digits in any case", "#1a2B3c", Color{0x1A, 0x2B, 0x3C}, false},
		{"space around it is cut", " #1A2B3C\n", Color{0x1A, 0x2B, 0x3C}, false},
		{"alpha is flattened onto the surface", "#00000080", Color{0x7F, 0x7F, 0x7F}, false},
		{"nothing falls back in silence", "", Color{0x1F, 0x6B, 0x46}, false},
		{"a name falls back", "rebeccapurple", Color{0x1F, 0x6B, 0x46}, true},
		{"a function falls back", "rgb(1,2,3)", Color{0x1F, 0x6B, 0x46}, true},
		{"four digits fall back", "#1234", Color{0x1F, 0x6B, 0x46}, true},
		{"a missing hash falls back", "1A2B3C", Color{0x1F, 0x6B, 0x46}, true},
		{"a sign among the digits falls back", "#+1A2B3", Color{0x1F, 0x6B, 0x46}, true},
		{"an underscore among the digits falls back", "#1_2_3_", Color{0x1F, 0x6B, 0x46}, true},
		{"letters past f fall back", "#12345g", Color{0x1F, 0x6B, 0x46}, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			palette, err := Derive(row.brand, "")
			if errors.Is(err, ErrBrand) != row.wantErr {
				t.Errorf("error %v, want ErrBrand: %t", err, row.wantErr)
			}
			got := palette.Light.Fill
			if row.brand == "#00000080" { // darkened for its text; look at the flattening alone
				p, _ := parsePaint(row.brand)
				got = p.over(palette.Light.Surface)
			}
			if got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

func TestTheBanksSurfaceIsTakenOnlyWhereTextReadsOnIt(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, surface     string
		light, dark, fail bool
	}{
		{"a cream surface serves the light scheme", "#FFF4E0", true, false, false},
		{"a navy surface serves the dark scheme", "#0B1020", false, true, false},
		{"a middle gray serves neither", "#888888", false, false, true},
		{"a gradient serves neither", "linear-gradient(#fff,#eee)", false, false, true},
		{"none is no problem", "", false, false, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			palette, err := Derive("#1F6B46", row.surface)
			if got := errors.Is(err, ErrSurface); got != row.fail {
				t.Errorf("ErrSurface %t, want %t", got, row.fail)
			}
			if palette.Light.OwnSurface != row.light || palette.Dark.OwnSurface != row.dark {
				t.Errorf("own surface light %t dark %t", palette.Light.OwnSurface, palette.Dark.OwnSurface)
			}
		})
	}
}

func TestTheSheetTakesALightSurfaceBackInTheDark(t *testing.T) {
	t.Parallel()
	palette, _ := Derive("#1F6B46", "#FFF4E0")
	light, dark, _ := strings.Cut(string(palette.CSS()), "@media")
	if !strings.Contains(light, "--surface:#FFF4E0;") || !strings.Contains(dark, "--surface:#1B1C1F;") {
		t.Errorf("sheet:\n%s", palette.CSS())
	}
	palette, _ = Derive("#1F6B46", "")
	if strings.Contains(string(palette.CSS()), "--surface") {
		t.Errorf("our own surface is set:\n%s", palette.CSS())
	}
}

var sheetShape = `^:root\{(--(surface|accent-[a-z]+):#[0-9A-F]{6};){9,10}\}
@media \(prefers-color-scheme: dark\)\{:root\{(--(surface|accent-[a-z]+):#[0-9A-F]{6};){9,10}\}\}
$`

func FuzzNothingThatCameInAsTextGoesOutAsCSS(f *testing.F) {
	shape := regexp.MustCompile(sheetShape)
	for _, seed := range []string{"#fff", "#1F6B46;}body{display:none", "red}</style><script>", "#12345678", "url(//x)",
		"#FFF/**/", "#\u0661\u0662\u0663", "#ffffff\x00", "expression(alert(1))", strings.Repeat("#", 1<<12)} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, brand, surface string) {
		palette, _ := Derive(brand, surface)
		if sheet := palette.CSS(); !shape.Match(sheet) {
			t.Errorf("sheet:\n%s", sheet)
		}
	})
}
