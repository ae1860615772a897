-- Version 10 of the file beside a SQLite database: campaigns, as in schema leadgraph.
CREATE TABLE IF NOT EXISTS campaigns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT,
    ends_at TEXT NOT NULL,
    closed_at TEXT,
    definition TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS campaign_members (
    campaign_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    lead_score INTEGER NOT NULL,
    variant INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, user_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    happened_at TEXT NOT NULL,
    caller TEXT,
    action TEXT NOT NULL,
    subject TEXT NOT NULL
);

PRAGMA user_version = 10;
