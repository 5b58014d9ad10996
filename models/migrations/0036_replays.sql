-- When a replaced token of a session was last written down: whoever holds an old token must not fill the audit trail with it.

-- +goose Up
ALTER TABLE sessions ADD COLUMN replayed_at timestamptz;
