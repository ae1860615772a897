-- Version 8 of schema leadgraph: indexes for readers of the changes of one user, and of those to one tier. It may run
-- again.
CREATE INDEX IF NOT EXISTS tier_changes_user_id ON leadgraph.tier_changes (user_id, id);
CREATE INDEX IF NOT EXISTS tier_changes_current ON leadgraph.tier_changes (current, id);

UPDATE leadgraph.state SET version = 8 WHERE version = 7;
