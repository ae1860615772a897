-- Version 11 of the file beside a SQLite database: which store it is, and an index, as in schema leadgraph.
CREATE TABLE IF NOT EXISTS store (
    singleton INTEGER PRIMARY KEY DEFAULT 1 CHECK (singleton = 1),
    store_id TEXT NOT NULL DEFAULT (lower(hex(randomblob(16))))
);
INSERT OR IGNORE INTO store DEFAULT VALUES;

CREATE INDEX IF NOT EXISTS tier_changes_changed_at ON tier_changes (changed_at);

PRAGMA user_version = 11;
