-- What is looked at again before money leaves, and what a payment keeps for ever.

-- +goose Up
-- What the bank last said of a member's accounts: kind, last four digits, standing. No number, no balance.
CREATE TABLE account_facts (
    tenant_id text NOT NULL, member_id text NOT NULL, as_of timestamptz NOT NULL, accounts text NOT NULL,
    PRIMARY KEY (tenant_id, member_id), FOREIGN KEY (tenant_id, member_id) REFERENCES members (tenant_id, id)
);

-- The key of each form that moved money, with what it moved: kept as long as the payment itself.
CREATE TABLE idempotency_keys (
    tenant_id text NOT NULL REFERENCES tenants (id), id text NOT NULL, idem_key text NOT NULL, staff_user_id text NOT NULL,
    action text NOT NULL, subject_id text NOT NULL, body_sha256 text NOT NULL, at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, idem_key),
    FOREIGN KEY (tenant_id, staff_user_id) REFERENCES staff_users (tenant_id, id)
);

-- The calendar year, in the institution's zone, in which a reward was released: what the yearly cap counts.
ALTER TABLE reward_legs ADD COLUMN payout_year bigint NOT NULL DEFAULT 0;

-- The payee as the two people saw it, and the tax as it stood on the day of payment.
ALTER TABLE payouts ADD COLUMN attempt bigint NOT NULL DEFAULT 1;
ALTER TABLE payouts ADD COLUMN paid_on text NOT NULL DEFAULT '';
ALTER TABLE payouts ADD COLUMN member_number text NOT NULL DEFAULT '';
ALTER TABLE payouts ADD COLUMN account_kind text NOT NULL DEFAULT '';
ALTER TABLE payouts ADD COLUMN account_last_four text NOT NULL DEFAULT '';
ALTER TABLE payouts ADD COLUMN tax_form text NOT NULL DEFAULT '';
ALTER TABLE payouts ADD COLUMN tax_year bigint NOT NULL DEFAULT 0;
ALTER TABLE payouts ADD COLUMN taxable_minor bigint NOT NULL DEFAULT 0;
CREATE INDEX payouts_tax ON payouts (tenant_id, payee_id, tax_year);
