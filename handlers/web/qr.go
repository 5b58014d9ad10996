package web

import "rsc.io/qr"

// Modules draws a link as a QR code. A link too long for one gives none; the link itself is on the screen as well.
func Modules(link string) [][]bool {
	code, err := qr.Encode(link, qr.M)
	if err != nil {
		return nil
	}
	rows := make([][]bool, code.Size)
	for y := range rows {
		rows[y] = make([]bool, code.Size)
		for x := range rows[y] {
			rows[y][x] = code.Black(x, y)
		}
	}
	return rows
}
