-- +goose NO TRANSACTION
-- The twin of the file for PostgreSQL. A CHECK can't be changed where it stands, so the table is made anew; foreign keys
-- are off meanwhile, or dropping the old one would count as deleting what others point at.

-- +goose Up
PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE staff_users_anew (
    tenant_id text NOT NULL REFERENCES tenants (id), id text NOT NULL, email text NOT NULL, name text NOT NULL,
    role text NOT NULL CHECK (role IN ('viewer', 'support', 'editor', 'maker', 'checker', 'admin', 'auditor', 'operator')),
    status text NOT NULL CHECK (status IN ('invited', 'active', 'disabled')),
    password_hash text NOT NULL, totp_sealed bytea, totp_step bigint NOT NULL, recovery_hashes text NOT NULL,
    invite_hash text NOT NULL, invite_until timestamptz, failures bigint NOT NULL, failed_since timestamptz, created_at timestamptz NOT NULL,
    until timestamptz, admit_reason text NOT NULL DEFAULT '', wrong_total bigint NOT NULL DEFAULT 0,
    version bigint NOT NULL DEFAULT 1, changed_by text NOT NULL DEFAULT '', changed_at timestamptz,
    -- Nobody of the platform is let in for good.
    CHECK ((role = 'operator') = (until IS NOT NULL)),
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, email)
);
INSERT INTO staff_users_anew (tenant_id, id, email, name, role, status, password_hash, totp_sealed, totp_step, recovery_hashes, invite_hash,
    invite_until, failures, failed_since, created_at)
SELECT tenant_id, id, email, name, role, status, password_hash, totp_sealed, totp_step, recovery_hashes, invite_hash,
    invite_until, failures, failed_since, created_at FROM staff_users;
DROP TABLE staff_users;
ALTER TABLE staff_users_anew RENAME TO staff_users;
CREATE UNIQUE INDEX staff_users_invite ON staff_users (tenant_id, invite_hash) WHERE invite_hash <> '';

ALTER TABLE staff_sessions ADD COLUMN failures bigint NOT NULL DEFAULT 0;

ALTER TABLE tenants ADD COLUMN postal_address text NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN inviter_visibility text NOT NULL DEFAULT 'counts' CHECK (inviter_visibility IN ('none', 'counts', 'stage'));
-- The most that one person may release alone; the ceiling is models.MaxThreshold.
ALTER TABLE tenants ADD COLUMN threshold_minor bigint NOT NULL DEFAULT 0 CHECK (threshold_minor BETWEEN 0 AND 5000);
ALTER TABLE tenants ADD COLUMN logo text NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN version bigint NOT NULL DEFAULT 1;
ALTER TABLE tenants ADD COLUMN changed_by text NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN changed_at timestamptz;

CREATE TABLE tenant_logos (
    tenant_id text NOT NULL REFERENCES tenants (id), name text NOT NULL, image bytea NOT NULL, added_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, name)
);
COMMIT;
PRAGMA foreign_keys = ON;
