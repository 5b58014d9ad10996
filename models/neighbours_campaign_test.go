package models_test

import (
	"raf/models"
	"raf/models/modelstest"
)

// campaignCalls are the calls on campaigns and their drafts.
func campaignCalls() map[string]func(tx *models.Tx, who string) (any, error) {
	editor := models.Actor{Kind: models.ActorStaff, ID: "maker"}
	second := models.Actor{Kind: models.ActorSecond, ID: "checker"}
	plan := models.Plan{Name: "New Year", Terms: modelstest.Terms()}
	return map[string]func(tx *models.Tx, who string) (any, error){
		"Campaign":         func(tx *models.Tx, _ string) (any, error) { return tx.Campaign("campaign") },
		"Campaigns":        func(tx *models.Tx, _ string) (any, error) { return tx.Campaigns() },
		"CampaignsIn":      func(tx *models.Tx, _ string) (any, error) { return tx.CampaignsIn(models.CampaignLive) },
		"CampaignVersions": func(tx *models.Tx, _ string) (any, error) { return tx.CampaignVersions("campaign") },
		"CampaignCode":     func(tx *models.Tx, _ string) (any, error) { return tx.CampaignCode("product") },
		"AddCampaignCode": func(tx *models.Tx, _ string) (any, error) {
			return tx.AddCampaignCode(models.Campaign{Keys: models.Keys{ID: "uncoded"}, Kind: models.KindProduct},
				func() (string, error) { return "PRD7PM3X", nil }, second)
		},
		"OpenReferrals":  func(tx *models.Tx, _ string) (any, error) { return tx.OpenReferrals("campaign") },
		"CampaignDrafts": func(tx *models.Tx, _ string) (any, error) { return tx.CampaignDrafts() },
		"CampaignDraft": func(tx *models.Tx, who string) (any, error) {
			return draftOf(tx, who)
		},
		"AddCampaignDraft": func(tx *models.Tx, _ string) (any, error) {
			return tx.AddCampaignDraft(models.CampaignDraft{Kind: models.KindProduct, Plan: plan}, editor)
		},
		"EditCampaignDraft": func(tx *models.Tx, who string) (any, error) {
			d, err := draftOf(tx, who)
			if err != nil {
				return nil, err
			}
			return tx.EditCampaignDraft(d, plan, editor)
		},
		"SubmitCampaignDraft": func(tx *models.Tx, who string) (any, error) {
			d, err := draftOf(tx, who)
			if err != nil {
				return nil, err
			}
			return tx.SubmitCampaignDraft(d, "approval")
		},
		"PublishCampaignDraft": func(tx *models.Tx, who string) (any, error) {
			return tx.PublishCampaignDraft(models.CampaignDraft{Keys: models.Keys{ID: "from-" + who}, Kind: models.KindRelationship},
				models.Revision{Plan: plan, Event: models.CampaignPublish}, second)
		},
		"DropCampaignDraft": func(tx *models.Tx, who string) (any, error) {
			d, err := draftOf(tx, who)
			if err != nil {
				return nil, err
			}
			return nil, tx.DropCampaignDraft(d, "discarded", editor)
		},
		"ReviseCampaign": func(tx *models.Tx, who string) (any, error) {
			c, err := tx.Campaign("campaign")
			if err != nil {
				return nil, err
			}
			next := plan
			next.Terms.StartsOn = "2026-02-0" + map[bool]string{true: "1", false: "2"}[who == "friend"]
			return tx.ReviseCampaign(c, models.Revision{Plan: next, Event: models.CampaignRevise}, second)
		},
		"MoveCampaign": func(tx *models.Tx, _ string) (any, error) {
			c, err := tx.Campaign("campaign")
			if err != nil {
				return nil, err
			}
			event := models.CampaignPause
			if c.Status == models.CampaignPaused {
				event = models.CampaignResume
			}
			return tx.MoveCampaign(c, event, editor)
		},
	}
}

// draftOf finds the draft for an own row, and asks with the neighbour's id for one that only the neighbour has.
func draftOf(tx *models.Tx, who string) (models.CampaignDraft, error) {
	if who == "friend" {
		who = "draft"
	}
	return tx.CampaignDraft(who)
}
