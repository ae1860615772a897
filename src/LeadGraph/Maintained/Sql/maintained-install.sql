-- Schema leadgraph up to version 5; the migrations in Store/Sql follow. The two source tables are not changed.
-- Run it as a role that may create schemas in this database, with the search path of LeadGraph's role. "database
-- install --script" prints it with the two tables in place of the names in braces.
CREATE SCHEMA leadgraph;

-- Text columns have the type and collation of the registrations, so that they sort and compare in the same way.
CREATE TABLE leadgraph.user_activity AS
    SELECT user_id::bigint AS user_id, username, first_name, email, NULL::timestamptz AS registered_at,
        0 AS total_events, 0 AS points, 0 AS active_days, NULL::timestamptz AS last_activity, 0 AS lead_score,
        NULL::timestamptz AS falls_at, NULL::integer AS falls_to, 0 AS momentum
    FROM {registrations} r
    WITH NO DATA;
ALTER TABLE leadgraph.user_activity
    ADD PRIMARY KEY (user_id),
    ALTER total_events SET NOT NULL,
    ALTER points SET NOT NULL,
    ALTER active_days SET NOT NULL,
    ALTER lead_score SET NOT NULL,
    ALTER momentum SET NOT NULL;

-- Without length limits, so that widening a column of the registrations needs no change here.
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
COMMENT ON TABLE leadgraph.user_activity IS 'Maintained by LeadGraph from the two tables; needs no backup.';

-- For the default order, and for the default order within one tier; the second also serves counts of tiers.
CREATE INDEX user_activity_total_events ON leadgraph.user_activity (total_events DESC, user_id);
CREATE INDEX user_activity_lead_score ON leadgraph.user_activity (lead_score, total_events DESC, user_id);

-- For the order of the dashboard, the hottest tier first.
CREATE INDEX user_activity_hottest ON leadgraph.user_activity (lead_score DESC, points DESC, user_id);

-- For the other orders. NULLs sort last in both directions, so the descending indexes begin with "IS NULL". Texts have
-- no index, because an index rejects texts of more than about 2,700 bytes; sorting one row per user is fast enough.
CREATE INDEX user_activity_points ON leadgraph.user_activity (points, user_id);
CREATE INDEX user_activity_active_days ON leadgraph.user_activity (active_days, user_id);
CREATE INDEX user_activity_last_activity ON leadgraph.user_activity (last_activity, user_id);
CREATE INDEX user_activity_last_activity_desc
    ON leadgraph.user_activity ((last_activity IS NULL), last_activity DESC, user_id);
CREATE INDEX user_activity_registered_at ON leadgraph.user_activity (registered_at, user_id);
CREATE INDEX user_activity_registered_at_desc
    ON leadgraph.user_activity ((registered_at IS NULL), registered_at DESC, user_id);
CREATE INDEX user_activity_falls_at ON leadgraph.user_activity (falls_at, user_id);
CREATE INDEX user_activity_falls_at_desc ON leadgraph.user_activity ((falls_at IS NULL), falls_at DESC, user_id);
CREATE INDEX user_activity_momentum ON leadgraph.user_activity (momentum, user_id);

-- The source of onLeadScoreChanged. Tiers: 0 cold, 1 cool, 2 warm, 3 hot. previous is NULL for a new user, and current
-- is 0 for one who is no longer registered. Reasons: 0 events, 1 expiry, 2 registration, 3 removal, 4 rules.
CREATE TABLE leadgraph.tier_changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL,
    previous integer,
    current integer NOT NULL,
    reason integer NOT NULL,
    changed_at timestamptz NOT NULL
);

-- One row: the state of the tables above as of the last tick.
CREATE TABLE leadgraph.state (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    -- The version of the schema, of which this script is the fifth. LeadGraph refuses any version but its own.
    version integer NOT NULL DEFAULT 5,
    -- The time, by LeadGraph's clock, of the data in user_activity; NULL before the first computation.
    as_of timestamptz,
    window_start timestamptz,
    rules text,
    rebuilt_at timestamptz,
    -- The start of the last tick, by the database's clock. Other instances skip their tick soon after it.
    ticked_at timestamptz,
    tick_ms integer,
    -- The largest event id that the last tick saw.
    watermark bigint,
    -- The oldest transaction that was open at the last tick. Events of it and of later ones may be new.
    horizon bigint,
    -- If ids rise with time, every event not yet visible at the last tick has an id > settled_id - LookBack.
    settled_id bigint NOT NULL DEFAULT 0,
    -- Becomes settled_id when all transactions before pending_xmax have ended.
    pending_id bigint NOT NULL,
    pending_xmax bigint NOT NULL
);
INSERT INTO leadgraph.state (pending_id, pending_xmax)
    SELECT {largest_id}, pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
