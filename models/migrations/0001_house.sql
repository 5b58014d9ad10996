-- The tenants, their members and sign-ins, offers, referrals and rewards. One text serves both databases: timestamptz
-- and bytea are names that SQLite takes as they are. Every key begins with the tenant and every foreign key carries it,
-- so that a row cannot point into another institution. Row-level security is raised on every table with a tenant_id
-- after each migration (migrate.go).

-- +goose Up
CREATE TABLE tenants (
    id text PRIMARY KEY, slug text NOT NULL UNIQUE, name text NOT NULL, platform text NOT NULL, host text NOT NULL DEFAULT '',
    fi_url text NOT NULL, client_id text NOT NULL, institution_id text NOT NULL, timezone text NOT NULL, currency text NOT NULL,
    auth_style text NOT NULL DEFAULT '', brand_color text NOT NULL DEFAULT '', support_phone text NOT NULL DEFAULT '',
    issuers text, sign_in text NOT NULL CHECK (sign_in IN ('auto', 'auto-plain', 'button')),
    same_person boolean NOT NULL, disabled boolean NOT NULL, payroll_allow text, payroll_deny text,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX tenants_host ON tenants (host) WHERE host <> '';

CREATE TABLE tenant_secrets (
    tenant_id text NOT NULL REFERENCES tenants (id), kind text NOT NULL, sealed bytea NOT NULL,
    PRIMARY KEY (tenant_id, kind)
);

CREATE TABLE acceptance_gates (
    tenant_id text PRIMARY KEY REFERENCES tenants (id), passed bigint NOT NULL
);

CREATE TABLE members (
    tenant_id text NOT NULL REFERENCES tenants (id), id text NOT NULL, subject text NOT NULL, customer_ref text NOT NULL,
    given_name text NOT NULL, family_initial text NOT NULL, locale text NOT NULL, person_key text NOT NULL,
    person_key_kind text NOT NULL, employee boolean NOT NULL, joined_on text NOT NULL, created_at timestamptz NOT NULL, seen_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, subject)
);
CREATE INDEX members_person ON members (tenant_id, person_key);

CREATE TABLE signin_flows (
    tenant_id text NOT NULL REFERENCES tenants (id), id text NOT NULL, state_hash text NOT NULL, browser_hash text NOT NULL,
    place text NOT NULL CHECK (place IN ('card', 'page')), blob bytea NOT NULL,
    created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, state_hash)
);
CREATE INDEX signin_flows_expiry ON signin_flows (tenant_id, expires_at);

CREATE TABLE sessions (
    tenant_id text NOT NULL, id text NOT NULL, member_id text NOT NULL, confirmed_at timestamptz NOT NULL, seen_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL, revoked_at timestamptz, jti text NOT NULL, prior_jti text NOT NULL, prior_until timestamptz,
    PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, member_id) REFERENCES members (tenant_id, id)
);
CREATE INDEX sessions_member ON sessions (tenant_id, member_id);

CREATE TABLE bank_grants (
    tenant_id text NOT NULL, member_id text NOT NULL, sealed bytea NOT NULL, scopes text NOT NULL, expires_at timestamptz NOT NULL,
    refreshable boolean NOT NULL, version bigint NOT NULL, lease_owner text NOT NULL, lease_until timestamptz,
    created_at timestamptz NOT NULL, used_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, member_id), FOREIGN KEY (tenant_id, member_id) REFERENCES members (tenant_id, id)
);

CREATE TABLE campaigns (
    tenant_id text NOT NULL REFERENCES tenants (id), id text NOT NULL, kind text NOT NULL CHECK (kind IN ('relationship', 'product')),
    name text NOT NULL, status text NOT NULL CHECK (status IN ('draft', 'in_review', 'scheduled', 'live', 'paused', 'ended', 'settled', 'archived')),
    priority bigint NOT NULL, current_version_id text NOT NULL, currency text NOT NULL,
    budget_minor bigint NOT NULL CHECK (budget_minor >= 0),
    committed_minor bigint NOT NULL CHECK (committed_minor >= 0 AND (budget_minor = 0 OR committed_minor <= budget_minor)),
    accepted_count bigint NOT NULL, breaker_count bigint NOT NULL, created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE campaign_versions (
    tenant_id text NOT NULL, id text NOT NULL, campaign_id text NOT NULL, version bigint NOT NULL, terms text NOT NULL,
    terms_sha256 text NOT NULL, created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, campaign_id, version), UNIQUE (tenant_id, id, campaign_id),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id)
);

