-- Takes back what the installation of Maintained mode created, and nothing else.
DROP TABLE leadgraph.state, leadgraph.tier_changes, leadgraph.user_activity;
DROP SCHEMA leadgraph;
