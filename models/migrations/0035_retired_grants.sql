-- What members let us read and nobody reads any more, until the bank has been told: in the same transaction in which it goes out of
-- use, so that no fault between us and the bank leaves a permission alive there that nobody knows of here.

-- +goose Up
CREATE TABLE retired_grants (
    tenant_id text NOT NULL REFERENCES tenants (id), id text NOT NULL, member_id text NOT NULL,
    sealed bytea NOT NULL, tries bigint NOT NULL CHECK (tries >= 0), due_at timestamptz NOT NULL, retired_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, member_id) REFERENCES members (tenant_id, id)
);
CREATE INDEX retired_grants_due ON retired_grants (tenant_id, due_at);
