-- Staff who are changed by colleagues, people of the platform who look on for a while, and an institution's settings.
-- Its twin for SQLite, which can't change a CHECK where it stands, is the file beside it.

-- +goose Up
ALTER TABLE staff_users DROP CONSTRAINT staff_users_role_check;
ALTER TABLE staff_users ADD CONSTRAINT staff_users_role_check
    CHECK (role IN ('viewer', 'support', 'editor', 'maker', 'checker', 'admin', 'auditor', 'operator'));
ALTER TABLE staff_users ADD COLUMN until timestamptz;
ALTER TABLE staff_users ADD COLUMN admit_reason text NOT NULL DEFAULT '';
ALTER TABLE staff_users ADD COLUMN wrong_total bigint NOT NULL DEFAULT 0;
ALTER TABLE staff_users ADD COLUMN version bigint NOT NULL DEFAULT 1;
ALTER TABLE staff_users ADD COLUMN changed_by text NOT NULL DEFAULT '';
ALTER TABLE staff_users ADD COLUMN changed_at timestamptz;
-- Nobody of the platform is let in for good.
ALTER TABLE staff_users ADD CONSTRAINT staff_users_until_check CHECK ((role = 'operator') = (until IS NOT NULL));

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
