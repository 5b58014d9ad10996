-- Campaigns in which the institution itself invites: a code that is the campaign's, and referrals without an inviter.
-- Its twin for SQLite, which can't take a NOT NULL away, is the file beside it.

-- +goose Up
ALTER TABLE referral_codes ALTER COLUMN member_id DROP NOT NULL;
ALTER TABLE referral_codes ADD COLUMN campaign_id text;
-- A code is a member's or a campaign's. One table and one unique key for both, so that neither is ever taken for the other.
ALTER TABLE referral_codes ADD CONSTRAINT referral_codes_owner_check CHECK ((member_id IS NULL) <> (campaign_id IS NULL));
ALTER TABLE referral_codes ADD FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id);
CREATE UNIQUE INDEX referral_codes_campaign ON referral_codes (tenant_id, campaign_id) WHERE status = 'active';

-- A referral is of its campaign's kind, and has an inviter exactly where a member invites.
CREATE UNIQUE INDEX campaigns_kind ON campaigns (tenant_id, id, kind);
ALTER TABLE referrals ALTER COLUMN inviter_member_id DROP NOT NULL;
ALTER TABLE referrals DROP CONSTRAINT referrals_tenant_id_campaign_id_fkey;
ALTER TABLE referrals ADD FOREIGN KEY (tenant_id, campaign_id, kind) REFERENCES campaigns (tenant_id, id, kind);
ALTER TABLE referrals ADD CONSTRAINT referrals_inviter_check CHECK ((kind = 'product') = (inviter_member_id IS NULL));
-- Once a person in each campaign, by whatever login, and for good: an offer of the institution is taken up once.
CREATE UNIQUE INDEX referrals_one_product_person ON referrals (tenant_id, campaign_id, acceptor_person_key)
    WHERE kind = 'product' AND acceptor_person_key <> '';
