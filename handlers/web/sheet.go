package web

import (
	"encoding/csv"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// Sheet writes a table as CSV while it is read: no export stands in memory whole. Nothing is sent before the first row, so
// that until then an error has an answer of its own. A whole file ends in a last line that says so; one that breaks off
// ends its connection besides, so that no reader takes it for a whole one.
type Sheet struct {
	kit   *Kit
	c     *gin.Context
	file  string
	head  []string
	out   *csv.Writer
	begun bool
}

// Sheet prepares a download of a table. Its first line is the head.
func (k *Kit) Sheet(c *gin.Context, file string, head []string) *Sheet {
	return &Sheet{kit: k, c: c, file: file, head: head, out: csv.NewWriter(c.Writer)}
}

// Begun reports whether anything was sent: then the status is said.
func (s *Sheet) Begun() bool { return s.begun }

func (s *Sheet) begin() error {
	s.begun = true
	s.c.Header("Content-Type", "text/csv; charset=utf-8")
	s.c.Header("Content-Disposition", `attachment; filename="`+s.file+`"`)
	s.c.Status(http.StatusOK)
	// The server's bound is for pages; a long table takes as long as its reader takes. Whoever reads is known, and there
	// are few of them.
	_ = http.NewResponseController(s.c.Writer).SetWriteDeadline(time.Time{}) // a writer without deadlines has none to lift
	return s.out.Write(s.head)
}

// Row writes one line. A cell that a spreadsheet would take for a formula gets an apostrophe in front, which it shows as
// text: what members are called must not run on an examiner's desk.
func (s *Sheet) Row(cells []string) error {
	if !s.begun {
		if err := s.begin(); err != nil {
			return err
		}
	}
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

// End writes the last line.
func (s *Sheet) End(foot []string) error {
	if err := s.Row(foot); err != nil {
		return err
	}
	defer s.c.Abort()
	return s.Flush()
}

// BreakOff ends the connection in the middle of a file.
func (s *Sheet) BreakOff(cause error) {
	v := VisitOf(s.c.Request.Context())
	s.kit.Log.Error("export broke off", "request_id", v.RequestID, "tenant", v.Tenant().Slug, "file", s.file, "cause", cause)
	panic(http.ErrAbortHandler)
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
