-- Version 9 of schema leadgraph: how far each webhook has come. It may run again.
CREATE TABLE IF NOT EXISTS leadgraph.webhooks (
    name text PRIMARY KEY,
    -- The tiers to which it gets changes: bit n for tier n, 0 cold, 1 cool, 2 warm, 3 hot.
    tiers integer NOT NULL,
    -- All changes up to this id have been delivered, or are not for it.
    position bigint NOT NULL,
    -- The last change of the request that is tried, so that each attempt sends the same changes.
    pending_id bigint,
    -- How many attempts of that request have failed, and when; by the database's clock.
    attempts integer NOT NULL DEFAULT 0,
    first_attempt_at timestamptz,
    attempted_at timestamptz,
    next_attempt_at timestamptz,
    failure text,
    delivered_at timestamptz,
    -- Since when nothing is delivered any more, because the receiver said so, or never accepted anything.
    disabled_at timestamptz,
    -- Which instance delivers, and until when no other one does, in seconds since 1970 by the database's clock.
    lease_holder text NOT NULL DEFAULT '',
    lease_until double precision NOT NULL DEFAULT 0
);

UPDATE leadgraph.state SET version = 9 WHERE version = 8;
