package program

import (
	"context"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"raf/models"
)

// ActionThreshold is asking that one person may release more alone.
const ActionThreshold = "raise_threshold"

var colorForm = regexp.MustCompile(`^(#[0-9A-Fa-f]{6})?$`)

// The bounds of settings, in runes.
const (
	maxHouseName = 100
	maxContact   = 60
	maxSupport   = 120
	maxURL       = 200
	maxAddress   = 300
)

// ValidHouseName reports whether an institution can be called so.
func ValidHouseName(name string) bool {
	return strings.TrimSpace(name) != "" && utf8.RuneCountInString(name) <= maxHouseName && cleanName(name, maxHouseName) == norm.NFC.String(strings.TrimSpace(name))
}

// ValidZone reports whether a name is a time zone that we know; Local would be the machine's.
func ValidZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "" && name != "Local"
}

// ValidColor reports whether a text is a brand colour; empty is none.
func ValidColor(text string) bool { return colorForm.MatchString(text) }

// ValidEmail reports whether members can be told to write to an address; empty is none.
func ValidEmail(text string) bool {
	if text == "" {
		return true
	}
	at, err := mail.ParseAddress(text)
	_, domain, _ := strings.Cut(text, "@")
	return err == nil && at.Address == text && len(text) <= maxSupport && strings.Contains(domain, ".") && !strings.ContainsAny(text, "?&% ") && printable(text)
}

// ValidHelpURL reports whether members can be sent to a page of help: plain https, no name and password in it; empty is none.
func ValidHelpURL(text string) bool {
	u, err := url.Parse(text)
	return text == "" || err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil && len(text) <= maxURL && printable(text)
}

func printable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' })
}

// WrongSettings names the fields that can't be taken, as Settings has them.
func WrongSettings(s models.Settings) (fields []string) {
	for _, f := range []struct {
		name  string
		right bool
	}{
		{"name", ValidHouseName(s.Name)},
		{"support_phone", utf8.RuneCountInString(s.SupportPhone) <= maxContact && cleanName(s.SupportPhone, maxContact) == norm.NFC.String(s.SupportPhone)},
		{"support_email", ValidEmail(s.SupportEmail)},
		{"support_url", ValidHelpURL(s.SupportURL)},
		{"timezone", ValidZone(s.Timezone)},
		{"brand_color", ValidColor(s.BrandColor)},
		{"postal_address", utf8.RuneCountInString(s.PostalAddress) <= maxAddress && !strings.ContainsRune(s.PostalAddress, 0) && !holdsCardNumber(s.PostalAddress)},
		{"inviter_visibility", slices.Contains([]string{models.VisibilityNone, models.VisibilityCounts, models.VisibilityStage}, s.InviterVisibility)},
		{"threshold", s.ThresholdMinor >= 0 && s.ThresholdMinor <= models.MaxThreshold},
	} {
		if !f.right {
			fields = append(fields, f.name)
		}
	}
	return fields
}

// ThresholdChange is exactly what a second person agrees to.
type ThresholdChange struct {
	FromMinor int64  `json:"from_minor"`
	ToMinor   int64  `json:"to_minor"`
	Currency  string `json:"currency"`
}

func thresholdAsked(_ source, a models.ApprovalRequest) (any, error) {
	var asked ThresholdChange
	return asked, a.Read(&asked)
}

// SettingsData is the settings with what is around them.
type SettingsData struct {
	models.SettingsRow
	ChangedByName string
	Raise         *models.ApprovalRequest // a threshold that waits for a second person
	Asked         ThresholdChange
	Rules         *models.ApprovalRequest // who gets paid, where a change of that waits
	RulesAsked    RulesChange
}

// Settings reads the settings past every cache.
func (p *Program) Settings(ctx context.Context, by Staff) (SettingsData, error) {
	var out SettingsData
	if err := by.allow(ActSeeHouse); err != nil {
		return out, err
	}
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		out = SettingsData{}
		if out.SettingsRow, err = v.Settings(); err != nil {
			return err
		}
		names, err := v.StaffNames()
		if err != nil {
			return err
		}
		out.ChangedByName = names[out.ChangedBy]
		open, err := v.WaitingFor(models.ApprovalFilter{Actions: []string{ActionThreshold, ActionRules}})
		if err != nil {
			return err
		}
		for i, a := range open {
			if a.Action == ActionRules {
				out.Rules, err = &open[i], a.Read(&out.RulesAsked)
			} else {
				out.Raise, err = &open[i], a.Read(&out.Asked)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// ChangeSettings replaces the settings if they are still of the version that was seen. A lower threshold holds at once; a
// higher one is asked for, and so is a change of who gets paid (RulesChange); everything else holds meanwhile. An Invalid
// error names the first wrong field.
func (p *Program) ChangeSettings(ctx context.Context, next models.Settings, version int64, by Staff) (asked []models.ApprovalRequest, err error) {
	if err := by.allow(ActSettings); err != nil {
		return nil, err
	}
	next.Name, next.PostalAddress = strings.TrimSpace(next.Name), cleanText(next.PostalAddress)
	if wrong := WrongSettings(next); len(wrong) > 0 {
		return nil, models.Errorf(models.Invalid, "%s", wrong[0])
	}
	err = p.rows.InTx(ctx, func(tx *models.Tx) error {
		asked = nil
		if err := still(tx, by); err != nil {
			return err
		}
		now, err := tx.Settings()
		if err != nil {
			return err
		}
		actor, wanted := by.actor(models.ActorStaff), next.ThresholdMinor
		kept, rules := next, rulesChange(now.Settings, next)
		kept.Logo, kept.ThresholdMinor, kept.Timezone = now.Logo, min(wanted, now.ThresholdMinor), now.Timezone
		kept.SamePerson = now.SamePerson || next.SamePerson
		if err := tx.ChangeSettings(kept, version, actor); err != nil {
			return err
		}
		asks := map[string]any{}
		if wanted > now.ThresholdMinor {
			asks[ActionThreshold] = ThresholdChange{FromMinor: now.ThresholdMinor, ToMinor: wanted, Currency: p.Tenant().Currency}
		}
		if !rules.None() {
			asks[ActionRules] = rules
		}
		for _, action := range []string{ActionThreshold, ActionRules} {
			if err := tx.LapseApproval(action, string(p.Tenant().ID()), actor); err != nil {
				return err
			}
			if change, any := asks[action]; any {
				a, err := p.askHouse(tx, action, change, by)
				if err != nil {
					return err
				}
				asked = append(asked, a)
			}
		}
		return nil
	})
	if err == nil {
		p.house.Store.Forget(p.Tenant())
	}
	return asked, err
}

// raiseThreshold lets one person release as much as was asked for, unless the threshold has changed since.
func (p *Program) raiseThreshold(tx *models.Tx, a models.ApprovalRequest, by Staff) error {
	now, err := tx.Settings()
	if err != nil {
		return err
	}
	var asked ThresholdChange
	if err := a.Read(&asked); err != nil {
		return err
	}
	if err := a.Binds(ThresholdChange{FromMinor: now.ThresholdMinor, ToMinor: asked.ToMinor, Currency: p.Tenant().Currency}); err != nil {
		return err
	}
	next := now.Settings
	next.ThresholdMinor = asked.ToMinor
	if wrong := WrongSettings(next); len(wrong) > 0 {
		return models.Errorf(models.Conflict, "%s can't be so any more", wrong[0])
	}
	return tx.ChangeSettings(next, now.Version, by.actor(models.ActorSecond))
}
