-- What LeadGraph keeps of its own for LeadGraph:Activity:Mode=Maintained. The two source tables stay as they are.
-- Run as a role that may create schemas in this database, with the search path under which LeadGraph connects.
CREATE SCHEMA leadgraph;

-- Names and addresses take type and collation from the registrations, so that they sort and compare as there.
CREATE TABLE leadgraph.user_activity AS
    SELECT user_id::bigint AS user_id, username, first_name, email, NULL::timestamptz AS registered_at,
        0 AS total_events, 0 AS active_days, NULL::timestamptz AS last_activity, 0 AS lead_score
    FROM free_lesson_registrations
    WITH NO DATA;
ALTER TABLE leadgraph.user_activity
    ADD PRIMARY KEY (user_id),
    ALTER total_events SET NOT NULL,
    ALTER active_days SET NOT NULL,
    ALTER lead_score SET NOT NULL;

-- So that a column that is made wider there does not overflow here, lengths are not bounded.
DO $$
DECLARE
    bounded record;
BEGIN
    FOR bounded IN
        SELECT attname, attcollation::regcollation AS collation FROM pg_catalog.pg_attribute
        WHERE attrelid = 'leadgraph.user_activity'::regclass AND atttypid = 'varchar'::regtype AND atttypmod >= 0
    LOOP
        EXECUTE format('ALTER TABLE leadgraph.user_activity ALTER %I TYPE varchar COLLATE %s',
            bounded.attname, bounded.collation);
    END LOOP;
END $$;
COMMENT ON TABLE leadgraph.user_activity IS 'Kept by LeadGraph; derived, so it needs no backup.';

-- The page that most callers ask for, and the same of one tier, which also counts tiers.
CREATE INDEX user_activity_total_events ON leadgraph.user_activity (total_events DESC, user_id);
CREATE INDEX user_activity_lead_score ON leadgraph.user_activity (lead_score, total_events DESC, user_id);

-- The other orders. NULLs go last in both directions, so a descending order begins with "is it NULL". Texts have no
-- index, which would refuse those of more than some 2,700 bytes: one row per registered user is sorted soon enough.
CREATE INDEX user_activity_active_days ON leadgraph.user_activity (active_days, user_id);
CREATE INDEX user_activity_last_activity ON leadgraph.user_activity (last_activity, user_id);
CREATE INDEX user_activity_last_activity_desc
    ON leadgraph.user_activity ((last_activity IS NULL), last_activity DESC, user_id);
CREATE INDEX user_activity_registered_at ON leadgraph.user_activity (registered_at, user_id);
CREATE INDEX user_activity_registered_at_desc
    ON leadgraph.user_activity ((registered_at IS NULL), registered_at DESC, user_id);

-- What the live subscription is fed from. Tiers are 0 cold, 1 cool, 2 warm, 3 hot; a new lead has no previous one.
CREATE TABLE leadgraph.tier_changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL,
    previous integer,
    current integer NOT NULL,
    changed_at timestamptz NOT NULL
);

-- One row: how far the tables above have come.
CREATE TABLE leadgraph.state (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    -- Which version of this script it was: LeadGraph works with the one that it knows.
    version integer NOT NULL DEFAULT 1,
    -- The moment, by LeadGraph's clock, as of which the numbers hold; NULL until they were first computed.
    as_of timestamptz,
    window_start timestamptz,
    rules text,
    rebuilt_at timestamptz,
    -- When the last tick began, by the database's clock, to keep several instances from ticking in turn.
    ticked_at timestamptz,
    tick_ms integer,
    -- The largest id that the last tick saw.
    watermark bigint,
    -- Transactions from this one on were not all visible to the last tick.
    horizon bigint,
    -- Every event that was not visible to the last tick has a larger id than this one less LookBack, where ids rise.
    settled_id bigint NOT NULL DEFAULT 0,
    -- Becomes settled_id when every transaction before pending_xmax has ended.
    pending_id bigint NOT NULL,
    pending_xmax bigint NOT NULL
);
INSERT INTO leadgraph.state (pending_id, pending_xmax)
    SELECT coalesce(max(id), 0), pg_snapshot_xmax(pg_current_snapshot())::text::bigint FROM events;
