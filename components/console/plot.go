package console

import "strconv"

// Plots are drawn without styles and without a view box: places and lengths along the axis in percent, heights in
// pixels, so that text keeps its size at every width.

// along writes a share of a whole for an attribute, to a tenth.
func along(part, whole int64) string {
	if whole <= 0 {
		return "0%"
	}
	tenths := part * 1000 / whole
	return strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + "%"
}

// stretch is a drawn part of a stacked bar.
type stretch struct {
	Ink   Ink
	X     string
	Width string
	First bool
}

// leastShare is how much of the bar a part gets at least, in thousandths: what is there must be seen.
const leastShare = 12

// stack lays parts side by side. Parts of nothing are left out; tiny ones are drawn a little wider than they are, at the
// cost of the widest.
func stack(parts []Part) []stretch {
	total, widest := int64(0), -1
	for i, p := range parts {
		if total += max(p.Value, 0); widest < 0 || p.Value > parts[widest].Value {
			widest = i
		}
	}
	if total <= 0 {
		return nil
	}
	thousandths := make([]int64, len(parts))
	rest := int64(1000)
	for i, p := range parts {
		if p.Value <= 0 {
			continue
		}
		thousandths[i] = max(leastShare, share(p.Value, total))
		rest -= thousandths[i]
	}
	thousandths[widest] += rest
	var out []stretch
	x := int64(0)
	for i, p := range parts {
		if p.Value <= 0 {
			continue
		}
		out = append(out, stretch{p.Ink, along(x, 1000), along(thousandths[i], 1000), len(out) == 0})
		x += thousandths[i]
	}
	return out
}

// share is part of whole in thousandths, for amounts of any size.
func share(part, whole int64) int64 {
	for whole > 1<<50 {
		part, whole = part>>10, whole>>10
	}
	return part * 1000 / whole
}

func (o OwedMoney) parts() []Part {
	out := make([]Part, len(o.Ages))
	for i, a := range o.Ages {
		out[i] = a.Part
	}
	return out
}

func (b Budget) parts() []Part {
	out := make([]Part, len(b.Parts))
	for i, s := range b.Parts {
		out[i] = s.Part
	}
	return out
}

// funnelBar is the bar of a step.
type funnelBar struct {
	Width  string
	Broken bool // longer than it is drawn
}

// cutFrom is how many times the longest other step the first one may be before it is cut.
const cutFrom = 3

// bar draws a step against the longest of those after the first. The first, views of a page, may be so much longer that
// the others would vanish; it is then cut.
func (f Funnel) bar(i int) funnelBar {
	longest := int64(0)
	for _, s := range f.Steps[min(1, len(f.Steps)):] {
		longest = max(longest, s.N)
	}
	n := f.Steps[i].N
	if first := f.Steps[0].N; first > longest && first <= cutFrom*longest {
		longest = first // it needs no cut
	}
	switch {
	case longest == 0 && n == 0:
		return funnelBar{Width: "0%"}
	case longest == 0 || n > longest:
		return funnelBar{Width: "100%", Broken: longest > 0}
	}
	return funnelBar{Width: along(max(n*1000/longest, min(n, 1)*6), 1000)}
}

// The heights of the trend in pixels: the plot above its axis, room over it for the topmost label, and the labels under
// it.
const (
	trendHigh = 152
	trendOver = 12
	trendAxis = trendOver + trendHigh
	trendBox  = trendAxis + 28
)

// tick is a line across the plot with its label.
type tick struct {
	Text string
	Y    string
}

// top is the round number that the plot ends at, and the step of its lines.
func (t Trend) top() (high, step int64) {
	most := int64(1)
	for _, p := range t.Points {
		most = max(most, p.Bar, p.Line)
	}
	step = 1
	for i := 0; step*4 < most; i++ { // 1, 2, 5, 10, 20, 50, ...
		if step *= 2; i%3 == 1 {
			step = step / 4 * 5
		}
	}
	return (most + step - 1) / step * step, step
}

func (t Trend) ticks() []tick {
	high, step := t.top()
	var out []tick
	for n := int64(0); n <= high; n += step {
		text := strconv.FormatInt(n, 10)
		if step >= 1000 { // the gutter holds four figures
			text = strconv.FormatInt(n/1000, 10) + "k"
		}
		out = append(out, tick{text, pixels(n, high)})
	}
	return out
}

// pixels is the height at which a number stands, from above.
func pixels(n, high int64) string { return strconv.FormatInt(trendAxis-n*trendHigh/high, 10) }

// column is a bar of the trend.
type column struct {
	X, Width, Y, Height  string
	Now                  bool
	Tick, TickAt, Anchor string // the week under way ends where the plot ends, so that its words do not stand out
}

func (t Trend) columns() []column {
	high, _ := t.top()
	n := int64(len(t.Points))
	var out []column
	for i, p := range t.Points {
		at := int64(i)
		c := column{X: along(at*4+1, n*4), Width: along(2, n*4), Y: pixels(p.Bar, high), Height: strconv.FormatInt(p.Bar*trendHigh/high, 10),
			TickAt: along(at*2+1, n*2), Now: i == len(t.Points)-1, Tick: p.Tick, Anchor: "middle"}
		if c.Now {
			c.TickAt, c.Anchor = "100%", "end"
		}
		if p.Bar > 0 && c.Height == "0" {
			c.Y, c.Height = strconv.Itoa(trendAxis-1), "1"
		}
		out = append(out, c)
	}
	return out
}

// leg is a piece of the line, from one week to the next.
type leg struct {
	X1, Y1, X2, Y2 string
	Now            bool // into the week that is under way
}

func (t Trend) line() []leg {
	high, _ := t.top()
	n := int64(len(t.Points))
	var out []leg
	for i := 1; i < len(t.Points); i++ {
		at := int64(i)
		out = append(out, leg{along(at*2-1, n*2), pixels(t.Points[i-1].Line, high), along(at*2+1, n*2), pixels(t.Points[i].Line, high), i == len(t.Points)-1})
	}
	return out
}
