-- What each bank published last, its metadata and its keys, as it came: a process that starts while the bank does not answer
-- signs members in with it. A document is believed for a day and is checked each time it is read.

-- +goose Up
CREATE TABLE bank_documents (
    tenant_id text NOT NULL REFERENCES tenants (id), kind text NOT NULL CHECK (kind IN ('discovery', 'keys')),
    address text NOT NULL, body bytea NOT NULL, fetched_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, kind)
);
