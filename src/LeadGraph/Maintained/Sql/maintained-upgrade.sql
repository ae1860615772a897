-- Brings the schema that version 2 of maintained-install.sql created to version 3. It may run again.
-- Run it as the role that installed.
ALTER TABLE leadgraph.user_activity
    ADD COLUMN IF NOT EXISTS falls_at timestamptz,
    ADD COLUMN IF NOT EXISTS falls_to integer;
CREATE INDEX IF NOT EXISTS user_activity_falls_at ON leadgraph.user_activity (falls_at, user_id);
CREATE INDEX IF NOT EXISTS user_activity_falls_at_desc
    ON leadgraph.user_activity ((falls_at IS NULL), falls_at DESC, user_id);

-- No response shows the table before it has been computed again.
UPDATE leadgraph.state SET version = 3, as_of = NULL WHERE version = 2;
ALTER TABLE leadgraph.state ALTER version SET DEFAULT 3;
