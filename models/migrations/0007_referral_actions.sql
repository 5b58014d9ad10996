-- What staff do to one referral: refuse it, attach one by hand, put right who invited, follow a member to a new login.

-- +goose Up
-- Why a referral closes: by its rules (empty), or because staff refused. A refusal outlives whatever the bank says next.
ALTER TABLE referrals ADD COLUMN close_cause text NOT NULL DEFAULT '' CHECK (close_cause IN ('', 'refused'));
CREATE INDEX referrals_refused ON referrals (tenant_id, closing_until) WHERE state = 'closing' AND close_cause = 'refused';

-- Who of staff attests what a member agreed to outside of these pages; empty for the member's own word.
ALTER TABLE consents ADD COLUMN attested_by text NOT NULL DEFAULT '';

-- The login that a member's referrals went on to; empty for one that is in use.
ALTER TABLE members ADD COLUMN relinked_to text NOT NULL DEFAULT '';
CREATE INDEX members_relinked ON members (tenant_id, relinked_to) WHERE relinked_to <> '';

-- Who stood at a side of a referral before, and who after: kept, so that a payee never changes without a trace.
CREATE TABLE reassignments (
    tenant_id text NOT NULL REFERENCES tenants (id), id text NOT NULL, referral_id text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('corrected', 'relinked')), side text NOT NULL CHECK (side IN ('inviter', 'acceptor')),
    from_member_id text NOT NULL, to_member_id text NOT NULL, from_code_id text NOT NULL, to_code_id text NOT NULL,
    leg_before text NOT NULL, leg_after text NOT NULL, approval_id text NOT NULL, at timestamptz NOT NULL,
    CHECK (from_member_id <> to_member_id),
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, referral_id, side, approval_id),
    FOREIGN KEY (tenant_id, referral_id) REFERENCES referrals (tenant_id, id),
    FOREIGN KEY (tenant_id, from_member_id) REFERENCES members (tenant_id, id),
    FOREIGN KEY (tenant_id, to_member_id) REFERENCES members (tenant_id, id),
    FOREIGN KEY (tenant_id, from_code_id) REFERENCES referral_codes (tenant_id, id),
    FOREIGN KEY (tenant_id, to_code_id) REFERENCES referral_codes (tenant_id, id),
    FOREIGN KEY (tenant_id, approval_id) REFERENCES approval_requests (tenant_id, id)
);
