-- What the overview counts, and the indexes behind the rest of it.

-- +goose Up
-- Every change appends rows with what went from where to where, in its own transaction: one for its day, one for ever
-- (day ''). Rows with one key are folded into their sum later, so a sum over a key is right at any moment. campaign_id
-- names no campaign by a foreign key, because a member or a tile without an offer belongs to none ('').
CREATE TABLE daily_rollup (
    tenant_id text NOT NULL REFERENCES tenants (id), id text NOT NULL, day text NOT NULL, campaign_id text NOT NULL,
    source text NOT NULL, target text NOT NULL, n bigint NOT NULL, minor bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX daily_rollup_day ON daily_rollup (tenant_id, day, campaign_id, source, target);

-- What is under way is read from the rows themselves: it is what staff work on, never the whole history.
CREATE INDEX referrals_window ON referrals (tenant_id, state, window_to);
CREATE INDEX referrals_held ON referrals (tenant_id, campaign_id) WHERE hold_count > 0;
CREATE INDEX holds_open ON holds (tenant_id, opened_at) WHERE resolved_at IS NULL;
