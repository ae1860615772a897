-- Version 6 of the file beside a SQLite database: the tables that schema leadgraph has for the same purpose.
CREATE TABLE IF NOT EXISTS tier_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    previous INTEGER,
    current INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    changed_at TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS known_tiers (
    user_id INTEGER PRIMARY KEY,
    lead_score INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS comparison (
    singleton INTEGER PRIMARY KEY DEFAULT 1 CHECK (singleton = 1),
    number INTEGER NOT NULL DEFAULT 0,
    compared_at TEXT,
    ended_at TEXT,
    rules TEXT
);
INSERT OR IGNORE INTO comparison DEFAULT VALUES;

CREATE TABLE IF NOT EXISTS feed (
    singleton INTEGER PRIMARY KEY DEFAULT 1 CHECK (singleton = 1),
    pruned_id INTEGER NOT NULL,
    mode TEXT
);
INSERT OR IGNORE INTO feed (pruned_id) VALUES (0);

PRAGMA user_version = 6;
