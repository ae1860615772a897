-- Version 8 of the file beside a SQLite database: the indexes of schema leadgraph.
CREATE INDEX IF NOT EXISTS tier_changes_user_id ON tier_changes (user_id, id);
CREATE INDEX IF NOT EXISTS tier_changes_current ON tier_changes (current, id);

PRAGMA user_version = 8;
