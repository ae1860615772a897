-- What the role that LeadGraph connects as needs for Maintained mode, beside SELECT on the two source tables. Run it
-- after the installation, as the role that installed, with psql -v role=leadgraph_reader -f maintained-role.sql
GRANT USAGE ON SCHEMA leadgraph TO :"role";
GRANT SELECT, INSERT, UPDATE, DELETE ON leadgraph.user_activity TO :"role";
GRANT SELECT, INSERT, DELETE ON leadgraph.tier_changes TO :"role";
GRANT SELECT, UPDATE ON leadgraph.state TO :"role";