CREATE TABLE referral_codes (
    tenant_id text NOT NULL, id text NOT NULL, member_id text NOT NULL, code text NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'rotated', 'disabled')), created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, code), FOREIGN KEY (tenant_id, member_id) REFERENCES members (tenant_id, id)
);
CREATE UNIQUE INDEX referral_codes_active ON referral_codes (tenant_id, member_id) WHERE status = 'active';

CREATE TABLE referrals (
    tenant_id text NOT NULL, id text NOT NULL, kind text NOT NULL, campaign_id text NOT NULL, campaign_version_id text NOT NULL,
    code_id text NOT NULL, inviter_member_id text NOT NULL, acceptor_member_id text NOT NULL, acceptor_person_key text NOT NULL,
    state text NOT NULL CHECK (state IN ('invited', 'accepted', 'pending', 'closing', 'eligible', 'approved', 'paid', 'expired', 'rejected', 'cancelled', 'clawed_back')),
    state_since timestamptz NOT NULL, accepted_at timestamptz NOT NULL, terms_sha256 text NOT NULL, terms_locale text NOT NULL,
    window_from text NOT NULL, window_to text NOT NULL, evaluated_through text NOT NULL, closing_until timestamptz, due_on text NOT NULL,
    source text NOT NULL, hold_count bigint NOT NULL CHECK (hold_count >= 0), close_reason text NOT NULL, verdict text,
    verdict_outcome text NOT NULL, verdict_as_of timestamptz, checked_at timestamptz, check_failure text NOT NULL,
    check_again_at timestamptz, lock_version bigint NOT NULL,
    CHECK (inviter_member_id <> acceptor_member_id),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id),
    FOREIGN KEY (tenant_id, campaign_version_id, campaign_id) REFERENCES campaign_versions (tenant_id, id, campaign_id),
    FOREIGN KEY (tenant_id, code_id) REFERENCES referral_codes (tenant_id, id),
    FOREIGN KEY (tenant_id, inviter_member_id) REFERENCES members (tenant_id, id),
    FOREIGN KEY (tenant_id, acceptor_member_id) REFERENCES members (tenant_id, id)
);
-- One referral a friend and a person, unless it came to nothing: the last word on a second login of the same person.
CREATE UNIQUE INDEX referrals_one_member ON referrals (tenant_id, acceptor_member_id)
    WHERE kind = 'relationship' AND state NOT IN ('rejected', 'expired', 'cancelled');
CREATE UNIQUE INDEX referrals_one_person ON referrals (tenant_id, acceptor_person_key)
    WHERE kind = 'relationship' AND acceptor_person_key <> '' AND state NOT IN ('rejected', 'expired', 'cancelled');
CREATE UNIQUE INDEX referrals_one_product ON referrals (tenant_id, campaign_id, acceptor_member_id) WHERE kind = 'product';
CREATE INDEX referrals_acceptor ON referrals (tenant_id, acceptor_member_id, accepted_at);
CREATE INDEX referrals_inviter ON referrals (tenant_id, inviter_member_id);
CREATE INDEX referrals_state ON referrals (tenant_id, state, accepted_at, id);

CREATE TABLE referral_events (
    tenant_id text NOT NULL, id text NOT NULL, referral_id text NOT NULL, seq bigint NOT NULL, from_state text NOT NULL, to_state text NOT NULL,
    cause text NOT NULL, actor_kind text NOT NULL, actor_id text NOT NULL, reason_code text NOT NULL, payload_sha256 text NOT NULL, at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, referral_id, seq),
    FOREIGN KEY (tenant_id, referral_id) REFERENCES referrals (tenant_id, id)
);

