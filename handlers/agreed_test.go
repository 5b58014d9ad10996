package handlers

import (
	"net/http"
	"testing"
	"time"

	"raf/handlers/session"
	"raf/handlers/web"
	"raf/providers/sandbox"
)

func TestAConsentKeepsTheHashOfWhatWasOnTheScreen(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.friend(t, "blake")
	if n := h.count(t, sandbox.Garden, "consents", "length(text_sha256) = 64"); n != 2 {
		t.Errorf("%d consents with the hash of their text, want 2", n)
	}
	if n := h.count(t, sandbox.Garden, "consents", "text_sha256 IN (SELECT terms_sha256 FROM campaign_versions)"); n != 0 {
		t.Errorf("%d consents hold the hash of the stored terms instead of the sentences that were read", n)
	}
}

func TestAnExpiredTokenReadsTheTermsAsAStranger(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.friend(t, "blake")
	b.get(web.PathTerms).wantState(http.StatusOK, "acceptor_pending")
	h.clock.Advance(session.AccessLifetime + time.Minute)
	b.get(web.PathTerms).wantState(http.StatusOK, "anonymous")
}
