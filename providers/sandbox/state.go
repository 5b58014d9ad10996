package sandbox

import (
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-jose/go-jose/v4"
)

// snapshot is what outlives a restart of one institution. Origin, redirect URIs and settings come from the caller
// each time; members (with their postings), the client's credentials, keys, sessions and grants come from here.
type snapshot struct {
	ClientID, ClientSecret string
	InstitutionID          string
	Members                []Member
	Keys                   jose.JSONWebKeySet
	Sessions               map[string]*session
	Consents               map[string]*consent
	Grants                 map[string]*grant
	Access                 map[string]*accessToken
	Refresh                map[string]*refreshToken
}

// load continues from the state file, if there is one. An unreadable file is an error: starting fresh beside an
// application that still holds grants of the old bank would look like a bug of the application.
func (b *Bank) load() error {
	if b.cfg.StateFile == "" {
		return nil
	}
	raw, err := os.ReadFile(b.cfg.StateFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sandbox: state: %w", err)
	}
	var saved map[string]*snapshot
	if err := json.Unmarshal(raw, &saved); err != nil {
		return fmt.Errorf("sandbox: state: %w", err)
	}
	for slug, s := range saved {
		if in := b.fis[slug]; in != nil {
			if err := in.restore(s); err != nil {
				return err
			}
		}
	}
	return nil
}

func (in *institution) restore(s *snapshot) error {
	in.keys = nil
	for _, jwk := range s.Keys.Keys {
		private, ok := jwk.Key.(*ecdsa.PrivateKey)
		if !ok {
			return errors.New("sandbox: state: a key is not an EC private key")
		}
		in.keys = append(in.keys, signingKey{ID: jwk.KeyID, Private: private})
	}
	if len(in.keys) == 0 {
		return errors.New("sandbox: state: no key")
	}
	in.fi.ClientID, in.fi.ClientSecret = s.ClientID, s.ClientSecret
	in.fi.InstitutionID, in.fi.Members = s.InstitutionID, s.Members
	fill(in.sessions, s.Sessions)
	fill(in.consents, s.Consents)
	fill(in.grants, s.Grants)
	fill(in.access, s.Access)
	fill(in.refresh, s.Refresh)
	return nil
}

func fill[V any](dst, src map[string]V) {
	for k, v := range src {
		dst[k] = v
	}
}

// save writes the state file if there is one. The caller holds the lock. A failure is logged, not returned: the
// member's action has happened in the bank that is running.
func (b *Bank) save() {
	if b.cfg.StateFile == "" {
		return
	}
	if err := b.write(); err != nil {
		b.cfg.Logger.Error("sandbox state not written", "error", err)
	}
}

// write replaces the file in one rename, so that a crash leaves the old state or the new one.
func (b *Bank) write() error {
	all := map[string]*snapshot{}
	for slug, in := range b.fis {
		s := &snapshot{
			ClientID: in.fi.ClientID, ClientSecret: in.fi.ClientSecret, InstitutionID: in.fi.InstitutionID,
			Members: in.fi.Members, Sessions: in.sessions, Consents: in.consents, Grants: in.grants,
			Access: in.access, Refresh: in.refresh,
		}
		for _, k := range in.keys {
			s.Keys.Keys = append(s.Keys.Keys, k.jwk(true))
		}
		all[slug] = s
	}
	raw, err := json.Marshal(all)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(b.cfg.StateFile), ".sandbox-*") // mode 0600: it holds tokens
	if err != nil {
		return err
	}
	_, werr := f.Write(raw)
	if err := errors.Join(werr, f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), b.cfg.StateFile)
}
