-- What the role that LeadGraph connects as needs for the store, and for Maintained mode, beside SELECT on the two
-- source tables. Run it after the installation, as the role that installed, with
-- psql -v role=leadgraph_reader -f maintained-role.sql
GRANT USAGE ON SCHEMA leadgraph TO :"role";
GRANT SELECT, INSERT, UPDATE, DELETE ON leadgraph.user_activity TO :"role";
GRANT SELECT, INSERT, DELETE ON leadgraph.tier_changes TO :"role";
GRANT SELECT, INSERT, UPDATE, DELETE ON leadgraph.known_tiers TO :"role";
GRANT SELECT, INSERT, UPDATE ON leadgraph.tier_days, leadgraph.webhooks TO :"role";
GRANT SELECT, INSERT, UPDATE, DELETE ON leadgraph.campaigns TO :"role";
GRANT SELECT, INSERT, DELETE ON leadgraph.campaign_members TO :"role";
GRANT SELECT, INSERT ON leadgraph.audit TO :"role";
GRANT SELECT ON leadgraph.store TO :"role";
GRANT SELECT, UPDATE ON leadgraph.state, leadgraph.comparison, leadgraph.feed TO :"role";
