-- +goose NO TRANSACTION
-- The twin of the file for PostgreSQL. Both tables are made anew; foreign keys are off meanwhile, or dropping the old ones
-- would count as deleting what others point at. Triggers go with the tables and are raised after each migration.

-- +goose Up
PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE referral_codes_anew (
    tenant_id text NOT NULL, id text NOT NULL, member_id text, campaign_id text, code text NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'rotated', 'disabled')), created_at timestamptz NOT NULL,
    -- A code is a member's or a campaign's. One table and one unique key for both, so that neither is ever taken for the other.
    CHECK ((member_id IS NULL) <> (campaign_id IS NULL)),
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id, member_id) REFERENCES members (tenant_id, id),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id)
);
INSERT INTO referral_codes_anew (tenant_id, id, member_id, code, status, created_at)
SELECT tenant_id, id, member_id, code, status, created_at FROM referral_codes;
DROP TABLE referral_codes;
ALTER TABLE referral_codes_anew RENAME TO referral_codes;
CREATE UNIQUE INDEX referral_codes_active ON referral_codes (tenant_id, member_id) WHERE status = 'active';
CREATE UNIQUE INDEX referral_codes_campaign ON referral_codes (tenant_id, campaign_id) WHERE status = 'active';

CREATE UNIQUE INDEX campaigns_kind ON campaigns (tenant_id, id, kind);

CREATE TABLE referrals_anew (
    tenant_id text NOT NULL, id text NOT NULL, kind text NOT NULL, campaign_id text NOT NULL, campaign_version_id text NOT NULL,
    code_id text NOT NULL, inviter_member_id text, acceptor_member_id text NOT NULL, acceptor_person_key text NOT NULL,
    state text NOT NULL CHECK (state IN ('invited', 'accepted', 'pending', 'closing', 'eligible', 'approved', 'paid', 'expired', 'rejected', 'cancelled', 'clawed_back')),
    state_since timestamptz NOT NULL, accepted_at timestamptz NOT NULL, terms_sha256 text NOT NULL, terms_locale text NOT NULL,
    window_from text NOT NULL, window_to text NOT NULL, evaluated_through text NOT NULL, closing_until timestamptz, due_on text NOT NULL,
    source text NOT NULL, hold_count bigint NOT NULL CHECK (hold_count >= 0), close_reason text NOT NULL, verdict text,
    verdict_outcome text NOT NULL, verdict_as_of timestamptz, checked_at timestamptz, check_failure text NOT NULL,
    check_again_at timestamptz, lock_version bigint NOT NULL,
    friend_name text NOT NULL DEFAULT '', number text NOT NULL DEFAULT '', amount_minor bigint NOT NULL DEFAULT 0, next_on text NOT NULL DEFAULT '',
    close_cause text NOT NULL DEFAULT '' CHECK (close_cause IN ('', 'refused')),
    CHECK (inviter_member_id <> acceptor_member_id),
    -- A referral is of its campaign's kind, and has an inviter exactly where a member invites.
    CHECK ((kind = 'product') = (inviter_member_id IS NULL)),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, campaign_id, kind) REFERENCES campaigns (tenant_id, id, kind),
    FOREIGN KEY (tenant_id, campaign_version_id, campaign_id) REFERENCES campaign_versions (tenant_id, id, campaign_id),
    FOREIGN KEY (tenant_id, code_id) REFERENCES referral_codes (tenant_id, id),
    FOREIGN KEY (tenant_id, inviter_member_id) REFERENCES members (tenant_id, id),
    FOREIGN KEY (tenant_id, acceptor_member_id) REFERENCES members (tenant_id, id)
);
INSERT INTO referrals_anew (tenant_id, id, kind, campaign_id, campaign_version_id, code_id, inviter_member_id, acceptor_member_id,
    acceptor_person_key, state, state_since, accepted_at, terms_sha256, terms_locale, window_from, window_to, evaluated_through, closing_until,
    due_on, source, hold_count, close_reason, verdict, verdict_outcome, verdict_as_of, checked_at, check_failure, check_again_at, lock_version,
    friend_name, number, amount_minor, next_on, close_cause)
SELECT tenant_id, id, kind, campaign_id, campaign_version_id, code_id, inviter_member_id, acceptor_member_id,
    acceptor_person_key, state, state_since, accepted_at, terms_sha256, terms_locale, window_from, window_to, evaluated_through, closing_until,
    due_on, source, hold_count, close_reason, verdict, verdict_outcome, verdict_as_of, checked_at, check_failure, check_again_at, lock_version,
    friend_name, number, amount_minor, next_on, close_cause FROM referrals;
DROP TABLE referrals;
ALTER TABLE referrals_anew RENAME TO referrals;
CREATE UNIQUE INDEX referrals_one_member ON referrals (tenant_id, acceptor_member_id)
    WHERE kind = 'relationship' AND state NOT IN ('rejected', 'expired', 'cancelled');
CREATE UNIQUE INDEX referrals_one_person ON referrals (tenant_id, acceptor_person_key)
    WHERE kind = 'relationship' AND acceptor_person_key <> '' AND state NOT IN ('rejected', 'expired', 'cancelled');
CREATE UNIQUE INDEX referrals_one_product ON referrals (tenant_id, campaign_id, acceptor_member_id) WHERE kind = 'product';
-- Once a person in each campaign, by whatever login, and for good: an offer of the institution is taken up once.
CREATE UNIQUE INDEX referrals_one_product_person ON referrals (tenant_id, campaign_id, acceptor_person_key)
    WHERE kind = 'product' AND acceptor_person_key <> '';
CREATE INDEX referrals_acceptor ON referrals (tenant_id, acceptor_member_id, accepted_at);
CREATE INDEX referrals_inviter ON referrals (tenant_id, inviter_member_id);
CREATE INDEX referrals_state ON referrals (tenant_id, state, accepted_at, id);
CREATE INDEX referrals_campaign ON referrals (tenant_id, campaign_id, state);
CREATE INDEX referrals_newest ON referrals (tenant_id, accepted_at, id);
CREATE INDEX referrals_campaign_newest ON referrals (tenant_id, campaign_id, accepted_at, id);
CREATE INDEX referrals_by_friend ON referrals (tenant_id, friend_name, id);
CREATE INDEX referrals_by_number ON referrals (tenant_id, number, id);
CREATE INDEX referrals_by_amount ON referrals (tenant_id, amount_minor, id);
CREATE INDEX referrals_by_next ON referrals (tenant_id, next_on, id);
CREATE INDEX referrals_on_hold ON referrals (tenant_id, accepted_at, id) WHERE hold_count > 0;
CREATE INDEX referrals_window ON referrals (tenant_id, state, window_to);
CREATE INDEX referrals_held ON referrals (tenant_id, campaign_id) WHERE hold_count > 0;
CREATE INDEX referrals_refused ON referrals (tenant_id, closing_until) WHERE state = 'closing' AND close_cause = 'refused';
COMMIT;
PRAGMA foreign_keys = ON;
