package ui

import (
	"strconv"
	"strings"
)

// QR is a QR code as rows of modules, true for dark, without its quiet zone.
type QR struct {
	Modules [][]bool
	Label   string // what the code holds, for those who can't scan it
}

const (
	qrQuiet = 4 // modules of white around the code, which scanners need
	qrPixel = 3 // whole pixels per module, so that edges stay sharp
)

func (q QR) side() int { return len(q.Modules) + 2*qrQuiet }

func (q QR) viewBox() string {
	n := strconv.Itoa(q.side())
	return "0 0 " + n + " " + n
}

func (q QR) pixels() string { return strconv.Itoa(q.side() * qrPixel) }

// path draws each run of dark modules in a row as one box.
func (q QR) path() string {
	var b strings.Builder
	for y, row := range q.Modules {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			from := x
			for x < len(row) && row[x] {
				x++
			}
			n := strconv.Itoa(x - from)
			b.WriteString("M" + strconv.Itoa(from+qrQuiet) + " " + strconv.Itoa(y+qrQuiet) + "h" + n + "v1h-" + n + "z")
		}
	}
	return b.String()
}
