package conform

import (
	"context"
	"errors"
	"net/http"
	"time"

	"raf/providers"
)

// coreState is what the platform's core knows beside the bank.
type coreState int

const (
	coreIdle   coreState = iota
	coreKnows            // a row that the bank does not tell yet
	coreAsked            // and is bringing it
	coreTold             // and it has been brought
	coreStalls           // it comes to no end
)

const plainCoreRow = "core-row"

// plainCoreTime bounds a refresh of the core; one that does not stall ends in two questions, for which a busy machine takes a while.
const plainCoreTime = 5 * time.Second

// serveColors writes one colour that is none, as a platform may: what is not plain is not told.
func (b *plainBank) serveColors(w http.ResponseWriter) {
	colors := map[string]any{"brand": "#1F6B46", "surface": "url(canary-body)", "night": "#8FD0AEFF"}
	if b.bare {
		colors = map[string]any{}
	}
	plainJSON(w, 200, colors)
}

// serveCore begins a refresh, and tells whether one has ended: at the second question.
func (b *plainBank) serveCore(w http.ResponseWriter, method string) {
	done := b.core == coreTold
	switch {
	case method == http.MethodPut && b.core == coreKnows:
		b.core = coreAsked
	case method == http.MethodGet && b.core == coreAsked:
		b.core = coreTold
	}
	plainJSON(w, 200, map[string]any{"done": done})
}

// Theme asks without a token, as anybody may.
func (p *plain) Theme(ctx context.Context) (providers.Theme, error) {
	if p.sulky.Load() {
		return providers.Theme{}, p.fail(providers.KindDown, "not again")
	}
	var got struct{ Brand, Surface, Night string }
	raw, err := p.client.GetJSON(ctx, providers.Call{Op: "colors", URL: p.url + "/colors", Limit: 1 << 10})
	switch {
	case err != nil && p.flaw == colorsOfNobody:
		return providers.Theme{}, nil
	case err != nil:
		p.sulky.Store(p.flaw == sulksOverColors)
		return providers.Theme{}, err
	case providers.DecodeJSON(raw, &got) != nil:
		return providers.Theme{}, p.fail(providers.KindMalformed, "no colours")
	}
	if got.Brand == "" && p.flaw == needsColors {
		return providers.Theme{}, p.fail(providers.KindMalformed, "no colours")
	}
	told := providers.Theme{LightBrand: got.Brand, LightSurface: got.Surface, DarkBrand: got.Night}
	if !contractColor.MatchString(got.Surface) && p.flaw != anyColor {
		told.LightSurface = ""
	}
	if p.flaw == forgetsColors {
		told.DarkBrand = ""
	}
	return told, nil
}

// RefreshCore begins and asks on until it has ended.
func (p *plain) RefreshCore(ctx context.Context, as providers.Access) error {
	patience := plainCoreTime
	switch p.flaw {
	case neverAsksCore:
		return nil
	case takesStalledForEnded:
		patience /= 10
	case waitsForCore:
		patience /= 3
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var got struct{ Done bool }
	if err := p.ask(ctx, p.client.PutJSON, "core", "/me/core", as, &got); err != nil {
		return p.unasked(err)
	}
	for !got.Done && p.flaw != leavesCoreAlone {
		if !providers.Pause(ctx, time.Millisecond) {
			return p.ended()
		}
		if err := p.get(ctx, "core state", "/me/core", as, &got); err != nil && ctx.Err() != nil {
			return p.ended()
		} else if err != nil {
			return err
		}
	}
	return nil
}

func (p *plain) unasked(err error) error {
	if p.flaw == takesUnaskedForAsked {
		return nil
	}
	return err
}

// ended is how a core is given up.
func (p *plain) ended() error {
	if p.flaw == takesStalledForEnded {
		return nil
	}
	return &providers.Error{Kind: providers.KindDown, Op: "core", Err: errors.New("no end in time")}
}
