-- How often a permission to read at the bank was shown for renewal since the bank last answered. Banks end a permission whose
-- used token comes back; one whose answer was lost is shown once more and then given up.

-- +goose Up
ALTER TABLE bank_grants ADD COLUMN tries bigint NOT NULL DEFAULT 0 CHECK (tries >= 0);
