-- Version 6 of schema leadgraph: tier changes of Live mode too, and how far they are kept. It may run again.
-- The tiers of all leads at the last comparison of Live mode: 0 cold, 1 cool, 2 warm, 3 hot.
CREATE TABLE IF NOT EXISTS leadgraph.known_tiers (
    user_id bigint PRIMARY KEY,
    lead_score integer NOT NULL
);

-- One row: that comparison.
CREATE TABLE IF NOT EXISTS leadgraph.comparison (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    -- How many comparisons there were. An instance that knows the tiers after this one need not read them.
    number bigint NOT NULL DEFAULT 0,
    -- By the clock of the instance that compared; NULL before the first comparison.
    compared_at timestamptz,
    -- By the database's clock. Other instances skip their comparison soon after it.
    ended_at timestamptz,
    rules text
);
INSERT INTO leadgraph.comparison DEFAULT VALUES ON CONFLICT DO NOTHING;

-- One row: what is kept in tier_changes.
CREATE TABLE IF NOT EXISTS leadgraph.feed (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    -- All changes up to this id have been deleted, because they were old or too many.
    pruned_id bigint NOT NULL,
    -- Which mode recorded last, Live or Maintained: the other one goes on from the tiers that it left.
    mode text
);
INSERT INTO leadgraph.feed (pruned_id, mode)
    SELECT coalesce((SELECT min(id) - 1 FROM leadgraph.tier_changes), 0),
        (SELECT 'Maintained' FROM leadgraph.state WHERE as_of IS NOT NULL)
    ON CONFLICT DO NOTHING;

UPDATE leadgraph.state SET version = 6 WHERE version = 5;
