-- What a campaign is to become: a draft that may be incomplete, under the id that the campaign has or will have. A draft
-- that came to nothing is the only thing of a campaign that can be removed, hence a table of its own beside campaigns,
-- whose rows are kept.

-- +goose Up
CREATE TABLE campaign_drafts (
    tenant_id text NOT NULL REFERENCES tenants (id), id text NOT NULL, kind text NOT NULL CHECK (kind IN ('relationship', 'product')),
    plan text NOT NULL, base_version_id text NOT NULL, review_id text NOT NULL, lock_version bigint NOT NULL,
    created_by text NOT NULL, created_at timestamptz NOT NULL, edited_by text NOT NULL, edited_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, created_by) REFERENCES staff_users (tenant_id, id),
    FOREIGN KEY (tenant_id, edited_by) REFERENCES staff_users (tenant_id, id)
);
CREATE INDEX campaign_drafts_edited ON campaign_drafts (tenant_id, edited_at);

-- Who asked for a version and who agreed; empty for one that the operator imported.
ALTER TABLE campaign_versions ADD COLUMN requested_by text NOT NULL DEFAULT '';
ALTER TABLE campaign_versions ADD COLUMN approved_by text NOT NULL DEFAULT '';
ALTER TABLE campaign_versions ADD COLUMN approval_id text NOT NULL DEFAULT '';

ALTER TABLE campaigns ADD COLUMN status_since timestamptz;

-- Whether anybody of a campaign is still under way is asked of the index alone.
CREATE INDEX referrals_campaign ON referrals (tenant_id, campaign_id, state);
