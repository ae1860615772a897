-- Version 7 of the file beside a SQLite database: the tiers at the end of each day, as in schema leadgraph.
CREATE TABLE IF NOT EXISTS tier_days (
    day TEXT PRIMARY KEY,
    ends_at TEXT NOT NULL,
    rules TEXT NOT NULL,
    hot INTEGER NOT NULL,
    warm INTEGER NOT NULL,
    cool INTEGER NOT NULL,
    cold INTEGER NOT NULL,
    entered_hot INTEGER NOT NULL,
    entered_warm INTEGER NOT NULL,
    entered_cool INTEGER NOT NULL,
    entered_cold INTEGER NOT NULL,
    left_hot INTEGER NOT NULL,
    left_warm INTEGER NOT NULL,
    left_cool INTEGER NOT NULL,
    left_cold INTEGER NOT NULL
);

PRAGMA user_version = 7;
