package models_test

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
)

// walk is the list from its first page to its last, and whether each page leads back to the one before.
func walk(t *testing.T, ts models.TenantStore, f models.ReferralFilter) (all []models.Referral) {
	t.Helper()
	read(t, ts, func(v *models.View) error {
		all = nil
		page, err := v.ListReferrals(f, "")
		for err == nil {
			all = append(all, page.Rows...)
			if page.Older == "" {
				return nil
			}
			before := page
			if page, err = v.ListReferrals(f, before.Older); err != nil {
				return err
			}
			back, err := v.ListReferrals(f, page.Newer)
			if err != nil {
				return err
			}
			if diff := gocmp.Diff(ids(before.Rows), ids(back.Rows)); diff != "" {
				t.Errorf("the page before differs by the way back (-there +back):\n%s", diff)
			}
		}
		return err
	})
	return all
}

func ids(rows []models.Referral) []string {
	var all []string
	for _, r := range rows {
		all = append(all, r.ID)
	}
	return all
}

// crowd is a history of more referrals than two pages hold, with ties in everything.
func crowd(t *testing.T, db modelstest.DB) *history {
	t.Helper()
	h := newHistory(t, db, "America/Chicago", 11)
	for i := range 2*models.PageSize + 7 {
		if i%3 == 0 {
			db.Clock.Advance(time.Minute)
		}
		h.joined(t, map[string]any{"friend_name": fmt.Sprintf("friend %d", i%5), "amount_minor": int64(i % 4 * 100), "next_on": fmt.Sprintf("2026-12-%02d", 1+i%9)})
	}
	return h
}

func TestEveryOrderOfTheListIsTotalAndTurnsBothWays(t *testing.T) {
	t.Parallel()
	type key func(r models.Referral) string
	keys := map[string]key{
		models.ByAccepted: func(r models.Referral) string { return r.AcceptedAt.UTC().Format(time.RFC3339Nano) },
		models.ByFriend:   func(r models.Referral) string { return r.FriendName },
		models.ByAmount:   func(r models.Referral) string { return fmt.Sprintf("%09d", r.AmountMinor) },
		models.ByNext:     func(r models.Referral) string { return r.NextOn },
		models.ByNumber:   func(r models.Referral) string { return r.Number },
	}
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		h := crowd(t, db)
		for by, key := range keys {
			for _, up := range []bool{false, true} {
				got := walk(t, h.ts, models.ReferralFilter{Sort: models.ReferralSort{By: by, Up: up}})
				want := slices.Clone(got)
				slices.SortFunc(want, func(a, b models.Referral) int {
					if !up {
						a, b = b, a
					}
					return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(a.ID, b.ID))
				})
				if diff := gocmp.Diff(ids(want), ids(got)); diff != "" || len(got) != 2*models.PageSize+7 {
					t.Errorf("by %q, up %v: %d rows (-want +got):\n%s", by, up, len(got), diff)
				}
			}
		}
	})
}

func TestAPageOfAnotherOrderOrOfNoneDoesNotExist(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		h := crowd(t, db)
		read(t, h.ts, func(v *models.View) error {
			page, err := v.ListReferrals(models.ReferralFilter{}, "")
			if err != nil {
				return err
			}
			for name, try := range map[string]struct {
				sort   models.ReferralSort
				cursor string
			}{
				"another column": {models.ReferralSort{By: models.ByAmount}, page.Older}, "the other way": {models.ReferralSort{Up: true}, page.Older},
				"no cursor of ours": {models.ReferralSort{}, "o.AAAA"}, "no direction": {models.ReferralSort{}, strings.TrimPrefix(page.Older, "o.")},
				"a column that is none": {models.ReferralSort{By: "terms_sha256"}, ""},
			} {
				if _, err := v.ListReferrals(models.ReferralFilter{Sort: try.sort}, try.cursor); err == nil || models.KindOf(err) != models.Invalid {
					t.Errorf("%s: %v, want Invalid", name, err)
				}
			}
			return nil
		})
	})
}

