package handlers

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"raf/components/tile"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/models/secret"
)

// maxTyped bounds what is read as a code; a code has nine characters with its hyphen.
const maxTyped = 64

// codeEntry is the code form as it came or will be shown.
type codeEntry struct {
	typed       string
	terms       string // hash of the terms that were on the screen
	accepted    bool
	shareStatus bool

	stale     bool // the form was made for another session
	empty     bool
	tooLong   bool
	notTicked bool
	refused   program.Reason
	retryAt   time.Time
	// offer is the institution's own offer whose code was typed and whose terms are on the screen, or are to be.
	offer *models.Campaign
}

// readCodeEntry reads the form from the body alone, never from the URL, and finds what can be told without a database.
func readCodeEntry(c *gin.Context) codeEntry {
	e := codeEntry{
		typed:       c.PostForm(tile.FieldCode),
		terms:       c.PostForm(tile.FieldTermsID),
		accepted:    c.PostForm(tile.FieldTerms) != "",
		shareStatus: c.PostForm(tile.FieldConsent) != "",
	}
	e.empty = strings.TrimSpace(e.typed) == ""
	if utf8.RuneCountInString(e.typed) > maxTyped {
		e.tooLong = true
		e.typed = string([]rune(e.typed)[:maxTyped])
	}
	e.notTicked = !e.accepted && e.terms != "" // a form without terms has no box
	return e
}

func (e codeEntry) complete() bool { return !e.stale && !e.empty && !e.tooLong && !e.notTicked }

// codeShow is the form on which a friend's code is typed.
func (s *Server) codeShow(c *gin.Context) { s.writeCodeEntry(c, http.StatusOK, codeEntry{}) }

// codeSubmit enters a friend's code.
func (s *Server) codeSubmit(c *gin.Context) {
	ctx := c.Request.Context()
	v, who := web.VisitOf(ctx), signedInOf(c)
	entry := readCodeEntry(c)
	entry.stale = who.staleForm
	var err error
	if entry.offer, err = onScreen(c, entry); err != nil {
		s.Refuse(c, err)
		return
	}
	if !entry.complete() {
		s.writeCodeEntry(c, http.StatusUnprocessableEntity, entry)
		return
	}
	p := s.presenter(c.Request, who.session)
	shown, err := v.Program.LastKnown(ctx, who.session)
	if err != nil {
		s.Refuse(c, err)
		return
	}
	termsText, consentText := p.agreed(shown, entry)
	out, err := v.Program.Accept(ctx, program.Acceptance{Member: *who.session.Member, Typed: entry.typed, TermsSHA256: entry.terms, TermsText: termsText, ConsentText: consentText,
		Locale: p.Say.Lang, ShareStatus: entry.shareStatus, AddressHash: s.addressHash(v), RequestID: v.RequestID, Source: "member"})
	if err != nil {
		s.Refuse(c, err)
		return
	}
	entry.refused, entry.retryAt = out.Refused, out.RetryAt
	switch out.Refused {
	case "":
		t, err := v.Program.LastKnown(ctx, who.session)
		if err != nil {
			s.Refuse(c, err)
			return
		}
		s.answerTile(c, t, showing{autoCheck: true})
	case program.RefusedTooManyTries:
		c.Header("Retry-After", strconv.Itoa(int(math.Ceil(out.RetryAt.Sub(s.Now()).Seconds()))))
		s.writeCodeEntry(c, http.StatusTooManyRequests, entry)
	case program.RefusedTermsMoved:
		entry.accepted, entry.offer = false, out.Offer
		if out.Offer != nil { // not moved: these terms have not been on the screen before
			entry.refused = ""
			s.writeCodeEntry(c, http.StatusOK, entry)
			return
		}
		s.writeCodeEntry(c, http.StatusConflict, entry)
	default:
		s.writeCodeEntry(c, http.StatusUnprocessableEntity, entry)
	}
}

// writeCodeEntry shows the form, with what was typed and what is wrong with it.
func (s *Server) writeCodeEntry(c *gin.Context, status int, entry codeEntry) {
	who := signedInOf(c)
	t, err := web.VisitOf(c.Request.Context()).Program.LastKnown(c.Request.Context(), who.session)
	if err != nil {
		s.Refuse(c, err)
		return
	}
	p := s.presenter(c.Request, who.session)
	if nothingToEnter(t, entry) {
		// Nothing to enter any more: accepted by an earlier press or in another tab, or the offer ended. The tile says
		// which, and says it whatever code was typed.
		s.answerTile(c, t, showing{autoCheck: true})
		return
	}
	s.writeState(c, models.PlaceCard, status, p, p.codeEntry(t, entry), t)
}

// nothingToEnter reports that the tile says more than the form could: no code can be entered, or the one that was has just
// been accepted by another press.
func nothingToEnter(t program.Tile, entry codeEntry) bool {
	open := t.CanEnterCode || t.CanTakeUp
	switch entry.refused {
	case program.RefusedTooManyTries:
		return false
	case program.RefusedTaken:
		return joined(t)
	case "":
		return !open
	}
	return !open && joined(t)
}

// onScreen is the offer of the institution whose terms the form was made with, nil if it was made with others.
func onScreen(c *gin.Context, entry codeEntry) (*models.Campaign, error) {
	if entry.terms == "" || entry.tooLong {
		return nil, nil
	}
	ctx := c.Request.Context()
	t, _, err := web.VisitOf(ctx).Program.Landing(ctx, entry.typed)
	if err != nil || !t.Own || t.Offer == nil || t.Offer.CurrentVersion.SHA256 != entry.terms {
		return nil, err
	}
	return t.Offer, nil
}

// joined reports a member who is in the programme as a friend already.
func joined(t program.Tile) bool {
	return t.Referral != nil && !t.Referral.State.ReleasesPromise()
}

// addressHash is what is kept of an address to count guesses by.
func (s *Server) addressHash(v *web.Visit) string {
	return secret.MAC(s.keys.Current(secret.PurposeAddress), string(v.Tenant().ID()), v.Client.String())
}
