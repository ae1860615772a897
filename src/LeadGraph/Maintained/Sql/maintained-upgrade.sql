-- Brings the schema that version 2, 3 or 4 of maintained-install.sql created to version 5. It may run again.
-- Run it as the role that installed.
ALTER TABLE leadgraph.user_activity
    ADD COLUMN IF NOT EXISTS falls_at timestamptz,
    ADD COLUMN IF NOT EXISTS falls_to integer,
    ADD COLUMN IF NOT EXISTS momentum integer NOT NULL DEFAULT 0;
ALTER TABLE leadgraph.user_activity ALTER momentum DROP DEFAULT;
CREATE INDEX IF NOT EXISTS user_activity_falls_at ON leadgraph.user_activity (falls_at, user_id);
CREATE INDEX IF NOT EXISTS user_activity_falls_at_desc
    ON leadgraph.user_activity ((falls_at IS NULL), falls_at DESC, user_id);
CREATE INDEX IF NOT EXISTS user_activity_momentum ON leadgraph.user_activity (momentum, user_id);
CREATE INDEX IF NOT EXISTS user_activity_hottest
    ON leadgraph.user_activity (lead_score DESC, points DESC, user_id);

-- Of changes before version 4 the reason is what it was unless events had been changed or deleted.
ALTER TABLE leadgraph.tier_changes ADD COLUMN IF NOT EXISTS reason integer;
UPDATE leadgraph.tier_changes
    SET reason = CASE WHEN previous IS NULL THEN 2 WHEN current < previous THEN 1 ELSE 0 END
    WHERE reason IS NULL;
ALTER TABLE leadgraph.tier_changes ALTER reason SET NOT NULL;

-- No response shows the table before it has been computed again.
UPDATE leadgraph.state SET version = 5, as_of = NULL WHERE version IN (2, 3, 4);
ALTER TABLE leadgraph.state ALTER version SET DEFAULT 5;
