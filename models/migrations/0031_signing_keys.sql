-- The keys by which an institution's bank knows us where no secret is sent. A key is published from when it was made, signs
-- from signs_at until the next one does, and stays published for a day after that. One more at a time: nth is counted on.

-- +goose Up
CREATE TABLE signing_keys (
    tenant_id text NOT NULL REFERENCES tenants (id), id text NOT NULL, nth bigint NOT NULL CHECK (nth > 0),
    public bytea NOT NULL, sealed bytea NOT NULL, made_at timestamptz NOT NULL, signs_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, nth)
);
