package command

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"time"

	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

const (
	signerOld   = 365 * 24 * time.Hour // a key that is older wants to be changed
	keySetBound = 3 * time.Second      // of asking ourselves
	keySetMax   = 64 << 10
)

// errUnreachable says that nobody answers where our keys are to be read, which may be a matter of the network from here.
var errUnreachable = errors.New("nobody answers")

// examineSigner looks at the key by which an institution's bank knows us, and asks for it where the bank does.
func examineSigner(ctx context.Context, f *findings, p *program.Program, stands program.Health, base *url.URL, now time.Time) {
	t := p.Tenant()
	if t.AuthStyle != models.AuthStyleKey {
		return
	}
	what, at := t.Slug+": signing key", web.LinksOf(base.String(), t.TenantProfile).Abs(web.PathKeys)
	if stands.Signer.ID == "" {
		f.fail(what, "there is none: run raf keys rotate --signing --tenant %s", t.Slug)
		return
	}
	age := now.Sub(stands.Signer.MadeAt.Time)
	switch err := answersWith(ctx, p, at); {
	case errors.Is(err, errUnreachable):
		f.warn(what, "%s of %s; from here nobody answers at %s", stands.Signer.ID, stands.Signer.MadeAt.Format(time.DateOnly), at)
	case err != nil:
		f.fail(what, "%s: %v", at, err)
	case age > signerOld:
		f.warn(what, "%s is %d days old: run raf keys rotate --signing --tenant %s", stands.Signer.ID, int(age.Hours()/24), t.Slug)
	default:
		f.ok(what, "%s of %s; %s answers with it (keys published: %d)", stands.Signer.ID, stands.Signer.MadeAt.Format(time.DateOnly), at, stands.Keys)
	}
}

// answersWith reads the key set at an address and compares it with what is to stand there.
func answersWith(ctx context.Context, p *program.Program, at string) error {
	want, err := p.KeySet(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, keySetBound)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return err
	}
	transport := &http.Transport{} // no proxy: only main reads the environment
	defer transport.CloseIdleConnections()
	res, err := transport.RoundTrip(req)
	if err != nil {
		return errUnreachable
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, keySetMax))
	var got program.KeySet
	if err != nil || res.StatusCode != http.StatusOK || json.Unmarshal(raw, &got) != nil {
		return errors.New("answers no key set")
	}
	if !reflect.DeepEqual(got, want) {
		return errors.New("answers with other keys than ours")
	}
	return nil
}
