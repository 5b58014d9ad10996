package tile

import "strconv"

// ray is one line of the sun, in the drawing's own units (100 across).
type ray struct {
	Angle string
	Line  string
}

const rayCount = 24

// turns lays the rays around the coin: a long one every second time.
func turns() [rayCount]ray {
	var out [rayCount]ray
	for i := range out {
		out[i] = ray{Angle: strconv.Itoa(i * 360 / rayCount), Line: "M0-42v-3.5"}
		if i%2 == 0 {
			out[i].Line = "M0-42v-7"
		}
	}
	return out
}
