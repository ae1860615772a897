-- Version 11 of schema leadgraph: which store it is, so that a cursor of another one is not taken for one of its own, and
-- an index for those who count the changes of a day. It may run again.
-- One row.
CREATE TABLE IF NOT EXISTS leadgraph.store (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    store_id uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO leadgraph.store DEFAULT VALUES ON CONFLICT DO NOTHING;

CREATE INDEX IF NOT EXISTS tier_changes_changed_at ON leadgraph.tier_changes (changed_at);

UPDATE leadgraph.state SET version = 11 WHERE version = 10;
