package handlers

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"raf/components/page"
	"raf/components/tile"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/models/secret"
)

// inviter is the tile of a member who can invite, or who could if there were an offer. Of the friends it holds counts
// and nothing else: no name, no progress, no amount of theirs.
func (p presenter) inviter(t program.Tile) tile.State {
	v, ok := offered(t)
	if !ok {
		return p.noOffer(t)
	}
	give, get := p.amounts(v.Terms)
	out := tile.Inviter{
		Notice: p.ownClosed(t),
		Title:  p.Say.Offer.GiveGet(give, get),
		Counts: p.counts(t, v.Terms.Currency),
		Cap:    p.yearCap(t, v.Terms),
		Foot:   tile.Foot{Right: p.toPage(p.Say.Inviter.Invitations)},
	}
	if v.Terms.InviterMinor == 0 {
		out.Title = p.Say.Offer.Give(give)
	}
	out.Foot.Left = p.haveCode(t, t.CanEnterCode)
	if t.Member.Code != nil {
		out.Share, out.Invite = p.shareLink(t.Member.Code.Code), p.toInvite()
	}
	switch full, allPaid := capReached(t, v.Terms); {
	case full && allPaid:
		out.Title, out.Lead = p.Say.Offer.Give(give), p.Say.Inviter.CapLead(p.year())
	case full:
		out.Title, out.Lead = p.Say.Offer.Give(give), p.Say.Inviter.CapPromised(p.year())
	case out.Notice == nil && out.Share != nil && v.Terms.InviterMinor > 0:
		out.Lead = p.Say.Inviter.Lead
	}
	return out
}

// noOffer keeps what was earned in sight while nothing new is offered.
func (p presenter) noOffer(t program.Tile) tile.NoOffer {
	out := tile.NoOffer{Notice: p.ownClosed(t), Title: p.Say.Offer.NoneTitle, Lead: p.Say.Offer.NoneLead,
		Foot: tile.Foot{Left: p.toPage(p.Say.Inviter.Invitations)}}
	if t.Totals.Joined > 0 || t.Totals.EarnedMinor > 0 {
		out.Counts = p.counts(t, p.Tenant.Currency)
	}
	out.Foot.Right = p.haveCode(t, false)
	return out
}

// haveCode leads to the form for a code, nowhere if there is none that could be entered.
func (p presenter) haveCode(t program.Tile, invited bool) ui.Link {
	if !invited && !t.CanTakeUp {
		return ui.Link{}
	}
	return p.To(web.PathCode, p.Say.Common.HaveCode)
}

func (p presenter) year() int { return p.Now.In(p.Zone).Year() }

// counts are the inviter's numbers. Where the offer shows nothing of friends, and none shows from an offer of before, what
// is left is the member's own money.
func (p presenter) counts(t program.Tile, currency string) []ui.Count {
	earned := ui.Count{Value: p.Money(t.Totals.EarnedMinor, currency), Label: p.Say.Inviter.EarnedIn(p.year())}
	if v, ok := offered(t); t.Totals.Joined == 0 && (!ok || v.Terms.Visibility == models.VisibilityNone) {
		return []ui.Count{earned}
	}
	return []ui.Count{
		{Value: strconv.FormatInt(t.Totals.Joined, 10), Label: p.Say.Inviter.Joined},
		{Value: strconv.FormatInt(t.Totals.Rewarded, 10), Label: p.Say.Inviter.Rewarded},
		earned,
	}
}

// friends tells, on the whole page alone, how far those friends are who agreed to it. The tile names nobody: it stands on a
// dashboard that others look at, too.
func (p presenter) friends(t program.Tile) []page.Aside {
	out := page.Aside{Title: p.Say.Inviter.Friends}
	for _, f := range t.Friends {
		name := f.GivenName
		if f.FamilyInitial != "" {
			name += " " + f.FamilyInitial + "."
		}
		say := p.Say.Inviter.UnderWay
		switch f.State {
		case models.StateEligible, models.StateApproved:
			say = p.Say.Inviter.AllMet
		case models.StatePaid:
			say = p.Say.Inviter.WasRewarded
		}
		out.Text = append(out.Text, say(name))
	}
	if len(out.Text) == 0 {
		return nil
	}
	out.Text = append(out.Text, p.Say.Inviter.FriendsNote)
	return []page.Aside{out}
}

// paidThisYear is how many rewards of the year the earned amount stands for.
func paidThisYear(t program.Tile, terms models.Terms) int64 {
	if terms.InviterMinor <= 0 {
		return 0
	}
	return min(t.Totals.PaidOfYear, int64(terms.InviterYearCount))
}

