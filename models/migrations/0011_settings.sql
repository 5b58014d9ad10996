-- What one person released alone under the threshold, whom members write to, and the bank's own colours.

-- +goose Up
-- A payment that one person released. The threshold is the one that held at that moment; amount_minor is everything the
-- referral promised, so that no part of it can be released apart. A person's releases of a day are numbered: of two that
-- add up the same day at once, one finds its number taken. The factor is models.LoneDayFactor, the ceiling models.MaxThreshold.
CREATE TABLE lone_releases (
    tenant_id text NOT NULL REFERENCES tenants (id), id text NOT NULL, referral_id text NOT NULL, staff_user_id text NOT NULL,
    payload text NOT NULL, payload_sha256 text NOT NULL, amount_minor bigint NOT NULL, threshold_minor bigint NOT NULL, currency text NOT NULL,
    day text NOT NULL, nth bigint NOT NULL CHECK (nth > 0), day_minor bigint NOT NULL, at timestamptz NOT NULL,
    CHECK (amount_minor > 0 AND amount_minor <= threshold_minor AND threshold_minor <= 5000),
    CHECK (day_minor >= amount_minor AND day_minor <= 5 * threshold_minor),
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, referral_id), UNIQUE (tenant_id, staff_user_id, day, nth),
    FOREIGN KEY (tenant_id, referral_id) REFERENCES referrals (tenant_id, id),
    FOREIGN KEY (tenant_id, staff_user_id) REFERENCES staff_users (tenant_id, id)
);
-- Whoever released a payment alone is not the one who confirms that it was paid.
ALTER TABLE payouts ADD COLUMN released_by text NOT NULL DEFAULT '' CHECK (released_by = '' OR released_by <> recorded_by);

ALTER TABLE tenants ADD COLUMN support_email text NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN support_url text NOT NULL DEFAULT '';
-- The members' pages take the bank's own colours where it tells any; brand_color stands in.
ALTER TABLE tenants ADD COLUMN bank_colors boolean NOT NULL DEFAULT false;

-- What the bank's platform last said of its colours. as_of is empty until it has said anything.
CREATE TABLE bank_themes (
    tenant_id text PRIMARY KEY REFERENCES tenants (id),
    light_brand text NOT NULL, light_surface text NOT NULL, dark_brand text NOT NULL, dark_surface text NOT NULL,
    as_of timestamptz, tried_at timestamptz NOT NULL, failure text NOT NULL
);
