-- When the one-time link of a person of staff was opened, and when one of their recovery codes opened the console: both are
-- told to the person, who alone knows whether it was them.

-- +goose Up
ALTER TABLE staff_users ADD COLUMN invite_opened_at timestamptz;
ALTER TABLE staff_users ADD COLUMN recovery_at timestamptz;
