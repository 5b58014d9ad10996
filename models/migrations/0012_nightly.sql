-- What jobs do by themselves: whatever has been closing for long enough is found without reading what is still closing.

-- +goose Up
DROP INDEX referrals_refused;
CREATE INDEX referrals_closing ON referrals (tenant_id, closing_until) WHERE state = 'closing';

-- The trail is narrowed by what was changed, and by where the change came from.
CREATE INDEX audit_log_kind ON audit_log (tenant_id, subject_kind, at, id);
CREATE INDEX audit_log_origin ON audit_log (tenant_id, ip_hmac, at, id) WHERE ip_hmac <> '';

-- How far each institution's chain has been held against itself, and the first row that does not hold.
CREATE TABLE audit_walks (
    tenant_id text PRIMARY KEY REFERENCES tenants (id), seq bigint NOT NULL CHECK (seq >= 0), hash text NOT NULL, until timestamptz,
    began_at timestamptz NOT NULL, asked_by text NOT NULL, looked_at timestamptz NOT NULL, ended_at timestamptz,
    fault text NOT NULL, fault_seq bigint NOT NULL, fault_row text NOT NULL, fault_at timestamptz,
    version bigint NOT NULL
);
