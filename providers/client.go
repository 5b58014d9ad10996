package providers

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"
)

// The bounds of a call when the configuration names no others.
const (
	defaultTimeout = 3 * time.Second
	defaultRetries = 2
	defaultBackoff = 100 * time.Millisecond
	maxHeaderBytes = 64 << 10
	maxConnections = maxQuick + maxHeld
)

// ClientConfig bounds the calls to one bank. The zero value is the production setting.
type ClientConfig struct {
	// AllowLoopback lets calls go to this machine, for tests and the demo; no other private address is ever allowed.
	AllowLoopback bool
	Timeout       time.Duration    // for one call with its retries and its body, 3 s if zero
	Retries       int              // extra attempts of a GET, 2 if zero, none if negative
	Backoff       time.Duration    // before the first retry, doubled for the second, with jitter; 100 ms if zero
	RootCAs       *x509.CertPool   // the system's if nil
	Resolver      *net.Resolver    // of names, the system's if nil
	Now           func() time.Time // without one there is no breaker
	Observe       Observe          // nil: nobody counts
}

// Client is the only way an adapter talks to a bank. It follows no redirect (threat: the credentials go along),
// uses no proxy (threat: the proxy resolves the name, and the address check is blind), bounds time and size, and
// turns every failure into an *[Error] whose text holds neither URL nor body. It is safe for concurrent use.
type Client struct {
	cfg       ClientConfig
	transport *http.Transport
	breaker   *breaker
	bulkhead  bulkhead
}

// NewClient makes the client of one bank; keep it, because it holds the connections.
func NewClient(cfg ClientConfig) *Client {
	if cfg.Timeout <= 0 {
		cfg.Timeout = defaultTimeout
	}
	if cfg.Retries == 0 {
		cfg.Retries = defaultRetries
	}
	if cfg.Backoff <= 0 {
		cfg.Backoff = defaultBackoff
	}
	dialer := &net.Dialer{Timeout: cfg.Timeout, Resolver: cfg.Resolver, ControlContext: refusePrivate(cfg.AllowLoopback)}
	return &Client{cfg: cfg, breaker: newBreaker(cfg.Now), bulkhead: newBulkhead(), transport: &http.Transport{
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: cfg.RootCAs},
		ForceAttemptHTTP2:      true,
		MaxConnsPerHost:        maxConnections,
		MaxIdleConnsPerHost:    maxConnections / 4,
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: maxHeaderBytes,
	}}
}

// Call is one request to a bank.
type Call struct {
	Op     string // for the Error: "accounts", "token", …
	URL    string
	Bearer string // sent as Authorization if not empty
	Limit  int64  // bytes of the answer; one more is malformed

	// Timeout stands for the client's, where the bank holds its answer back.
	Timeout time.Duration
}

// GetJSON fetches a JSON document. Being idempotent it is tried again after a 5xx or a broken connection, but never
// after a 429, never when the bank said when to come back, and never past the deadline.
func (c *Client) GetJSON(ctx context.Context, call Call) (body []byte, err error) {
	body, _, err = c.GetDated(ctx, call)
	return body, err
}

// GetDated is GetJSON with what the answer shows of the bank's clock.
func (c *Client) GetDated(ctx context.Context, call Call) (body []byte, gap Gap, err error) {
	return c.exchange(ctx, http.MethodGet, call, c.cfg.Retries)
}

// PutJSON asks for something to be begun, once and with nothing in the body, and fetches the JSON document that it answers.
func (c *Client) PutJSON(ctx context.Context, call Call) (body []byte, err error) {
	body, _, err = c.exchange(ctx, http.MethodPut, call, 0)
	return body, err
}

func (c *Client) exchange(ctx context.Context, method string, call Call, retries int) (body []byte, gap Gap, err error) {
	held, timeout := call.Timeout > 0, c.cfg.Timeout
	if held {
		timeout = call.Timeout
	}
	leave, err := c.enter(ctx, call.Op, held, timeout)
	if err != nil {
		return nil, gap, err
	}
	defer func() { leave(err) }()
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	for attempt := 0; ; attempt++ {
		body, gap, err = c.once(ctx, method, call)
		if err == nil || attempt >= retries || !worthRetrying(err) {
			return body, gap, err
		}
		if !Pause(ctx, jitter(c.cfg.Backoff<<attempt)) {
			return nil, gap, err
		}
	}
}

