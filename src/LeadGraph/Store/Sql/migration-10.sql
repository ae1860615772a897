-- Version 10 of schema leadgraph: campaigns. It may run again.
CREATE TABLE IF NOT EXISTS leadgraph.campaigns (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text,
    -- When the days of the goal are over.
    ends_at timestamptz NOT NULL,
    closed_at timestamptz,
    -- How it is made up, as JSON.
    definition text NOT NULL
);

CREATE TABLE IF NOT EXISTS leadgraph.campaign_members (
    campaign_id bigint NOT NULL REFERENCES leadgraph.campaigns ON DELETE CASCADE,
    user_id bigint NOT NULL,
    -- The tier when the campaign was created: 0 cold, 1 cool, 2 warm, 3 hot.
    lead_score smallint NOT NULL,
    -- The index of the variant in the definition; -1 for who gets no message.
    variant smallint NOT NULL,
    PRIMARY KEY (campaign_id, user_id)
);

-- Who wrote what, and when.
CREATE TABLE IF NOT EXISTS leadgraph.audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    happened_at timestamptz NOT NULL,
    caller text,
    action text NOT NULL,
    subject text NOT NULL
);

UPDATE leadgraph.state SET version = 10 WHERE version = 9;