// capReached says whether the next friend brings the inviter nothing, and whether all that was promised is paid, too.
func capReached(t program.Tile, terms models.Terms) (full, allPaid bool) {
	limit := int64(terms.InviterYearCount)
	if limit <= 0 || terms.InviterMinor <= 0 {
		return false, false
	}
	return t.Totals.CountsOfYear >= limit, paidThisYear(t, terms) >= limit
}

// yearCap shows paid rewards against the yearly limit. A reward under way is still possible and not yet earned, so it
// stands on neither side alone.
func (p presenter) yearCap(t program.Tile, terms models.Terms) *tile.Cap {
	limit := int64(terms.InviterYearCount)
	if limit <= 0 || terms.InviterMinor <= 0 {
		return nil
	}
	paid := paidThisYear(t, terms)
	text := p.Say.Inviter.MoreRewards(int(limit - paid))
	if full, _ := capReached(t, terms); full {
		text = p.Say.Inviter.StartsAgain(p.DayText(time.Date(p.year()+1, time.January, 1, 12, 0, 0, 0, p.Zone)))
	}
	value := p.Say.Common.Of(p.Money(t.Totals.EarnedMinor, terms.Currency), p.Money(limit*terms.InviterMinor, terms.Currency))
	return &tile.Cap{Text: text, Value: value,
		Bar: ui.Bar{Label: p.Say.Inviter.Earned, Text: value, Value: paid, Max: limit, Count: true}}
}

// ownClosed tells once more, in one line, that the member's own referral ended without its reward.
func (p presenter) ownClosed(t program.Tile) *ui.Notice {
	if t.Referral == nil || why(t.Referral) == closedNot {
		return nil
	}
	text := p.Say.Inviter.OwnClosed(p.reward(t.Referral))
	if why(t.Referral) == closedTaken {
		text = p.Say.Inviter.OwnTaken(p.reward(t.Referral))
	}
	return &ui.Notice{Tone: ui.Blue, Text: ui.Plain(text), Link: p.toPage(p.Say.Inviter.SeeWhy)}
}

// closing is how a referral ended badly.
type closing int

const (
	closedNot closing = iota
	closedExpired
	closedRejected
	closedCancelled
	closedTaken
)

func why(r *models.Referral) closing {
	switch r.State {
	case models.StateExpired:
		return closedExpired
	case models.StateRejected:
		return closedRejected
	case models.StateCancelled:
		return closedCancelled
	case models.StateClawedBack:
		return closedTaken
	default:
		return closedNot
	}
}

// shareLink shows a link without its scheme, which nobody reads, and copies it whole.
func (p presenter) shareLink(code string) *tile.ShareLink {
	link := p.At.Landing(code)
	shown := link
	if _, rest, found := strings.Cut(link, "://"); found {
		shown = rest
	}
	return &tile.ShareLink{Label: p.Say.Inviter.YourLink, Shown: shown,
		Copy: ui.Copy{Text: p.Say.Inviter.Copy, Done: p.Say.Inviter.Copied, Failed: p.Say.Inviter.CopyFailed, Value: link, From: "share-link", Look: ui.Line}}
}

// share is everything needed to invite one friend; without an offer or a code there is nothing to share.
func (p presenter) share(t program.Tile) tile.State {
	v, ok := offered(t)
	if !ok || t.Member.Code == nil {
		return p.state(t, showing{})
	}
	code := t.Member.Code.Code
	link := p.At.Landing(code)
	give, get := p.amounts(v.Terms)
	text, own := v.Terms.Share(p.Say.Lang, p.Tenant.Name, give, get)
	if !own {
		text = p.Say.Share.Message(p.Tenant.Name, give, get)
	}
	return tile.Share{
		Back:      p.To(web.PathTile, p.Say.Common.Back),
		Title:     p.Say.Share.Title,
		QR:        ui.QR{Modules: web.Modules(link), Label: p.Say.Share.QRLabel(link)},
		CodeLabel: p.Say.Share.YourCode,
		Code:      secret.DisplayCode(code),
		CodeNote:  p.Say.Share.Scan,
		Copy:      ui.Copy{Text: p.Say.Share.CopyLink, Done: p.Say.Share.Copied, Failed: p.Say.Share.CopyFailed, Value: link, From: "share-address", Look: ui.Line},
		Link:      link,
		Mail:      ui.Link{Text: p.Say.Share.Email, Href: "mailto:?subject=" + escape(p.Say.Share.Subject(p.Tenant.Name)) + "&body=" + escape(text+" "+link)},
		Message:   ui.Link{Text: p.Say.Share.TextMessage, Href: "sms:?&body=" + escape(text+" "+link)},
		Text:      text,
		Note:      p.Say.Share.Keep,
	}
}

// escape writes a text for a mailto: or sms: address, in which a plus sign is a plus sign and not a space.
func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }
