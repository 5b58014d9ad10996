-- What jobs do by themselves: whatever has been closing for long enough is found without reading what is still closing.

-- +goose Up
DROP INDEX referrals_refused;
CREATE INDEX referrals_closing ON referrals (tenant_id, closing_until) WHERE state = 'closing';
