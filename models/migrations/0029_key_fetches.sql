-- When the institution's keys were last fetched because a token named one that nobody knew: a place for each fetch that a
-- minute lets all processes make together. Whoever finds a place older than a minute takes it.

-- +goose Up
CREATE TABLE key_fetches (
    tenant_id text NOT NULL REFERENCES tenants (id), place bigint NOT NULL CHECK (place > 0), fetched_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, place)
);
