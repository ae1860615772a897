-- Brings the schema that version 2 or 3 of maintained-install.sql created to version 4. It may run again.
-- Run it as the role that installed.
ALTER TABLE leadgraph.user_activity
    ADD COLUMN IF NOT EXISTS falls_at timestamptz,
    ADD COLUMN IF NOT EXISTS falls_to integer;
CREATE INDEX IF NOT EXISTS user_activity_falls_at ON leadgraph.user_activity (falls_at, user_id);
CREATE INDEX IF NOT EXISTS user_activity_falls_at_desc
    ON leadgraph.user_activity ((falls_at IS NULL), falls_at DESC, user_id);

-- Of changes before version 4 the reason is what it was unless events had been changed or deleted.
ALTER TABLE leadgraph.tier_changes ADD COLUMN IF NOT EXISTS reason integer;
UPDATE leadgraph.tier_changes
    SET reason = CASE WHEN previous IS NULL THEN 2 WHEN current < previous THEN 1 ELSE 0 END
    WHERE reason IS NULL;
ALTER TABLE leadgraph.tier_changes ALTER reason SET NOT NULL;

-- No response shows the table of version 2 before it has been computed again.
UPDATE leadgraph.state SET as_of = NULL WHERE version = 2;
UPDATE leadgraph.state SET version = 4 WHERE version IN (2, 3);
ALTER TABLE leadgraph.state ALTER version SET DEFAULT 4;