func (c *Client) once(ctx context.Context, method string, call Call) (body []byte, gap Gap, err error) {
	req, err := http.NewRequestWithContext(ctx, method, call.URL, nil)
	if err != nil {
		// The parser's own error quotes the URL.
		return nil, gap, &Error{Kind: KindMalformed, Op: call.Op, Err: errBadURL}
	}
	if call.Bearer != "" {
		req.Header.Set("Authorization", "Bearer "+call.Bearer)
	}
	asked := c.now()
	res, err := c.send(req, call.Op, call.Limit)
	if err != nil {
		return nil, gap, err
	}
	gap = gapOf(res.Header, asked, c.now())
	if res.StatusCode != http.StatusOK {
		return nil, gap, c.Failure(call.Op, res)
	}
	body, err = io.ReadAll(res.Body)
	return body, gap, err
}

// Exchange is an [http.Client] for libraries that make their own requests (x/oauth2). It tries once. Answers of 200,
// 400 and 401 come through as they are, because an OAuth error is told in them; any other is an *[Error].
func (c *Client) Exchange(op string, limit int64) *http.Client {
	return &http.Client{
		Transport:     exchange{c, op, limit},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type exchange struct {
	client *Client
	op     string
	limit  int64
}

func (x exchange) RoundTrip(req *http.Request) (res *http.Response, err error) {
	leave, err := x.client.enter(req.Context(), x.op, false, x.client.cfg.Timeout)
	if err != nil {
		return nil, err
	}
	defer func() { leave(err) }()
	ctx, cancel := context.WithTimeout(req.Context(), x.client.cfg.Timeout)
	defer cancel()
	res, err = x.client.send(req.WithContext(ctx), x.op, x.limit)
	if err != nil {
		return nil, err
	}
	switch res.StatusCode {
	case http.StatusOK, http.StatusBadRequest, http.StatusUnauthorized:
		return res, nil
	}
	return nil, x.client.Failure(x.op, res)
}

// send makes one attempt and returns the answer with its whole body in memory, within limit. A success that is not
// well-formed JSON is an error here, before a parser or a library guesses at it.
func (c *Client) send(req *http.Request, op string, limit int64) (*http.Response, error) {
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "raf")
	var connected atomic.Bool // set beside us, and perhaps after us
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }}
	res, err := c.transport.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	if err != nil {
		return nil, &Error{Kind: KindDown, Op: op, Unsent: !connected.Load(), Err: networkCause(err)}
	}
	defer res.Body.Close()
	fail := func(kind Kind, cause error) error {
		return &Error{Kind: kind, Op: op, Status: res.StatusCode, RequestID: requestID(res), Err: cause}
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	// Of other statuses only the status counts, so a broken body does not matter there.
	if res.StatusCode == http.StatusOK {
		switch {
		case int64(len(body)) > limit:
			return nil, fail(KindMalformed, ErrTooLarge)
		case err != nil:
			return nil, fail(KindDown, networkCause(err))
		case len(body) > 0 && !isJSON(res.Header.Get("Content-Type")):
			return nil, fail(KindMalformed, errNotJSON)
		case len(body) > 0 && checkJSON(body) != nil:
			// A server that sees us hang up may end its answer in good order before the connection is gone.
			if gone := req.Context().Err(); gone != nil {
				return nil, fail(KindDown, networkCause(gone))
			}
			return nil, fail(KindMalformed, errJSON)
		}
	}
	res.Body = io.NopCloser(strings.NewReader(string(body)))
	return res, nil
}

// Failure classifies an answer other than success by its status, with the bank's request id and its Retry-After.
func (c *Client) Failure(op string, res *http.Response) *Error {
	return statusError(op, res, c.now())
}

func isJSON(contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && (media == "application/json" || strings.HasSuffix(media, "+json"))
}

// Pause waits for d unless the context ends first or could not outlast it.
func Pause(ctx context.Context, d time.Duration) bool {
	if end, ok := ctx.Deadline(); ok && time.Until(end) <= d {
		return false
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// jitter spreads d over [d/2, 3d/2), so that tiles which failed together do not come back together.
func jitter(d time.Duration) time.Duration {
	var b [8]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	return d/2 + time.Duration(binary.BigEndian.Uint64(b[:])%uint64(d))
}