CREATE TABLE evaluations (
    tenant_id text NOT NULL, id text NOT NULL, referral_id text NOT NULL, run_at timestamptz NOT NULL, data_as_of timestamptz,
    trigger text NOT NULL, outcome text NOT NULL, facts_digest text NOT NULL, verdict text NOT NULL,
    PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, referral_id) REFERENCES referrals (tenant_id, id)
);
CREATE INDEX evaluations_referral ON evaluations (tenant_id, referral_id, run_at);

CREATE TABLE holds (
    tenant_id text NOT NULL, id text NOT NULL, referral_id text NOT NULL, kind text NOT NULL, opened_by text NOT NULL, opened_at timestamptz NOT NULL,
    resolved_by text NOT NULL, resolved_at timestamptz, resolution text NOT NULL, reason text NOT NULL,
    PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, referral_id) REFERENCES referrals (tenant_id, id)
);
CREATE INDEX holds_referral ON holds (tenant_id, referral_id);

CREATE TABLE reward_legs (
    tenant_id text NOT NULL, id text NOT NULL, referral_id text NOT NULL, side text NOT NULL CHECK (side IN ('inviter', 'acceptor')),
    payee_member_id text NOT NULL, amount_minor bigint NOT NULL CHECK (amount_minor >= 0), currency text NOT NULL,
    status text NOT NULL CHECK (status IN ('planned', 'reserved', 'payable', 'batched', 'submitted', 'settled', 'void', 'failed', 'unknown', 'returned', 'reversed')),
    void_reason text NOT NULL, tax_form text NOT NULL, reward_year bigint NOT NULL, friend_visible boolean NOT NULL, settled_at timestamptz, dismissed_at timestamptz, created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, referral_id, side),
    FOREIGN KEY (tenant_id, referral_id) REFERENCES referrals (tenant_id, id),
    FOREIGN KEY (tenant_id, payee_member_id) REFERENCES members (tenant_id, id)
);
CREATE INDEX reward_legs_payee ON reward_legs (tenant_id, payee_member_id, side);

CREATE TABLE payouts (
    tenant_id text NOT NULL, id text NOT NULL, leg_id text NOT NULL, payee_id text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0), currency text NOT NULL, recorded_by text NOT NULL, method text NOT NULL, external_ref text NOT NULL, idem_key text NOT NULL,
    status text NOT NULL CHECK (status IN ('settled', 'failed', 'returned')), settled_at timestamptz, created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, idem_key), UNIQUE (tenant_id, external_ref),
    FOREIGN KEY (tenant_id, leg_id) REFERENCES reward_legs (tenant_id, id)
);
-- Never pay twice: one living payout a leg.
CREATE UNIQUE INDEX payouts_one_live ON payouts (tenant_id, leg_id) WHERE status NOT IN ('failed', 'returned');

CREATE TABLE consents (
    tenant_id text NOT NULL, id text NOT NULL, member_id text NOT NULL, referral_id text NOT NULL, kind text NOT NULL, version text NOT NULL,
    text_sha256 text NOT NULL, granted boolean NOT NULL, at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, member_id) REFERENCES members (tenant_id, id),
    FOREIGN KEY (tenant_id, referral_id) REFERENCES referrals (tenant_id, id)
);

CREATE TABLE code_attempts (
    tenant_id text NOT NULL, id text NOT NULL, member_id text NOT NULL, address_hash text NOT NULL, reason text NOT NULL, request_id text NOT NULL, at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, member_id) REFERENCES members (tenant_id, id)
);
CREATE INDEX code_attempts_member ON code_attempts (tenant_id, member_id, at);
CREATE INDEX code_attempts_address ON code_attempts (tenant_id, address_hash, at);

CREATE TABLE audit_log (
    tenant_id text NOT NULL REFERENCES tenants (id), id text NOT NULL, actor_kind text NOT NULL, actor_id text NOT NULL, action text NOT NULL,
    subject_kind text NOT NULL, subject_id text NOT NULL, before_sha text NOT NULL, after_sha text NOT NULL, diff text NOT NULL,
    request_id text NOT NULL, ip_hmac text NOT NULL, at timestamptz NOT NULL, seq bigint, prev_hash text, hash text,
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, seq)
);
CREATE INDEX audit_log_subject ON audit_log (tenant_id, subject_kind, subject_id);
