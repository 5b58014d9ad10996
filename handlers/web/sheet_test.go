package web

import (
	"encoding/csv"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
)

func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"": "", "plain": "plain", "5": "5", "a=b": "a=b", "'quoted": "'quoted",
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx",
		" =1": "' =1", "\u00a0=1": "'\u00a0=1", "\ufeff=1": "'\ufeff=1", "＝1": "'＝1",
	} {
		if got := inert(cell); got != want {
			t.Errorf("%q became %q, want %q", cell, got, want)
		}
	}
}

func TestEveryCellComesBackAsItWas(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	c, _ := gin.CreateTestContext(w)
	c.Request = httptest.NewRequest(http.MethodPost, "/", nil)
	sheet := (&Kit{Log: slog.New(slog.DiscardHandler)}).Sheet(c, "x.csv", []string{"cell", "beside"})
	if sheet.Begun() || w.Body.Len() > 0 {
		t.Error("something was sent before the first row")
	}
	want := [][]string{{"cell", "beside"}}
	for _, cell := range []string{`plain`, `"quoted"`, `a "word" within`, `a, comma`, "two\nlines", `'apostrophe`, `tab	within`, "Zoë 🎉", "", `\.`, `{"before":null,"after":{"a":"b,\"c\""}}`} {
		if err := sheet.Row([]string{cell, "x"}); err != nil {
			t.Fatal(err)
		}
		want = append(want, []string{cell, "x"})
	}
	if err := sheet.End([]string{"total", "11"}); err != nil {
		t.Fatal(err)
	}
	got, err := csv.NewReader(strings.NewReader(w.Body.String())).ReadAll()
	if diff := cmp.Diff(append(want, []string{"total", "11"}), got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
