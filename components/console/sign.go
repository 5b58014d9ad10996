package console

// Glyph is a drawn sign on a grid of 16 px. Shape says the state; the hue only repeats it.
type Glyph string

// The glyphs of states.
const (
	GlyphDashed  Glyph = "dashed"
	GlyphRing    Glyph = "ring"
	GlyphHalf    Glyph = "half"
	GlyphClock   Glyph = "clock"
	GlyphTicked  Glyph = "ticked" // ring with a tick
	GlyphArrow   Glyph = "arrow"  // solid, with an arrow cut out
	GlyphThree   Glyph = "three"  // three quarters of a ring
	GlyphMet     Glyph = "met"    // solid, with a tick cut out
	GlyphStruck  Glyph = "struck"
	GlyphCross   Glyph = "cross"   // solid, with a cross cut out
	GlyphCrossed Glyph = "crossed" // ring with a cross
	GlyphReturn  Glyph = "return"
	GlyphBars    Glyph = "bars" // two bars in a ring
	GlyphDot     Glyph = "dot"  // solid, with a dot cut out
	GlyphSquare  Glyph = "square"
	GlyphUnknown Glyph = "unknown" // dashed, with a dot
)

// The glyphs of actions and places. They take the colour of their text.
const (
	GlyphNone     Glyph = ""
	GlyphTick     Glyph = "tick"
	GlyphNo       Glyph = "no"
	GlyphAlert    Glyph = "alert"
	GlyphInfo     Glyph = "info"
	GlyphAgain    Glyph = "again"
	GlyphDown     Glyph = "down"
	GlyphNext     Glyph = "next"
	GlyphUp       Glyph = "up"
	GlyphBank     Glyph = "bank"
	GlyphCopy     Glyph = "copy"
	GlyphSearch   Glyph = "search"
	GlyphExport   Glyph = "export"
	GlyphOut      Glyph = "out"
	GlyphKey      Glyph = "key"
	GlyphPaper    Glyph = "paper"
	GlyphCoins    Glyph = "coins"
	GlyphGrid     Glyph = "grid"
	GlyphFlag     Glyph = "flag"
	GlyphInbox    Glyph = "inbox"
	GlyphList     Glyph = "list"
	GlyphPerson   Glyph = "person"
	GlyphSettings Glyph = "settings"
	GlyphPlus     Glyph = "plus"
	GlyphMore     Glyph = "more"
)

// Hue is one of the seven colours of look.md, section 2.
type Hue string

// The hues.
const (
	Text   Hue = ""
	Blue   Hue = "blue"
	Green  Hue = "green"
	Violet Hue = "violet"
	Amber  Hue = "amber"
	Red    Hue = "red"
	Gray   Hue = "gray"
)

// Sign is a state as it is drawn.
type Sign struct {
	Glyph Glyph
	Hue   Hue
	Over  bool // nothing more happens: its word steps back
}

// ReferralSign is the sign of a referral's state, by the state's name in the database.
func ReferralSign(state string) Sign { return signOf(referralSigns(), state) }

// RewardSign is the sign of a leg's state.
func RewardSign(state string) Sign { return signOf(rewardSigns(), state) }

// CampaignSign is the sign of a campaign's state.
func CampaignSign(state string) Sign { return signOf(campaignSigns(), state) }

// RuleSign is the sign of a rule's verdict.
func RuleSign(verdict string) Sign { return signOf(ruleSigns(), verdict) }

// HoldSign is the sign of an open hold where it stands alone.
func HoldSign() Sign { return Sign{GlyphBars, Amber, false} }

// signOf draws what it does not know as unknown rather than as nothing.
func signOf(signs map[string]Sign, name string) Sign {
	if s, ok := signs[name]; ok {
		return s
	}
	return Sign{GlyphUnknown, Amber, false}
}

func referralSigns() map[string]Sign {
	return map[string]Sign{
		"invited":     {GlyphDashed, Gray, false},
		"accepted":    {GlyphRing, Gray, false},
		"pending":     {GlyphHalf, Blue, false},
		"closing":     {GlyphClock, Amber, false},
		"eligible":    {GlyphTicked, Green, false},
		"approved":    {GlyphArrow, Violet, false},
		"paying":      {GlyphThree, Violet, false},
		"paid":        {GlyphMet, Green, false},
		"expired":     {GlyphStruck, Gray, true},
		"rejected":    {GlyphCross, Red, false},
		"cancelled":   {GlyphCrossed, Gray, true},
		"clawed_back": {GlyphReturn, Amber, false},
	}
}

func rewardSigns() map[string]Sign {
	return map[string]Sign{
		"planned":   {GlyphDashed, Gray, false},
		"reserved":  {GlyphRing, Gray, false},
		"payable":   {GlyphArrow, Violet, false},
		"batched":   {GlyphThree, Violet, false},
		"submitted": {GlyphThree, Violet, false},
		"settled":   {GlyphMet, Green, false},
		"void":      {GlyphStruck, Gray, true},
		"failed":    {GlyphCross, Red, false},
		"unknown":   {GlyphUnknown, Amber, false},
		"returned":  {GlyphReturn, Amber, false},
		"reversed":  {GlyphReturn, Amber, false},
	}
}

func campaignSigns() map[string]Sign {
	return map[string]Sign{
		"draft":     {GlyphDashed, Gray, false},
		"in_review": {GlyphHalf, Violet, false},
		"scheduled": {GlyphClock, Blue, false},
		"live":      {GlyphDot, Green, false},
		"paused":    {GlyphBars, Amber, false},
		"ended":     {GlyphSquare, Gray, true},
		"settled":   {GlyphTicked, Gray, true},
		"archived":  {GlyphStruck, Gray, true},
	}
}

func ruleSigns() map[string]Sign {
	return map[string]Sign{
		"met":        {GlyphMet, Green, false},
		"not_yet":    {GlyphHalf, Blue, false},
		"impossible": {GlyphCross, Red, false},
		"unknown":    {GlyphUnknown, Gray, false},
	}
}

// hue is the class that colours a glyph.
func (s Sign) hue() string {
	if s.Hue == Text {
		return "g-text"
	}
	return "g-" + string(s.Hue)
}

// solid says that the glyph is a disc with its sign cut out.
func (g Glyph) solid() bool {
	return g == GlyphArrow || g == GlyphMet || g == GlyphCross || g == GlyphDot
}

// PersonSign is the sign of a person of staff, by their status.
func PersonSign(status string) Sign {
	return signOf(map[string]Sign{"active": {GlyphDot, Green, false}, "invited": {GlyphClock, Blue, false}, "disabled": {GlyphStruck, Gray, true}}, status)
}