func TestWhatIsSearchedForIsFoundByItsBeginning(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		h := newHistory(t, db, "America/Chicago", 3)
		var inviter models.Member
		write(t, h.ts, func(tx *models.Tx) (err error) {
			inviter, err = tx.SaveSignIn(models.SignedIn{Subject: "other", CustomerRef: "88-1200", GivenName: "José", FamilyInitial: "P"},
				func() (string, error) { return "K7PM3QXD", nil })
			return err
		})
		h.join(t)
		h.inviter = inviter
		mine := h.joined(t, map[string]any{})
		for term, want := range map[string]bool{"jose": true, "JOSÉ p": true, "jos": true, "88-12": true, "k7pm-3": true, "K7PM3QXD": true,
			mine.ID[30:]: true, strings.ToUpper(mine.ID[30:]): true, "ose": false, "%": false, "_": false, "8-1200": false, "'": false} {
			got := walk(t, h.ts, models.ReferralFilter{Search: term})
			found := slices.Contains(ids(got), mine.ID)
			if found != want || len(got) > 1 {
				t.Errorf("%q finds %d referrals, the one of José among them: %v, want %v", term, len(got), found, want)
			}
		}
		for sides, want := range map[[2]string]int{{"jos", ""}: 1, {"88-12", ""}: 1, {"", "jos"}: 0, {"zed", ""}: 0, {"jos", "zed"}: 0} {
			if got := walk(t, h.ts, models.ReferralFilter{Inviter: sides[0], Friend: sides[1]}); len(got) != want {
				t.Errorf("invited by %q, the friend %q: %d, want %d", sides[0], sides[1], len(got), want)
			}
		}
		if got := walk(t, h.ts, models.ReferralFilter{Search: "jos", CampaignID: mine.CampaignID}); len(got) != 1 {
			t.Errorf("under its own campaign: %d", len(got))
		}
		other := h.campaigns[0].ID
		if other == mine.CampaignID {
			other = h.campaigns[1].ID
		}
		if got := walk(t, h.ts, models.ReferralFilter{Search: "jos", CampaignID: other}); len(got) != 0 {
			t.Errorf("under the other campaign: %d", len(got))
		}
	})
}

// A term of one letter fits half the members. It is told by walking the list, and finds the same.
func TestATermThatFitsManyPeopleLeavesNobodyOut(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		h := newHistory(t, db, "America/Chicago", 3)
		for range 210 {
			h.join(t)
		}
		if got := walk(t, h.ts, models.ReferralFilter{Search: "m"}); len(got) != 210 {
			t.Errorf("%d referrals of members whose names begin alike, want all 210", len(got))
		}
		if got := walk(t, h.ts, models.ReferralFilter{Inviter: "m", Friend: "m"}); len(got) != 210 {
			t.Errorf("%d referrals between members whose names begin alike, want all 210", len(got))
		}
	})
}

// Of twelve thousand friends a tenth has each name, and each was invited by somebody of the same name: two names meet
// often, seldom or never, and the list says so either way.
func TestTwoNamesThatManyHaveMeetWhereTheyDo(t *testing.T) {
	t.Parallel()
	db := kit.Postgres(t, nil)
	tenant := modelstest.Tenant(t, db.Store, "garden")
	modelstest.Crowd(t, db, tenant, 12000)
	ts := db.Store.For(tenant)
	for names, want := range map[[2]string]int{{"hana", "hana"}: 1200, {"hana", "ben"}: 0, {"ha", "hana4"}: len(walk(t, ts, models.ReferralFilter{Friend: "hana4"}))} {
		if got := walk(t, ts, models.ReferralFilter{Inviter: names[0], Friend: names[1]}); len(got) != want {
			t.Errorf("%q invited %q %d times, want %d", names[0], names[1], len(got), want)
		}
	}
	if got := walk(t, ts, models.ReferralFilter{Inviter: "hana", Friend: "hana", CampaignID: "none"}); len(got) != 0 {
		t.Errorf("under a campaign that is none they met %d times", len(got))
	}
}

