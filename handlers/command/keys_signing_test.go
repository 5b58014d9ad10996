package command

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"raf/models/modelstest"
)

func TestAnInstitutionThatSignsNeedsNoSecretAndItsKeyIsChanged(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		s := operator(db.Config)
		said, err := add(t, s, gardenFlags("--auth-style", "key", "--client-secret-file", "")...)
		if err != nil || !strings.Contains(said, "Key set to register at the bank:\n  https://raf.example/t/garden/.well-known/jwks.json\n") {
			t.Fatalf("%v\n%s", err, said)
		}
		if n := len(rowsOf(t, db, "garden", "SELECT kind FROM tenant_secrets WHERE kind = 'client_secret'")); n != 0 {
			t.Errorf("%d client secrets", n)
		}
		if _, err := operate(t, s, "tenant", "set", "--slug", "garden", "--auth-style", "post"); err == nil || !strings.Contains(err.Error(), "--client-secret-file") {
			t.Errorf("to a secret that is not there: %v", err)
		}
		if _, err := add(t, s, gardenFlags("--slug", "orchard")...); err != nil {
			t.Fatal(err)
		}
		for _, row := range []struct {
			args  []string
			want  string
			fails string
		}{
			{[]string{"keys", "show", "--tenant", "garden"}, "signs\n", ""},
			{[]string{"keys", "show"}, "orchard: no signing key\n", ""},
			{[]string{"keys", "show", "--tenant", "orchard", "--jwks"}, "{\"keys\":[]}\n", ""},
			{[]string{"keys", "show", "--pem", "--jwks"}, "", "usage"},
			{[]string{"keys", "show", "--tenant", "nowhere"}, "", "no institution"},
			{[]string{"keys", "rotate", "--signing"}, "", "usage"},
			{[]string{"keys", "rotate", "--tenant", "garden"}, "", "usage"},
			{[]string{"keys", "rotate", "--signing", "--tenant", "garden"}, "is published and signs from " + modelstest.Start().Add(time.Hour).Format(time.RFC3339), ""},
			{[]string{"keys", "rotate", "--signing", "--tenant", "garden"}, "", "not over yet"},
			{[]string{"keys", "show", "--tenant", "garden"}, "signs from ", ""},
			{[]string{"keys", "rotate", "--signing", "--tenant", "orchard"}, "gets a secret still", ""},
			{[]string{"tenant", "set", "--slug", "orchard", "--auth-style", "key"}, "/t/orchard/.well-known/jwks.json", ""},
			{[]string{"tenant", "show", "--slug", "garden"}, "sealed: signing keys", ""},
			{[]string{"keys", "rotate", "--leaked", "--tenant", "garden"}, "", "usage"},
			{[]string{"keys", "rotate", "--signs-in", "72h"}, "", "usage"},
			{[]string{"keys", "rotate", "--signing", "--leaked", "--signs-in", "72h", "--tenant", "garden"}, "", "not both"},
			{[]string{"keys", "rotate", "--signing", "--signs-in", "720h1s", "--tenant", "orchard"}, "", "signs-in: from 1h0m0s to 720h0m0s"},
			{[]string{"keys", "rotate", "--signing", "--signs-in", "59m", "--tenant", "orchard"}, "", "signs-in: from 1h0m0s to 720h0m0s"},
			{[]string{"keys", "rotate", "--signing", "--leaked", "--tenant", "orchard"}, "takes the place of all others and signs from " + modelstest.Start().Format(time.RFC3339), ""},
			{[]string{"keys", "rotate", "--signing", "--signs-in", "720h", "--tenant", "orchard"}, "is published and signs from " + modelstest.Start().Add(720*time.Hour).Format(time.RFC3339), ""},
			{[]string{"keys", "rotate", "--signing", "--leaked", "--tenant", "orchard"}, "takes the place of all others", ""},
		} {
			said, err := operate(t, s, row.args...)
			if (err != nil) != (row.fails != "") || err != nil && !strings.Contains(err.Error(), row.fails) || !strings.Contains(said, row.want) {
				t.Errorf("raf %s: %v\n%s", strings.Join(row.args, " "), err, said)
			}
		}
		if n := len(rowsOf(t, db, "orchard", "SELECT id FROM signing_keys WHERE nth > 0")); n != 1 {
			t.Errorf("the key that was there when the style was chosen has %d beside it", n-1)
		}
		said, err = operate(t, s, "keys", "show", "--pem", "--tenant", "garden")
		for rest, n := []byte(said), 0; n < 2; n++ {
			var block *pem.Block
			if block, rest = pem.Decode(rest); block == nil {
				t.Fatalf("%v: key %d is no PEM:\n%s", err, n, said)
			}
			if key, err := x509.ParsePKIXPublicKey(block.Bytes); err != nil || block.Type != "PUBLIC KEY" {
				t.Errorf("%s: %v", block.Type, err)
			} else if _, ok := key.(*ecdsa.PublicKey); !ok {
				t.Errorf("a %T", key)
			}
		}
		if strings.Contains(said, "PRIVATE") {
			t.Error("a private key was printed")
		}
	})
}
