-- The role that LeadGraph connects as: it may read the two tables and nothing else. Run it in the database that has
-- them, as their owner and with the right to create roles (CREATEROLE, or a superuser):
-- psql -v password=... -f read-only-role.sql
CREATE ROLE leadgraph_reader LOGIN PASSWORD :'password';
GRANT USAGE ON SCHEMA public TO leadgraph_reader;
GRANT SELECT ON free_lesson_registrations, events TO leadgraph_reader;
