-- What is owed is added up from the legs alone, without reading the rows of what was paid long ago.

-- +goose Up
CREATE INDEX reward_legs_owed ON reward_legs (tenant_id, referral_id, status, currency, amount_minor);
