-- Takes back what the installation of schema leadgraph created, and nothing else.
DROP TABLE leadgraph.state, leadgraph.tier_changes, leadgraph.user_activity;
DROP TABLE IF EXISTS leadgraph.known_tiers, leadgraph.comparison, leadgraph.feed, leadgraph.tier_days,
    leadgraph.webhooks,
    leadgraph.campaign_members, leadgraph.campaigns, leadgraph.audit, leadgraph.store;
DROP SCHEMA leadgraph;
