-- The member number of a person of staff, who may not act where they are a party themselves. It comes after the file that
-- makes the table anew on SQLite.

-- +goose Up
ALTER TABLE staff_users ADD COLUMN member_ref text NOT NULL DEFAULT '';
