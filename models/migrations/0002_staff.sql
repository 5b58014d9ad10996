-- Staff, their sessions, and what waits for a second person.

-- +goose Up
CREATE TABLE staff_users (
    tenant_id text NOT NULL REFERENCES tenants (id), id text NOT NULL, email text NOT NULL, name text NOT NULL,
    role text NOT NULL CHECK (role IN ('viewer', 'support', 'editor', 'maker', 'checker', 'admin', 'auditor')),
    status text NOT NULL CHECK (status IN ('invited', 'active', 'disabled')),
    password_hash text NOT NULL, totp_sealed bytea, totp_step bigint NOT NULL, recovery_hashes text NOT NULL,
    invite_hash text NOT NULL, invite_until timestamptz, failures bigint NOT NULL, failed_since timestamptz, created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, email)
);
CREATE UNIQUE INDEX staff_users_invite ON staff_users (tenant_id, invite_hash) WHERE invite_hash <> '';

CREATE TABLE staff_sessions (
    tenant_id text NOT NULL, id text NOT NULL, token_hash text NOT NULL, staff_user_id text NOT NULL, created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL, proven_at timestamptz, revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, staff_user_id) REFERENCES staff_users (tenant_id, id)
);
CREATE INDEX staff_sessions_user ON staff_sessions (tenant_id, staff_user_id);

CREATE TABLE approval_requests (
    tenant_id text NOT NULL REFERENCES tenants (id), id text NOT NULL, action text NOT NULL, subject_kind text NOT NULL, subject_id text NOT NULL,
    payload text NOT NULL, payload_sha256 text NOT NULL, reason text NOT NULL, requested_by text NOT NULL, requested_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL, status text NOT NULL CHECK (status IN ('open', 'approved', 'refused', 'withdrawn', 'expired')),
    decided_by text, decided_at timestamptz, decision_reason text NOT NULL,
    -- Four eyes, by the database: whoever asked can't be who decides.
    CHECK (decided_by IS NULL OR decided_by <> requested_by OR status IN ('withdrawn', 'expired')),
    CHECK ((status = 'open') = (decided_at IS NULL)),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, requested_by) REFERENCES staff_users (tenant_id, id),
    FOREIGN KEY (tenant_id, decided_by) REFERENCES staff_users (tenant_id, id)
);
-- One open request for one thing: a second press finds the first.
CREATE UNIQUE INDEX approval_requests_open ON approval_requests (tenant_id, action, subject_id) WHERE status = 'open';
CREATE INDEX approval_requests_waiting ON approval_requests (tenant_id, status, requested_at);

CREATE TABLE referral_notes (
    tenant_id text NOT NULL, id text NOT NULL, referral_id text NOT NULL, staff_user_id text NOT NULL, text text NOT NULL, at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, referral_id) REFERENCES referrals (tenant_id, id),
    FOREIGN KEY (tenant_id, staff_user_id) REFERENCES staff_users (tenant_id, id)
);
CREATE INDEX referral_notes_referral ON referral_notes (tenant_id, referral_id, at);