func TestTheListsColumnsFollowWhatHappens(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		h := newHistory(t, db, "America/Chicago", 3)
		h.join(t)
		r, system := h.open[0], models.Actor{Kind: models.ActorSystem}
		want := func(when string, rewards, amount int64, next, name string) {
			t.Helper()
			read(t, h.ts, func(v *models.View) error {
				got, err := v.Referral(r.ID)
				wanted := models.Listed{FriendName: name, Number: r.ID[30:], AmountMinor: amount, RewardCount: rewards, NextOn: next}
				if diff := gocmp.Diff(wanted, got.Listed); diff != "" {
					t.Errorf("%s (-want +got):\n%s", when, diff)
				}
				return err
			})
		}
		name := "m2 t"
		want("accepted", 2, 7500, "9999-12-31", name)
		move := func(e models.Event, c models.ReferralChanges) {
			write(t, h.ts, func(tx *models.Tx) (err error) { r, err = tx.Move(r, e, system, c); return err })
		}
		move(models.EventAccount, models.ReferralChanges{WindowFrom: "2026-12-01", WindowTo: "2027-01-30"})
		want("the window began", 2, 7500, "2027-01-30", name)
		move(models.EventOutOfReach, models.ReferralChanges{ClosingUntil: models.At(time.Date(2026, 12, 20, 5, 30, 0, 0, time.UTC))})
		want("closing, by the institution's own midnight", 2, 7500, "2026-12-19", name)
		write(t, h.ts, func(tx *models.Tx) error {
			_, err := tx.SaveSignIn(models.SignedIn{Subject: "m2", GivenName: "Zoë", FamilyInitial: "B"}, nil)
			return err
		})
		want("another name at the bank", 2, 7500, "2026-12-19", "zoe b")
		write(t, h.ts, func(tx *models.Tx) error {
			legs, err := tx.Legs(r.ID)
			if err != nil {
				return err
			}
			return tx.VoidLeg(legs[1], "cap")
		})
		want("the inviter's reward is void", 1, 2500, "2026-12-19", "zoe b")
		db.Clock.Advance(20 * 24 * time.Hour) // the grace is over
		move(models.EventLapse, models.ReferralChanges{})
		write(t, h.ts, func(tx *models.Tx) error { _, err := tx.VoidLegs(r.ID, "expired", "USD"); return err })
		want("expired", 0, 0, "9999-12-31", "zoe b")
	})
}

func TestRowsOlderThanTheListsColumnsAreFilled(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		h := newHistory(t, db, "America/Chicago", 3)
		h.joined(t, map[string]any{"state": models.StateEligible, "due_on": "2026-12-16"})
		before := everything(t, h.ts)
		cfg := db.Config
		if cfg.OnPostgres() {
			cfg = db.Owner
		}
		forget(t, modelstest.Raw(t, cfg), string(h.ts.Tenant().ID()), cfg.OnPostgres())
		if _, err := models.Migrate(t.Context(), cfg, db.Config.User); err != nil {
			t.Fatal(err)
		}
		after := everything(t, h.ts)
		before["Referral"] = []string{strings.Replace(before["Referral"][0], `"NextOn":"9999-12-31"`, `"NextOn":"2026-12-16"`, 1)}
		if diff := gocmp.Diff(before, after); diff != "" {
			t.Errorf("rows after another migration (-before +after):\n%s", diff)
		}
	})
}

// forget makes an institution's rows what they were before the columns came.
func forget(t *testing.T, db *sql.DB, tenant string, onPostgres bool) {
	t.Helper()
	statements := []string{"UPDATE members SET search_name = ''", "UPDATE referrals SET number = '', friend_name = '', amount_minor = 0, reward_count = -1, next_on = ''"}
	if onPostgres {
		statements = append([]string{"SELECT set_config('app.tenant', '" + tenant + "', false)"}, statements...)
	} else {
		statements = append([]string{"DROP TRIGGER freeze_referrals"}, statements...)
	}
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}
