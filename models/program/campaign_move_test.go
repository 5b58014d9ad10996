package program_test

import (
	"sync"
	"testing"
	"time"

	"raf/models"
	"raf/models/program"
)

func TestACampaignForNextWeekIsScheduledAndStartsByItself(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		editor, second := s.staff(t, "editor", models.RoleEditor), s.staff(t, "second", models.RoleEditor)
		d := s.newDraft(t, "New Year", editor)
		d.Plan.Terms.StartsOn = "2026-12-09"
		d, err := s.SaveCampaign(t.Context(), program.CampaignEdit{ID: d.ID, LockVersion: d.LockVersion, Plan: d.Plan}, editor)
		if err != nil {
			t.Fatal(err)
		}
		s.published(t, d, editor, second)
		offered := func() bool {
			s.Clock.Advance(2 * time.Second)
			tile, err := s.AnonymousTile(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return tile.Offer != nil
		}
		if got := s.page(t, d.ID); got.Status != models.CampaignScheduled || offered() {
			t.Fatalf("before its day: %s", got.Status)
		}
		if moved, err := s.TurnCampaigns(t.Context()); err != nil || moved != 0 {
			t.Errorf("moved %d before its day, %v", moved, err)
		}
		s.Clock.Advance(7 * 24 * time.Hour)
		got := s.page(t, d.ID)
		if got.Status != models.CampaignLive || !offered() {
			t.Fatalf("on its day: %s", got.Status)
		}
		s.accepted(t, s.member(t, "friend"), s.member(t, "inviter"), *got.Campaign) // before any job has run
		if moved, err := s.TurnCampaigns(t.Context()); err != nil || moved != 1 {
			t.Errorf("moved %d on its day, %v", moved, err)
		}
		if n := s.count(t, "SELECT count(*) FROM campaigns WHERE status = 'live'"); n != 1 {
			t.Error("the stored status is not live")
		}
	})
}

func TestPausedAndEndedStopNewFriendsOnly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, editor, _ := s.live(t, "autumn")
		viewer := s.staff(t, "viewer", models.RoleViewer)
		friend := s.member(t, "friend")
		s.accepted(t, friend, s.member(t, "inviter"), c)
		_, err := s.ToggleCampaign(t.Context(), c.ID, models.CampaignLive, viewer)
		wantKind(t, "a viewer", err, models.Denied)
		if got, err := s.ToggleCampaign(t.Context(), c.ID, models.CampaignLive, editor); err != nil || got.Status != models.CampaignPaused {
			t.Fatalf("paused: %s, %v", got.Status, err)
		}
		if tile, err := s.AnonymousTile(t.Context()); err != nil || tile.Offer != nil {
			t.Errorf("a paused campaign is offered in the same second: %v", err)
		}
		out, err := s.submit(t, s.member(t, "late"), s.member(t, "inviter"), c)
		if err != nil || out.Refused != program.RefusedClosed {
			t.Errorf("a friend came in: %q, %v", out.Refused, err)
		}
		now, err := s.ToggleCampaign(t.Context(), c.ID, models.CampaignLive, editor)
		wantKind(t, "a second press of pause", err, models.Conflict)
		if now.Status != models.CampaignPaused {
			t.Errorf("the second press is told %s", now.Status)
		}
		if got := s.referral(t, friend); got.State != models.StateAccepted || got.CampaignVersionID != c.CurrentVersionID {
			t.Errorf("the friend who was in is %s", got.State)
		}
		if got, err := s.ToggleCampaign(t.Context(), c.ID, models.CampaignPaused, editor); err != nil || got.Status != models.CampaignLive {
			t.Fatalf("resumed: %s, %v", got.Status, err)
		}
		_, err = s.EndCampaign(t.Context(), c.ID, models.CampaignPaused, editor)
		wantKind(t, "ending what was paused when it was read and is live", err, models.Conflict)
		if got, err := s.EndCampaign(t.Context(), c.ID, models.CampaignLive, editor); err != nil || got.Status != models.CampaignEnded {
			t.Fatalf("ended: %s, %v", got.Status, err)
		}
		_, err = s.ToggleCampaign(t.Context(), c.ID, models.CampaignPaused, editor)
		wantKind(t, "resuming what has ended", err, models.Conflict)
		_, err = s.ArchiveCampaign(t.Context(), c.ID, editor)
		wantKind(t, "archiving while somebody is in", err, models.Conflict)
		s.exec(t, "UPDATE referrals SET state = 'expired'")
		if moved, err := s.TurnCampaigns(t.Context()); err != nil || moved != 1 {
			t.Errorf("settled: %d, %v", moved, err)
		}
		if got, err := s.ArchiveCampaign(t.Context(), c.ID, editor); err != nil || got.Status != models.CampaignArchived {
			t.Errorf("archived: %s, %v", got.Status, err)
		}
		_, err = s.ReviseCampaign(t.Context(), c.ID, editor)
		wantKind(t, "revising what is archived", err, models.Conflict)
		copied, err := s.DuplicateCampaign(t.Context(), c.ID, editor)
		if err != nil || copied.ID == c.ID || copied.Plan.Name != "Copy of autumn" || copied.Plan.Terms.StartsOn != "" || copied.Plan.Terms.AcceptorMinor != 50_00 {
			t.Errorf("the copy: %+v, %v", copied.Plan, err)
		}
	})
}

