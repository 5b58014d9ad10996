-- What the staff's list of referrals is searched and sorted by.

-- +goose Up
-- The columns of the list stand in the rows themselves. An index on an expression would be of no use here: behind
-- row-level security PostgreSQL looks up by an index only what it trusts not to leak, and lower() and substr() are not
-- among it. Rows that are older than the columns are filled tenant by tenant after each migration (migrate_list.go).
ALTER TABLE members ADD COLUMN search_name text NOT NULL DEFAULT '';
ALTER TABLE referrals ADD COLUMN friend_name text NOT NULL DEFAULT '';
ALTER TABLE referrals ADD COLUMN number text NOT NULL DEFAULT '';
ALTER TABLE referrals ADD COLUMN amount_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE referrals ADD COLUMN next_on text NOT NULL DEFAULT '';

CREATE INDEX referrals_newest ON referrals (tenant_id, accepted_at, id);
CREATE INDEX referrals_campaign_newest ON referrals (tenant_id, campaign_id, accepted_at, id);
CREATE INDEX referrals_by_friend ON referrals (tenant_id, friend_name, id);
CREATE INDEX referrals_by_number ON referrals (tenant_id, number, id);
CREATE INDEX referrals_by_amount ON referrals (tenant_id, amount_minor, id);
CREATE INDEX referrals_by_next ON referrals (tenant_id, next_on, id);
CREATE INDEX referrals_on_hold ON referrals (tenant_id, accepted_at, id) WHERE hold_count > 0;
CREATE INDEX members_search ON members (tenant_id, search_name);
CREATE INDEX members_customer ON members (tenant_id, customer_ref);
