-- Version 7 of schema leadgraph: the tiers at the end of each day. It may run again.
CREATE TABLE IF NOT EXISTS leadgraph.tier_days (
    -- A day of the scoring time zone, which ends at ends_at.
    day date PRIMARY KEY,
    ends_at timestamptz NOT NULL,
    -- The scoring rules by which it was counted; what other rules gave is counted again.
    rules text NOT NULL,
    -- How many users were in each tier when the day ended.
    hot integer NOT NULL,
    warm integer NOT NULL,
    cool integer NOT NULL,
    cold integer NOT NULL,
    -- How many users entered and left each tier since the day before ended.
    entered_hot integer NOT NULL,
    entered_warm integer NOT NULL,
    entered_cool integer NOT NULL,
    entered_cold integer NOT NULL,
    left_hot integer NOT NULL,
    left_warm integer NOT NULL,
    left_cool integer NOT NULL,
    left_cold integer NOT NULL
);

UPDATE leadgraph.state SET version = 7 WHERE version = 6;
