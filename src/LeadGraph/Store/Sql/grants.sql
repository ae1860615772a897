-- After the migrations of schema leadgraph: roles that may write tier changes need its other tables too. It may run again.
DO $$
DECLARE
    writer record;
BEGIN
    FOR writer IN
        SELECT DISTINCT CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END AS role
        FROM pg_catalog.pg_class t, aclexplode(t.relacl) g
        WHERE t.oid = 'leadgraph.tier_changes'::regclass AND g.privilege_type = 'INSERT' AND g.grantee <> t.relowner
    LOOP
        EXECUTE format(
            'GRANT SELECT, INSERT, UPDATE, DELETE ON leadgraph.known_tiers, leadgraph.campaigns TO %s', writer.role);
        EXECUTE format(
            'GRANT SELECT, UPDATE ON leadgraph.comparison, leadgraph.feed TO %s', writer.role);
        EXECUTE format(
            'GRANT SELECT, INSERT, UPDATE ON leadgraph.tier_days, leadgraph.webhooks TO %s', writer.role);
        EXECUTE format(
            'GRANT SELECT, INSERT, DELETE ON leadgraph.campaign_members TO %s', writer.role);
        EXECUTE format(
            'GRANT SELECT, INSERT ON leadgraph.audit TO %s', writer.role);
        EXECUTE format(
            'GRANT SELECT ON leadgraph.store TO %s', writer.role);
    END LOOP;
END $$;
