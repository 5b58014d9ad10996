-- Whether an institution's bank tells a member's claims at its UserInfo endpoint instead of in the ID token.

-- +goose Up
ALTER TABLE tenants ADD COLUMN claims_in_user_info boolean NOT NULL DEFAULT false;
