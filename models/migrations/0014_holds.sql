-- A hold says whose it is and keeps why it was opened beside what was found. A reference outside records one payment.

-- +goose Up
ALTER TABLE holds ADD COLUMN side text NOT NULL DEFAULT '' CHECK (side IN ('', 'inviter', 'acceptor'));
ALTER TABLE holds ADD COLUMN found text NOT NULL DEFAULT '';

-- Folded is the reference in capitals: whoever compares statements does not read case.
CREATE TABLE payment_references (
    tenant_id text NOT NULL REFERENCES tenants (id), id text NOT NULL, folded text NOT NULL, referral_id text NOT NULL, recorded_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, folded),
    FOREIGN KEY (tenant_id, referral_id) REFERENCES referrals (tenant_id, id)
);
