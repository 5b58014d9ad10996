-- What is owed is added up from the referrals that wait, out of one small index; the legs are not read for it. Two common
-- names are held against each other in indexes alone, too.

-- +goose Up
-- Rows that are older than the column are filled tenant by tenant after each migration (migrate_list.go).
ALTER TABLE referrals ADD COLUMN reward_count bigint NOT NULL DEFAULT -1;

CREATE INDEX referrals_owed ON referrals (tenant_id, campaign_id, due_on, state, hold_count, id, amount_minor, reward_count)
    WHERE state IN ('eligible', 'approved');
DROP INDEX reward_legs_owed;

DROP INDEX referrals_by_friend;
CREATE INDEX referrals_by_friend ON referrals (tenant_id, friend_name, id, inviter_member_id);
DROP INDEX members_search;
CREATE INDEX members_search ON members (tenant_id, search_name, id);
