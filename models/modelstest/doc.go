// Package modelstest gives tests fresh stores on both databases, fixtures to fill them with, a clock to move and a way to
// count statements. PostgreSQL is a private cluster on a free loopback port, started as an unprivileged user and removed
// with everything in it; tests connect as the app role, so that what they prove holds behind row-level security.
//
// It is imported by tests only (main_test.go holds that) and knows nothing above models.
package modelstest
