-- Version 9 of the file beside a SQLite database: how far each webhook has come, as in schema leadgraph.
CREATE TABLE IF NOT EXISTS webhooks (
    name TEXT PRIMARY KEY,
    tiers INTEGER NOT NULL,
    position INTEGER NOT NULL,
    pending_id INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    first_attempt_at TEXT,
    attempted_at TEXT,
    next_attempt_at TEXT,
    failure TEXT,
    delivered_at TEXT,
    disabled_at TEXT,
    lease_holder TEXT NOT NULL DEFAULT '',
    lease_until REAL NOT NULL DEFAULT 0
);

PRAGMA user_version = 9;
