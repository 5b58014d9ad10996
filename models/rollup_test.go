package models_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
)

// history is an institution whose members do at random what members and staff do.
type history struct {
	modelstest.DB
	ts        models.TenantStore
	zone      *time.Location
	campaigns []models.Campaign
	inviter   models.Member
	random    *rand.Rand
	members   int
	open      []models.Referral
}

func newHistory(t *testing.T, db modelstest.DB, timezone string, seed uint64) *history {
	t.Helper()
	profile := modelstest.Profile("garden")
	profile.Timezone = timezone
	tenant, err := db.Store.AddTenant(t.Context(), profile, func(models.TenantID) ([]models.TenantSecret, error) {
		return []models.TenantSecret{{Kind: models.SecretClient, Sealed: []byte("x")}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	h := &history{DB: db, ts: db.Store.For(tenant), zone: tenant.Zone(), random: rand.New(rand.NewPCG(seed, 7))}
	for range 2 {
		h.campaigns = append(h.campaigns, modelstest.Campaign(t, h.ts, modelstest.Terms(), 0))
	}
	h.inviter = h.member(t)
	return h
}

func (h *history) member(t *testing.T) models.Member {
	h.members++
	return modelstest.Member(t, h.ts, fmt.Sprintf("m%d", h.members))
}

// step lets one thing happen: a friend joins, a referral moves by any line of the state table, a reward is paid.
func (h *history) step(t *testing.T) {
	t.Helper()
	if len(h.open) == 0 || h.random.IntN(3) == 0 {
		h.join(t)
		return
	}
	i := h.random.IntN(len(h.open))
	r := h.open[i]
	var ways []models.Transition
	for _, line := range models.Transitions() {
		// What staff refused ends by the refusal or is taken back, and no verdict moves it.
		ofRefusal := line.Event == models.EventReject || line.Event == models.EventTakeBack || line.Event == models.EventBackEarly
		if line.From == r.State && (line.Event == models.EventCancel || r.State != models.StateClosing || ofRefusal == (r.CloseCause != "")) {
			ways = append(ways, line)
		}
	}
	if len(ways) == 0 {
		h.open = append(h.open[:i], h.open[i+1:]...)
		return
	}
	way := ways[h.random.IntN(len(ways))]
	write(t, h.ts, func(tx *models.Tx) (err error) {
		by := models.Actor{Kind: way.Who[0], ID: "x"}
		changes := models.ReferralChanges{ClosingUntil: models.At(tx.Now())} // no grace: what can follow follows
		moved, err := tx.Move(r, way.Event, by, changes)
		if err != nil {
			return err
		}
		if moved.State == models.StateApproved {
			if err := tx.MakeLegsPayable(moved); err != nil {
				return err
			}
		}
		if moved.State == models.StatePaid {
			legs, err := tx.Legs(r.ID)
			if err != nil {
				return err
			}
			for _, leg := range legs {
				if err := tx.SettleLeg(leg, models.Settlement{Reference: leg.ID}, by); err != nil {
					return err
				}
			}
		}
		h.open[i] = moved
		return nil
	})
}

func (h *history) join(t *testing.T) {
	t.Helper()
	friend, c := h.member(t), h.campaigns[h.random.IntN(2)]
	write(t, h.ts, func(tx *models.Tx) error {
		code, _, err := tx.CodeOwner(h.inviter.Code.Code)
		if err != nil {
			return err
		}
		leg := func(side models.Side, payee string, minor int64) models.RewardLeg {
			return models.RewardLeg{Side: side, PayeeMemberID: payee, AmountMinor: minor, Currency: "USD", Status: models.LegReserved, RewardYear: 2026,
				FriendVisible: side == models.SideInviter}
		}
		r, err := tx.AddReferral(models.Referral{Kind: models.KindRelationship, CampaignID: c.ID, CampaignVersionID: c.CurrentVersionID, CodeID: code.ID,
			InviterMemberID: h.inviter.ID, AcceptorMemberID: friend.ID}, []models.RewardLeg{leg(models.SideInviter, h.inviter.ID, 5000), leg(models.SideAcceptor, friend.ID, 2500)},
			models.Actor{Kind: models.ActorMember, ID: friend.ID})
		h.open = append(h.open, r)
		return err
	})
}

func (h *history) fold(t *testing.T, ts models.TenantStore) {
	t.Helper()
	write(t, ts, func(tx *models.Tx) error { _, err := tx.FoldRollup(); return err })
}

// flows is what the roll-up says, as one text a key.
func flows(t *testing.T, ts models.TenantStore) map[string]string {
	t.Helper()
	got := map[string]string{}
	read(t, ts, func(v *models.View) error {
		totals, err := v.Totals()
		if err != nil {
			return err
		}
		days, err := v.Days("0000")
		for _, f := range append(totals, days...) {
			got[fmt.Sprintf("%s %s %s>%s", f.Day, f.CampaignID, f.Source, f.Target)] = fmt.Sprintf("%d %d", f.N, f.Minor)
		}
		return err
	})
	return got
}

// counted is the same by counting rows of history one by one.
func counted(t *testing.T, h *history) map[string]string {
	t.Helper()
	n, minor := map[string]int64{}, map[string]int64{}
	add := func(at models.Instant, campaign, source, target string, amount int64) {
		for _, day := range []string{"", at.In(h.zone).Format(time.DateOnly)} {
			key := fmt.Sprintf("%s %s %s>%s", day, campaign, source, target)
			n[key]++
			minor[key] += amount
		}
	}
	read(t, h.ts, func(v *models.View) error {
		var referrals []models.Referral
		var events []models.ReferralEvent
		var legs []models.RewardLeg
		var members []models.Member
		for _, rows := range []any{&referrals, &events, &legs, &members} {
			if err := v.DB().Find(rows).Error; err != nil {
				return err
			}
		}
		of := map[string]string{}
		for _, r := range referrals {
			of[r.ID] = r.CampaignID
		}
		for _, e := range events {
			add(e.At, of[e.ReferralID], string(e.FromState), string(e.ToState), 0)
		}
		for _, l := range legs {
			if l.Status == models.LegSettled {
				add(l.SettledAt, of[l.ReferralID], "", models.PlacePaid(l.Side), l.AmountMinor)
			}
		}
		for _, m := range members {
			add(m.CreatedAt, "", "", models.PlaceMember, 0)
		}
		return nil
	})
	want := map[string]string{}
	for key := range n {
		want[key] = strconv.FormatInt(n[key], 10) + " " + strconv.FormatInt(minor[key], 10)
	}
	return want
}

// standing is how many referrals stand where, by counting them.
func standing(v *models.View) (models.StateCounts, error) {
	var all []models.Referral
	err := v.DB().Select("tenant_id", "id", "campaign_id", "state").Find(&all).Error
	counts := models.StateCounts{}
	for _, r := range all {
		if counts[r.CampaignID] == nil {
			counts[r.CampaignID] = map[models.State]int64{}
		}
		counts[r.CampaignID][r.State]++
	}
	return counts, err
}

// told is the same from the roll-up, without the zeros of states that were left.
func told(v *models.View) (models.StateCounts, error) {
	counts, err := v.StateCounts()
	for _, by := range counts {
		for state, n := range by {
			if n == 0 {
				delete(by, state)
			}
		}
	}
	return counts, err
}

func TestAFoldLeavesOneRowAKey(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		h := newHistory(t, db, "America/Chicago", 2)
		for range 40 {
			h.step(t)
		}
		before := flows(t, h.ts)
		h.fold(t, h.ts)
		read(t, h.ts, func(v *models.View) error {
			var rows []models.RollupRow
			if err := v.DB().Find(&rows).Error; err != nil {
				return err
			}
			if len(rows) != len(before) {
				t.Errorf("%d rows for %d keys", len(rows), len(before))
			}
			return nil
		})
		write(t, h.ts, func(tx *models.Tx) error {
			gone, err := tx.FoldRollup()
			if gone != 0 {
				t.Errorf("a second fold took %d rows away", gone)
			}
			return err
		})
	})
}

// TestWhatIsRolledBackIsNotCounted loses a race after the flow was written.
func TestWhatIsRolledBackIsNotCounted(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		h := newHistory(t, db, "America/Chicago", 3)
		h.join(t)
		before := flows(t, h.ts)
		r := h.open[0]
		err := h.ts.InTx(t.Context(), func(tx *models.Tx) error {
			if _, err := tx.Move(r, models.EventAccount, models.Actor{Kind: models.ActorSystem}, models.ReferralChanges{}); err != nil {
				return err
			}
			_, err := tx.Move(r, models.EventAccount, models.Actor{Kind: models.ActorSystem}, models.ReferralChanges{})
			return err
		})
		if models.KindOf(err) != models.Conflict || err == nil {
			t.Fatalf("a move from a state that was left: error = %v, want a conflict", err)
		}
		if diff := cmp.Diff(before, flows(t, h.ts)); diff != "" {
			t.Errorf("the roll-up counts what did not happen (-before +after):\n%s", diff)
		}
	})
}

