package metrics

import (
	"cmp"
	"database/sql"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"raf/handlers/web"
	"raf/providers"
)

// Metrics is the registry of one process. Its methods are safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	answers  *prometheus.HistogramVec
	calls    *prometheus.CounterVec
	waits    *prometheus.HistogramVec
	jobs     *prometheus.CounterVec
	work     *prometheus.HistogramVec
}

// New makes the registry, with the process's memory, files and goroutines in it.
func New() *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(),
		requests: counter("raf_requests_total", "Answered requests.", "tenant", "route", "method", "status"),
		answers:  seconds("raf_request_seconds", "Time to answer a request.", 0.005, 9, "route"),
		calls:    counter("raf_bank_calls_total", "Calls to an institution's platform by their outcome; held is what the breaker kept back.", "tenant", "op", "outcome"),
		waits:    seconds("raf_bank_call_seconds", "Time that a call to a platform took, with its retries.", 0.01, 10, "tenant", "op"),
		jobs:     counter("raf_jobs_total", "Jobs worked, by their outcome.", "kind", "outcome"),
		work:     seconds("raf_job_seconds", "Time that a job took.", 0.005, 12, "kind"),
	}
	m.registry.MustRegister(m.requests, m.answers, m.calls, m.waits, m.jobs, m.work,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewBuildInfoCollector())
	return m
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

// seconds is a histogram whose bounds double n times from the first on.
func seconds(name, help string, first float64, n int, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: prometheus.ExponentialBuckets(first, 2, n)}, labels)
}

// none stands for what a request did not come to: a route, an institution.
const none = "none"

// Answered counts a request.
func (m *Metrics) Answered(a web.Answered) {
	route, method := cmp.Or(a.Route, none), a.Method
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
	default:
		method = "other" // a method is the client's own word, and every new one would be a row for ever
	}
	m.requests.WithLabelValues(cmp.Or(a.Tenant, none), route, method, strconv.Itoa(a.Status)).Inc()
	m.answers.WithLabelValues(route).Observe(a.Took.Seconds())
}

// Called counts a call to an institution's platform.
func (m *Metrics) Called(tenant string) providers.Observe {
	return func(op string, took time.Duration, err error) {
		outcome := providers.Outcome(err)
		m.calls.WithLabelValues(tenant, op, outcome).Inc()
		if outcome != providers.OutcomeHeld {
			m.waits.WithLabelValues(tenant, op).Observe(took.Seconds())
		}
	}
}

// Worked counts a job.
func (m *Metrics) Worked(kind string, took time.Duration, err error) {
	outcome := "done"
	if err != nil {
		outcome = "failed"
	}
	m.jobs.WithLabelValues(kind, outcome).Inc()
	m.work.WithLabelValues(kind).Observe(took.Seconds())
}

// Pool shows the database's connections.
func (m *Metrics) Pool(stats func() sql.DBStats) {
	gauge := func(name, help string, read func(sql.DBStats) float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return read(stats()) }))
	}
	gauge("raf_db_connections_max", "Most connections the pool may open.", func(s sql.DBStats) float64 { return float64(s.MaxOpenConnections) })
	gauge("raf_db_connections_open", "Connections that are open.", func(s sql.DBStats) float64 { return float64(s.OpenConnections) })
	gauge("raf_db_connections_in_use", "Connections that somebody works with.", func(s sql.DBStats) float64 { return float64(s.InUse) })
	gauge("raf_db_waits", "How often somebody waited for a connection.", func(s sql.DBStats) float64 { return float64(s.WaitCount) })
	gauge("raf_db_wait_seconds", "Time waited for connections, in all.", func(s sql.DBStats) float64 { return s.WaitDuration.Seconds() })
}

// Handler answers GET /metrics in the text form that Prometheus reads, and nothing else.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}
