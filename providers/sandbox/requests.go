package sandbox

import (
	"maps"
	"net/http"
	"slices"
	"time"
)

// keptRequests is how many of an institution's last requests are remembered.
const keptRequests = 1000

// Request is one call of our own servers, or of a browser at the authorization endpoint, and how it ended. It holds no
// query and no body: codes and tokens are in those.
type Request struct {
	At       time.Time `json:"at"`
	Endpoint string    `json:"endpoint"`
	Method   string    `json:"method"`
	Path     string    `json:"path"`
	Status   int       `json:"status"`          // 0 if there was no answer
	Fault    string    `json:"fault,omitempty"` // the kind that had its way
}

// Requests are an institution's last calls, the oldest first.
func (b *Bank) Requests(slug string) []Request {
	b.mu.Lock()
	defer b.mu.Unlock()
	if in := b.fis[slug]; in != nil {
		return slices.Clone(in.requests)
	}
	return nil
}

// Tokens are the access and refresh tokens of an institution that it has not forgotten, spent ones among them: no answer to a
// browser and no line of a log may hold one.
func (b *Bank) Tokens(slug string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	in := b.fis[slug]
	if in == nil {
		return nil
	}
	return slices.Concat(slices.Collect(maps.Keys(in.access)), slices.Collect(maps.Keys(in.refresh)))
}

// noted remembers a call when it has ended, also where it breaks off.
func (in *institution) noted(endpoint string, f *activeFault, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		call := Request{At: in.now(), Endpoint: endpoint, Method: r.Method, Path: r.URL.Path}
		if f != nil {
			call.Fault = f.Kind
		}
		seen := &statusSeen{ResponseWriter: w}
		defer func() {
			call.Status = seen.status
			in.bank.mu.Lock()
			defer in.bank.mu.Unlock()
			if in.requests = append(in.requests, call); len(in.requests) > keptRequests {
				in.requests = slices.Delete(in.requests, 0, len(in.requests)-keptRequests)
			}
		}()
		next(seen, r)
	}
}

// statusSeen passes everything on and keeps the status.
type statusSeen struct {
	http.ResponseWriter
	status int
}

func (s *statusSeen) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (s *statusSeen) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

func (s *statusSeen) Write(p []byte) (int, error) {
	if s.status == 0 {
		s.status = http.StatusOK
	}
	return s.ResponseWriter.Write(p)
}

// ctlRequests answers GET /__ctl/requests.
func (in *institution) ctlRequests(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"requests": in.bank.Requests(in.fi.Slug)})
}
