-- Whether an institution wants its core asked when a member's tile asks the bank, and when it was last asked for each member:
-- the row that is changed says who of several processes may ask.

-- +goose Up
ALTER TABLE tenants ADD COLUMN core_refresh boolean NOT NULL DEFAULT false;
ALTER TABLE members ADD COLUMN core_asked_at timestamptz;
ALTER TABLE members ADD COLUMN core_ended_at timestamptz;