func TestACampaignWhoseLastDayIsOverHasEnded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, editor, _ := s.live(t, "autumn")
		s.Clock.Advance(120 * 24 * time.Hour)                             // April
		if got := s.page(t, c.ID); got.Status != models.CampaignSettled { // nobody ever came
			t.Errorf("after its last day it is %s", got.Status)
		}
		now, err := s.ToggleCampaign(t.Context(), c.ID, models.CampaignLive, editor)
		wantKind(t, "pausing what has ended", err, models.Conflict)
		if now.Status != models.CampaignEnded {
			t.Errorf("who pressed is told %s", now.Status)
		}
		if moved, err := s.TurnCampaigns(t.Context()); err != nil || moved != 1 {
			t.Errorf("moved %d, %v", moved, err)
		}
		if got := s.page(t, c.ID); got.Status != models.CampaignSettled {
			t.Errorf("then it is %s", got.Status)
		}
	})
}

func TestOfSeveralLiveCampaignsThePriorityDecides(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		low, editor, second := s.live(t, "low")
		high := s.newDraft(t, "high", editor)
		high.Plan.Priority = 5
		high, err := s.SaveCampaign(t.Context(), program.CampaignEdit{ID: high.ID, LockVersion: high.LockVersion, Plan: high.Plan}, editor)
		if err != nil {
			t.Fatal(err)
		}
		s.published(t, high, editor, second)
		offered := func() string {
			tile, err := s.AnonymousTile(t.Context())
			if err != nil || tile.Offer == nil {
				t.Fatalf("no offer: %v", err)
			}
			return tile.Offer.ID
		}
		if offered() != high.ID {
			t.Error("the higher priority is not offered")
		}
		if _, err := s.ToggleCampaign(t.Context(), high.ID, models.CampaignLive, editor); err != nil {
			t.Fatal(err)
		}
		if offered() != low.ID {
			t.Error("with the higher one paused the other is not offered")
		}
	})
}

func TestAPauseAgainstFriendsAtTheButton(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, editor, _ := s.live(t, "autumn")
		inviter := s.member(t, "inviter")
		const friends = 8
		results := make([]program.Accepted, friends)
		var group sync.WaitGroup
		for i := range friends {
			friend := s.member(t, "friend-"+string(rune('a'+i)))
			group.Go(func() {
				out, err := s.submit(t, friend, inviter, c)
				if err != nil {
					t.Errorf("%s: %v", friend.Subject, err)
				}
				results[i] = out
			})
		}
		group.Go(func() {
			if _, err := s.ToggleCampaign(t.Context(), c.ID, models.CampaignLive, editor); err != nil {
				t.Errorf("pause: %v", err)
			}
		})
		group.Wait()
		in := int64(0)
		for _, out := range results {
			switch out.Refused {
			case "":
				in++
			case program.RefusedClosed:
			default:
				t.Errorf("refused as %s", out.Refused)
			}
		}
		counts := s.counts(t)
		if counts["referrals"] != in || counts["accepted"] != in || counts["committed"] != in*100_00 {
			t.Errorf("%d came in: %v", in, counts)
		}
		if out, err := s.submit(t, s.member(t, "after"), inviter, c); err != nil || out.Refused != program.RefusedClosed {
			t.Errorf("after the pause: %q, %v", out.Refused, err)
		}
	})
}