func TestVisitsAreCountedByOfferAndPlace(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		h := newHistory(t, db, "America/Chicago", 4)
		write(t, h.ts, func(tx *models.Tx) error {
			return tx.CountVisits([]models.Visit{{CampaignID: "c", Place: models.PlaceTile, N: 3}, {Place: models.PlaceLanding, N: 1}})
		})
		write(t, h.ts, func(tx *models.Tx) error {
			return tx.CountVisits([]models.Visit{{CampaignID: "c", Place: models.PlaceTile, N: 4}})
		})
		got := flows(t, h.ts)
		for key, want := range map[string]string{" c >tile": "7 0", "2026-12-02 c >tile": "7 0", "  >landing": "1 0"} {
			if got[key] != want {
				t.Errorf("%q = %q, want %q", key, got[key], want)
			}
		}
	})
}

func TestStateCountsAddUpByCampaignAndState(t *testing.T) {
	t.Parallel()
	counts := models.CountStates([]models.Flow{
		{CampaignID: "a", Target: "accepted", N: 5}, {CampaignID: "a", Source: "accepted", Target: "pending", N: 3},
		{CampaignID: "b", Target: "accepted", N: 2}, {Target: models.PlaceMember, N: 9}, {CampaignID: "a", Target: models.PlaceTile, N: 70},
		{CampaignID: "a", Target: models.PlacePaid(models.SideInviter), N: 4}})
	for _, row := range []struct {
		campaign string
		states   []models.State
		want     int64
	}{
		{"", nil, 7}, {"a", nil, 5}, {"b", nil, 2}, {"c", nil, 0},
		{"", []models.State{models.StateAccepted}, 4}, {"a", []models.State{models.StateAccepted, models.StatePending}, 5},
		{"", []models.State{models.StatePaid}, 0},
	} {
		if got := counts.Of(row.campaign, row.states...); got != row.want {
			t.Errorf("%v of %q: %d, want %d", row.states, row.campaign, got, row.want)
		}
	}
}
