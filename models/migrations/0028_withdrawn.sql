-- When a member ended our access. A card that signs members in without asking must not bring it back; who signs in by an own
-- decision does.

-- +goose Up
ALTER TABLE members ADD COLUMN withdrawn_at timestamptz;
