package command

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
)

func TestMigrateRefusesWhatCouldNotHoldTheWalls(t *testing.T) {
	t.Parallel()
	on := models.Config{Host: "db.example", Port: "5432", Name: "raf", User: "raf_app", SSLMode: "verify-full"}
	nobody := on
	nobody.User = ""
	for name, c := range map[string]struct {
		s    Settings
		want []string
	}{
		"no owner":                   {Settings{DB: on}, []string{"DB_MIGRATE_USER must name"}},
		"the owner is the app role":  {Settings{DB: on, MigrateUser: "raf_app"}, []string{"must differ"}},
		"neither owner nor app role": {Settings{DB: nobody}, []string{"DB_MIGRATE_USER must name", "DB_USER must name"}},
		"no database":                {Settings{}, []string{"DB_HOST"}},
		"what main could not read":   {Settings{DB: on, MigrateUser: "owner", Problems: []string{"LOG_LEVEL is odd"}}, []string{"LOG_LEVEL is odd"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			c.s.Log = quiet()
			err := Run(t.Context(), []string{"migrate"}, c.s, World{Now: time.Now, Stdout: &out})
			if err == nil || out.Len() != 0 {
				t.Fatalf("it migrated: %s", &out)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error = %v, want %q in it", err, want)
				}
			}
		})
	}
}

func TestServeAnswersOnBothDatabases(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		ctx, stop := context.WithCancel(t.Context())
		out, in := io.Pipe()
		ended := make(chan error, 1)
		go func() {
			err := serve(ctx, operator(db.Config), World{Now: time.Now, Stdout: in})
			_ = in.CloseWithError(io.EOF)
			ended <- err
		}()
		line := make([]byte, 200)
		n, err := out.Read(line)
		if err != nil {
			t.Fatalf("serve ended: %v", <-ended)
		}
		_, addr, _ := strings.Cut(strings.TrimSpace(string(line[:n])), " on ")
		for path, want := range map[string]int{"/healthz": http.StatusOK, "/readyz": http.StatusOK} {
			answer, err := http.Get("http://" + addr + path)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			if answer.StatusCode != want {
				t.Errorf("%s answers %d, want %d", path, answer.StatusCode, want)
			}
		}
		stop()
		if err := <-ended; err != nil {
			t.Errorf("shutdown: %v", err)
		}
	})
}
