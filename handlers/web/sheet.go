package web

import (
	"encoding/csv"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// Sheet writes a table as CSV while it is read: no export stands in memory whole.
type Sheet struct{ out *csv.Writer }

// Sheet begins a download of a table. Its first row is the head.
func (k *Kit) Sheet(c *gin.Context, file string, head []string) (*Sheet, error) {
	c.Header("Content-Type", "text/csv; charset=utf-8")
	c.Header("Content-Disposition", `attachment; filename="`+file+`"`)
	c.Status(http.StatusOK)
	// The server's bound is for pages; a long table takes as long as its reader takes.
	_ = http.NewResponseController(c.Writer).SetWriteDeadline(time.Time{}) // a writer without deadlines has none to lift
	s := &Sheet{csv.NewWriter(c.Writer)}
	return s, s.Row(head)
}

// Row writes one row. A cell that a spreadsheet would take for a formula gets an apostrophe in front, which it shows as
// text: what members are called must not run on an examiner's desk.
func (s *Sheet) Row(cells []string) error {
	safe := make([]string, len(cells))
	for i, cell := range cells {
		safe[i] = inert(cell)
	}
	return s.out.Write(safe)
}

// Flush sends what was written so far.
func (s *Sheet) Flush() error {
	s.out.Flush()
	return s.out.Error()
}

func inert(cell string) string {
	if strings.HasPrefix(strings.TrimLeft(cell, " \u00a0\ufeff"), "'") || cell == "" {
		return cell
	}
	if strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(strings.TrimLeft(cell, " \u00a0\ufeff") + " ")[0]) {
		return "'" + cell
	}
	return cell
}
