-- How each thing stands that a sign-in may give: given, not asked for, or held back and by whom. Empty for permissions from
-- before, of which nobody knows what is held back.

-- +goose Up
ALTER TABLE bank_grants ADD COLUMN permissions text NOT NULL DEFAULT '';
