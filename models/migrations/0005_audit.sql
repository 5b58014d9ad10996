-- Where each institution's audit chain ends, and indexes for sealing and searching the log. The tables of the job queue
-- are River's own; migrate.go raises them after this.

-- +goose Up
CREATE TABLE audit_heads (
    tenant_id text PRIMARY KEY REFERENCES tenants (id), seq bigint NOT NULL CHECK (seq >= 0), hash text NOT NULL, sealed_at timestamptz
);
-- What waits for its seal is found without reading the sealed past.
CREATE INDEX audit_log_unsealed ON audit_log (tenant_id, id) WHERE seq IS NULL;
CREATE INDEX audit_log_at ON audit_log (tenant_id, at, id);
CREATE INDEX audit_log_actor ON audit_log (tenant_id, actor_id, at, id);
CREATE INDEX audit_log_action ON audit_log (tenant_id, action, at, id);
DROP INDEX audit_log_subject;
CREATE INDEX audit_log_subject ON audit_log (tenant_id, subject_id, at, id);
