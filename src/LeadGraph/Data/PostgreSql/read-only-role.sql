-- The role that LeadGraph connects as: it may read the two tables and nothing else. Run it in the database that has
-- them, as their owner and with the right to create roles (CREATEROLE, or a superuser):
-- psql -v password=... -f read-only-role.sql
-- For tables of other names, written as identifiers of SQL, add for example:
-- -v schema=bot -v registrations='bot."Registration"' -v events='bot."Event"'
\if :{?schema} \else \set schema public \endif
\if :{?registrations} \else \set registrations free_lesson_registrations \endif
\if :{?events} \else \set events events \endif
CREATE ROLE leadgraph_reader LOGIN PASSWORD :'password';
GRANT USAGE ON SCHEMA :schema TO leadgraph_reader;
GRANT SELECT ON :registrations, :events TO leadgraph_reader;
