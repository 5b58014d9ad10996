package providers

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// late answers with half of a document, whose end comes in good order once whoever asked has given up.
type late struct{ ctx context.Context }

func (l late) RoundTrip(r *http.Request) (*http.Response, error) {
	half := io.MultiReader(strings.NewReader(`{"accounts":[`), late{r.Context()})
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(half), Request: r}, nil
}

func (l late) Read([]byte) (int, error) {
	<-l.ctx.Done()
	return 0, io.EOF
}

// An answer that we did not wait for is no nonsense of the bank's, however well its end is framed.
func TestAnAnswerThatEndsAfterWeHungUpIsDown(t *testing.T) {
	t.Parallel()
	c := NewClient(ClientConfig{Timeout: 50 * time.Millisecond, Retries: -1})
	c.transport.RegisterProtocol("late", late{})
	if _, err := c.GetJSON(t.Context(), Call{Op: "test", URL: "late://bank/", Limit: 64}); KindOf(err) != KindDown {
		t.Errorf("error = %v, want down", err)
	}
}
