package command

import (
	"bytes"
	"strings"
	"testing"

	"raf/models/modelstest"
)

const nextKey = "W4mBz7KqT2nXc9VhR5sLd8JfG1yPa3Ue, the next one"

// operate runs a command.
func operate(t *testing.T, s Settings, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := Run(t.Context(), args, s, World{Now: modelstest.Start, Stdin: strings.NewReader(clientSecret), Stdout: &out})
	said := out.String()
	if err != nil {
		said += err.Error()
	}
	for _, canary := range []string{clientSecret, operatorKey, nextKey} {
		if strings.Contains(said, canary) {
			t.Errorf("raf %s printed a secret: %s", strings.Join(args, " "), said)
		}
	}
	return out.String(), err
}

func TestKeysRotateFailsWhileSomethingIsLeft(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		s := operator(db.Config)
		for _, slug := range []string{"garden", "orchard"} {
			if _, err := add(t, s, gardenFlags("--slug", slug)...); err != nil {
				t.Fatal(err)
			}
		}
		s.SecretKey = nextKey
		said, err := operate(t, s, "keys", "rotate")
		if err == nil || !strings.Contains(err.Error(), "left under other keys") {
			t.Errorf("without the old key: %v", err)
		}
		if !strings.Contains(said, "garden: person key: sealed anew: 0, LEFT 1 under key ") || !strings.Contains(said, "orchard: client secret: sealed anew: 0, LEFT 1") {
			t.Errorf("it said:\n%s", said)
		}
		s.SecretKeyFallbacks = []string{operatorKey}
		said, err = operate(t, s, "keys", "rotate")
		if err != nil || !strings.Contains(said, "garden: person key: sealed anew: 1\n") || !strings.Contains(said, "everything rests under key ") {
			t.Errorf("with the old key: %v\n%s", err, said)
		}
		s.SecretKeyFallbacks = nil
		if said, err = operate(t, s, "keys", "rotate"); err != nil || strings.Contains(said, "sealed anew: 1") {
			t.Errorf("once more, without the old key: %v\n%s", err, said)
		}
	})
}
