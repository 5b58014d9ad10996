-- What the terms of a reward let its inviter see of the friend: none, counts, or the stage with the friend's consent. Legs of
-- before are counts: nobody was asked about a stage, and where nothing was to be seen the friend's box had no effect.

-- +goose Up
ALTER TABLE reward_legs ADD COLUMN visibility text NOT NULL DEFAULT 'counts' CHECK (visibility IN ('none', 'counts', 'stage'));
